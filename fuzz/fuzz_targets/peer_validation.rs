//! Both accept the same policies for a schema.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fuzz::campaign::ask("peer_validation", bytes);
});

#[cfg(not(fuzzing))]
fn main() {
    eprintln!(
        "run this with `cargo fuzz run --features peer peer_validation` (on stable: with `-s none`)"
    );
    std::process::exit(1);
}
