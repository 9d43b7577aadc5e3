//! An index decides as a full scan does.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fuzz::campaign::ask("index", bytes);
});

#[cfg(not(fuzzing))]
fn main() {
    eprintln!("run this with `cargo fuzz run index` (on stable: `cargo fuzz run -s none index`)");
    std::process::exit(1);
}
