//! The clauses of a scope and whether the request meets them.

use super::text;
use crate::ast::{
    ActionConstraint, EntityOrSlot, EntityUid, Policy, ScopeConstraint, SlotId, Span,
};
use crate::entities::Entities;
use crate::evaluator::Evaluator;
use crate::request::Request;
use serde::Serialize;
use std::fmt;

/// A part of a scope.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ScopePart {
    /// The constraint on the principal.
    Principal,
    /// The constraint on the action.
    Action,
    /// The constraint on the resource.
    Resource,
}

/// A clause of a scope and whether the request meets it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct ScopeCheck {
    /// Which clause.
    pub part: ScopePart,
    /// What it says, slots filled: `principal in Team::"x"`.
    pub constraint: String,
    /// Where it stands.
    #[serde(serialize_with = "text::span")]
    pub span: Span,
    /// The entity that it is about: the request's.
    #[serde(serialize_with = "text::display")]
    pub entity: EntityUid,
    /// Whether the entity is in the store; if not, it has no ancestors.
    pub is_known: bool,
    /// Whether the request meets the clause.
    pub met: bool,
}

impl ScopePart {
    /// All parts in the order in which they are looked at.
    pub const ALL: [ScopePart; 3] = [ScopePart::Principal, ScopePart::Action, ScopePart::Resource];

    /// `principal`, `action` or `resource`.
    pub fn as_str(self) -> &'static str {
        match self {
            ScopePart::Principal => "principal",
            ScopePart::Action => "action",
            ScopePart::Resource => "resource",
        }
    }

    /// The entity of the request.
    pub(super) fn entity(self, request: &Request) -> &EntityUid {
        match self {
            ScopePart::Principal => &request.principal,
            ScopePart::Action => &request.action,
            ScopePart::Resource => &request.resource,
        }
    }

    /// Whether the request meets this part of the policy's scope.
    pub(super) fn is_met(self, evaluator: &Evaluator<'_>, policy: &Policy) -> bool {
        match self {
            ScopePart::Principal => evaluator.matches_principal(policy),
            ScopePart::Action => evaluator.matches_action(policy),
            ScopePart::Resource => evaluator.matches_resource(policy),
        }
    }
}

impl fmt::Display for ScopePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The three clauses of the policy's scope.
pub(super) fn checks(request: &Request, entities: &Entities, policy: &Policy) -> Vec<ScopeCheck> {
    let evaluator = Evaluator::new(request, entities);
    let spans = policy.body().scope_spans;
    ScopePart::ALL
        .into_iter()
        .map(|part| ScopeCheck {
            part,
            constraint: constraint_text(policy, part),
            span: match part {
                ScopePart::Principal => spans.principal,
                ScopePart::Action => spans.action,
                ScopePart::Resource => spans.resource,
            },
            entity: part.entity(request).clone(),
            is_known: entities.get(part.entity(request)).is_some(),
            met: part.is_met(&evaluator, policy),
        })
        .collect()
}

/// The constraint of the policy on the principal or the resource.
pub(super) fn entity_constraint(
    policy: &Policy,
    part: ScopePart,
) -> Option<(&ScopeConstraint, SlotId)> {
    match part {
        ScopePart::Principal => Some((&policy.body().principal, SlotId::Principal)),
        ScopePart::Action => None,
        ScopePart::Resource => Some((&policy.body().resource, SlotId::Resource)),
    }
}

fn constraint_text(policy: &Policy, part: ScopePart) -> String {
    let Some((constraint, slot)) = entity_constraint(policy, part) else {
        return action_text(&policy.body().action);
    };
    let name = |entity: &EntityOrSlot| match policy.resolve(entity, slot) {
        Some(uid) => uid.to_string(),
        None => slot.to_string(),
    };
    match constraint {
        ScopeConstraint::Any => part.to_string(),
        ScopeConstraint::Equal(entity) => format!("{part} == {}", name(entity)),
        ScopeConstraint::In(entity) => format!("{part} in {}", name(entity)),
        ScopeConstraint::Is(entity_type) => format!("{part} is {entity_type}"),
        ScopeConstraint::IsIn(entity_type, entity) => {
            format!("{part} is {entity_type} in {}", name(entity))
        }
    }
}

fn action_text(constraint: &ActionConstraint) -> String {
    match constraint {
        ActionConstraint::Any => "action".to_owned(),
        ActionConstraint::Equal(uid) => format!("action == {uid}"),
        ActionConstraint::In(uid) => format!("action in {uid}"),
        ActionConstraint::InSet(uids) => {
            let uids: Vec<String> = uids.iter().map(EntityUid::to_string).collect();
            format!("action in [{}]", uids.join(", "))
        }
    }
}
