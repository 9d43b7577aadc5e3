//! Which policies are accepted in strict mode.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

use cedar_core::PolicySet;
use cedar_parser::parse_policy_set;
use cedar_validator::{Schema, ValidationMode, Validator};

/// A policy, or a condition on the action `a`.
fn policy(case: &str) -> PolicySet {
    let text = if case.starts_with("permit") {
        case.to_owned()
    } else {
        format!("permit(principal, action == Action::\"a\", resource) when {{ {case} }};")
    };
    parse_policy_set(&text).unwrap_or_else(|error| panic!("{case}: {error}"))
}

#[test]
fn strict_verdicts() {
    let schema = Schema::from_cedar_text(include_str!("data/validation.cedarschema")).unwrap();
    let validator = Validator::new(schema);
    let mut wrong = Vec::new();
    for case in include_str!("data/validation.txt").lines() {
        let (expected, text) = case.split_once(" | ").expect("a case has a verdict");
        let result = validator.validate(&policy(text), ValidationMode::Strict);
        if (expected.trim() == "OK") != result.passed() {
            wrong.push(format!("{case}\n    {:?}", result.errors()));
        }
        let permissive = validator.validate(&policy(text), ValidationMode::Permissive);
        if result.passed() && !permissive.passed() {
            wrong.push(format!("{case}\n    permissive: {:?}", permissive.errors()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each line says at which of the levels 0 to 4 the policy is accepted.
#[test]
fn levels() {
    let schema = Schema::from_cedar_text(include_str!("data/validation.cedarschema")).unwrap();
    let validator = Validator::new(schema);
    let mut wrong = Vec::new();
    for case in include_str!("data/levels.txt").lines() {
        let (expected, text) = case.split_once(" | ").expect("a case has verdicts");
        let found: String = (0..expected.len())
            .map(|level| {
                let level = u32::try_from(level).unwrap();
                let policy = policy(text);
                let mode = ValidationMode::Strict;
                match validator.validate_with_level(&policy, mode, level).passed() {
                    true => 'o',
                    false => 'E',
                }
            })
            .collect();
        if found != expected {
            wrong.push(format!("{case}\n    {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
