//! Engine and model decide alike.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fuzz::campaign::ask("authorizer", bytes);
});

#[cfg(not(fuzzing))]
fn main() {
    eprintln!(
        "run this with `cargo fuzz run authorizer` (on stable: `cargo fuzz run -s none authorizer`)"
    );
    std::process::exit(1);
}
