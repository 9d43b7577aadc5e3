//! `@allow("code")`: findings that the author of a policy has seen.

use crate::finding::Finding;
use crate::lint::{Lint, UnknownLint};
use cedar_core::PolicyId;
use cedar_core::ast::PolicyBody;
use std::collections::BTreeSet;

/// The annotation. A policy has it at most once, so its text is a list.
const ALLOW: &str = "allow";

/// The lints that a policy allows.
#[derive(Clone, Default)]
pub(crate) struct Allowed {
    lints: BTreeSet<Lint>,
}

impl Allowed {
    /// What the annotation of `body` allows. Codes that name no lint are
    /// findings themselves.
    pub(crate) fn of(id: &PolicyId, body: &PolicyBody, findings: &mut Vec<Finding>) -> Self {
        let annotation = body.annotations.iter().find(|(k, _)| k.as_str() == ALLOW);
        let Some((_, annotation)) = annotation else {
            return Allowed::default();
        };
        let mut lints = BTreeSet::new();
        for code in codes(annotation.text()) {
            match code.parse() {
                Ok(lint) => {
                    lints.insert(lint);
                }
                Err(unknown) => findings.push(unknown_lint(id, annotation.span, &unknown)),
            }
        }
        Allowed { lints }
    }

    /// Whether findings of this lint do not count.
    pub(crate) fn contains(&self, lint: Lint) -> bool {
        self.lints.contains(&lint)
    }
}

/// The codes of a list, apart by commas or white space.
fn codes(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c == ',' || c.is_whitespace())
        .filter(|code| !code.is_empty())
}

fn unknown_lint(id: &PolicyId, span: cedar_core::Span, unknown: &UnknownLint) -> Finding {
    let finding = Finding::new(Lint::UnknownLint, id, span, unknown.to_string());
    match unknown.suggestion() {
        Some(lint) => finding.help(format!("did you mean `{lint}`?")),
        None => finding,
    }
}
