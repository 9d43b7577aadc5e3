//! Policies in JSON: both must accept the same and write the same.

use super::known::TEMPLATE_WITHOUT_SLOTS;
use super::policy_text::{our_json, their_json};
use super::{Answer, Comparison};
use serde_json::Value;

/// Gives the document, a policy set, to both sides. If both accept it, what they
/// write must be equal.
pub fn compare(document: &str) -> Comparison {
    let mut comparison = Comparison::default();
    if treats_static_policy_as_template(document) {
        comparison.record_explained([TEMPLATE_WITHOUT_SLOTS]);
        return comparison;
    }
    let ours = match cedar_core::PolicySet::from_json_str(document) {
        Ok(policies) => our_json(&policies),
        Err(error) => Answer::refused(error),
    };
    let theirs = match cedar_policy::PolicySet::from_json_str(document) {
        Ok(policies) => their_json(&policies),
        Err(error) => Answer::refused(chain(&error)),
    };
    comparison.record(|| document.to_owned(), ours, theirs);
    comparison
}

/// With such a document the official crate panics, so that it is not asked.
pub(super) fn treats_static_policy_as_template(document: &str) -> bool {
    let json: Value = serde_json::from_str(document).unwrap_or_default();
    let has_slot = |template: &Value| {
        ["principal", "resource"].iter().any(|variable| {
            let constraint = &template[variable];
            // Beside an entity a slot means nothing.
            let is_slot = |json: &Value| json.get("slot").is_some() && json.get("entity").is_none();
            is_slot(constraint) || is_slot(&constraint["in"])
        })
    };
    let mut templates = json["templates"].as_object().into_iter().flatten();
    let mut links = json["templateLinks"].as_array().into_iter().flatten();
    let is_static = |link: &Value| {
        let template = link["templateId"].as_str().unwrap_or_default();
        json["staticPolicies"].get(template).is_some()
    };
    templates.any(|(_, template)| !has_slot(template)) || links.any(is_static)
}

/// The error and its causes.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
