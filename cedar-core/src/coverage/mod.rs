//! Which outcomes of policies some requests have shown: what tests covered.
//!
//! | file | holds |
//! |---|---|
//! | `point` | the parts of policies that are watched, and what they came to |
//! | `plan` | which parts those are |
//!
//! A [`Coverage`] is made for a policy set and told of requests. It evaluates
//! every policy with the plain evaluator, apart from the authorizer, whose
//! answers it does not touch.

mod plan;
mod point;

pub use point::{Goal, Outcomes, Point, PointKind, Tally};

use crate::ast::{Effect, Policy, PolicyBody, PolicyId, PolicySet, Span};
use crate::entities::Entities;
use crate::evaluator::{EvaluationError, Evaluator, Observer};
use crate::request::Request;
use crate::value::Value;
use crate::{Template, ast};
use plan::Plan;
use std::collections::HashMap;

/// What requests have shown of the policies and templates of a set.
///
/// All links of a template count for the template.
#[derive(Clone, Debug)]
pub struct Coverage {
    policies: Vec<PolicyCoverage>,
    by_id: HashMap<PolicyId, usize>,
}

/// What requests have shown of a policy or template.
#[derive(Clone, Debug)]
pub struct PolicyCoverage {
    id: PolicyId,
    effect: Effect,
    span: Span,
    points: Vec<Point>,
    plan: Plan,
}

impl Coverage {
    /// Nothing shown yet. In the order of the source.
    pub fn new(policies: &PolicySet) -> Self {
        let statics = policies.policies().filter(|policy| policy.link().is_none());
        let mut all: Vec<PolicyCoverage> = statics
            .map(|policy| PolicyCoverage::new(policy.id(), policy.body()))
            .chain(policies.templates().map(PolicyCoverage::of_template))
            .collect();
        all.sort_by_key(|policy| policy.span.range().map(|range| range.start));
        let ids = all.iter().enumerate().map(|(i, p)| (p.id.clone(), i));
        Coverage {
            by_id: ids.collect(),
            policies: all,
        }
    }

    /// Adds what a request shows of `policies`, which should be the set that
    /// this was made for; policies that were not in it do not count.
    ///
    /// Cost: the evaluation of every policy.
    pub fn record(&mut self, request: &Request, policies: &PolicySet, entities: &Entities) {
        let evaluator = Evaluator::new(request, entities);
        for policy in policies.policies() {
            let text = policy.link().map_or(policy.id(), |link| &link.template_id);
            let known = self.by_id.get(text).and_then(|i| self.policies.get_mut(*i));
            if let Some(known) = known {
                known.record(evaluator, policy);
            }
        }
    }

    /// The policies and templates.
    pub fn policies(&self) -> &[PolicyCoverage] {
        &self.policies
    }

    /// How much of what can be shown has been.
    pub fn tally(&self) -> Tally {
        self.policies.iter().map(PolicyCoverage::tally).sum()
    }
}

impl PolicyCoverage {
    fn new(id: &PolicyId, body: &PolicyBody) -> Self {
        let (plan, points) = Plan::of(body);
        PolicyCoverage {
            id: id.clone(),
            effect: body.effect,
            span: body.span,
            points,
            plan,
        }
    }

    fn of_template(template: &Template) -> Self {
        PolicyCoverage::new(template.id(), template.body())
    }

    /// The id of the policy or template.
    pub fn id(&self) -> &PolicyId {
        &self.id
    }

    /// `permit` or `forbid`.
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// The whole policy in the source.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The parts that are watched: the policy itself, then those of its scope
    /// and its conditions in the order of the source.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// How much of what can be shown has been.
    pub fn tally(&self) -> Tally {
        self.points.iter().map(Point::tally).sum()
    }

    /// As [`Evaluator::satisfies`], watched.
    fn record(&mut self, evaluator: Evaluator<'_>, policy: &Policy) {
        let mut recorder = Recorder {
            points: &mut self.points,
            plan: &self.plan,
            condition: 0,
        };
        let satisfied = recorder.policy(evaluator, policy);
        if let Some(whole) = self.points.first_mut() {
            whole.outcomes.add(satisfied.as_ref().ok().copied());
        }
    }
}

/// Writes down what the parts of one policy come to for one request.
struct Recorder<'c> {
    points: &'c mut [Point],
    plan: &'c Plan,
    condition: usize,
}

impl Recorder<'_> {
    fn policy(
        &mut self,
        evaluator: Evaluator<'_>,
        policy: &Policy,
    ) -> Result<bool, EvaluationError> {
        let scope = [
            (PointKind::Principal, evaluator.matches_principal(policy)),
            (PointKind::Action, evaluator.matches_action(policy)),
            (PointKind::Resource, evaluator.matches_resource(policy)),
        ];
        for (kind, holds) in scope {
            if let Some(point) = self.points.iter_mut().find(|point| point.kind == kind) {
                point.outcomes.add(Some(holds));
            }
            if !holds {
                return Ok(false);
            }
        }
        let evaluator = match policy.link() {
            Some(link) => evaluator.with_slots(&link.values),
            None => evaluator,
        };
        for (i, condition) in policy.body().conditions.iter().enumerate() {
            self.condition = i;
            if !evaluator.meets(condition, self)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Observer for Recorder<'_> {
    fn evaluated(&mut self, expr: ast::ExprRef<'_>, result: &Result<Value, EvaluationError>) {
        let point = self.plan.point(self.condition, expr.id());
        let Some(point) = point.and_then(|i| self.points.get_mut(i)) else {
            return;
        };
        point.outcomes.add(match (result, point.goal) {
            (Ok(Value::Bool(value)), _) => Some(*value),
            (Ok(_), Goal::Reached) => Some(true),
            // What should be a boolean and is not makes the policy fail.
            _ => None,
        });
    }
}

#[cfg(test)]
mod tests;
