//! Engine and model accept the same policies.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fuzz::campaign::ask("validator", bytes);
});

#[cfg(not(fuzzing))]
fn main() {
    eprintln!(
        "run this with `cargo fuzz run validator` (on stable: `cargo fuzz run -s none validator`)"
    );
    std::process::exit(1);
}
