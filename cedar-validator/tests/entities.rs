//! Which entities are accepted with a schema.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

use cedar_core::{EntityUid, Request};
use cedar_parser::parse_entity_uid;
use cedar_validator::Schema;

const SCHEMA: &str = r#"
    entity G;
    entity U in [G] {
        n: Long,
        e?: U,
        d?: decimal,
        s?: String,
        dt?: datetime,
        set?: Set<U>,
        r?: { a: Long, b?: U },
    } tags String;
    entity E enum ["a", "b"];
    action grp;
    action v in [grp] appliesTo { principal: U, resource: U };
"#;

#[test]
fn json_with_a_schema() {
    let schema = Schema::from_cedar_text(SCHEMA).unwrap();
    let mut wrong = Vec::new();
    for case in include_str!("data/entities-json.txt").lines() {
        let (expected, text) = case.split_once(" | ").expect("a case has a verdict");
        let result = schema.parse_entities(text);
        if (expected.trim() == "OK") != result.is_ok() {
            wrong.push(format!("{case}\n    {result:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A message without ` at line … column …`.
fn without_place(message: &str) -> &str {
    message.split(" at line ").next().unwrap_or(message)
}

/// Checks the message of the error, or that there is none.
fn check<E: std::fmt::Display>(what: &str, result: Result<(), E>, expected: &str) {
    let found = result
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default();
    assert_eq!(without_place(&found), expected, "{what}");
}

#[test]
fn entity_errors() {
    let schema = Schema::from_cedar_text(SCHEMA).unwrap();
    for (entity, expected) in [
        (
            r#"{"uid": {"type": "U", "id": "x"}, "attrs": {"n": 1}, "parents": []}"#,
            "",
        ),
        (
            r#"{"uid": {"type": "Z", "id": "x"}, "attrs": {}, "parents": []}"#,
            "in `[0].uid`: the type of the entity `Z::\"x\"` is not declared",
        ),
        (
            r#"{"uid": {"type": "E", "id": "x"}, "attrs": {}, "parents": []}"#,
            "in `[0].uid`: `E::\"x\"` is not one of the entities of its enumerated type: `\"a\"`, `\"b\"`",
        ),
        (
            r#"{"uid": {"type": "U", "id": "x"}, "attrs": {}, "parents": []}"#,
            "in `[0].attrs`: the entity `U::\"x\"` lacks the attribute `n`",
        ),
        (
            r#"{"uid": {"type": "U", "id": "x"}, "attrs": {"n": 1, "q": 2}, "parents": []}"#,
            "in `[0].attrs.q`: the entity `U::\"x\"` has the attribute `q`, which is not declared",
        ),
        (
            r#"{"uid": {"type": "U", "id": "x"}, "attrs": {"n": 1, "set": [{"type": "G", "id": "g"}]}, "parents": []}"#,
            "in `[0].attrs.set`: in the attribute `set` of `U::\"x\"`: in an element of the set: expected a value of type `U`, got `G::\"g\"`",
        ),
        (
            r#"{"uid": {"type": "U", "id": "x"}, "attrs": {"n": 1, "r": {"a": 1, "z": 1}}, "parents": []}"#,
            "in `[0].attrs.r.z`: the attribute `z` is not declared",
        ),
        (
            r#"{"uid": {"type": "U", "id": "x"}, "attrs": {"n": 1}, "tags": {"t": 1}, "parents": []}"#,
            "in `[0].tags.t`: in the tag `t` of `U::\"x\"`: expected a value of type `String`, got `1`",
        ),
        (
            r#"{"uid": {"type": "G", "id": "x"}, "attrs": {}, "tags": {"t": 1}, "parents": []}"#,
            "in `[0].tags.t`: the entity `G::\"x\"` has the tag `t`, but its type has no tags",
        ),
        (
            r#"{"uid": {"type": "U", "id": "x"}, "attrs": {"n": 1}, "parents": [{"type": "E", "id": "a"}]}"#,
            "in `[0].parents`: the entity `U::\"x\"` cannot have an ancestor of type `E`",
        ),
        (
            r#"{"uid": {"type": "Action", "id": "v"}, "attrs": {}, "parents": []}"#,
            "in `[0]`: the action `Action::\"v\"` is not as the schema declares it",
        ),
        (
            r#"{"uid": {"type": "Action", "id": "zz"}, "attrs": {}, "parents": []}"#,
            "in `[0].uid`: the action `Action::\"zz\"` is not declared",
        ),
    ] {
        let source = format!("[{entity}]");
        check(entity, schema.parse_entities(&source).map(drop), expected);
    }
}

#[test]
fn actions_are_supplied() {
    let schema = Schema::from_cedar_text(SCHEMA).unwrap();
    let entities = schema.parse_entities("[]").unwrap();
    let uid = |json: &str| EntityUid::from_json_str(json).unwrap();
    let view = uid(r#"{"type": "Action", "id": "v"}"#);
    let group = uid(r#"{"type": "Action", "id": "grp"}"#);
    assert_eq!(entities.len(), 2);
    assert!(entities.is_in(&view, &group) && !entities.is_in(&group, &view));
}

/// Given actions must have all their ancestors among the given entities.
#[test]
fn given_actions_are_complete() {
    let schema = Schema::from_cedar_text("action g2; action g1 in g2; action v in g1;").unwrap();
    let action = |id: &str, parents: &[&str]| {
        let uid = |id: &str| format!(r#"{{"type": "Action", "id": "{id}"}}"#);
        let parents: Vec<String> = parents.iter().map(|id| uid(id)).collect();
        let parents = parents.join(", ");
        format!(
            r#"{{"uid": {}, "attrs": {{}}, "parents": [{parents}]}}"#,
            uid(id)
        )
    };
    for (given, expected) in [
        (vec![action("v", &["g1", "g2"])], true),
        (vec![action("v", &["g1"]), action("g1", &["g2"])], true),
        (vec![action("v", &["g1"])], false),
        (vec![action("v", &["g2"])], false),
        (vec![action("v", &[])], false),
        (vec![action("g2", &[])], true),
        (vec![action("g2", &["v"])], false),
    ] {
        let source = format!("[{}]", given.join(", "));
        assert_eq!(schema.parse_entities(&source).is_ok(), expected, "{source}");
    }
}

#[test]
fn request_errors() {
    let schema = Schema::from_cedar_text(
        "entity A, B; entity E enum [\"x\"];
         action a appliesTo { principal: [A, E], resource: B, context: { n: Long, e?: E } };",
    )
    .unwrap();
    let run = |principal: &str, action: &str, resource: &str, context: &str| {
        let uid = |text: &str| parse_entity_uid(text).unwrap();
        let context = match schema.parse_context(&uid(action), context) {
            Ok(context) => context,
            Err(error) => return without_place(&error.to_string()).to_owned(),
        };
        let request = Request::new(uid(principal), uid(action), uid(resource), context);
        match schema.validate_request(&request) {
            Ok(()) => String::new(),
            Err(errors) => errors
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("; "),
        }
    };
    let action = "Action::\"a\"";
    let ok = r#"{"n": 1}"#;
    for (principal, resource, context, expected) in [
        ("A::\"1\"", "B::\"1\"", ok, ""),
        (
            "E::\"x\"",
            "B::\"1\"",
            r#"{"n": 1, "e": {"type": "E", "id": "x"}}"#,
            "",
        ),
        (
            "Z::\"1\"",
            "Z::\"1\"",
            ok,
            "the principal's type `Z` is not declared; the resource's type `Z` is not declared",
        ),
        (
            "B::\"1\"",
            "A::\"1\"",
            ok,
            "the action `Action::\"a\"` does not apply to principals of type `B`; \
             the action `Action::\"a\"` does not apply to resources of type `A`",
        ),
        (
            "E::\"y\"",
            "B::\"1\"",
            ok,
            "`E::\"y\"` is not one of the entities of its enumerated type: `\"x\"`",
        ),
        (
            "A::\"1\"",
            "B::\"1\"",
            r#"{"n": "one"}"#,
            "in the context of the action `Action::\"a\"`: in the attribute `n`: \
             expected a value of type `Long`, got `\"one\"`",
        ),
        (
            "A::\"1\"",
            "B::\"1\"",
            r#"{"n": 1, "e": {"type": "E", "id": "z"}}"#,
            "in the context of the action `Action::\"a\"`: in the attribute `e`: \
             `E::\"z\"` is not one of the entities of its enumerated type: `\"x\"`",
        ),
        ("A::\"1\"", "B::\"1\"", "{}", "the attribute `n` is missing"),
        (
            "A::\"1\"",
            "B::\"1\"",
            r#"{"n": 1, "m": 2}"#,
            "in `m`: the attribute `m` is not declared",
        ),
    ] {
        assert_eq!(
            run(principal, action, resource, context),
            expected,
            "{principal} {context}"
        );
    }
    assert_eq!(
        run("A::\"1\"", "Action::\"z\"", "B::\"1\"", ok),
        "the action `Action::\"z\"` is not declared"
    );
}
