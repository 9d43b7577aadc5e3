#!/bin/bash -eu
# Starts every target in $OUT as OSS-Fuzz would: with its options, its dictionary and its
# unpacked seeds, in an empty folder. Fails unless all of them start and run.
#
#   OUT=/tmp/out fuzz/oss-fuzz/check.sh [RUNS]
OUT=$(cd "${OUT:?where the targets are}" && pwd)
runs=${1:-1000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0

check() {
  local target=$1 corpus=$folder/$1 options=$OUT/$1.options log=$folder/$1.log
  unzip -q "$OUT/${target}_seed_corpus.zip" -d "$corpus" || return
  [ "$(head -n 1 "$options")" = '[libfuzzer]' ] || return
  local arguments=()
  while IFS='= ' read -r option value; do
    # What stands there is beside the target.
    [ "$option" != dict ] || value=$OUT/$value
    arguments+=("-$option=$value")
  done < <(tail -n +2 "$options")
  local count
  count=$(find "$corpus" -type f | wc -l)
  # Nothing of the project is at hand there, only what is in $OUT.
  (cd "$folder" && "$OUT/$target" "${arguments[@]}" -runs=$((runs + count)) "$corpus") \
    >"$log" 2>&1 || { tail -n 20 "$log" >&2; return 1; }
  # An option that libFuzzer does not know is only a warning there.
  ! grep 'WARNING: unrecognized flag' "$log" >&2 || return
  echo "$target: $count seeds, $(grep -c '^Dictionary' "$log" || true) dictionary," \
    "$(grep -o '([0-9]* inline 8-bit counters)' "$log" || echo '(not instrumented)')," \
    "$(grep -o '^Done [0-9]* runs' "$log")"
}

for options in "$OUT"/*.options; do
  target=$(basename "$options" .options)
  check "$target" || { echo "$target: FAILED"; failed=1; }
done
exit $failed
