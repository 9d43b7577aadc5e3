//! Lists of policies that have a demand in common.

use crate::ast::{ActionConstraint, EntityUid, Policy};
use smallvec::SmallVec;

/// The position of a policy in its policy set.
pub(crate) type Position = u32;

/// Policies in the order of their positions; mostly one or two.
#[derive(Clone, Default, Debug)]
pub(super) struct Bucket(
    // INVARIANT: positions ascend and are distinct.
    SmallVec<[Entry; 2]>,
);

/// A policy of a bucket.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) position: Position,
    pub(super) action: ActionFilter,
}

/// Tells most policies for another action apart without a look at them.
///
/// `0` lets every action pass; anything else only those with the same tag.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActionFilter(u32);

/// What an action is known by to [`ActionFilter`]; never 0.
#[derive(Clone, Copy)]
pub(super) struct ActionTag(u32);

impl Bucket {
    /// Adds a policy; one that is there already stays once.
    pub(super) fn insert(&mut self, entry: Entry) {
        if let Err(at) = self.find(entry.position) {
            self.0.insert(at, entry);
        }
    }

    /// Removes the policy at `position`, and says what it was.
    pub(super) fn remove(&mut self, position: Position) -> Option<Entry> {
        let at = self.find(position).ok()?;
        Some(self.0.remove(at))
    }

    /// Whether the policy at `position` is in here.
    pub(super) fn contains(&self, position: Position) -> bool {
        self.find(position).is_ok()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The policies that are not certainly for another action.
    pub(super) fn for_action(&self, tag: ActionTag) -> impl Iterator<Item = Position> {
        self.0
            .iter()
            .filter(move |entry| entry.action.lets_pass(tag))
            .map(|entry| entry.position)
    }

    fn find(&self, position: Position) -> Result<usize, usize> {
        // Positions mostly come in ascending order.
        match self.0.last() {
            Some(last) if last.position < position => Err(self.0.len()),
            _ => self
                .0
                .binary_search_by_key(&position, |entry| entry.position),
        }
    }
}

impl ActionFilter {
    /// The filter for the scope of `policy`.
    pub(super) fn of(policy: &Policy) -> Self {
        match &policy.body().action {
            ActionConstraint::Equal(action) => ActionFilter(ActionTag::of(action).0),
            _ => ActionFilter(0),
        }
    }

    fn lets_pass(self, tag: ActionTag) -> bool {
        self.0 == 0 || self.0 == tag.0
    }
}

impl ActionTag {
    /// The tag of an action: equal for equal ones.
    pub(super) fn of(action: &EntityUid) -> Self {
        ActionTag(action.own_hash().of_both().max(1))
    }
}
