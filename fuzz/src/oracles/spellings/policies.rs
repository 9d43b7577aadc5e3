//! Expressions and policies, in the JSON form.

use super::{Read, json_value};
use cedar_core::ast::{Expr, PolicyBody};
use cedar_core::{PolicyId, PolicySet};
use cedar_parser::{
    FormatOptions, ParsedPolicy, format_policies, parse_expression, parse_policies,
    parse_policy_or_template, print_expression, print_policy_body,
};
use serde_json::{Value, json};

pub(super) fn expression(text: &str) -> Read {
    let expr = parse_expression(text).ok()?;
    Some(expr.to_json().map(json_value))
}

pub(super) fn expression_again(text: &str) -> Vec<(&'static str, Read)> {
    let Ok(expr) = parse_expression(text) else {
        return Vec::new();
    };
    let mut again = vec![("as text", expression(&print_expression(expr.root())))];
    if let Ok(json) = expr.to_json() {
        let text = json_value(json).to_string();
        let read = Expr::from_json_str(&text).ok();
        again.push(("as JSON", read.map(|expr| expr.to_json().map(json_value))));
    }
    again
}

pub(super) fn policies(text: &str) -> Read {
    let policies = parse_policies(text).ok()?;
    let bodies = policies.iter().map(policy_body);
    Some(bodies.map(|body| body.to_json().map(json_value)).collect())
}

pub(super) fn policies_again(text: &str) -> Vec<(&'static str, Read)> {
    let Ok(parsed) = parse_policies(text) else {
        return Vec::new();
    };
    let printed: Vec<String> = parsed
        .iter()
        .map(|policy| print_policy_body(policy_body(policy)))
        .collect();
    let formatted = format_policies(text, FormatOptions::default());
    let formatted = formatted.ok().and_then(|text| policies(&text));
    vec![
        ("as text", policies(&printed.join("\n"))),
        ("formatted", formatted),
    ]
}

/// What is read where only one policy or template may stand.
pub(super) fn alone(text: &str) -> Option<Value> {
    let parsed = parse_policy_or_template(PolicyId::new("policy"), text).ok()?;
    let body = policy_body(&parsed).to_json().map(json_value);
    Some(json!([body.ok()?]))
}

pub(super) fn policy_json(text: &str) -> Read {
    let body = PolicyBody::from_json_str(text).ok()?;
    Some(body.to_json().map(json_value))
}

pub(super) fn policy_json_again(text: &str) -> Vec<(&'static str, Read)> {
    let Ok(body) = PolicyBody::from_json_str(text) else {
        return Vec::new();
    };
    let printed = print_policy_body(&body);
    let parsed = parse_policy_or_template(PolicyId::new("policy"), &printed).ok();
    let again = parsed.map(|parsed| policy_body(&parsed).to_json().map(json_value));
    vec![("as text", again)]
}

pub(super) fn policy_set_json(text: &str) -> Read {
    let set = PolicySet::from_json_str(text).ok()?;
    Some(set.to_json().map(json_value))
}

pub(super) fn policy_set_json_again(text: &str) -> Vec<(&'static str, Read)> {
    let written = policy_set_json(text).and_then(Result::ok);
    let again = |json: Value| ("as JSON", policy_set_json(&json.to_string()));
    written.map(again).into_iter().collect()
}

fn policy_body(policy: &ParsedPolicy) -> &PolicyBody {
    match policy {
        ParsedPolicy::Static(policy) => policy.body(),
        ParsedPolicy::Template(template) => template.body(),
    }
}
