//! The scope of a policy: which principals, actions and resources it speaks of.

use super::entity_uid::{EntityTypeName, EntityUid};
use super::span::Span;
use std::fmt;

/// A placeholder that a link of a template fills.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SlotId {
    /// `?principal`, which only the principal's constraint may use.
    Principal,
    /// `?resource`, which only the resource's constraint may use.
    Resource,
}

impl SlotId {
    /// The slot as text: `?principal` or `?resource`.
    pub fn as_str(self) -> &'static str {
        match self {
            SlotId::Principal => "?principal",
            SlotId::Resource => "?resource",
        }
    }
}

impl fmt::Display for SlotId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The entity of a constraint: given, or filled by a link.
///
/// Which slot it is follows from the position, so it is not stored.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum EntityOrSlot {
    /// This entity.
    Entity(EntityUid),
    /// The slot of this position.
    Slot,
}

/// Where the constraints of a scope stand in the source, their variables
/// included: `principal == User::"alice"`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ScopeSpans {
    /// The constraint on the principal.
    pub principal: Span,
    /// The constraint on the action.
    pub action: Span,
    /// The constraint on the resource.
    pub resource: Span,
}

impl ScopeSpans {
    /// The places of a scope that was not read from text.
    pub const NONE: ScopeSpans = ScopeSpans {
        principal: Span::NONE,
        action: Span::NONE,
        resource: Span::NONE,
    };
}

/// The constraint on the principal or on the resource.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ScopeConstraint {
    /// No constraint.
    Any,
    /// `== entity`
    Equal(EntityOrSlot),
    /// `in entity`: the entity itself or one of its descendants.
    In(EntityOrSlot),
    /// `is Type`
    Is(EntityTypeName),
    /// `is Type in entity`
    IsIn(EntityTypeName, EntityOrSlot),
}

impl ScopeConstraint {
    /// The entity or slot that the constraint names, if any.
    pub fn entity_or_slot(&self) -> Option<&EntityOrSlot> {
        match self {
            ScopeConstraint::Any | ScopeConstraint::Is(_) => None,
            ScopeConstraint::Equal(entity)
            | ScopeConstraint::In(entity)
            | ScopeConstraint::IsIn(_, entity) => Some(entity),
        }
    }

    /// Whether a link must fill a slot here.
    pub fn has_slot(&self) -> bool {
        matches!(self.entity_or_slot(), Some(EntityOrSlot::Slot))
    }
}

/// The constraint on the action.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ActionConstraint {
    /// No constraint.
    Any,
    /// `== action`
    Equal(EntityUid),
    /// `in action`
    In(EntityUid),
    /// `in [action, …]`, possibly of none.
    InSet(Box<[EntityUid]>),
}
