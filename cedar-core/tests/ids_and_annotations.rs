//! Ids from annotations, annotations of the determining policies, and the
//! authorizer that is stricter than Cedar's.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use cedar_core::ast::SlotValues;
use cedar_core::{
    Authorizer, Context, Decision, Entities, PolicyId, PolicySet, Request, StricterThanCedar,
};
use cedar_parser::{parse_entity_uid, parse_policy_set};

fn request() -> Request {
    let uid = |text| parse_entity_uid(text).unwrap();
    Request::new(
        uid(r#"U::"u""#),
        uid(r#"Action::"a""#),
        uid(r#"R::"r""#),
        Context::empty(),
    )
}

/// Ids of policies, then of templates, sorted.
fn ids(policies: &PolicySet) -> Vec<String> {
    let templates = policies.templates().map(|template| template.id());
    let ids = policies
        .policies()
        .map(|policy| policy.id())
        .chain(templates);
    let mut ids: Vec<String> = ids.map(PolicyId::to_string).collect();
    ids.sort();
    ids
}

#[track_caller]
fn check_renamed(text: &str, expected: Result<&[&str], &str>) {
    let policies = parse_policy_set(text).unwrap();
    match (policies.with_ids_from_annotation("id"), expected) {
        (Ok(renamed), Ok(expected)) => assert_eq!(ids(&renamed), expected),
        (Err(error), Err(expected)) => {
            assert_eq!(format!("{}: {error}", error.policy), expected);
        }
        (found, expected) => panic!("{text}: {found:?} instead of {expected:?}"),
    }
}

#[test]
fn policies_and_templates_are_renamed() {
    let permit = "permit(principal, action, resource);";
    let template = "permit(principal == ?principal, action, resource);";
    check_renamed(permit, Ok(&["policy0"]));
    check_renamed(
        &format!(r#"@id("a") {permit} {permit} @id("b") {template}"#),
        Ok(&["a", "b", "policy1"]),
    );
    // Ids may be exchanged.
    check_renamed(
        &format!(r#"@id("policy1") {permit} @id("policy0") {permit}"#),
        Ok(&["policy0", "policy1"]),
    );
    check_renamed(
        &format!(r#"@id("a") {permit} @id("a") {permit}"#),
        Err("policy1: the id `a` is already in use"),
    );
    check_renamed(
        &format!(r#"@id("t") {permit} @id("t") {template}"#),
        Err("policy0: the id `t` is already in use"),
    );
}

#[test]
fn links_keep_their_ids() {
    let text = r#"@id("t") @note("x") permit(principal == ?principal, action, resource);"#;
    let mut policies = parse_policy_set(text).unwrap();
    let values = SlotValues {
        principal: Some(request().principal),
        resource: None,
    };
    let template = PolicyId::new("policy0");
    policies
        .link(&template, PolicyId::new("link"), values.clone())
        .unwrap();
    let renamed = policies.with_ids_from_annotation("id").unwrap();
    assert_eq!(ids(&renamed), ["link", "t"]);

    let response = Authorizer::new().is_authorized(&request(), &renamed, &Entities::empty());
    let notes = response.determining_policies(&renamed);
    let notes: Vec<Option<&str>> = notes
        .map(|policy| policy.body().annotation("note"))
        .collect();
    assert_eq!(notes, [Some("x")]);

    policies
        .link(&template, PolicyId::new("t"), values)
        .unwrap();
    assert_eq!(
        policies.with_ids_from_annotation("id").unwrap_err().id,
        PolicyId::new("t")
    );
}

/// Checks Cedar's decision, the stricter one, and the forbids that err.
#[track_caller]
fn check_stricter(text: &str, cedar: Decision, stricter: Decision, erring: &[&str]) {
    let policies = parse_policy_set(text).unwrap();
    let authorizer = StricterThanCedar::new();
    let response = authorizer.deny_if_a_forbid_errs(&request(), &policies, &Entities::empty());
    assert_eq!(response.cedar_response().decision(), cedar, "{text}");
    assert_eq!(response.decision_unlike_cedar(), stricter, "{text}");
    let found: Vec<&str> = response.erring_forbids().map(PolicyId::as_str).collect();
    assert_eq!(found, erring, "{text}");
}

#[test]
fn only_forbids_that_err_make_it_stricter() {
    use Decision::{Allow, Deny};
    let permit = "permit(principal, action, resource);";
    let errs = "(principal, action, resource) when { context.absent };";
    check_stricter(permit, Allow, Allow, &[]);
    check_stricter(&format!("{permit} permit{errs}"), Allow, Allow, &[]);
    check_stricter(&format!("{permit} forbid{errs}"), Allow, Deny, &["policy1"]);
    check_stricter(&format!("forbid{errs}"), Deny, Deny, &["policy0"]);
    // A forbid that is not about this request is not asked.
    let other = r#"forbid(principal == U::"x", action, resource) when { context.absent };"#;
    check_stricter(&format!("{permit} {other}"), Allow, Allow, &[]);
}
