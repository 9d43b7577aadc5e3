//! Which policies are accepted in strict mode.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

use cedar_core::ast::SlotValues;
use cedar_core::{PolicyId, PolicySet};
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

/// Checks what is wrong with a condition: `text at fault: message`.
fn check_errors(mode: ValidationMode, condition: &str, expected: &[&str]) {
    let schema = Schema::from_cedar_text(include_str!("data/validation.cedarschema")).unwrap();
    let text =
        format!("permit(principal, action == Action::\"a\", resource) when {{ {condition} }};");
    let policies = parse_policy_set(&text).unwrap();
    let result = Validator::new(schema).validate(&policies, mode);
    let found: Vec<String> = result
        .errors()
        .iter()
        .map(|error| {
            let fault = error.span.range().map_or("", |range| &text[range]);
            format!("{fault}: {}", error.kind)
        })
        .collect();
    assert_eq!(found, expected, "{condition}");
}

#[test]
fn every_kind_of_error() {
    for (condition, expected) in [
        (
            "principal is Zed",
            "principal is Zed: unrecognized entity type `Zed`",
        ),
        (
            "action == Action::\"z\"",
            "Action::\"z\": unrecognized action `Action::\"z\"`",
        ),
        (
            "principal.e == E::\"z\"",
            "E::\"z\": `E::\"z\"` is not one of the entities of its enumerated type",
        ),
        (
            "principal.n",
            "principal.n: unexpected type: expected `Bool`, got `Long`",
        ),
        (
            "principal.n has x",
            "principal.n: unexpected type: expected `an entity` or `a record`, got `Long`",
        ),
        (
            "principal.n == \"a\"",
            "principal.n == \"a\": the types `Long` and `String` are not compatible: both sides of `==` must have compatible types",
        ),
        (
            "principal.z",
            "principal.z: attribute `z` on entity type `U` not found",
        ),
        (
            "context.z",
            "context.z: attribute `z` in context for Action::\"a\" not found",
        ),
        (
            "principal.r.z",
            "principal.r.z: attribute `z` of a record not found",
        ),
        (
            "principal.o == 1",
            "principal.o: unable to guarantee safety of access to optional attribute `o` on entity type `U`",
        ),
        (
            "principal.getTag(\"t\") == 1",
            "principal.getTag(\"t\"): unable to guarantee safety of access to a tag on entity type `U`",
        ),
        (
            "principal.d.lessThan()",
            "principal.d.lessThan(): `lessThan` takes 2 arguments, got 1",
        ),
        (
            "decimal(\"x\") == principal.d",
            "decimal(\"x\"): `decimal` cannot be called with this argument: error while evaluating `decimal` extension function: `x` is not a well-formed decimal value",
        ),
        (
            "[].isEmpty()",
            "[]: empty set literals are forbidden in policies",
        ),
        (
            "decimal(principal.str) == principal.d",
            "decimal(principal.str): `decimal` can only be called with a literal",
        ),
    ] {
        check_errors(ValidationMode::Strict, condition, &[expected]);
    }
    check_errors(
        ValidationMode::Strict,
        "1 + \"a\" == principal.z && [1, true].contains(principal.o)",
        &[
            "\"a\": unexpected type: expected `Long`, got `String`",
            "principal.z: attribute `z` on entity type `U` not found",
            "[1, true]: the types `Long` and `Bool` are not compatible: elements of a set must have compatible types",
            "principal.o: unable to guarantee safety of access to optional attribute `o` on entity type `U`",
        ],
    );
}

#[test]
fn permissive_mode() {
    let accepted: [&str; 12] = [
        "principal.n == \"a\"",
        "principal.r == principal.r2",
        "principal.r2 == {x: 1, y: 2}",
        "[].isEmpty()",
        "[] == principal.s",
        "principal.s.contains(\"a\")",
        "principal.s.containsAll([\"a\"])",
        "[principal, resource].contains(principal)",
        "principal in [G::\"a\", GG::\"b\"]",
        "(if principal.b then principal else resource).n == 1",
        "(if principal.b then principal.r else principal.r2).x == 1",
        "decimal(principal.str) == principal.d",
    ];
    for condition in accepted {
        check_errors(ValidationMode::Permissive, condition, &[]);
    }
    for (condition, expected) in [
        (
            "(if principal.b then principal else resource).str == \"a\"",
            "(if principal.b then principal else resource).str: attribute `str` on entity type `U | T` not found",
        ),
        (
            "(if principal.b then principal.r else principal.r2).y == 1",
            "(if principal.b then principal.r else principal.r2).y: attribute `y` of a record not found",
        ),
        (
            "if principal.b then 1 else true",
            "if principal.b then 1 else true: the types `Long` and `Bool` are not compatible: both branches of an `if` must have compatible types",
        ),
        (
            "decimal(\"x\") == principal.d",
            "decimal(\"x\"): `decimal` cannot be called with this argument: error while evaluating `decimal` extension function: `x` is not a well-formed decimal value",
        ),
        (
            "principal in [1]",
            "[1]: unexpected type: expected `an entity` or `a set of entities`, got `Set<Long>`",
        ),
    ] {
        check_errors(ValidationMode::Permissive, condition, &[expected]);
    }
    // Of different entity types nothing is known but what they have in common.
    check_errors(
        ValidationMode::Permissive,
        "(if principal.b then principal else resource) is U
         && (if principal.b then principal else resource) has str",
        &[],
    );
}

