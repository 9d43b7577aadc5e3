//! Both accept the same policies in JSON and write the same.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let document = fuzz::generators::text::policies_json(bytes);
    fuzz::peer::policy_json::compare(&document).assert_agreement();
});

#[cfg(not(fuzzing))]
fn main() {
    eprintln!(
        "run this with `cargo fuzz run --features peer peer_policy_json` (on stable: with `-s none`)"
    );
    std::process::exit(1);
}
