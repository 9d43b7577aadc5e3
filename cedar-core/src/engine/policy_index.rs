//! Which policies a request can reach.
//!
//! Each policy is filed under one of its demands: a constraint of its scope, or
//! a conjunct that its first condition begins with. A request visits what it
//! meets: the buckets of its three entities, of their types and of their
//! ancestors. The policies that are not visited have a demand that is not met,
//! so they are neither satisfied nor err; by the theorem `EnoughCandidates` of
//! the reference model they do not count.

use super::bucket::{ActionFilter, ActionTag, Bucket, Entry, Position};
use super::demand::{Demand, Source, demands};
use super::party::{Part, Party};
use super::run::Run;
use crate::ast::{EntityUid, OwnHash, Policy, UidMap};
use smallvec::SmallVec;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// How a policy is filed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Filing {
    /// Which of the policy's demands; `None` if the policy has none that helps,
    /// so that every request visits it.
    demand: Option<u8>,
    /// The part about which the scope need not be looked at again.
    settled: Option<Part>,
}

/// The buckets.
#[derive(Clone, Default, Debug)]
pub(crate) struct PolicyIndex {
    principal: Buckets,
    action: Buckets,
    resource: Buckets,
    any: Bucket,
}

/// The buckets of the demands on one part.
#[derive(Clone, Default, Debug)]
struct Buckets {
    equal: UidMap<Bucket>,
    /// `in` one entity.
    within: UidMap<Bucket>,
    /// `in` one of several; a policy stands in the bucket of each.
    within_any: UidMap<Bucket>,
    /// By the hash of the type. Types with the same hash share a bucket.
    is: HashMap<u32, Bucket, BuildHasherDefault<OwnHash>>,
}

impl Filing {
    /// The part about which the scope holds for whoever is visited.
    pub(super) fn settled(self) -> Option<Part> {
        self.settled
    }
}

impl PolicyIndex {
    /// Files the policy at `position`: among its demands, under one with a
    /// small bucket so far.
    pub(crate) fn insert(&mut self, policy: &Policy, position: Position) -> Filing {
        let entry = Entry {
            position,
            action: ActionFilter::of(policy),
        };
        let demands = demands(policy);
        let best = demands
            .iter()
            .zip(0u8..)
            .min_by_key(|((demand, _), _)| self.cost(demand));
        let Some(((demand, source), index)) = best else {
            self.any.insert(entry);
            return Filing {
                demand: None,
                settled: None,
            };
        };
        self.for_each_bucket(demand, |bucket| bucket.insert(entry));
        Filing {
            demand: Some(index),
            settled: match source {
                Source::WholeConstraint => Some(demand.part()),
                Source::Other => None,
            },
        }
    }

    /// Removes `policy`, which is at `position`.
    pub(crate) fn remove(&mut self, policy: &Policy, filing: Filing, position: Position) {
        self.change(policy, filing, |bucket| {
            bucket.remove(position);
        });
    }

    /// `policy` has moved.
    pub(crate) fn move_to(
        &mut self,
        policy: &Policy,
        filing: Filing,
        from: Position,
        to: Position,
    ) {
        self.change(policy, filing, |bucket| {
            if let Some(entry) = bucket.remove(from) {
                bucket.insert(Entry {
                    position: to,
                    ..entry
                });
            }
        });
    }

    /// Calls `visit` once with each policy that the request can reach: all
    /// whose demands are met, and perhaps others.
    ///
    /// Cost: the buckets of the request's entities, types and ancestors, not
    /// the number of policies.
    pub(crate) fn candidates(&self, run: &Run<'_>, mut visit: impl FnMut(Position)) {
        let tag = ActionTag::of(run.party(Part::Action).uid());
        for part in [Part::Principal, Part::Action, Part::Resource] {
            self.buckets(part)
                .candidates(run.party(part), tag, &mut visit);
        }
        self.any.for_action(tag).for_each(visit);
    }

    /// How many policies a request that meets the demand would visit. Demands
    /// that more requests meet count for more.
    fn cost(&self, demand: &Demand<'_>) -> usize {
        let buckets = self.buckets(demand.part());
        let len = |bucket: Option<&Bucket>| bucket.map_or(0, Bucket::len);
        let (policies, weight) = match demand {
            Demand::Equal(part, uid) => (len(buckets.equal.get(uid)), part.weight()),
            Demand::In(part, uids) => match uids.as_slice() {
                [uid] => (len(buckets.within.get(uid)), part.weight()),
                uids => {
                    let lens = uids.iter().map(|uid| len(buckets.within_any.get(uid)));
                    (lens.max().unwrap_or(0), 2 * part.weight())
                }
            },
            Demand::Is(_, entity_type) => (len(buckets.is.get(&entity_type.uid_hash())), 64),
        };
        (policies + 1) * weight
    }

