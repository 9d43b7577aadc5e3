#!/usr/bin/env bash
# Every check of the project, from a fresh machine: formatting, lints, tests,
# proofs, and the extracted model against Dafny's own compiler.
# With CEDAR_CORPUS set to a folder of integration tests, those run too.
set -euo pipefail
cd "$(dirname "$0")"

stage() { printf '== %s (%s s)\n' "$1" "$SECONDS"; }

stage "formatting"
cargo fmt --all -- --check

stage "lints"
cargo clippy --all-targets --quiet -- -D warnings

stage "tests"
cargo test --quiet
# `bench` is no default member: with its peer it takes minutes to compile.
cargo test --quiet --package bench --no-default-features

stage "proofs"
dafny/verify

stage "extracted model against Dafny's own compiler"
reference-model/compare-with-dafny --cases 5000

if [ -n "${CEDAR_CORPUS:-}" ]; then
  stage "integration tests in CEDAR_CORPUS"
  corpus=$(mktemp -d)
  trap 'rm -rf "$corpus"' EXIT
  cp -r --no-preserve=mode "$CEDAR_CORPUS"/. "$corpus"
  for archive in "$corpus"/*.tar.gz; do
    [ -e "$archive" ] && tar xzf "$archive" -C "$corpus"
  done
  for engine in production evaluator model; do
    cargo run --quiet -p cedar-cli -- test --engine "$engine" --root "$corpus" "$corpus"
  done
fi

stage "done"
