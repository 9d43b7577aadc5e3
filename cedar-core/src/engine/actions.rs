//! The actions that a scope lets pass, told apart by a few bits.

use super::bits::Bits;
use super::party::Part;
use super::sketch::Sketch;
use crate::ast::ActionConstraint;

/// The actions that one scope lets pass, and perhaps others.
#[derive(Clone, Copy, Debug)]
pub(super) enum ActionSet {
    /// All actions.
    Every,
    /// The one with this hash.
    One(u32),
    /// Some, and what is in them.
    In(Bits),
}

impl ActionSet {
    /// The actions that meet a constraint.
    pub(super) fn of(constraint: &ActionConstraint) -> Self {
        match constraint {
            ActionConstraint::Any => ActionSet::Every,
            ActionConstraint::Equal(uid) => ActionSet::One(uid.own_hash().of_both()),
            ActionConstraint::In(uid) => ActionSet::In(Bits::of_uids([uid])),
            ActionConstraint::InSet(uids) => ActionSet::In(Bits::of_uids(uids)),
        }
    }

    /// Whether the action of a request is perhaps one of these.
    #[inline]
    pub(super) fn may_hold(self, sketch: Sketch<'_, '_>) -> bool {
        match self {
            ActionSet::Every => true,
            ActionSet::One(hash) => sketch.action_hash == hash,
            ActionSet::In(named) => {
                named.may_hold(sketch.action)
                    || named.may_meet(sketch.run.party(Part::Action).groups())
            }
        }
    }
}

/// Tells most policies for another action apart: what `action ==` names, in few
/// bits. `0` is for every action.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActionTag(u16);

impl ActionTag {
    /// The tag for a constraint.
    pub(super) fn of(constraint: &ActionConstraint) -> Self {
        match constraint {
            ActionConstraint::Equal(uid) => ActionTag::of_hash(uid.own_hash().of_both()),
            _ => ActionTag(0),
        }
    }

    /// Whether the action with this hash is perhaps one that meets it.
    #[inline]
    pub(super) fn may_be(self, hash: u32) -> bool {
        self.0 == 0 || self.0 == ActionTag::of_hash(hash).0
    }

    fn of_hash(hash: u32) -> Self {
        ActionTag(((hash >> 16) as u16).max(1))
    }
}
