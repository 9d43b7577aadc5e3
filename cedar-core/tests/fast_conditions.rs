//! Conditions come to the same in the fast evaluator as in the plain one, errors
//! included.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

use cedar_core::{Authorizer, Context, Decision, Entities, Evaluator, Request};
use cedar_parser::{parse_entity_uid, parse_policy_set};

const ENTITIES: &str = r#"[
    { "uid": { "type": "User", "id": "ada" },
      "attrs": { "level": 3, "flag": true, "name": "ada", "one": { "two": { "three": 3, "flag": false } },
                 "friend": { "__entity": { "type": "User", "id": "bob" } },
                 "group": { "__entity": { "type": "Team", "id": "red" } } },
      "parents": [{ "type": "Team", "id": "red" }] },
    { "uid": { "type": "User", "id": "bob" },
      "attrs": { "level": -9223372036854775808, "flag": false,
                 "friend": { "__entity": { "type": "User", "id": "ada" } } },
      "parents": [{ "type": "Team", "id": "blue" }] },
    { "uid": { "type": "Team", "id": "red" }, "attrs": {}, "parents": [{ "type": "Team", "id": "all" }] },
    { "uid": { "type": "Team", "id": "blue" }, "attrs": {}, "parents": [] },
    { "uid": { "type": "List", "id": "full" },
      "attrs": { "owner": { "__entity": { "type": "User", "id": "ada" } }, "level": 2, "private": false,
                 "members": [{ "__entity": { "type": "Team", "id": "all" } }],
                 "mixed": [{ "__entity": { "type": "Team", "id": "all" } }, 1],
                 "at": { "__extn": { "fn": "datetime", "arg": "2024-01-01" } },
                 "group": { "__entity": { "type": "Team", "id": "blue" } },
                 "gone": { "__entity": { "type": "Team", "id": "gone" } } },
      "parents": [] }
]"#;

const CONDITIONS: [&str; 36] = [
    "resource.owner == principal",
    "principal == resource.owner",
    "principal == principal.friend.friend",
    "principal == resource.level",
    "principal in resource.group",
    "principal in resource.members",
    "principal in resource.mixed",
    "principal in resource.level",
    "principal in principal.friend.group",
    "resource.owner in resource.members",
    "principal.flag",
    "!principal.flag",
    "principal.level",
    "!principal.level",
    "context.flag",
    "context.flag && principal.flag || resource.private",
    "resource.private && resource.missing",
    "resource.missing && resource.private",
    "resource.private || resource.missing",
    "principal has friend",
    "principal has missing",
    "context has flag && context.flag",
    "principal has one.two.three && principal.one.two.three == 3",
    "principal has one.two.flag && principal.one.two.flag",
    "principal.level has flag",
    "principal.friend has flag && principal.friend.flag",
    "resource.gone has flag",
    "resource.gone.flag",
    "resource.level <= principal.level",
    "principal.level > 2",
    "2 >= principal.level",
    "1 < 2",
    r#"resource.at < datetime("2025-01-01")"#,
    r#"resource.at < duration("1h")"#,
    "resource.level < resource.private",
    "if principal.flag then resource.private else context.flag",
];

#[test]
fn both_evaluators_say_the_same() {
    let entities = Entities::from_json_str(ENTITIES).unwrap();
    let contexts = [
        Context::empty(),
        Context::from_pairs([("flag", true.into())]).unwrap(),
        Context::from_pairs([("flag", 1.into())]).unwrap(),
    ];
    let mut seen = [0; 3];
    for condition in CONDITIONS {
        for kind in ["when", "unless"] {
            let text = format!("permit(principal, action, resource) {kind} {{ {condition} }};");
            let policies = parse_policy_set(&text).unwrap();
            let policy = policies.policies().next().unwrap();
            for principal in ["ada", "bob", "unknown"] {
                for resource in ["full", "unknown"] {
                    for context in &contexts {
                        let request = Request::new(
                            parse_entity_uid(&format!("User::\"{principal}\"")).unwrap(),
                            parse_entity_uid("Action::\"do\"").unwrap(),
                            parse_entity_uid(&format!("List::\"{resource}\"")).unwrap(),
                            context.clone(),
                        );
                        let plain = Evaluator::new(&request, &entities).satisfies(policy);
                        let fast = Authorizer::new().is_authorized(&request, &policies, &entities);
                        let errors: Vec<_> = fast
                            .diagnostics()
                            .errors()
                            .map(|e| e.error.clone())
                            .collect();
                        let place = format!("{text} {principal} {resource} {context:?}");
                        match plain {
                            Ok(satisfied) => {
                                let expected = match satisfied {
                                    true => Decision::Allow,
                                    false => Decision::Deny,
                                };
                                assert_eq!(fast.decision(), expected, "{place}");
                                assert!(errors.is_empty(), "{place}: {errors:?}");
                                seen[usize::from(satisfied)] += 1;
                            }
                            Err(error) => {
                                assert_eq!(errors, [error], "{place}");
                                seen[2] += 1;
                            }
                        }
                    }
                }
            }
        }
    }
    assert!(seen.iter().all(|count| *count > 100), "{seen:?}");
}
