//! A layered store answers as the store of the entities that count.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fuzz::campaign::ask("layers", bytes);
});

#[cfg(not(fuzzing))]
fn main() {
    eprintln!("run this with `cargo fuzz run layers` (on stable: `cargo fuzz run -s none layers`)");
    std::process::exit(1);
}
