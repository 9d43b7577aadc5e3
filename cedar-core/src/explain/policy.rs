//! One policy: its verdict, and the clauses that led to it.

use super::condition::{self, ConditionCheck, ConditionOutcome};
use super::scope::{self, ScopeCheck, ScopePart};
use super::text;
use crate::ast::{Annotations, Effect, Policy, PolicyId, Span};
use crate::entities::Entities;
use crate::evaluator::{EvaluationError, Evaluator};
use crate::request::Request;
use serde::Serialize;

/// Why a policy is satisfied or not.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[non_exhaustive]
pub struct PolicyExplanation {
    /// The policy.
    #[serde(serialize_with = "text::display")]
    pub policy: PolicyId,
    /// The template that it is linked from, unless it is static.
    #[serde(
        serialize_with = "text::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub template: Option<PolicyId>,
    /// What it asks for when it is satisfied.
    #[serde(serialize_with = "text::display")]
    pub effect: Effect,
    /// Its annotations, or those of its template.
    #[serde(
        serialize_with = "text::annotations",
        skip_serializing_if = "Annotations::is_empty"
    )]
    pub annotations: Annotations,
    /// Whether it is satisfied.
    pub verdict: Verdict,
    /// The first clause that is not met or cannot be evaluated. None of a
    /// satisfied policy: there, all clauses decided together.
    pub decided_by: Option<Clause>,
    /// Whether the authorizer looked at the policy at all. Its index leads past
    /// policies that cannot be satisfied; `decided_by` says why this one cannot.
    pub visited: bool,
    /// The whole policy in its source.
    #[serde(serialize_with = "text::span")]
    pub span: Span,
    /// The clauses of the scope: principal, action, resource.
    pub scope: Vec<ScopeCheck>,
    /// The `when` and `unless` clauses in their order.
    pub conditions: Vec<ConditionCheck>,
}

/// Whether a policy is satisfied.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The request meets every clause.
    Satisfied,
    /// The request does not meet some clause.
    Unsatisfied,
    /// A condition cannot be evaluated, so the policy does not count.
    Error(#[serde(serialize_with = "text::error")] EvaluationError),
}

/// A clause of a policy.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Clause {
    /// A part of the scope.
    Scope(ScopePart),
    /// The condition with this index, from 0.
    Condition(usize),
}

impl PolicyExplanation {
    /// The scope clause that decided, if one did.
    pub fn deciding_scope(&self) -> Option<&ScopeCheck> {
        match self.decided_by {
            Some(Clause::Scope(part)) => self.scope.iter().find(|check| check.part == part),
            _ => None,
        }
    }

    /// The condition that decided, if one did.
    pub fn deciding_condition(&self) -> Option<&ConditionCheck> {
        match self.decided_by {
            Some(Clause::Condition(index)) => self.conditions.get(index),
            _ => None,
        }
    }
}

/// Explains one policy.
pub(super) fn explain(
    request: &Request,
    entities: &Entities,
    policy: &Policy,
    visited: bool,
) -> PolicyExplanation {
    let scope = scope::checks(request, entities, policy);
    let evaluator = Evaluator::new(request, entities);
    let unmet = scope.iter().find(|check| !check.met);
    let conditions = match unmet {
        None => condition::checks(&evaluator, policy),
        Some(_) => condition::not_reached(policy),
    };
    let decided_by = match unmet {
        Some(check) => Some(Clause::Scope(check.part)),
        None => conditions
            .iter()
            .position(|check| check.outcome != ConditionOutcome::Met)
            .map(Clause::Condition),
    };
    let verdict = match decided_by {
        None => Verdict::Satisfied,
        Some(Clause::Scope(_)) => Verdict::Unsatisfied,
        Some(Clause::Condition(index)) => match conditions.get(index).map(|c| &c.outcome) {
            Some(ConditionOutcome::Error(error)) => Verdict::Error(error.clone()),
            _ => Verdict::Unsatisfied,
        },
    };
    PolicyExplanation {
        policy: policy.id().clone(),
        template: policy.link().map(|link| link.template_id.clone()),
        effect: policy.effect(),
        annotations: policy.body().annotations.clone(),
        verdict,
        decided_by,
        visited,
        span: policy.body().span,
        scope,
        conditions,
    }
}
