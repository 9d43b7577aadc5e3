//! Engine and model link templates alike.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fuzz::campaign::ask("linking", bytes);
});

#[cfg(not(fuzzing))]
fn main() {
    eprintln!(
        "run this with `cargo fuzz run linking` (on stable: `cargo fuzz run -s none linking`)"
    );
    std::process::exit(1);
}
