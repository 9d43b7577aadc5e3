//! Evaluators, engine and model give expressions the same values.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fuzz::campaign::ask("evaluator", bytes);
});

#[cfg(not(fuzzing))]
fn main() {
    eprintln!(
        "run this with `cargo fuzz run evaluator` (on stable: `cargo fuzz run -s none evaluator`)"
    );
    std::process::exit(1);
}
