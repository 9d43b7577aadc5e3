#!/bin/bash -eu
# Builds every target with its seeds, options and dictionary into $OUT, as OSS-Fuzz asks.
#
# Without a container: `OUT=/tmp/out SANITIZER=none fuzz/oss-fuzz/build.sh` in
# the project's root, on stable Rust. `TARGETS="authorizer raw_bytes"` builds these alone.
# SANITIZER is as OSS-Fuzz sets it: `address` needs a nightly compiler, `coverage` gives
# targets that count what they reach for `llvm-cov`.
: "${OUT:?where the targets go}"
: "${SANITIZER:=address}"
# A build that fails in `$(…)` must end the script as well.
shopt -s inherit_errexit
mkdir -p "$OUT"
OUT=$(cd "$OUT" && pwd)
cd "$(dirname "$0")/../.."

# Fifteen links with optimization at link time would take longer than all the rest.
export CARGO_PROFILE_RELEASE_LTO=off
host=$(rustc -vV | sed -n 's/^host: //p')
seeds=$(mktemp -d)
trap 'rm -rf "$seeds"' EXIT

# Prints where the target is, once it is built. What is built with other flags has a
# folder of its own, or each build would begin anew.
build() {
  local target=$1 target_dir=${CARGO_TARGET_DIR:-$PWD/target}/oss-fuzz/$SANITIZER
  shift
  if [ "$SANITIZER" = coverage ]; then
    # `cargo fuzz build` instruments for the fuzzer, which is of no use to a report.
    RUSTFLAGS="${RUSTFLAGS:-} --cfg fuzzing -Cinstrument-coverage -Copt-level=1" \
      cargo build --package fuzz --bin "$target" --target "$host" --target-dir "$target_dir" >&2
    echo "$target_dir/$host/debug/$target"
    return
  fi
  target_dir+=/$(IFS=+; echo "${*:-traced}" | tr -d -)
  cargo fuzz build -O "$@" --sanitizer "$SANITIZER" \
    --target "$host" --target-dir "$target_dir" "$target" >&2
  echo "$target_dir/$host/release/$target"
}

# Tools of the build itself are not instrumented.
all=$(env -u RUSTFLAGS -u CFLAGS -u CXXFLAGS cargo run --quiet -p fuzz --bin seeds -- "$seeds")
while read -r -u 3 target flags; do
  case " ${TARGETS:-$target} " in *" $target "*) ;; *) continue ;; esac
  # shellcheck disable=SC2086 # several arguments, or none
  binary=$(build "$target" $flags)
  cp "$binary" "$OUT/"
  cp "$seeds/$target.options" "$OUT/"
  [ ! -e "$seeds/$target.dict" ] || cp "$seeds/$target.dict" "$OUT/"
  rm -f "$OUT/${target}_seed_corpus.zip"
  (cd "$seeds/${target}_seed_corpus" && zip -q -r "$OUT/${target}_seed_corpus.zip" .)
done 3<<<"$all"
