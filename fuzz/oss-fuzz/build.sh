#!/bin/bash -eu
# Builds every target with its seeds and options into $OUT, as OSS-Fuzz asks.
#
# Without a container: `OUT=/tmp/out SANITIZER=none fuzz/oss-fuzz/build.sh` in
# the project's root, on stable Rust.
cd "$(dirname "$0")/../.."
: "${OUT:?where the targets go}"
mkdir -p "$OUT"

host=$(rustc -vV | sed -n 's/^host: //p')
target_dir=${CARGO_TARGET_DIR:-$PWD/target}/oss-fuzz
seeds=$(mktemp -d)
trap 'rm -rf "$seeds"' EXIT

# Tools of the build itself are not instrumented.
targets=$(env -u RUSTFLAGS cargo run --quiet -p fuzz --bin seeds -- "$seeds")
for target in $targets; do
  # The inputs do not occur in comparisons, so tracing these only costs time.
  cargo fuzz build -O --no-trace-compares --sanitizer "${SANITIZER:-address}" \
    --target "$host" --target-dir "$target_dir" "$target"
  cp "$target_dir/$host/release/$target" "$OUT/"
  cp "$seeds/$target.options" "$OUT/"
  (cd "$seeds/${target}_seed_corpus" && zip -q -r "$OUT/${target}_seed_corpus.zip" .)
done
