//! Policies, templates and links.

use super::expressions::{expr, slot_id};
use super::values::{text, uid};
use crate::NoVerdict;
use crate::model::names::{EntityUid, SlotId};
use crate::model::policies::{ActionConstraint, Condition, Effect, Policy, ScopeConstraint};
use crate::model::templates::{self, EntityOrSlot, LinkResult, Template};
use crate::runtime::Map;
use cedar_core::ast;

/// A policy: the model links its template, which for a static policy has no
/// slots.
///
/// # Errors
/// When the model stops or refuses the link, which it does for no policy that
/// was made through the production types.
pub(crate) fn policy(policy: &cedar_core::Policy) -> Result<Policy, NoVerdict> {
    let id = text(policy.id().as_str());
    match templates::link(
        &template(policy.body()),
        &id,
        &slots(|slot| policy.slot_value(slot)),
    )? {
        LinkResult::Linked { policy } => Ok(policy),
        LinkResult::NotLinked { .. } => Err(NoVerdict::NoCounterpart),
    }
}

/// A template, or a static policy as a template without slots.
pub(crate) fn template(body: &ast::PolicyBody) -> Template {
    Template {
        effect: match body.effect {
            cedar_core::Effect::Permit => Effect::Permit,
            cedar_core::Effect::Forbid => Effect::Forbid,
        },
        principal: scope(&body.principal),
        action: action(&body.action),
        resource: scope(&body.resource),
        conditions: body.conditions.iter().map(condition).collect(),
    }
}

/// The entities that stand for slots.
pub(crate) fn slot_values(values: &ast::SlotValues) -> Map<SlotId, EntityUid> {
    slots(|slot| values.get(slot))
}

fn slots<'a>(
    value: impl Fn(cedar_core::SlotId) -> Option<&'a cedar_core::EntityUid>,
) -> Map<SlotId, EntityUid> {
    [cedar_core::SlotId::Principal, cedar_core::SlotId::Resource]
        .into_iter()
        .filter_map(|slot| Some((slot_id(slot), uid(value(slot)?))))
        .collect()
}

fn scope(constraint: &ast::ScopeConstraint) -> ScopeConstraint<EntityOrSlot> {
    use ast::ScopeConstraint as C;
    match constraint {
        C::Any => ScopeConstraint::AnyEntity,
        C::Equal(entity) => ScopeConstraint::ScopeEq {
            entity: entity_or_slot(entity),
        },
        C::In(entity) => ScopeConstraint::ScopeIn {
            entity: entity_or_slot(entity),
        },
        C::Is(entity_type) => ScopeConstraint::ScopeIs {
            ty: text(entity_type.as_str()),
        },
        C::IsIn(entity_type, entity) => ScopeConstraint::ScopeIsIn {
            ty: text(entity_type.as_str()),
            entity: entity_or_slot(entity),
        },
    }
}

fn entity_or_slot(entity: &ast::EntityOrSlot) -> EntityOrSlot {
    match entity {
        ast::EntityOrSlot::Entity(entity) => EntityOrSlot::KnownEntity { uid: uid(entity) },
        ast::EntityOrSlot::Slot => EntityOrSlot::OpenSlot,
    }
}

fn action(constraint: &ast::ActionConstraint) -> ActionConstraint {
    use ast::ActionConstraint as C;
    match constraint {
        C::Any => ActionConstraint::AnyAction,
        C::Equal(action) => ActionConstraint::ActionEq { uid: uid(action) },
        C::In(action) => ActionConstraint::ActionIn { uid: uid(action) },
        C::InSet(actions) => ActionConstraint::ActionInAny {
            uids: actions.iter().map(uid).collect(),
        },
    }
}

fn condition(condition: &ast::Condition) -> Condition {
    let body = expr(condition.body.root());
    match condition.kind {
        ast::ConditionKind::When => Condition::When { body },
        ast::ConditionKind::Unless => Condition::Unless { body },
    }
}