    /// Changes the buckets that a policy is in, and drops those that get empty.
    fn change(&mut self, policy: &Policy, filing: Filing, change: impl Fn(&mut Bucket)) {
        let Some(index) = filing.demand else {
            return change(&mut self.any);
        };
        if let Some((demand, _)) = demands(policy).get(usize::from(index)) {
            self.for_each_bucket(demand, change);
            self.drop_empty_buckets(demand);
        }
    }

    fn for_each_bucket(&mut self, demand: &Demand<'_>, change: impl Fn(&mut Bucket)) {
        let buckets = self.buckets_mut(demand.part());
        match demand {
            Demand::Equal(_, uid) => change(buckets.equal.entry((*uid).clone()).or_default()),
            Demand::In(_, uids) => match uids.as_slice() {
                [uid] => change(buckets.within.entry((*uid).clone()).or_default()),
                uids => {
                    for uid in uids {
                        change(buckets.within_any.entry((*uid).clone()).or_default());
                    }
                }
            },
            Demand::Is(_, entity_type) => {
                change(buckets.is.entry(entity_type.uid_hash()).or_default());
            }
        }
    }

    fn drop_empty_buckets(&mut self, demand: &Demand<'_>) {
        let buckets = self.buckets_mut(demand.part());
        match demand {
            Demand::Equal(_, uid) => drop_if_empty(&mut buckets.equal, uid),
            Demand::In(_, uids) => {
                for uid in uids {
                    drop_if_empty(&mut buckets.within, uid);
                    drop_if_empty(&mut buckets.within_any, uid);
                }
            }
            // There are few types.
            Demand::Is(..) => {}
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

impl Part {
    /// How many requests have the same entity here, as a rule: actions are few.
    fn weight(self) -> usize {
        match self {
            Part::Principal | Part::Resource => 1,
            Part::Action => 16,
        }
    }
}

impl Demand<'_> {
    fn part(&self) -> Part {
        match self {
            Demand::Equal(part, _) | Demand::In(part, _) | Demand::Is(part, _) => *part,
        }
    }
}

impl Buckets {
    fn candidates(&self, party: &Party<'_>, tag: ActionTag, visit: &mut impl FnMut(Position)) {
        if !self.equal.is_empty()
            && let Some(bucket) = self.equal.get(party.uid())
        {
            bucket.for_action(tag).for_each(&mut *visit);
        }
        if !self.is.is_empty()
            && let Some(bucket) = self.is.get(&party.uid().own_hash().of_type())
        {
            bucket.for_action(tag).for_each(&mut *visit);
        }
        if !self.within.is_empty() {
            for_each_met(&self.within, party, |bucket| {
                bucket.for_action(tag).for_each(&mut *visit);
            });
        }
        if !self.within_any.is_empty() {
            // A policy that stands in several of these is visited in the first.
            let mut seen: SmallVec<[&Bucket; 4]> = SmallVec::new();
            for_each_met(&self.within_any, party, |bucket| {
                for position in bucket.for_action(tag) {
                    if !seen.iter().any(|earlier| earlier.contains(position)) {
                        visit(position);
                    }
                }
                seen.push(bucket);
            });
        }
    }
}

/// Calls `each` with the buckets of the groups that `party` is in.
///
/// Looks at whichever are fewer: the groups that policies name, or the groups
/// that the entity is in.
fn for_each_met<'b>(
    buckets: &'b UidMap<Bucket>,
    party: &Party<'_>,
    mut each: impl FnMut(&'b Bucket),
) {
    let ancestors = party.ancestors();
    if buckets.len() < ancestors.len() {
        for (group, bucket) in buckets {
            if party.is_in(group) {
                each(bucket);
            }
        }
    } else {
        for group in std::iter::once(party.uid()).chain(ancestors) {
            if let Some(bucket) = buckets.get(group) {
                each(bucket);
            }
        }
    }
}

fn drop_if_empty(buckets: &mut UidMap<Bucket>, uid: &EntityUid) {
    if buckets.get(uid).is_some_and(Bucket::is_empty) {
        buckets.remove(uid);
    }
}
