//! Policies in JSON: both must accept the same and write the same.

use super::policy_text::{our_json, their_json};
use super::{Answer, Comparison};

/// Gives the document, a policy set, to both sides. If both accept it, what they
/// write must be equal.
pub fn compare(document: &str) -> Comparison {
    let mut comparison = Comparison::default();
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
