//! Seeded comparisons with the official crate.
//!
//! `PEER_CASES` says how many cases of each kind are compared. The default takes
//! some seconds.

use fuzz::campaign::seeded_bytes;
use fuzz::choices::Choices;
use fuzz::generators::{self, text};
use fuzz::peer::{
    Comparison, authorizer, conformance, entities_json, policy_json, policy_text, schema,
    spellings, validation, world::World,
};

/// Compares the cases of consecutive seeds.
fn check(kind: &str, mut compare: impl FnMut(&[u8]) -> Comparison) -> Comparison {
    let cases = std::env::var("PEER_CASES").map_or(400, |text| text.parse().expect("a number"));
    let mut sum = Comparison::default();
    for seed in 0..cases {
        sum.merge(compare(&seeded_bytes(seed)));
    }
    println!("{kind}: {sum}");
    for difference in sum.differences.iter().take(20) {
        println!("{difference}\n");
    }
    assert!(sum.differences.is_empty(), "{kind}: there are differences");
    sum
}

#[test]
fn policy_text_in_all_forms() {
    let world = World::new();
    let sum = check("policy text", |bytes| {
        policy_text::compare(&world, &text::generate(&mut Choices::new(bytes)))
    });
    assert!(sum.agreements > sum.both_refused, "most text is right");
    assert!(sum.both_refused > 0, "some text is wrong");
}

#[test]
fn printed_policies() {
    let world = World::new();
    let sum = check("printed policies", |bytes| {
        policy_text::compare_printed(&world, &generators::case(bytes))
    });
    assert_eq!(sum.both_refused, 0);
}

#[test]
fn policies_in_json() {
    let sum = check("policies in JSON", |bytes| {
        policy_json::compare(&text::policies_json(bytes))
    });
    assert!(sum.agreements > 0 && sum.both_refused > 0);
}

#[test]
fn entities_in_json() {
    let sum = check("entities in JSON", |bytes| {
        entities_json::compare(&text::entities_json(bytes))
    });
    assert!(sum.agreements > 0 && sum.both_refused > 0);
}

#[test]
fn decisions() {
    let sum = check("decisions", |bytes| {
        authorizer::compare(&generators::case(bytes))
    });
    assert!(sum.no_verdicts.is_empty(), "{:?}", sum.no_verdicts.first());
}

#[test]
fn validation_verdicts() {
    let sum = check("validation", |bytes| {
        validation::compare(&generators::validation::case(bytes))
    });
    assert!(sum.agreements > 0 && sum.explained > 0);
}

#[test]
fn schemas() {
    let sum = check("schemas", |bytes| {
        let (form, source) = schema::generate(bytes);
        schema::compare(form, &source)
    });
    assert!(sum.agreements > 0 && sum.both_refused > 0);
}

#[test]
fn entities_and_requests_against_schemas() {
    let sum = check("conformance", |bytes| {
        let (schema, subjects) = conformance::generate(bytes);
        conformance::compare(&schema, &subjects)
    });
    assert!(sum.agreements > 0 && sum.both_refused > 0);
    assert!(sum.no_verdicts.is_empty(), "{:?}", sum.no_verdicts.first());
}

#[test]
fn spelled_texts() {
    let world = World::new();
    let sum = check("spellings", |bytes| {
        spellings::compare(&world, &generators::spellings::generate(bytes))
    });
    assert!(sum.agreements > 0 && sum.both_refused > 0);
}
