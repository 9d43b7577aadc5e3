//! Whether a policy is satisfied.

use super::{Evaluator, Result};
use crate::ast::{
    ActionConstraint, ConditionKind, EntityOrSlot, EntityUid, Policy, ScopeConstraint, SlotId,
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
            let holds = evaluator.walk().boolean(condition.body.root())?;
            let wanted = condition.kind == ConditionKind::When;
            if holds != wanted {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether principal, action and resource meet the policy's scope.
    pub fn matches_scope(&self, policy: &Policy) -> bool {
        let body = policy.body();
        self.matches(
            &self.request.principal,
            &body.principal,
            policy,
            SlotId::Principal,
        ) && self.matches_action(&body.action)
            && self.matches(
                &self.request.resource,
                &body.resource,
                policy,
                SlotId::Resource,
            )
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

    fn matches_action(&self, constraint: &ActionConstraint) -> bool {
        let action = &self.request.action;
        match constraint {
            ActionConstraint::Any => true,
            ActionConstraint::Equal(uid) => action == uid,
            ActionConstraint::In(ancestor) => self.entities.is_in(action, ancestor),
            ActionConstraint::InSet(ancestors) => ancestors
                .iter()
                .any(|ancestor| self.entities.is_in(action, ancestor)),
        }
    }
}
