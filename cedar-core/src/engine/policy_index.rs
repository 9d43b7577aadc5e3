//! Which policies a request can reach.
//!
//! Each policy is filed under one of its demands: a constraint of its scope, or
//! a conjunct that its first condition begins with. A request visits what it
//! meets: the buckets of its three entities, of their types and of their
//! ancestors. The policies that are not visited have a demand that is not met,
//! so they are neither satisfied nor err; by the theorem `EnoughCandidates` of
//! the reference model they do not count.

use super::actions::{ActionSet, ActionTag};
use super::bucket::{Bucket, BucketMap, Position, Rest};
use super::demand::{Demand, Source, demands};
use super::party::{Part, Parts, Party};
use super::run::Run;
use super::sketch::Sketch;
use crate::ast::{OwnHash, Policy};
use smallvec::SmallVec;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// How a policy is filed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Filing {
    /// Which of the policy's demands; `None` if the policy has none that helps,
    /// so that every request visits it.
    demand: Option<u8>,
    /// The parts about which the scope says anything.
    constrained: Parts,
    /// Those of them that must be looked at again where the demand is met.
    open: Parts,
}

/// Up to so many policies are quicker gone through one by one than looked up. In
/// debug builds there are fewer, so that tests with small sets go both ways.
const FEW: usize = if cfg!(debug_assertions) { 3 } else { 16 };

/// How a policy was found to be a candidate.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Found {
    /// The demand that it is filed under is met.
    Filed,
    /// There are few policies: nothing is known of its demands.
    AmongFew,
}

/// The buckets.
#[derive(Clone, Default, Debug)]
pub(crate) struct PolicyIndex {
    /// All policies by position, as long as there are few.
    few: Few,
    principal: Buckets,
    action: Buckets,
    resource: Buckets,
    any: Bucket,
}

/// The policies of a set that is small.
#[derive(Clone, Default, Debug)]
struct Few {
    /// Those at the first positions.
    // INVARIANT: empty from when there are more than `FEW` until there are none.
    policies: Vec<(ActionSet, Rest)>,
    /// How many there are in all.
    count: usize,
}

/// The buckets of the demands on one part.
#[derive(Clone, Default, Debug)]
struct Buckets {
    equal: BucketMap,
    /// `in` one entity.
    within: BucketMap,
    /// `in` one of several; a policy stands in the bucket of each.
    within_any: BucketMap,
    /// By the hash of the type. Types with the same hash share a bucket.
    is: HashMap<u32, Bucket, BuildHasherDefault<OwnHash>>,
}

impl Few {
    /// All policies, in the order of their positions, if they are few.
    #[inline]
    fn all(&self) -> Option<&[(ActionSet, Rest)]> {
        (self.policies.len() == self.count).then_some(&self.policies)
    }

    /// There is one more policy, at the last position.
    fn push(&mut self, actions: ActionSet, rest: Rest) {
        let are_all_known = self.policies.len() == self.count;
        self.count += 1;
        match are_all_known && self.count <= FEW {
            true => self.policies.push((actions, rest)),
            false => self.policies = Vec::new(),
        }
    }

    /// A policy is gone; the last one takes its position.
    fn remove(&mut self, position: Position) {
        self.count -= 1;
        if (position as usize) < self.policies.len() {
            self.policies.swap_remove(position as usize);
        }
    }
}

impl Filing {
    /// The parts about which the scope must still be looked at.
    #[inline]
    pub(super) fn open(self, found: Found) -> Parts {
        match found {
            Found::Filed => self.open,
            Found::AmongFew => self.constrained,
        }
    }
}

