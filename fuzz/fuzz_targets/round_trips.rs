//! What is written is read as what it was.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fuzz::campaign::ask("round_trips", bytes);
});

#[cfg(not(fuzzing))]
fn main() {
    eprintln!(
        "run this with `cargo fuzz run round_trips` (on stable: `cargo fuzz run -s none round_trips`)"
    );
    std::process::exit(1);
}
