//! What is read survives being written and read again; formatting changes nothing else.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fuzz::campaign::ask("documents", bytes);
});

#[cfg(not(fuzzing))]
fn main() {
    eprintln!(
        "run this with `cargo fuzz run documents` (on stable: `cargo fuzz run -s none documents`)"
    );
    std::process::exit(1);
}
