//! A policy set that was changed in place is the one built anew.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fuzz::campaign::ask("policy_sets", bytes);
});

#[cfg(not(fuzzing))]
fn main() {
    eprintln!(
        "run this with `cargo fuzz run policy_sets` (on stable: `cargo fuzz run -s none policy_sets`)"
    );
    std::process::exit(1);
}
