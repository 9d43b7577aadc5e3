//! Updated stores have the ancestors that their entities give them.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fuzz::campaign::ask("hierarchy", bytes);
});

#[cfg(not(fuzzing))]
fn main() {
    eprintln!(
        "run this with `cargo fuzz run hierarchy` (on stable: `cargo fuzz run -s none hierarchy`)"
    );
    std::process::exit(1);
}
