#!/usr/bin/env bash
# The nightly run: proofs, then differential random testing, then a report.
# `./nightly.sh --minutes 1` is the quick form; `--help` lists all options.
set -euo pipefail
cd "$(dirname "$0")"

# Needed here: cargo for everything, Dafny and Z3 for the proofs (dafny/verify
# sees to those itself), cargo-fuzz and a C++ compiler for libFuzzer.
say() { printf '%s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

need_cargo() {
  command -v cargo >/dev/null && return
  say "cargo is missing: install Rust (stable) and run this again"
  exit 1
}

need_compiler() {
  command -v c++ >/dev/null && return
  if command -v apt-get >/dev/null; then
    say "installing a C++ compiler"
    as_root apt-get update -qq
    as_root apt-get install -y -qq g++ >/dev/null
  else
    say "a C++ compiler is missing: install g++ or clang++ and run this again"
    exit 1
  fi
}

need_cargo_fuzz() {
  cargo fuzz --version >/dev/null 2>&1 && return
  say "installing cargo-fuzz"
  cargo install --quiet --locked cargo-fuzz
}

need_cargo
case " $* " in
  *" --help "* | *" -h "*) ;;
  *) need_compiler; need_cargo_fuzz ;;
esac
cargo build --quiet --release -p fuzz --bin nightly
exec "${CARGO_TARGET_DIR:-target}/release/nightly" "$@"
