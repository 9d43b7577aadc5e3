//! Explanations: verdicts, what decided, what was read, and changes that help.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic"
)]

use cedar_core::explain::{Clause, ConditionOutcome, PolicyExplanation, ValueText, Verdict};
use cedar_core::{
    Authorizer, Context, Decision, Entities, Explanation, PolicyId, PolicySet, Request, Span, Value,
};
use cedar_parser::{parse_entity_uid, parse_policy_set};

const ENTITIES: &str = r#"[
    { "uid": { "type": "User", "id": "ann" }, "attrs": { "level": 3, "team": { "lead": { "__entity": { "type": "User", "id": "bob" } } } },
      "parents": [ { "type": "Team", "id": "red" } ], "tags": { "desk": "12" } },
    { "uid": { "type": "User", "id": "bob" }, "attrs": {}, "parents": [] },
    { "uid": { "type": "Team", "id": "red" }, "attrs": {}, "parents": [ { "type": "Team", "id": "all" } ] },
    { "uid": { "type": "Doc", "id": "plan" }, "attrs": {
        "owner": { "__entity": { "type": "User", "id": "bob" } }, "private": true, "size": 10, "readers": [ { "__entity": { "type": "User", "id": "bob" } } ] },
      "parents": [ { "type": "Folder", "id": "f" } ] }
]"#;

