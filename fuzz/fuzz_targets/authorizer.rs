//! Engine and model decide alike.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fuzz::campaign::count(fuzz::oracles::authorizer::compare(&fuzz::generators::case(
        bytes,
    )));
});

#[cfg(not(fuzzing))]
fn main() {
    eprintln!(
        "run this with `cargo fuzz run authorizer` (on stable: `cargo fuzz run -s none authorizer`)"
    );
    std::process::exit(1);
}
