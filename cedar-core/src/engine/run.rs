//! Evaluation for one request.

use super::check::Site;
use super::demand::{Demand, demands};
use super::party::{Part, Party};
use super::policy_index::Found;
use crate::ast::{
    ActionConstraint, ConditionKind, EntityOrSlot, EntityUid, Loaded, Policy, ScopeConstraint,
    SlotId,
};
use crate::entities::Entities;
use crate::evaluator::{EvaluationError, Evaluator};
use crate::request::Request;

/// The state of one request: what it names, looked up at most once.
pub(crate) struct Run<'a> {
    pub(super) request: &'a Request,
    pub(super) entities: &'a Entities,
    principal: Party<'a>,
    action: Party<'a>,
    resource: Party<'a>,
}

/// What the evaluation of a policy comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    /// Its scope and all conditions are met.
    Satisfied,
    /// One is not met.
    Unsatisfied,
    /// The plain evaluator says why.
    Fails,
}

/// The evaluation fails; the plain evaluator says how.
pub(super) struct Fails;

pub(super) type Result<T> = std::result::Result<T, Fails>;

impl<'a> Run<'a> {
    /// The state at the start of a request.
    pub(crate) fn new(request: &'a Request, entities: &'a Entities) -> Self {
        Run {
            request,
            entities,
            principal: Party::new(&request.principal, entities),
            action: Party::new(&request.action, entities),
            resource: Party::new(&request.resource, entities),
        }
    }

    /// Whether the request, which the policy is a candidate for, meets the
    /// policy's scope and all of its conditions.
    #[inline]
    pub(crate) fn verdict(&self, loaded: &'a Loaded, found: Found) -> Verdict {
        if !self.meets_scope(loaded, found) {
            return Verdict::Unsatisfied;
        }
        match self.conditions(loaded) {
            Ok(true) => Verdict::Satisfied,
            Ok(false) => Verdict::Unsatisfied,
            Err(Fails) => Verdict::Fails,
        }
    }

    /// What the plain evaluator says about a policy whose evaluation fails.
    #[cold]
    pub(crate) fn plainly(&self, policy: &Policy) -> std::result::Result<bool, EvaluationError> {
        Evaluator::new(self.request, self.entities).satisfies(policy)
    }

    /// Whether the request meets everything that the index looks at.
    pub(crate) fn meets_demands(&self, policy: &Policy) -> bool {
        demands(policy).iter().all(|(demand, _)| match demand {
            Demand::Equal(part, uid) => self.party(*part).uid() == *uid,
            Demand::In(part, uids) => uids.iter().any(|uid| self.party(*part).is_in(uid)),
            Demand::Is(part, entity_type) => self.party(*part).uid().entity_type() == *entity_type,
        })
    }

    /// One of the entities of the request.
    pub(super) fn party(&self, part: Part) -> &Party<'a> {
        match part {
            Part::Principal => &self.principal,
            Part::Action => &self.action,
            Part::Resource => &self.resource,
        }
    }

    /// Whether the request meets what the index has not settled of the scope.
    #[inline]
    fn meets_scope(&self, loaded: &'a Loaded, found: Found) -> bool {
        let open = loaded.filing.open(found);
        let policy = &loaded.policy;
        (!open.has(Part::Action) || self.meets_action(&policy.body().action))
            && (!open.has(Part::Principal)
                || meets(&self.principal, &policy.body().principal, |entity| {
                    policy.resolve(entity, SlotId::Principal)
                }))
            && (!open.has(Part::Resource)
                || meets(&self.resource, &policy.body().resource, |entity| {
                    policy.resolve(entity, SlotId::Resource)
                }))
    }

    #[inline]
    fn meets_action(&self, constraint: &'a ActionConstraint) -> bool {
        match constraint {
            ActionConstraint::Any => true,
            ActionConstraint::Equal(uid) => self.action.is_named(uid),
            ActionConstraint::In(group) => self.action.is_in(group),
            ActionConstraint::InSet(groups) => self.meets_any_action(groups),
        }
    }

    fn meets_any_action(&self, groups: &'a [EntityUid]) -> bool {
        // Mostly it is one of them itself.
        groups.iter().any(|group| self.action.is_named(group))
            || groups.iter().any(|group| self.action.is_in(group))
    }

    #[inline]
    fn conditions(&self, loaded: &'a Loaded) -> Result<bool> {
        let policy = &loaded.policy;
        for (condition, compiled) in policy.body().conditions.iter().zip(&*loaded.compiled) {
            let site = Site {
                run: self,
                policy,
                expr: &condition.body,
                compiled,
            };
            if site.holds(&compiled.check)? != (condition.kind == ConditionKind::When) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Whether a part of the request meets a constraint of the scope.
fn meets<'p>(
    party: &Party<'_>,
    constraint: &'p ScopeConstraint,
    resolve: impl Fn(&'p EntityOrSlot) -> Option<&'p EntityUid>,
) -> bool {
    // INVARIANT: each slot of a policy has a value.
    match constraint {
        ScopeConstraint::Any => true,
        ScopeConstraint::Equal(entity) => resolve(entity) == Some(party.uid()),
        ScopeConstraint::In(entity) => resolve(entity).is_some_and(|group| party.is_in(group)),
        ScopeConstraint::Is(entity_type) => party.uid().entity_type() == entity_type,
        ScopeConstraint::IsIn(entity_type, entity) => {
            party.uid().entity_type() == entity_type
                && resolve(entity).is_some_and(|group| party.is_in(group))
        }
    }
}
