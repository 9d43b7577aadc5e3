//! Any bytes are read or refused, in every language.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fuzz::campaign::ask("raw_bytes", bytes);
});

#[cfg(not(fuzzing))]
fn main() {
    eprintln!(
        "run this with `cargo fuzz run raw_bytes` (on stable: `cargo fuzz run -s none raw_bytes`)"
    );
    std::process::exit(1);
}
