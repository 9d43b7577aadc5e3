//! Both accept the same schemas, and read the same in them.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fuzz::campaign::ask("peer_schema", bytes);
});

#[cfg(not(fuzzing))]
fn main() {
    eprintln!(
        "run this with `cargo fuzz run --features peer peer_schema` (on stable: with `-s none`)"
    );
    std::process::exit(1);
}
