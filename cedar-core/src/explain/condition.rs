//! The conditions of a policy and what they came to.

use super::finding::{self, Finding};
use super::read::{self, Read};
use super::text;
use super::trace::{Recorder, Trace};
use crate::ast::{Condition, ConditionKind, Policy, Span};
use crate::evaluator::{EvaluationError, Evaluator};
use serde::Serialize;

/// A `when` or `unless` clause and what it came to.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[non_exhaustive]
pub struct ConditionCheck {
    /// `when` or `unless`.
    #[serde(serialize_with = "text::condition_kind")]
    pub kind: ConditionKind,
    /// Where the clause stands.
    #[serde(serialize_with = "text::span")]
    pub span: Span,
    /// What it came to.
    pub outcome: ConditionOutcome,
    /// The parts of the condition that decided, in the order of evaluation.
    pub findings: Vec<Finding>,
    /// What was read, in the order of evaluation.
    pub reads: Vec<Read>,
    /// What every part that was evaluated came to.
    pub trace: Trace,
}

/// What a condition came to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConditionOutcome {
    /// The body of a `when` is true, that of an `unless` is false.
    Met,
    /// The body of a `when` is false, that of an `unless` is true.
    Unmet,
    /// The body cannot be evaluated.
    Error(#[serde(serialize_with = "text::error")] EvaluationError),
    /// An earlier clause decided, so this one was not looked at.
    NotReached,
}

/// The conditions of a policy whose scope is met.
pub(super) fn checks(evaluator: &Evaluator<'_>, policy: &Policy) -> Vec<ConditionCheck> {
    let evaluator = match policy.link() {
        Some(link) => evaluator.with_slots(&link.values),
        None => *evaluator,
    };
    let mut goes_on = true;
    policy
        .body()
        .conditions
        .iter()
        .map(|condition| {
            if !goes_on {
                return unreached(condition);
            }
            let check = check(&evaluator, condition);
            goes_on = check.outcome == ConditionOutcome::Met;
            check
        })
        .collect()
}

/// The conditions of a policy whose scope is not met.
pub(super) fn not_reached(policy: &Policy) -> Vec<ConditionCheck> {
    policy.body().conditions.iter().map(unreached).collect()
}

fn check(evaluator: &Evaluator<'_>, condition: &Condition) -> ConditionCheck {
    let mut recorder = Recorder::default();
    let outcome = match evaluator.meets(condition, &mut recorder) {
        Ok(true) => ConditionOutcome::Met,
        Ok(false) => ConditionOutcome::Unmet,
        Err(error) => ConditionOutcome::Error(error),
    };
    let trace = recorder.finish(&condition.body);
    let findings = finding::findings(&condition.body, &trace);
    ConditionCheck {
        kind: condition.kind,
        span: condition.span,
        outcome,
        reads: read::reads(&condition.body, &trace, &findings),
        findings,
        trace,
    }
}

fn unreached(condition: &Condition) -> ConditionCheck {
    ConditionCheck {
        kind: condition.kind,
        span: condition.span,
        outcome: ConditionOutcome::NotReached,
        findings: Vec::new(),
        reads: Vec::new(),
        trace: Trace::default(),
    }
}