impl PolicyIndex {
    /// Files the policy at `position`: among its demands, under one with a
    /// small bucket so far.
    pub(crate) fn insert(&mut self, policy: &Policy, position: Position) -> Filing {
        let constrained = Parts::constrained(policy.body());
        let demands = demands(policy);
        let action = &policy.body().action;
        self.few
            .push(ActionSet::of(action), Rest::new(&demands, None));
        let action = ActionTag::of(action);
        let best = demands
            .iter()
            .zip(0u8..)
            .min_by_key(|((demand, _), _)| self.cost(demand));
        let Some(((demand, source), index)) = best else {
            self.any.insert(position, action, Rest::new(&demands, None));
            return Filing {
                demand: None,
                constrained,
                open: constrained,
            };
        };
        let rest = Rest::new(&demands, Some(index));
        self.for_each_bucket(demand, |bucket| bucket.insert(position, action, rest));
        Filing {
            demand: Some(index),
            constrained,
            open: match source {
                Source::WholeConstraint => constrained.without(demand.part()),
                Source::Other => constrained,
            },
        }
    }

    /// Removes `policy`, which is at `position`. The last one must then move
    /// there.
    pub(crate) fn remove(&mut self, policy: &Policy, filing: Filing, position: Position) {
        self.few.remove(position);
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
            bucket.move_to(from, to);
        });
    }

    /// Calls `visit` once with each policy that the request can reach: all
    /// whose demands are met, and perhaps others.
    ///
    /// Cost: the buckets of the request's entities, types and ancestors, not
    /// the number of policies.
    pub(crate) fn candidates(&self, run: &Run<'_>, mut visit: impl FnMut(Position, Found)) {
        let sketch = Sketch::new(run);
        if let Some(few) = self.few.all() {
            for (position, (actions, rest)) in (0..).zip(few) {
                if actions.may_hold(sketch) && rest.lets_pass(sketch) {
                    visit(position, Found::AmongFew);
                }
            }
            return;
        }
        let mut visit = |position| visit(position, Found::Filed);
        for part in [Part::Principal, Part::Action, Part::Resource] {
            self.buckets(part).candidates(sketch, part, &mut visit);
        }
        self.any.candidates(sketch).for_each(visit);
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
            Demand::Equal(_, uid) => change(buckets.equal.get_or_insert(uid)),
            Demand::In(_, uids) => match uids.as_slice() {
                [uid] => change(buckets.within.get_or_insert(uid)),
                uids => {
                    for uid in uids {
                        change(buckets.within_any.get_or_insert(uid));
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
            Demand::Equal(_, uid) => buckets.equal.drop_if_empty(uid),
            Demand::In(_, uids) => {
                for uid in uids {
                    buckets.within.drop_if_empty(uid);
                    buckets.within_any.drop_if_empty(uid);
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

impl Buckets {
    fn candidates(&self, sketch: Sketch<'_, '_>, part: Part, visit: &mut impl FnMut(Position)) {
        let party = sketch.run.party(part);
        if let Some(bucket) = self.equal.get(party.uid()) {
            bucket.candidates(sketch).for_each(&mut *visit);
        }
        if !self.is.is_empty()
            && let Some(bucket) = self.is.get(&party.uid().own_hash().of_type())
        {
            bucket.candidates(sketch).for_each(&mut *visit);
        }
        if !self.within.is_empty() {
            for_each_met(&self.within, party, |bucket| {
                bucket.candidates(sketch).for_each(&mut *visit);
            });
        }
        if !self.within_any.is_empty() {
            // A policy that stands in several of these is visited in the first.
            let mut seen: SmallVec<[&Bucket; 4]> = SmallVec::new();
            for_each_met(&self.within_any, party, |bucket| {
                for position in bucket.candidates(sketch) {
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
fn for_each_met<'b>(buckets: &'b BucketMap, party: &Party<'_>, mut each: impl FnMut(&'b Bucket)) {
    let ancestors = party.ancestors();
    if buckets.len() < ancestors.len() {
        for (group, bucket) in buckets.iter() {
            if party.is_in(group) {
                each(bucket);
            }
        }
    } else {
        if let Some(bucket) = buckets.get(party.uid()) {
            each(bucket);
        }
        for group in ancestors {
            if let Some(bucket) = buckets.get(group) {
                each(bucket);
            }
        }
    }
}
