//! Which policies a request can reach, by their scopes.
//!
//! Each policy stands in one bucket, under one constraint of its scope that
//! every matching request meets. A request visits the buckets of its three
//! entities, of their types and of their ancestors: that reaches every policy
//! whose scope matches, so the policies that are not visited are exactly as if
//! they had been found not to match.

use crate::ast::UidMap;
use crate::ast::{
    ActionConstraint, EntityOrSlot, EntityTypeName, EntityUid, Policy, ScopeConstraint, SlotId,
};
use crate::entities::Entities;
use crate::request::Request;
use std::collections::HashMap;

/// The position of a policy in its policy set.
pub(crate) type Position = u32;

/// A constraint that a policy is filed under.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Key {
    /// `principal == uid`, `action == uid` or `resource == uid`
    Equal(Part, EntityUid),
    /// `principal in uid`, `action in uid` or `resource in uid`
    In(Part, EntityUid),
    /// `principal is Type` or `resource is Type`
    Is(Part, EntityTypeName),
    /// The scope says nothing that helps.
    Any,
}

/// A part of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    Principal,
    Action,
    Resource,
}

/// The buckets. Within a bucket, positions ascend.
#[derive(Clone, Default, Debug)]
pub(crate) struct ScopeIndex {
    principal: Buckets,
    action: Buckets,
    resource: Buckets,
    any: Vec<Position>,
}

/// The buckets of the constraints on one part.
#[derive(Clone, Default, Debug)]
struct Buckets {
    equal: UidMap<Vec<Position>>,
    within: UidMap<Vec<Position>>,
    is: HashMap<EntityTypeName, Vec<Position>>,
}

impl ScopeIndex {
    /// Files the policy at `position` and returns under what: among the
    /// constraints of its scope, one with the smallest bucket so far.
    pub(crate) fn insert(&mut self, policy: &Policy, position: Position) -> Key {
        let key = keys(policy)
            .into_iter()
            .min_by_key(|key| (self.rank(key), self.bucket(key).map_or(0, Vec::len)))
            .unwrap_or(Key::Any);
        let bucket = self.bucket_mut(&key);
        let at = bucket.partition_point(|p| *p < position);
        bucket.insert(at, position);
        key
    }

    /// Removes the policy at `position`, which was filed under `key`.
    pub(crate) fn remove(&mut self, key: &Key, position: Position) {
        let bucket = self.bucket_mut(key);
        if let Ok(at) = bucket.binary_search(&position) {
            bucket.remove(at);
        }
        if bucket.is_empty() {
            self.drop_bucket(key);
        }
    }

    /// The policy filed under `key` has moved.
    pub(crate) fn move_to(&mut self, key: &Key, from: Position, to: Position) {
        let bucket = self.bucket_mut(key);
        if let Ok(at) = bucket.binary_search(&from) {
            bucket.remove(at);
        }
        let at = bucket.partition_point(|p| *p < to);
        bucket.insert(at, to);
    }

    /// Calls `visit` once with each policy that the request can reach: all
    /// whose scope matches, and perhaps others.
    ///
    /// Cost: the buckets of the request's entities, types and ancestors, not
    /// the number of policies.
    pub(crate) fn candidates(
        &self,
        request: &Request,
        entities: &Entities,
        mut visit: impl FnMut(Position),
    ) {
        for (buckets, uid) in [
            (&self.principal, &request.principal),
            (&self.action, &request.action),
            (&self.resource, &request.resource),
        ] {
            buckets.candidates(uid, entities, &mut visit);
        }
        self.any.iter().copied().for_each(visit);
    }

    /// Which kinds of constraint to prefer where bucket sizes do not decide.
    fn rank(&self, key: &Key) -> u8 {
        match key {
            Key::Equal(Part::Principal | Part::Resource, _) | Key::In(..) => 0,
            Key::Equal(Part::Action, _) => 1,
            Key::Is(..) => 2,
            Key::Any => 3,
        }
    }

    fn bucket(&self, key: &Key) -> Option<&Vec<Position>> {
        match key {
            Key::Equal(part, uid) => self.buckets(*part).equal.get(uid),
            Key::In(part, uid) => self.buckets(*part).within.get(uid),
            Key::Is(part, entity_type) => self.buckets(*part).is.get(entity_type),
            Key::Any => Some(&self.any),
        }
    }