/// Ann wants to view the plan.
fn request() -> Request {
    let uid = |text| parse_entity_uid(text).unwrap();
    let context = Context::from_json_str(r#"{ "mfa": false, "net": { "zone": 2 } }"#).unwrap();
    Request::new(
        uid(r#"User::"ann""#),
        uid(r#"Action::"view""#),
        uid(r#"Doc::"plan""#),
        context,
    )
}

fn explain(policies: &PolicySet) -> Explanation {
    let entities = Entities::from_json_str(ENTITIES).unwrap();
    let explanation = Authorizer::new().explain(&request(), policies, &entities);
    check_against_authorizer(&explanation, &request(), policies, &entities);
    explanation
}

/// The authorizer must say the same.
fn check_against_authorizer(
    explanation: &Explanation,
    request: &Request,
    policies: &PolicySet,
    entities: &Entities,
) {
    let response = Authorizer::new().is_authorized(request, policies, entities);
    assert_eq!(explanation.decision, response.decision());
    let mut reason: Vec<&PolicyId> = response.diagnostics().reason().collect();
    reason.sort();
    let mut explained: Vec<&PolicyId> = explanation.reason.iter().collect();
    explained.sort();
    assert_eq!(explained, reason);
    for policy in &explanation.policies {
        let error = response
            .diagnostics()
            .errors()
            .find(|e| e.policy == policy.policy);
        let explained = match &policy.verdict {
            Verdict::Error(error) => Some(error),
            _ => None,
        };
        assert_eq!(explained, error.map(|e| &e.error));
        assert!(policy.visited || policy.verdict == Verdict::Unsatisfied);
    }
}

/// One policy in our own notation: verdict, deciding part, decisive reads.
fn summary(text: &str, policy: &PolicyExplanation) -> String {
    let slice = |span: Span| {
        span.range()
            .and_then(|range| text.get(range))
            .unwrap_or("?")
    };
    let verdict = match &policy.verdict {
        Verdict::Satisfied => return "satisfied".to_owned(),
        Verdict::Unsatisfied => "unsatisfied".to_owned(),
        Verdict::Error(error) => format!("error: {error}"),
    };
    if let Some(check) = policy.deciding_scope() {
        assert_eq!(slice(check.span), check.constraint);
        return format!("{verdict}: {}", check.constraint);
    }
    let condition = policy.deciding_condition().unwrap();
    let findings: Vec<&str> = condition.findings.iter().map(|f| slice(f.span)).collect();
    let reads: Vec<String> = condition
        .reads
        .iter()
        .filter(|read| read.decisive)
        .map(|read| match &read.value {
            Some(value) => format!("{} = {value}", read.path),
            None => format!("{} absent", read.path),
        })
        .collect();
    format!("{verdict}: {} [{}]", findings.join(" / "), reads.join(", "))
}

/// Checks a policy with this effect and these clauses behind the scope: how it
/// is explained and what would turn it.
#[track_caller]
fn check(policy: &str, expected: &str, changes: &[&str]) {
    // A forbid matters where something permits.
    let text = match policy.starts_with("forbid") {
        true => format!("{policy}\npermit(principal, action, resource);"),
        false => policy.to_owned(),
    };
    let policies = parse_policy_set(&text).unwrap();
    let explanation = explain(&policies);
    let policy = explanation.policy(&PolicyId::new("policy0")).unwrap();
    assert_eq!(summary(&text, policy), expected);
    let found: Vec<String> = explanation
        .near_misses
        .iter()
        .flat_map(|miss| &miss.changes)
        .map(|change| {
            assert_eq!(change.decision, Decision::Allow);
            change.edit.to_string()
        })
        .collect();
    assert_eq!(found, changes);
}

/// The same for the condition of a permit.
#[track_caller]
fn check_when(condition: &str, expected: &str, changes: &[&str]) {
    let policy = format!("permit(principal, action, resource) when {{ {condition} }};");
    check(&policy, expected, changes);
}

#[test]
fn scopes() {
    check(
        r#"permit(principal == User::"bob", action, resource);"#,
        r#"unsatisfied: principal == User::"bob""#,
        &[r#"a request whose principal is User::"bob""#],
    );
    check(
        r#"permit(principal in Team::"blue", action, resource);"#,
        r#"unsatisfied: principal in Team::"blue""#,
        &[r#"User::"ann" a member of Team::"blue""#],
    );
    check(
        r#"permit(principal is User in Team::"all", action in [Action::"edit", Action::"own"], resource);"#,
        r#"unsatisfied: action in [Action::"edit", Action::"own"]"#,
        &[
            r#"a request whose action is Action::"edit""#,
            r#"a request whose action is Action::"own""#,
        ],
    );
    check(
        "permit(principal is Robot, action, resource);",
        "unsatisfied: principal is Robot",
        &[],
    );
    // Two clauses in the way: no single change helps.
    check(
        r#"permit(principal in Team::"blue", action, resource in Folder::"g");"#,
        r#"unsatisfied: principal in Team::"blue""#,
        &[],
    );
}

#[test]
fn comparisons() {
    check_when(
        "resource.owner == principal",
        r#"unsatisfied: resource.owner == principal [resource.owner = User::"bob", principal = User::"ann"]"#,
        &[r#"Doc::"plan".owner = User::"ann" (now User::"bob")"#],
    );
    check_when(
        "principal.level > 4 && resource.size < principal.level * 4",
        "unsatisfied: principal.level > 4 [principal.level = 3]",
        &[r#"User::"ann".level = 5 (now 3)"#],
    );
    check_when(
        "principal.team.lead != resource.owner",
        r#"unsatisfied: principal.team.lead != resource.owner [principal.team.lead = User::"bob", resource.owner = User::"bob"]"#,
        &[],
    );
    check_when(
        r#"context.net.zone == 1 || principal.getTag("desk") like "3*""#,
        r#"unsatisfied: context.net.zone == 1 / principal.getTag("desk") like "3*" [context.net.zone = 2, principal.getTag("desk") = "12"]"#,
        &[
            "context.net.zone = 1 (now 2)",
            r#"User::"ann".getTag("desk") = "3" (now "12")"#,
        ],
    );
}

#[test]
fn membership_and_sets() {
    check_when(
        r#"principal in Team::"blue""#,
        r#"unsatisfied: principal in Team::"blue" [principal = User::"ann"]"#,
        &[r#"User::"ann" a member of Team::"blue""#],
    );
    check_when(
        "resource.readers.contains(principal)",
        r#"unsatisfied: resource.readers.contains(principal) [resource.readers = [User::"bob"], principal = User::"ann"]"#,
        &[r#"Doc::"plan".readers = [User::"ann", User::"bob"] (now [User::"bob"])"#],
    );
    check(
        r#"forbid(principal, action, resource) when { principal in Team::"all" };"#,
        "satisfied",
        &[r#"User::"ann" not a member of Team::"red""#],
    );
}

#[test]
fn booleans_and_what_is_absent() {
    check_when(
        "context.mfa && !resource.private",
        "unsatisfied: context.mfa [context.mfa = false]",
        &[],
    );
    check_when(
        "!resource.private",
        "unsatisfied: resource.private [resource.private = true]",
        &[r#"Doc::"plan".private = false (now true)"#],
    );
    check_when(
        "if context.mfa then true else resource.size == 3",
        "unsatisfied: context.mfa / resource.size == 3 [context.mfa = false, resource.size = 10]",
        &[
            r#"Doc::"plan".size = 3 (now 10)"#,
            "context.mfa = true (now false)",
        ],
    );
    check_when(
        "resource has reviewer && resource.reviewer == principal",
        "unsatisfied: resource has reviewer [resource has reviewer = false]",
        &[r#"Doc::"plan".reviewer = User::"ann" (now absent)"#],
    );
    check(
        "permit(principal, action, resource) unless { resource has private };",
        "unsatisfied: resource has private [resource has private = true]",
        &[r#"Doc::"plan".private absent"#],
    );
    check_when(
        "context has net.token && context.net.token == 7",
        "unsatisfied: context has net.token [context.net has token = false]",
        &["context.net.token = 7 (now absent)"],
    );
}

#[test]
fn errors() {
    check_when(
        r#"resource.colour == "red""#,
        r#"error: `Doc::"plan"` does not have the attribute `colour`: resource.colour [resource.colour absent]"#,
        &[r#"Doc::"plan".colour = "red" (now absent)"#],
    );
    check_when(
        "principal.level + 9223372036854775807 > 0",
        "error: integer overflow while attempting to add the values `3` and `9223372036854775807`: principal.level + 9223372036854775807 [principal.level = 3]",
        &[],
    );
    // An error is no way to lift a forbid, though it would.
    check(
        "forbid(principal, action, resource) when { principal.level == 3 };",
        "satisfied",
        &[r#"User::"ann".level = 4 (now 3)"#],
    );
}

#[test]
fn several_conditions() {
    let text = "permit(principal, action, resource) when { true } unless { context.mfa } when { resource.size < 3 } when { context.mfa };";
    let explanation = explain(&parse_policy_set(text).unwrap());
    let policy = &explanation.policies[0];
    assert_eq!(policy.decided_by, Some(Clause::Condition(2)));
    let outcomes: Vec<&ConditionOutcome> = policy.conditions.iter().map(|c| &c.outcome).collect();
    use ConditionOutcome::{Met, NotReached, Unmet};
    assert_eq!(outcomes, [&Met, &Met, &Unmet, &NotReached]);
    assert_eq!(explanation.near_misses[0].clauses_in_the_way, 2);
}

#[test]
fn each_reason_suffices_alone() {
    let text = r#"
        permit(principal, action, resource);
        permit(principal is User, action, resource) when { context.net.zone == 2 };
        permit(principal, action, resource) when { principal.absent };
        forbid(principal == User::"bob", action, resource);"#;
    let policies = parse_policy_set(text).unwrap();
    let explanation = explain(&policies);
    assert_eq!(explanation.decision, Decision::Allow);
    assert!(explanation.near_misses.is_empty());
    let reason: Vec<&str> = explanation.reason.iter().map(PolicyId::as_str).collect();
    assert_eq!(reason, ["policy0", "policy1"]);
    let forbid = explanation.policy(&PolicyId::new("policy3")).unwrap();
    assert!(!forbid.visited);
    assert_eq!(
        forbid.deciding_scope().unwrap().constraint,
        r#"principal == User::"bob""#
    );
}

/// What is closest comes first, and a change that only turns a policy says so.
#[test]
fn the_closest_first() {
    let text = r#"
        permit(principal in Team::"blue", action, resource) when { context.mfa };
        permit(principal == User::"bob", action, resource);
        permit(principal in Team::"blue", action, resource);"#;
    let explanation = explain(&parse_policy_set(text).unwrap());
    let order: Vec<&str> = explanation
        .near_misses
        .iter()
        .map(|m| m.policy.as_str())
        .collect();
    assert_eq!(order, ["policy2", "policy1", "policy0"]);

    let text = "forbid(principal, action, resource) when { context.net.zone == 2 };
        forbid(principal, action, resource) when { resource.private };
        permit(principal, action, resource);";
    let explanation = explain(&parse_policy_set(text).unwrap());
    let decisions: Vec<Decision> = explanation
        .near_misses
        .iter()
        .flat_map(|miss| miss.changes.iter().map(|change| change.decision))
        .collect();
    assert_eq!(decisions, [Decision::Deny, Decision::Deny]);
}

/// Conditions as deep as they may be, on the stack of a thread.
#[test]
fn deep_conditions() {
    let conjuncts = vec!["context.net.zone == 2"; 3_900].join(" && ");
    let negations = format!("{}context.mfa", "!".repeat(4));
    for condition in [format!("{conjuncts} && context.mfa"), negations] {
        let text = format!("permit(principal, action, resource) when {{ {condition} }};");
        let policies = parse_policy_set(&text).unwrap();
        let explanation = explain(&policies);
        let check = &explanation.policies[0].conditions[0];
        assert_eq!(check.findings.len(), 1);
        assert_eq!(explanation.near_misses[0].changes.len(), 1);
    }
}

/// A path that is as long as an expression may be deep.
#[test]
fn long_paths_stay_short() {
    let text = format!(
        "permit(principal, action, resource) when {{ context{} }};",
        ".x".repeat(900)
    );
    let explanation = explain(&parse_policy_set(&text).unwrap());
    let read = &explanation.policies[0].conditions[0].reads[0];
    assert_eq!(read.path, "context.x");
    assert!(explanation.near_misses[0].changes.is_empty());
}

#[test]
fn long_values_are_cut() {
    let value = Value::Set((0..1_000).map(Value::Long).collect());
    let text = ValueText(&value).to_string();
    assert!(
        text.starts_with("[0, 1, 2") && text.ends_with('…'),
        "{text}"
    );
    assert_eq!(ValueText(&Value::Long(1)).to_string(), "1");
}

/// The serialised form is what other programs hold on to.
#[test]
fn serialised() {
    let text = r#"permit(principal in Team::"red", action, resource) when { resource.owner == principal };"#;
    let explanation = explain(&parse_policy_set(text).unwrap());
    let json = serde_json::to_value(&explanation).unwrap();
    assert_eq!(json["decision"], "deny");
    let policy = &json["policies"][0];
    assert_eq!(policy["verdict"], "unsatisfied");
    assert_eq!(policy["decided_by"], serde_json::json!({ "condition": 0 }));
    assert_eq!(policy["scope"][0]["met"], true);
    let condition = &policy["conditions"][0];
    assert_eq!(condition["outcome"], "unmet");
    assert_eq!(condition["reads"][0]["path"], "resource.owner");
    assert_eq!(condition["reads"][0]["value"], r#"User::"bob""#);
    let change = serde_json::json!({
        "set": { "place": r#"Doc::"plan".owner"#, "from": r#"User::"bob""#, "to": r#"User::"ann""# },
        "decision": "allow"
    });
    assert_eq!(json["near_misses"][0]["changes"][0], change);
}

/// Records as deep as text may nest them, and conditions with large sets.
#[test]
fn deep_values_and_large_sets() {
    let depth = 450;
    let record = format!("{}1{}", "{a: ".repeat(depth), "}".repeat(depth));
    let numbers: Vec<String> = (0..5_000).map(|i| i.to_string()).collect();
    let set = format!("[{}]", numbers.join(", "));
    for condition in [
        format!("{record} == context.net"),
        format!("{set}.containsAny(context.net.zones)"),
        format!("context.net.zones.containsAll({set}) || {set}.contains(context.net)"),
    ] {
        let text = format!("permit(principal, action, resource) when {{ {condition} }};");
        let explanation = explain(&parse_policy_set(&text).unwrap());
        assert_eq!(explanation.decision, Decision::Deny);
        serde_json::to_string(&explanation).unwrap();
    }
}
