//! A policy's explanation as a note at its source.

use super::Explained;
use super::verdict::entity_in_words;
use crate::report::{Label, Place, Problem};
use cedar_core::explain::{
    Change, ConditionCheck, ConditionOutcome, NearMiss, PolicyExplanation, Read, ScopeCheck,
    ValueText, Verdict,
};
use cedar_core::{Decision, Effect, Span};

/// The most places of a policy that are underlined.
const MAX_LABELS: usize = 8;

impl Explained<'_> {
    /// The policy's verdict, underlined where it was decided.
    pub(super) fn note(&self, policy: &PolicyExplanation) -> Problem {
        let problem = Problem::new(self.title(policy));
        let problem = match policy.verdict {
            Verdict::Error(_) => problem.warning(),
            _ => problem.note(),
        };
        let mut labels = self.labels(policy);
        labels.truncate(MAX_LABELS);
        let mut labels = labels.into_iter();
        let place = labels
            .next()
            .map(|first| Place::labelled(&self.policies.source, first, labels));
        problem.at(place).help(self.help(policy))
    }

    /// What is underlined: the clause that decided; of a satisfied policy, all
    /// that it asked for.
    fn labels(&self, policy: &PolicyExplanation) -> Vec<Label> {
        if let Some(check) = policy.deciding_scope() {
            return self.scope_label(check).into_iter().collect();
        }
        if let Some(check) = policy.deciding_condition() {
            return condition_labels(check);
        }
        let constrained = policy
            .scope
            .iter()
            .filter(|check| check.constraint != check.part.as_str());
        let mut labels: Vec<Label> = constrained
            .filter_map(|check| self.scope_label(check))
            .collect();
        labels.extend(policy.conditions.iter().flat_map(condition_labels));
        if labels.is_empty() {
            labels.extend(label(policy.span, "it always does".to_owned()));
        }
        labels
    }

    fn scope_label(&self, check: &ScopeCheck) -> Option<Label> {
        let entity = entity_in_words(check);
        // A slot says nothing until it is filled.
        let text = match self.text(check.span) {
            Some(text) if text.contains('?') && !text.contains('"') => {
                format!("here `{}`; {entity}", check.constraint)
            }
            _ => entity,
        };
        label(check.span, text)
    }

    fn help(&self, policy: &PolicyExplanation) -> Option<String> {
        if let Some(miss) = self.near_miss(policy) {
            return changes_in_words(miss);
        }
        match &policy.verdict {
            Verdict::Error(error) => error.kind().hint(),
            _ => None,
        }
    }
}

/// The reads that decided, with their values; where nothing was read, the part
/// of the condition itself.
fn condition_labels(check: &ConditionCheck) -> Vec<Label> {
    if let ConditionOutcome::Error(error) = &check.outcome {
        return label(error.span(), error.to_string()).into_iter().collect();
    }
    let mut labels: Vec<Label> = Vec::new();
    for finding in &check.findings {
        let inside = |read: &&Read| read.decisive && contains(finding.span, read.span);
        let reads: Vec<&Read> = check.reads.iter().filter(inside).collect();
        let shown: Vec<(Span, String)> = match (reads.is_empty(), &finding.value) {
            (true, Some(value)) => vec![(finding.span, ValueText(value).to_string())],
            _ => reads
                .into_iter()
                .map(|read| (read.span, fact(read)))
                .collect(),
        };
        for (span, text) in shown {
            let is_new = |l: &Label| span.range().is_some_and(|range| range != l.range);
            if labels.iter().all(is_new) {
                labels.extend(label(span, text));
            }
        }
    }
    labels
}

fn fact(read: &Read) -> String {
    match &read.value {
        Some(value) => ValueText(value).to_string(),
        None => "absent".to_owned(),
    }
}

/// Whether one place lies in another, which parts without a place do.
fn contains(outer: Span, inner: Span) -> bool {
    match (outer.range(), inner.range()) {
        (Some(outer), Some(inner)) => outer.start <= inner.start && inner.end <= outer.end,
        _ => true,
    }
}

fn label(span: Span, text: String) -> Option<Label> {
    Some(Label {
        range: span.range()?,
        text: Some(text),
    })
}

/// What would turn the policy; `None` if nothing was found.
pub(super) fn changes_in_words(miss: &NearMiss) -> Option<String> {
    if miss.changes.is_empty() {
        return (miss.clauses_in_the_way > 1)
            .then(|| format!("{} clauses are in the way", miss.clauses_in_the_way));
    }
    let negation = match miss.effect {
        Effect::Permit => "",
        Effect::Forbid => " not",
    };
    let mut text = format!("it would{negation} apply with any one of");
    if let [_] = *miss.changes {
        text = format!("it would{negation} apply with");
    }
    for change in &miss.changes {
        text.push_str(&format!("\n{}", change_in_words(change)));
    }
    Some(text)
}

/// The change, and whether it is enough.
pub(super) fn change_in_words(change: &Change) -> String {
    match change.decision {
        Decision::Allow => change.edit.to_string(),
        Decision::Deny => format!("{}, but the request would still be denied", change.edit),
    }
}
