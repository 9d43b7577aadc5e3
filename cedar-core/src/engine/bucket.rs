//! Lists of policies that have a demand in common.

use super::actions::ActionTag;
use super::bits::{Bit, Bits};
use super::demand::Demands;
use super::party::Part;
use super::sketch::Sketch;
use crate::ast::{EntityUid, UidMap};
use smallvec::SmallVec;

/// The position of a policy in its policy set.
pub(crate) type Position = u32;

/// Policies in the order of their positions; mostly one or two.
#[derive(Clone, Default, Debug)]
pub(super) struct Bucket(
    // INVARIANT: positions ascend and are distinct.
    SmallVec<[Entry; 2]>,
);

/// A policy of a bucket, with what tells most requests that do not meet its
/// further demands without a look at it.
#[derive(Clone, Copy, Debug)]
struct Entry {
    position: Position,
    action: ActionTag,
    rest: Rest,
}

/// Demands of a policy on the principal and on the resource, as far as it has
/// any but the one that it is filed under.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rest {
    principal: Bit,
    resource: Bit,
}

/// Buckets by the entity that policies demand.
#[derive(Clone, Default, Debug)]
pub(super) struct BucketMap {
    buckets: UidMap<Bucket>,
    /// The entities that have had a bucket, so that small maps need mostly not
    /// be looked into.
    known: Bits,
}

impl Rest {
    /// The demands but the one that stands at `filed`, if any.
    pub(super) fn new(demands: &Demands<'_>, filed: Option<u8>) -> Self {
        let bit = |part| {
            let others = demands.iter().zip(0u8..);
            others
                .filter(|((demand, _), index)| demand.part() == part && Some(*index) != filed)
                .find_map(|((demand, _), _)| demand.bit())
                .unwrap_or(Bit::NONE)
        };
        Rest {
            principal: bit(Part::Principal),
            resource: bit(Part::Resource),
        }
    }

    /// Whether the request perhaps meets them.
    #[inline]
    pub(super) fn lets_pass(self, sketch: Sketch<'_, '_>) -> bool {
        sketch.resource_may_meet(self.resource) && sketch.principal_may_meet(self.principal)
    }
}

impl Bucket {
    /// Adds a policy; one that is there already stays once.
    pub(super) fn insert(&mut self, position: Position, action: ActionTag, rest: Rest) {
        self.insert_entry(Entry {
            position,
            action,
            rest,
        });
    }

    /// The policy at `from`, if it is in here, now is at `to`.
    pub(super) fn move_to(&mut self, from: Position, to: Position) {
        if let Ok(at) = self.find(from) {
            let entry = self.0.remove(at);
            self.insert_entry(Entry {
                position: to,
                ..entry
            });
        }
    }

    /// Removes the policy at `position`.
    pub(super) fn remove(&mut self, position: Position) {
        if let Ok(at) = self.find(position) {
            self.0.remove(at);
        }
    }

    fn insert_entry(&mut self, entry: Entry) {
        if let Err(at) = self.find(entry.position) {
            self.0.insert(at, entry);
        }
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

    /// The policies that the request perhaps reaches.
    #[inline]
    pub(super) fn candidates(&self, sketch: Sketch<'_, '_>) -> impl Iterator<Item = Position> {
        self.0
            .iter()
            .filter(move |entry| {
                entry.action.may_be(sketch.action_hash) && entry.rest.lets_pass(sketch)
            })
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

impl BucketMap {
    /// The bucket of an entity.
    #[inline]
    pub(super) fn get(&self, uid: &EntityUid) -> Option<&Bucket> {
        match self.known.may_hold(Bit::of_uid(uid)) {
            true => self.buckets.get(uid),
            false => None,
        }
    }

    /// The bucket of an entity, made if there is none.
    pub(super) fn get_or_insert(&mut self, uid: &EntityUid) -> &mut Bucket {
        self.known.insert(Bit::of_uid(uid));
        self.buckets.entry(uid.clone()).or_default()
    }

    /// Drops the bucket of an entity if nothing is in it.
    pub(super) fn drop_if_empty(&mut self, uid: &EntityUid) {
        if self.buckets.get(uid).is_some_and(Bucket::is_empty) {
            self.buckets.remove(uid);
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&EntityUid, &Bucket)> {
        self.buckets.iter()
    }

    pub(super) fn len(&self) -> usize {
        self.buckets.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.buckets.is_empty()
    }
}
