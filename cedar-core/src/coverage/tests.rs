//! What is watched and what it comes to. Policies are JSON, since the core
//! knows no text; `cedar run-tests --coverage` is tested on text.

use super::*;
use crate::json::PolicyDocument;
use crate::{Context, EntityUid};

fn policies(json: &str) -> PolicySet {
    match PolicyDocument::from_json_str(json).unwrap() {
        PolicyDocument::PolicySet(policies) => policies,
        PolicyDocument::Policy(body) => {
            let mut policies = PolicySet::new();
            let policy = Policy::new_static(PolicyId::new("p"), *body).unwrap();
            policies.add(policy).unwrap();
            policies
        }
    }
}

fn policy(conditions: &str) -> PolicySet {
    scoped(r#"{"op": "All"}"#, conditions)
}

fn scoped(principal: &str, conditions: &str) -> PolicySet {
    policies(&format!(
        r#"{{"effect": "permit", "principal": {principal}, "action": {{"op": "All"}},
            "resource": {{"op": "All"}}, "conditions": [{conditions}]}}"#
    ))
}

fn when(body: &str) -> String {
    format!(r#"{{"kind": "when", "body": {body}}}"#)
}

fn record(policies: &PolicySet, contexts: &[&str]) -> Coverage {
    let mut coverage = Coverage::new(policies);
    let uid = |id: &str| {
        let json = format!(r#"{{"type": "T", "id": "{id}"}}"#);
        EntityUid::from_json_str(&json).unwrap()
    };
    for context in contexts {
        let context = Context::from_json_str(context).unwrap();
        let request = Request::new(uid("p"), uid("a"), uid("r"), context);
        coverage.record(&request, policies, &Entities::empty());
    }
    coverage
}

/// Compares kind, true, false and error of each point.
fn check(policies: &PolicySet, contexts: &[&str], expected: &[(&str, u64, u64, u64)]) -> Tally {
    let coverage = record(policies, contexts);
    let points = coverage.policies()[0].points().iter();
    let found: Vec<(&str, u64, u64, u64)> = points
        .map(|point| {
            let outcomes = point.outcomes;
            let kind = point.kind.as_str();
            (kind, outcomes.is_true, outcomes.is_false, outcomes.error)
        })
        .collect();
    assert_eq!(found, expected);
    coverage.tally()
}

const A: &str = r#"{".": {"left": {"Var": "context"}, "attr": "a"}}"#;
const B: &str = r#"{".": {"left": {"Var": "context"}, "attr": "b"}}"#;
const C: &str = r#"{".": {"left": {"Var": "context"}, "attr": "c"}}"#;

fn binary(op: &str, left: &str, right: &str) -> String {
    format!(r#"{{"{op}": {{"left": {left}, "right": {right}}}}}"#)
}

#[test]
fn operands_count_where_they_are_evaluated() {
    let policies = policy(&when(&binary("&&", A, &binary("||", B, C))));
    let contexts = [
        r#"{"a": false}"#,
        r#"{"a": true, "b": true}"#,
        r#"{"a": true, "b": false, "c": 1}"#,
        r#"{}"#,
    ];
    let tally = check(
        &policies,
        &contexts,
        &[
            ("policy", 1, 1, 2),
            ("when", 1, 1, 2),
            ("&& operand", 2, 1, 1),
            ("&& operand", 1, 0, 1),
            ("|| operand", 1, 1, 0),
            // An integer is no boolean.
            ("|| operand", 0, 0, 1),
        ],
    );
    assert_eq!((tally.shown, tally.total), (9, 12));
    assert_eq!(tally.percent(), 75.0);
    assert!(!tally.is_complete());
}

#[test]
fn chains_are_flat_and_literals_do_not_count() {
    let literal = r#"{"Value": true}"#;
    let chain = binary("&&", &binary("&&", A, literal), B);
    check(
        &policy(&when(&chain)),
        &[r#"{"a": true, "b": true}"#],
        &[
            ("policy", 1, 0, 0),
            ("when", 1, 0, 0),
            ("&& operand", 1, 0, 0),
            ("&& operand", 1, 0, 0),
        ],
    );
}

#[test]
fn branches() {
    let branch = format!(r#"{{"if-then-else": {{"if": {A}, "then": {B}, "else": {C}}}}}"#);
    let contexts = [r#"{"a": true, "b": false}"#, r#"{"a": true, "b": true}"#];
    let tally = check(
        &policy(&when(&branch)),
        &contexts,
        &[
            ("policy", 1, 1, 0),
            ("when", 1, 1, 0),
            ("if condition", 2, 0, 0),
            ("then branch", 1, 1, 0),
            ("else branch", 0, 0, 0),
        ],
    );
    assert_eq!((tally.shown, tally.total), (7, 10));
    // Where any value will do, a branch need only be taken.
    let compared = binary("==", &branch, r#"{"Value": 1}"#);
    let contexts = [r#"{"a": true, "b": 1}"#, r#"{"a": false, "c": 2}"#];
    let tally = check(
        &policy(&when(&compared)),
        &contexts,
        &[
            ("policy", 1, 1, 0),
            ("when", 1, 1, 0),
            ("if condition", 1, 1, 0),
            ("then branch", 1, 0, 0),
            ("else branch", 1, 0, 0),
        ],
    );
    assert!(tally.is_complete());
}

#[test]
fn scopes() {
    let other = r#"{"op": "==", "entity": {"type": "T", "id": "other"}}"#;
    let tally = check(
        &scoped(other, &when(A)),
        &["{}"],
        &[
            ("policy", 0, 1, 0),
            ("principal", 0, 1, 0),
            ("when", 0, 0, 0),
        ],
    );
    assert_eq!((tally.shown, tally.total), (2, 6));
    // Nothing keeps this from being satisfied.
    let tally = check(&policy(""), &["{}"], &[("policy", 1, 0, 0)]);
    assert!(tally.is_complete());
    let never = record(&policy(""), &[]).tally();
    assert_eq!((never.shown, never.total), (0, 1));
}

#[test]
fn the_next_condition_counts_where_the_one_before_is_met() {
    let conditions = format!(r#"{{"kind": "unless", "body": {A}}}, {}"#, when(B));
    check(
        &policy(&conditions),
        &[r#"{"a": true}"#, r#"{"a": false, "b": true}"#],
        &[("policy", 1, 1, 0), ("unless", 1, 1, 0), ("when", 1, 0, 0)],
    );
}

#[test]
fn links_count_for_their_template() {
    let policies = policies(
        r#"{"templates": {"t": {"effect": "permit", "principal": {"op": "==", "slot": "?principal"},
              "action": {"op": "All"}, "resource": {"op": "All"}, "conditions": []}},
            "staticPolicies": {},
            "templateLinks": [
              {"templateId": "t", "newId": "l1", "values": {"?principal": {"__entity": {"type": "T", "id": "p"}}}},
              {"templateId": "t", "newId": "l2", "values": {"?principal": {"__entity": {"type": "T", "id": "q"}}}}]}"#,
    );
    let tally = check(
        &policies,
        &["{}"],
        &[("policy", 1, 1, 0), ("principal", 1, 1, 0)],
    );
    assert!(tally.is_complete());
}
