//! Accepted policies do as the validator promises.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fuzz::campaign::ask("soundness", bytes);
});

#[cfg(not(fuzzing))]
fn main() {
    eprintln!(
        "run this with `cargo fuzz run soundness` (on stable: `cargo fuzz run -s none soundness`)"
    );
    std::process::exit(1);
}
