#!/bin/bash -eu
# Builds every target with its seeds, options and dictionary into $OUT, as OSS-Fuzz asks.
#
# Without a container: `OUT=/tmp/out SANITIZER=none fuzz/oss-fuzz/build.sh` in
# the project's root, on stable Rust. `TARGETS="authorizer raw_bytes"` builds these alone.
cd "$(dirname "$0")/../.."
: "${OUT:?where the targets go}"
mkdir -p "$OUT"

# A link for each target with optimization at link time would take longer than all the rest.
export CARGO_PROFILE_RELEASE_LTO=off
host=$(rustc -vV | sed -n 's/^host: //p')
seeds=$(mktemp -d)
trap 'rm -rf "$seeds"' EXIT

# Tools of the build itself are not instrumented.
all=$(env -u RUSTFLAGS cargo run --quiet -p fuzz --bin seeds -- "$seeds")
while read -r -u 3 target flags; do
  case " ${TARGETS:-$target} " in *" $target "*) ;; *) continue ;; esac
  # What is built with other flags has a folder of its own, or each build begins anew.
  target_dir=${CARGO_TARGET_DIR:-$PWD/target}/oss-fuzz/${flags:-traced}
  # shellcheck disable=SC2086 # several arguments, or none
  cargo fuzz build -O $flags --sanitizer "${SANITIZER:-address}" \
    --target "$host" --target-dir "$target_dir" "$target"
  cp "$target_dir/$host/release/$target" "$OUT/"
  cp "$seeds/$target.options" "$OUT/"
  [ ! -e "$seeds/$target.dict" ] || cp "$seeds/$target.dict" "$OUT/"
  rm -f "$OUT/${target}_seed_corpus.zip"
  (cd "$seeds/${target}_seed_corpus" && zip -q -r "$OUT/${target}_seed_corpus.zip" .)
done 3<<<"$all"
