//! Which kinds of request a policy's scope can match.

use super::error::{IncompatiblePosition, ValidationErrorKind};
use crate::schema::{Action, ActionId, EntityTypeId, Schema};
use crate::typecheck::ValidationMode;
use cedar_core::ast::{ActionConstraint, EntityOrSlot, PolicyBody, ScopeConstraint};
use cedar_core::{EntityUid, Policy, SlotId};
use std::collections::BTreeSet;

/// The scope of a policy or template, or of a link with its values.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    principal: &'a ScopeConstraint,
    action: &'a ActionConstraint,
    resource: &'a ScopeConstraint,
    /// The link that fills the slots, if one does.
    link: Option<&'a Policy>,
}

/// The parts of the scope that look up ancestors.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Dereferences {
    pub(super) principal: bool,
    pub(super) action: bool,
    pub(super) resource: bool,
}

impl Dereferences {
    /// Whether some part does.
    pub(super) fn any(self) -> bool {
        self.principal || self.action || self.resource
    }
}

/// An action with those of its principals and resources that the scope of a
/// policy can match, at least one of each.
///
/// The kinds of request are all combinations of the two.
pub(super) struct ScopeMatch {
    pub(super) action: ActionId,
    pub(super) principals: Vec<EntityTypeId>,
    pub(super) resources: Vec<EntityTypeId>,
}

impl<'a> Scope<'a> {
    /// The scope of a policy or template.
    pub(super) fn of(body: &'a PolicyBody) -> Self {
        Scope {
            principal: &body.principal,
            action: &body.action,
            resource: &body.resource,
            link: None,
        }
    }

    /// The scope of a link: that of its template, with the slots filled.
    pub(super) fn of_link(policy: &'a Policy) -> Self {
        Scope {
            link: Some(policy),
            ..Scope::of(policy.body())
        }
    }

    /// The actions that the scope can match.
    pub(super) fn matches(self, schema: &Schema) -> Vec<ScopeMatch> {
        action_candidates(schema, self.action)
            .into_iter()
            .filter_map(|id| self.match_action(schema, schema.action(id), id))
            .collect()
    }

    /// What is wrong with the types of a list of actions. It counts only if
    /// some principal gets past its constraint, since the list is evaluated
    /// after it.
    pub(super) fn check_action_list(
        self,
        schema: &Schema,
        mode: ValidationMode,
    ) -> Option<ValidationErrorKind> {
        let ActionConstraint::InSet(uids) = self.action else {
            return None;
        };
        if mode == ValidationMode::Permissive || !self.reaches_action(schema) {
            return None;
        }
        if uids.is_empty() {
            return Some(ValidationErrorKind::EmptySetForbidden);
        }
        let types: BTreeSet<&str> = uids.iter().map(|uid| uid.entity_type().as_str()).collect();
        (types.len() > 1).then(|| ValidationErrorKind::IncompatibleTypes {
            types: types.into_iter().map(str::to_owned).collect(),
            position: IncompatiblePosition::SetElements,
        })
    }

    /// Which parts of the scope look up ancestors in some kind of request.
    pub(super) fn dereferences(self, schema: &Schema) -> Dereferences {
        let applicable = || {
            schema
                .actions()
                .filter(|a| !a.principals().is_empty() && !a.resources().is_empty())
        };
        let principal = applicable()
            .any(|action| looks_up_ancestors(schema, self.principal, action.principals()));
        let action = matches!(
            self.action,
            ActionConstraint::In(_) | ActionConstraint::InSet(_)
        ) && self.reaches_action(schema);
        let resource = action_candidates(schema, self.action)
            .into_iter()
            .any(|id| {
                let action = schema.action(id);
                !self
                    .select(schema, SlotId::Principal, action.principals())
                    .is_empty()
                    && looks_up_ancestors(schema, self.resource, action.resources())
            });
        Dereferences {
            principal,
            action,
            resource,
        }
    }

    /// Whether the constraint on the action is evaluated for some kind of request.
    fn reaches_action(self, schema: &Schema) -> bool {
        schema.actions().any(|action| {
            !action.resources().is_empty()
                && !self
                    .select(schema, SlotId::Principal, action.principals())
                    .is_empty()
        })
    }

    fn match_action(self, schema: &Schema, action: &Action, id: ActionId) -> Option<ScopeMatch> {
        let principals = self.select(schema, SlotId::Principal, action.principals());
        let resources = self.select(schema, SlotId::Resource, action.resources());
        let is_possible = !principals.is_empty() && !resources.is_empty();
        is_possible.then_some(ScopeMatch {
            action: id,
            principals,
            resources,
        })
    }

    /// Those of `types` whose entities can meet the constraint that has `slot`
    /// as its slot.
    fn select(self, schema: &Schema, slot: SlotId, types: &[EntityTypeId]) -> Vec<EntityTypeId> {
        let possible = |id: &EntityTypeId| self.can_meet(schema, slot, *id);
        types.iter().copied().filter(possible).collect()
    }

    /// Whether entities of one type can meet a constraint.
    fn can_meet(self, schema: &Schema, slot: SlotId, id: EntityTypeId) -> bool {
        let constraint = match slot {
            SlotId::Principal => self.principal,
            SlotId::Resource => self.resource,
        };
        // What fills a slot may not be known yet.
        let type_of = |entity: &EntityOrSlot| match entity {
            EntityOrSlot::Entity(uid) => Some(schema.entity_type_id(uid.entity_type())),
            EntityOrSlot::Slot => {
                let uid = self.link?.slot_value(slot)?;
                Some(schema.entity_type_id(uid.entity_type()))
            }
        };
        let is = |name| schema.entity_type_id(name) == Some(id);
        let is_in = |entity: &EntityOrSlot| match type_of(entity) {
            Some(ancestor) => ancestor.is_some_and(|ancestor| schema.can_be_in(id, ancestor)),
            None => true,
        };
        match constraint {
            ScopeConstraint::Any => true,
            ScopeConstraint::Equal(entity) => type_of(entity).is_none_or(|t| t == Some(id)),
            ScopeConstraint::In(entity) => is_in(entity),
            ScopeConstraint::Is(name) => is(name),
            ScopeConstraint::IsIn(name, entity) => is(name) && is_in(entity),
        }
    }
}

/// Whether a constraint looks up the ancestors of entities of some of `types`.
fn looks_up_ancestors(
    schema: &Schema,
    constraint: &ScopeConstraint,
    types: &[EntityTypeId],
) -> bool {
    match constraint {
        ScopeConstraint::Any | ScopeConstraint::Equal(_) | ScopeConstraint::Is(_) => false,
        ScopeConstraint::In(_) => !types.is_empty(),
        ScopeConstraint::IsIn(name, _) => schema
            .entity_type_id(name)
            .is_some_and(|id| types.contains(&id)),
    }
}

/// The declared actions that meet a constraint.
fn action_candidates(schema: &Schema, constraint: &ActionConstraint) -> Vec<ActionId> {
    let groups: &[EntityUid] = match constraint {
        ActionConstraint::Any => return schema.action_ids().collect(),
        ActionConstraint::Equal(uid) => return schema.action_id(uid).into_iter().collect(),
        ActionConstraint::In(uid) => std::slice::from_ref(uid),
        ActionConstraint::InSet(uids) => uids,
    };
    let groups: Vec<ActionId> = groups
        .iter()
        .filter_map(|uid| schema.action_id(uid))
        .collect();
    schema
        .action_ids()
        .filter(|id| groups.iter().any(|group| schema.is_action_in(*id, *group)))
        .collect()
}
