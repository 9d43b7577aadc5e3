//! Engine and model find the same data to be as the schema says.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fuzz::campaign::ask("conformance", bytes);
});

#[cfg(not(fuzzing))]
fn main() {
    eprintln!(
        "run this with `cargo fuzz run conformance` (on stable: `cargo fuzz run -s none conformance`)"
    );
    std::process::exit(1);
}
