//! Both accept the same policy text, read and decide the same.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
static WORLD: std::sync::LazyLock<fuzz::peer::world::World> =
    std::sync::LazyLock::new(fuzz::peer::world::World::new);

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let text = fuzz::generators::text::generate(&mut fuzz::choices::Choices::new(bytes));
    fuzz::peer::policy_text::compare(&WORLD, &text).assert_agreement();
    fuzz::peer::policy_text::compare_printed(&WORLD, &fuzz::generators::case(bytes))
        .assert_agreement();
});

#[cfg(not(fuzzing))]
fn main() {
    eprintln!(
        "run this with `cargo fuzz run --features peer peer_policy_text` (on stable: with `-s none`)"
    );
    std::process::exit(1);
}
