//! Which kinds of request a policy's scope can match.

use super::error::{IncompatiblePosition, ValidationErrorKind};
use crate::schema::{Action, ActionId, EntityTypeId, Schema};
use crate::typecheck::ValidationMode;
use crate::types::BoolType;
use cedar_core::EntityUid;
use cedar_core::ast::{ActionConstraint, EntityOrSlot, PolicyBody, ScopeConstraint};
use std::collections::BTreeSet;

/// An action with those of its principals and resources that the scope of a
/// policy can match, at least one of each.
///
/// The kinds of request are all combinations of the two.
pub(super) struct ScopeMatch {
    pub(super) action: ActionId,
    pub(super) principals: Vec<EntityTypeId>,
    pub(super) resources: Vec<EntityTypeId>,
}

/// The actions that the scope can match.
pub(super) fn matches(schema: &Schema, body: &PolicyBody) -> Vec<ScopeMatch> {
    action_candidates(schema, &body.action)
        .into_iter()
        .filter_map(|id| match_action(schema, body, id))
        .collect()
}

/// What is wrong with the types of a list of actions. It counts only if some
/// principal gets past its constraint, since the list is evaluated after it.
pub(super) fn check_action_list(
    schema: &Schema,
    body: &PolicyBody,
    mode: ValidationMode,
) -> Option<ValidationErrorKind> {
    let ActionConstraint::InSet(uids) = &body.action else {
        return None;
    };
    if mode == ValidationMode::Permissive || !is_reached(schema, body) {
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

/// Whether the constraint on the action is evaluated for some kind of request.
fn is_reached(schema: &Schema, body: &PolicyBody) -> bool {
    schema.actions().any(|action| {
        !action.resources().is_empty()
            && action
                .principals()
                .iter()
                .any(|id| constraint_value(schema, &body.principal, *id) != BoolType::False)
    })
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

fn match_action(schema: &Schema, body: &PolicyBody, id: ActionId) -> Option<ScopeMatch> {
    let action: &Action = schema.action(id);
    let select = |constraint, types: &[EntityTypeId]| -> Vec<EntityTypeId> {
        let mut selected = types.to_vec();
        selected.retain(|id| constraint_value(schema, constraint, *id) != BoolType::False);
        selected
    };
    let principals = select(&body.principal, action.principals());
    let resources = select(&body.resource, action.resources());
    let is_possible = !principals.is_empty() && !resources.is_empty();
    is_possible.then_some(ScopeMatch {
        action: id,
        principals,
        resources,
    })
}

/// What is known of a constraint for entities of one type.
fn constraint_value(schema: &Schema, constraint: &ScopeConstraint, id: EntityTypeId) -> BoolType {
    let possible = |possible| {
        if possible {
            BoolType::Any
        } else {
            BoolType::False
        }
    };
    let type_of = |uid: &EntityUid| schema.entity_type_id(uid.entity_type());
    let is_in = |entity: &EntityOrSlot| match entity {
        // What fills a slot is not known yet.
        EntityOrSlot::Slot => BoolType::Any,
        EntityOrSlot::Entity(uid) => {
            possible(type_of(uid).is_some_and(|ancestor| schema.can_be_in(id, ancestor)))
        }
    };
    let is = |name| schema.entity_type_id(name) == Some(id);
    match constraint {
        ScopeConstraint::Any => BoolType::True,
        ScopeConstraint::Equal(EntityOrSlot::Slot) => BoolType::Any,
        ScopeConstraint::Equal(EntityOrSlot::Entity(uid)) => possible(type_of(uid) == Some(id)),
        ScopeConstraint::In(entity) => is_in(entity),
        ScopeConstraint::Is(name) => BoolType::from(is(name)),
        ScopeConstraint::IsIn(name, entity) if is(name) => is_in(entity),
        ScopeConstraint::IsIn(..) => BoolType::False,
    }
}
