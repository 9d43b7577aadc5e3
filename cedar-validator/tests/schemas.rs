//! Which schema texts are accepted, in both forms.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

use cedar_validator::{Schema, SchemaFragment};

/// Checks each line `OK | text` or `ERR | text`.
fn check(cases: &str, accept: impl Fn(&str) -> Result<(), String>) {
    let mut wrong = Vec::new();
    for case in cases.lines() {
        let (expected, text) = case.split_once(" | ").expect("a case has a verdict");
        let result = accept(text);
        if (expected.trim() == "OK") != result.is_ok() {
            wrong.push(format!("{case}\n    {result:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn resolve(fragment: &SchemaFragment) -> Result<(), String> {
    Schema::from_fragments([fragment])
        .map(drop)
        .map_err(|error| error.to_string())
}

#[test]
fn cedar_form() {
    check(include_str!("data/schema-text.txt"), |text| {
        let fragment = SchemaFragment::from_cedar_str(text).map_err(|e| e.to_string())?;
        resolve(&fragment)
    });
}

#[test]
fn json_form() {
    check(include_str!("data/schema-json.txt"), |text| {
        let fragment = SchemaFragment::from_json_str(text).map_err(|e| e.to_string())?;
        resolve(&fragment)
    });
}

/// What is accepted reads back as it was written, in both forms.
#[test]
fn printing_and_reading_are_inverse() {
    for case in include_str!("data/schema-text.txt").lines() {
        let Some(text) = case.strip_prefix("OK  | ") else {
            continue;
        };
        let fragment = SchemaFragment::from_cedar_str(text).unwrap();
        let printed = fragment.to_cedar().unwrap();
        let mut reread = SchemaFragment::from_cedar_str(&printed).unwrap();
        let json = serde_json::to_string(&fragment.to_json()).unwrap();
        let mut from_json = SchemaFragment::from_json_str(&json).unwrap();
        let mut fragment = fragment;
        for one in [&mut fragment, &mut reread, &mut from_json] {
            forget_replaced(one);
        }
        assert_eq!(reread, fragment, "{text}\n{printed}");
        assert_eq!(from_json, fragment, "{text}\n{json}");
    }
}

/// Attributes that were replaced are not printed.
fn forget_replaced(fragment: &mut SchemaFragment) {
    use cedar_validator::schema::fragment::{EntityTypeDeclarationKind, TypeExprKind};
    for namespace in fragment.namespaces.values_mut() {
        for entity_type in namespace.entity_types.values_mut() {
            if let EntityTypeDeclarationKind::Standard { shape, .. } = &mut entity_type.kind
                && let TypeExprKind::Record(record) = &mut shape.kind
            {
                record.replaced.clear();
            }
        }
    }
}
