//! Adversarial inputs are answered quickly, on a small stack.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail as tests do"
)]

use cedar_parser::parse_policy_set;
use cedar_validator::{Schema, ValidationMode, Validator};
use std::time::{Duration, Instant};

/// Validates on a thread with a stack of 2 MiB and says what is wrong.
fn errors(schema: &str, policy: &str, mode: ValidationMode) -> Vec<String> {
    let (schema, policy) = (schema.to_owned(), policy.to_owned());
    let started = Instant::now();
    let check = move || {
        let schema = Schema::from_cedar_text(&schema).unwrap();
        let policies = parse_policy_set(&policy).unwrap();
        let validator = Validator::new(schema);
        let result = validator.validate_with_level(&policies, mode, 5_000);
        let errors = result.errors().iter();
        errors.map(|error| error.kind.to_string()).collect()
    };
    let thread = std::thread::Builder::new().stack_size(2 << 20);
    let errors = thread.spawn(check).unwrap().join().unwrap();
    assert!(started.elapsed() < Duration::from_secs(20));
    errors
}

const SCHEMA: &str = "entity U { u: U, r: { b?: Bool, l: Long }, o?: U };
    action a appliesTo { principal: U, resource: U };";

fn when(condition: &str) -> String {
    format!("permit(principal, action, resource) when {{ {condition} }};")
}

#[test]
fn long_chains() {
    for (condition, wrong) in [
        (
            format!("principal{} == principal", ".u".repeat(3_900)),
            false,
        ),
        (format!("principal{}.z", ".u".repeat(3_900)), true),
        (vec!["principal.r.l == 1"; 3_000].join(" && "), false),
        (vec!["principal has o"; 3_000].join(" && "), false),
        (format!("\"a\" + 1{} == 1", " + 1".repeat(3_000)), true),
        (format!("1{} + \"a\" == 1", " + 1".repeat(3_000)), true),
    ] {
        let errors = errors(SCHEMA, &when(&condition), ValidationMode::Strict);
        assert_eq!(!errors.is_empty(), wrong, "{:.60}: {errors:?}", condition);
    }
}

/// `e has a.b` mentions `e` twice, so its tree is exponentially larger than its
/// text when it is nested.
#[test]
fn nested_extended_has() {
    let mut condition = "true".to_owned();
    for _ in 0..120 {
        condition = format!("{{a: {{b: {condition}}}}} has a.b");
    }
    assert!(errors(SCHEMA, &when(&condition), ValidationMode::Strict).is_empty());
    let mut condition = "principal.r".to_owned();
    for _ in 0..120 {
        condition = format!("(if {condition} has b.c then principal.r else principal.r)");
    }
    let condition = format!("{condition} has b");
    assert!(!errors(SCHEMA, &when(&condition), ValidationMode::Strict).is_empty());
    let mut condition = "principal.u".to_owned();
    for _ in 0..120 {
        condition = format!("(if {condition} has o.o then principal.u else principal.u)");
    }
    let condition = format!("{condition} has o.u && {condition}.o.u == principal");
    assert_eq!(
        errors(SCHEMA, &when(&condition), ValidationMode::Strict),
        Vec::<String>::new()
    );
}

/// Common types make types that are exponentially larger than the schema.
#[test]
fn exponential_types() {
    let mut schema = String::from("type A0 = { x: Long }; type B0 = { x: String };");
    for i in 1..=300 {
        for name in ["A", "B"] {
            let before = format!("{name}{}", i - 1);
            schema.push_str(&format!("type {name}{i} = {{ a: {before}, b: {before} }};"));
        }
    }
    schema.push_str(
        "entity U { x: A300, y: B300, z: A300, c: Bool };
         action a appliesTo { principal: U, resource: U };",
    );
    let equal = when("principal.x == principal.z");
    let different = when("principal.x == principal.y");
    let branches = when("(if principal.c then principal.x else principal.y) has a");
    for mode in [ValidationMode::Strict, ValidationMode::Permissive] {
        assert_eq!(errors(&schema, &equal, mode), Vec::<String>::new());
        let strict = mode == ValidationMode::Strict;
        for policy in [&different, &branches] {
            assert_eq!(
                !errors(&schema, policy, mode).is_empty(),
                strict,
                "{mode:?}"
            );
        }
    }
}

/// Cost follows what the conditions use, not the number of kinds of request.
#[test]
fn many_environments() {
    let types: Vec<String> = (0..300).map(|i| format!("E{i}")).collect();
    let list = types.join(", ");
    let mut schema = format!("entity {list} {{ x: Long }};");
    for i in 0..300 {
        schema.push_str(&format!(
            "action a{i} appliesTo {{ principal: [{list}], resource: [{list}], context: {{}} }};"
        ));
    }
    for (condition, count) in [
        ("1 == \"a\" || 1 + \"a\" == 2", 1),
        ("principal.y == 1", 300),
    ] {
        let errors = errors(&schema, &when(condition), ValidationMode::Strict);
        assert_eq!(errors.len(), count, "{condition}");
    }
}
