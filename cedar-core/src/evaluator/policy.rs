//! Whether a policy is satisfied.

use super::{Evaluator, Observer, Result};
use crate::ast::{
    ActionConstraint, Condition, ConditionKind, EntityOrSlot, EntityUid, Policy, ScopeConstraint,
    SlotId,
};

impl Evaluator<'_> {
    /// Whether the request meets the policy's scope and then all of its
    /// conditions, in the order principal, action, resource, conditions.
    ///
    /// # Errors
    /// The first error of a condition; the scope has none.
    pub fn satisfies(&self, policy: &Policy) -> Result<bool> {
        if !self.matches_scope(policy) {
            return Ok(false);
        }
        let evaluator = match policy.link() {
            Some(link) => self.with_slots(&link.values),
            None => *self,
        };
        for condition in &policy.body().conditions {
            if !evaluator.meets(condition, &mut ())? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether the request meets a condition: the body of a `when` is true,
    /// that of an `unless` is false. `observer` watches the evaluation.
    ///
    /// # Errors
    /// The first error in evaluation order; a body that is not a boolean is one.
    pub fn meets(&self, condition: &Condition, observer: &mut impl Observer) -> Result<bool> {
        let holds = self.walk(observer).boolean(condition.body.root())?;
        Ok(holds == (condition.kind == ConditionKind::When))
    }

    /// Whether principal, action and resource meet the policy's scope.
    pub fn matches_scope(&self, policy: &Policy) -> bool {
        self.matches_principal(policy)
            && self.matches_action(policy)
            && self.matches_resource(policy)
    }

    /// Whether the principal meets the policy's scope.
    pub fn matches_principal(&self, policy: &Policy) -> bool {
        let constraint = &policy.body().principal;
        self.matches(
            &self.request.principal,
            constraint,
            policy,
            SlotId::Principal,
        )
    }

    /// Whether the resource meets the policy's scope.
    pub fn matches_resource(&self, policy: &Policy) -> bool {
        let constraint = &policy.body().resource;
        self.matches(&self.request.resource, constraint, policy, SlotId::Resource)
    }

    /// Whether the action meets the policy's scope.
    pub fn matches_action(&self, policy: &Policy) -> bool {
        let action = &self.request.action;
        match &policy.body().action {
            ActionConstraint::Any => true,
            ActionConstraint::Equal(uid) => action == uid,
            ActionConstraint::In(ancestor) => self.entities.is_in(action, ancestor),
            ActionConstraint::InSet(ancestors) => ancestors
                .iter()
                .any(|ancestor| self.entities.is_in(action, ancestor)),
        }
    }

    fn matches(
        &self,
        uid: &EntityUid,
        constraint: &ScopeConstraint,
        policy: &Policy,
        slot: SlotId,
    ) -> bool {
        // INVARIANT: each slot of a policy has a value.
        let named = |entity: &EntityOrSlot, test: &dyn Fn(&EntityUid) -> bool| {
            policy.resolve(entity, slot).is_some_and(test)
        };
        match constraint {
            ScopeConstraint::Any => true,
            ScopeConstraint::Equal(entity) => named(entity, &|entity| uid == entity),
            ScopeConstraint::In(ancestor) => {
                named(ancestor, &|ancestor| self.entities.is_in(uid, ancestor))
            }
            ScopeConstraint::Is(entity_type) => uid.entity_type() == entity_type,
            ScopeConstraint::IsIn(entity_type, ancestor) => {
                uid.entity_type() == entity_type
                    && named(ancestor, &|ancestor| self.entities.is_in(uid, ancestor))
            }
        }
    }
}
