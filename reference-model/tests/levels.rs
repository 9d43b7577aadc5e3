//! The model finds for each policy the level that the engine's own tests expect.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use cedar_parser::parse_policy_set;
use cedar_validator::{Schema, ValidationMode};
use reference_model::Validator;

const SCHEMA: &str = include_str!("../../cedar-validator/tests/data/validation.cedarschema");
/// Each line says at which of the levels 0 to 4 a policy, or a condition on the
/// action `a`, is accepted.
const CASES: &str = include_str!("../../cedar-validator/tests/data/levels.txt");

#[test]
fn levels() {
    let model = Validator::new(&Schema::from_cedar_text(SCHEMA).unwrap()).unwrap();
    let mut wrong = Vec::new();
    for case in CASES.lines() {
        let (expected, policy) = case.split_once(" | ").unwrap();
        let found: String = (0..)
            .zip(expected.chars())
            .map(|(level, _)| verdict(&model, policy, level))
            .collect();
        if found != expected {
            wrong.push(format!("{case}\n    {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn verdict(model: &Validator, policy: &str, level: u32) -> char {
    let text = match policy.starts_with("permit") {
        true => policy.to_owned(),
        false => {
            format!("permit(principal, action == Action::\"a\", resource) when {{ {policy} }};")
        }
    };
    let policies = parse_policy_set(&text).unwrap();
    let mode = ValidationMode::Strict;
    let accepted = |verdict: Result<bool, _>| verdict.unwrap();
    let all = policies
        .policies()
        .all(|policy| accepted(model.accepts_policy_at_level(policy, mode, level)))
        && policies
            .templates()
            .all(|template| accepted(model.accepts_template_at_level(template, mode, level)));
    if all { 'o' } else { 'E' }
}
