//! A text is read as what it means, or refused.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fuzz::campaign::ask("spellings", bytes);
});

#[cfg(not(fuzzing))]
fn main() {
    eprintln!(
        "run this with `cargo fuzz run spellings` (on stable: `cargo fuzz run -s none spellings`)"
    );
    std::process::exit(1);
}
