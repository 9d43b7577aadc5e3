//! Both read the same in texts that were put together with their meaning.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fuzz::campaign::ask("peer_spellings", bytes);
});

#[cfg(not(fuzzing))]
fn main() {
    eprintln!(
        "run this with `cargo fuzz run --features peer peer_spellings` (on stable: with `-s none`)"
    );
    std::process::exit(1);
}
