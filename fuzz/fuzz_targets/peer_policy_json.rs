//! Both accept the same policies in JSON and write the same.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fuzz::campaign::ask("peer_policy_json", bytes);
});

#[cfg(not(fuzzing))]
fn main() {
    eprintln!(
        "run this with `cargo fuzz run --features peer peer_policy_json` (on stable: with `-s none`)"
    );
    std::process::exit(1);
}
