//! Explanations say what the authorizer says, and the changes they suggest do what they should.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fuzz::campaign::ask("explain", bytes);
});

#[cfg(not(fuzzing))]
fn main() {
    eprintln!(
        "run this with `cargo fuzz run explain` (on stable: `cargo fuzz run -s none explain`)"
    );
    std::process::exit(1);
}