/// An error says in which kinds of request it arises.
/// Of an action that is not known, its type says what it can be in: the types of the
/// groups of some action of that type, and no more.
#[test]
fn types_of_actions_in_types_of_actions() {
    let schema = Schema::from_cedar_text(
        "entity U;
         action a in [N::Action::\"read\"] appliesTo {
             principal: U, resource: U,
             context: { own: Action, n: N::Action, k: K::Action }
         };
         namespace N { action read; action edit in [K::Action::\"up\"]; }
         namespace K { action up; }",
    )
    .unwrap();
    let schema = std::sync::Arc::new(schema);
    for (test, is_possible) in [
        ("action in context.n", true),
        ("action in [context.n]", true),
        ("context.own in context.n", true),
        ("context.n in context.k", true),
        ("context.n in context.n", true),
        ("action in context.k", false),
        ("context.own in context.k", false),
        ("context.k in context.n", false),
        ("context.n in context.own", false),
    ] {
        // What follows a test that never holds is not looked at.
        let text = format!("permit(principal, action, resource) when {{ ({test}) && 1 < true }};");
        let policies = parse_policy_set(&text).unwrap();
        let validator = Validator::new(std::sync::Arc::clone(&schema));
        let result = validator.validate(&policies, ValidationMode::Strict);
        assert_eq!(result.passed(), !is_possible, "{test}");
    }
}

#[test]
fn environments() {
    let schema = Schema::from_cedar_text(include_str!("data/validation.cedarschema")).unwrap();
    let validator = Validator::new(schema);
    // The second has two places in the tree where it stands once in the text.
    for (condition, principals) in [("principal.n == 1", &["G"][..]), ("1 has a.b", &["G", "U"])] {
        let text =
            format!("permit(principal, action == Action::\"b\", resource) when {{ {condition} }};");
        let result = validator.validate(&policy(&text), ValidationMode::Strict);
        let [error] = result.errors() else {
            panic!("{condition}: {:?}", result.errors());
        };
        let environments: Vec<String> =
            error.environments.iter().map(ToString::to_string).collect();
        let expected: Vec<String> = principals
            .iter()
            .flat_map(|principal| ["T", "E"].map(|resource| (principal, resource)))
            .map(|(principal, resource)| {
                format!("principal `{principal}`, action `Action::\"b\"`, resource `{resource}`")
            })
            .collect();
        assert_eq!(environments, expected, "{condition}");
        assert_eq!(error.environment_count, expected.len(), "{condition}");
    }
}

#[test]
fn warnings() {
    let schema = Schema::from_cedar_text(include_str!("data/validation.cedarschema")).unwrap();
    let validator = Validator::new(schema);
    for (text, expected) in [
        ("principal.b", ""),
        (
            "principal is T && principal.b",
            "policy is impossible: the policy expression evaluates to false for all valid requests",
        ),
        (
            "principal.str == \"h\u{430}i\"",
            "string `\"hаi\"` contains mixed scripts",
        ),
        (
            "principal == U::\"a\u{202e}\"",
            "identifier `a\\u{202e}` contains bidirectional control characters",
        ),
    ] {
        let result = validator.validate(&policy(text), ValidationMode::Strict);
        assert!(result.passed(), "{text}: {:?}", result.errors());
        let found: Vec<String> = result
            .warnings()
            .iter()
            .map(|w| w.kind.to_string())
            .collect();
        assert_eq!(found.join("; "), expected, "{text}");
    }
}

#[test]
fn links() {
    let schema = Schema::from_cedar_text(include_str!("data/validation.cedarschema")).unwrap();
    let validator = Validator::new(schema);
    for (principal, resource, expected) in [
        ("U::\"x\"", "T::\"x\"", ""),
        (
            "G::\"x\"",
            "T::\"x\"",
            "for policy `l`, unable to find an applicable action given the policy scope constraints",
        ),
        (
            "Zed::\"x\"",
            "T::\"x\"",
            "for policy `l`, unrecognized entity type `Zed`; \
             for policy `l`, unable to find an applicable action given the policy scope constraints",
        ),
    ] {
        let mut policies = parse_policy_set(
            "permit(principal == ?principal, action == Action::\"a\", resource in ?resource);",
        )
        .unwrap();
        let uid = |text| Some(cedar_parser::parse_entity_uid(text).unwrap());
        let values = SlotValues {
            principal: uid(principal),
            resource: uid(resource),
        };
        policies
            .link(&PolicyId::new("policy0"), PolicyId::new("l"), values)
            .unwrap();
        let result = validator.validate(&policies, ValidationMode::Strict);
        let found: Vec<String> = result.errors().iter().map(ToString::to_string).collect();
        assert_eq!(found.join("; "), expected);
    }
}

#[test]
fn incomplete_schemas_validate_nothing() {
    let schema = Schema::from_cedar_text(
        "external entity X; action a appliesTo { principal: X, resource: X };",
    );
    let validator = Validator::new(schema.unwrap());
    let policies = parse_policy_set("permit(principal, action, resource);").unwrap();
    let result = validator.validate(&policies, ValidationMode::Strict);
    assert_eq!(
        result.errors()[0].kind.to_string(),
        "the schema is incomplete: `X` declared `external` but not defined"
    );
}