    fn bucket_mut(&mut self, key: &Key) -> &mut Vec<Position> {
        match key {
            Key::Equal(part, uid) => self
                .buckets_mut(*part)
                .equal
                .entry(uid.clone())
                .or_default(),
            Key::In(part, uid) => self
                .buckets_mut(*part)
                .within
                .entry(uid.clone())
                .or_default(),
            Key::Is(part, entity_type) => self
                .buckets_mut(*part)
                .is
                .entry(entity_type.clone())
                .or_default(),
            Key::Any => &mut self.any,
        }
    }

    fn drop_bucket(&mut self, key: &Key) {
        match key {
            Key::Equal(part, uid) => drop(self.buckets_mut(*part).equal.remove(uid)),
            Key::In(part, uid) => drop(self.buckets_mut(*part).within.remove(uid)),
            Key::Is(part, entity_type) => drop(self.buckets_mut(*part).is.remove(entity_type)),
            Key::Any => {}
        }
    }

    fn buckets(&self, part: Part) -> &Buckets {
        match part {
            Part::Principal => &self.principal,
            Part::Action => &self.action,
            Part::Resource => &self.resource,
        }
    }

    fn buckets_mut(&mut self, part: Part) -> &mut Buckets {
        match part {
            Part::Principal => &mut self.principal,
            Part::Action => &mut self.action,
            Part::Resource => &mut self.resource,
        }
    }
}

impl Buckets {
    fn candidates(&self, uid: &EntityUid, entities: &Entities, visit: &mut impl FnMut(Position)) {
        let mut visit_all = |bucket: &Vec<Position>| bucket.iter().copied().for_each(&mut *visit);
        if !self.equal.is_empty()
            && let Some(bucket) = self.equal.get(uid)
        {
            visit_all(bucket);
        }
        if !self.is.is_empty()
            && let Some(bucket) = self.is.get(uid.entity_type())
        {
            visit_all(bucket);
        }
        if self.within.is_empty() {
            return;
        }
        // Whichever are fewer: the groups that policies name, or the groups
        // that the entity is in.
        if self.within.len() < entities.ancestors(uid).len() {
            for (group, bucket) in &self.within {
                if entities.is_in(uid, group) {
                    visit_all(bucket);
                }
            }
        } else {
            for group in std::iter::once(uid).chain(entities.ancestors(uid)) {
                if let Some(bucket) = self.within.get(group) {
                    visit_all(bucket);
                }
            }
        }
    }
}

/// The constraints that a policy can be filed under: each is met by every
/// request that the scope matches.
fn keys(policy: &Policy) -> Vec<Key> {
    let body = policy.body();
    let mut keys = Vec::with_capacity(3);
    keys.extend(scope_key(
        policy,
        &body.principal,
        Part::Principal,
        SlotId::Principal,
    ));
    keys.extend(scope_key(
        policy,
        &body.resource,
        Part::Resource,
        SlotId::Resource,
    ));
    keys.extend(match &body.action {
        ActionConstraint::Any => None,
        ActionConstraint::Equal(uid) => Some(Key::Equal(Part::Action, uid.clone())),
        ActionConstraint::In(uid) => Some(Key::In(Part::Action, uid.clone())),
        ActionConstraint::InSet(uids) => match &**uids {
            [uid] => Some(Key::In(Part::Action, uid.clone())),
            _ => None,
        },
    });
    keys
}

fn scope_key(
    policy: &Policy,
    constraint: &ScopeConstraint,
    part: Part,
    slot: SlotId,
) -> Option<Key> {
    let resolve = |entity: &EntityOrSlot| policy.resolve(entity, slot).cloned();
    match constraint {
        ScopeConstraint::Any => None,
        ScopeConstraint::Equal(entity) => Some(Key::Equal(part, resolve(entity)?)),
        ScopeConstraint::In(entity) | ScopeConstraint::IsIn(_, entity) => {
            Some(Key::In(part, resolve(entity)?))
        }
        ScopeConstraint::Is(entity_type) => Some(Key::Is(part, entity_type.clone())),
    }
}
