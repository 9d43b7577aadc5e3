//! Engine and model read extension values alike.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fuzz::campaign::ask("extension_texts", bytes);
});

#[cfg(not(fuzzing))]
fn main() {
    eprintln!(
        "run this with `cargo fuzz run extension_texts` (on stable: `cargo fuzz run -s none extension_texts`)"
    );
    std::process::exit(1);
}
