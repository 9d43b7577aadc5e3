//! How an answer differs from what is expected.

use crate::input::policy_tests::{Expected, ExpectedError, ExpectedErrors};
use cedar_core::{Decision, Diagnostics, PolicyId, Response};

/// Each difference in a few words.
pub(crate) fn differences(expected: &Expected, response: &Response) -> Vec<String> {
    let mut differences = Vec::new();
    if let Some(decision) = expected.decision
        && response.decision() != decision
    {
        differences.push(format!(
            "expected {}, got {}",
            name(decision),
            name(response.decision())
        ));
    }
    let diagnostics = response.diagnostics();
    reason(expected, diagnostics, &mut differences);
    match &expected.errors {
        ExpectedErrors::Any => {}
        ExpectedErrors::Count(count) => number_of_errors(*count, diagnostics, &mut differences),
        ExpectedErrors::Exactly(errors) => exact_errors(errors, diagnostics, &mut differences),
    }
    differences
}

fn reason(expected: &Expected, diagnostics: &Diagnostics, differences: &mut Vec<String>) {
    let exact = expected.exact_reason.as_deref();
    let wanted = expected.reason.iter().chain(exact.unwrap_or_default());
    let missing = wanted.filter(|id| !diagnostics.reason().any(|reason| reason == *id));
    list("missing reason(s)", missing, differences);
    if let Some(exact) = exact {
        let unexpected = diagnostics.reason().filter(|id| !exact.contains(id));
        list("unexpected reason(s)", unexpected, differences);
    }
}

fn number_of_errors(count: usize, diagnostics: &Diagnostics, differences: &mut Vec<String>) {
    let errors: Vec<String> = diagnostics.errors().map(ToString::to_string).collect();
    if errors.len() != count {
        let separator = if errors.is_empty() { "" } else { ": " };
        differences.push(format!(
            "expected {count} error(s), but got {} runtime error(s){separator}{}",
            errors.len(),
            errors.join(", ")
        ));
    }
}

fn exact_errors(
    expected: &[ExpectedError],
    diagnostics: &Diagnostics,
    differences: &mut Vec<String>,
) {
    let found = |id: &PolicyId| diagnostics.errors().find(|error| error.policy == *id);
    let missing = expected.iter().map(|error| &error.policy);
    list(
        "missing error(s)",
        missing.filter(|id| found(id).is_none()),
        differences,
    );
    for error in diagnostics.errors() {
        match expected
            .iter()
            .find(|expected| expected.policy == error.policy)
        {
            None => differences.push(format!("unexpected {error}")),
            Some(ExpectedError {
                message: Some(message),
                ..
            }) if !error.error.to_string().contains(message) => {
                differences.push(format!("expected an error with `{message}`, got {error}"));
            }
            Some(_) => {}
        }
    }
}

fn list<'a>(what: &str, ids: impl Iterator<Item = &'a PolicyId>, differences: &mut Vec<String>) {
    let ids: Vec<String> = ids.map(|id| format!("`{id}`")).collect();
    if !ids.is_empty() {
        differences.push(format!("{what}: {}", ids.join(", ")));
    }
}

fn name(decision: Decision) -> &'static str {
    match decision {
        Decision::Allow => "Allow",
        Decision::Deny => "Deny",
    }
}
