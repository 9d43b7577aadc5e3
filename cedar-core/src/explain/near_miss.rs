//! What stands in the way of an allowance, and which single changes help.

use super::attempts::{MAX_ATTEMPTS, attempts};
use super::edit::{Edit, World};
use super::place::Place;
use super::policy::{Clause, PolicyExplanation, Verdict};
use super::text;
use crate::ast::{Effect, Policy, PolicyId, PolicySet, ScopeConstraint};
use crate::authorizer::{Authorizer, Decision};
use crate::entities::Entities;
use crate::evaluator::Evaluator;
use crate::explain::scope::{self, ScopePart};
use crate::request::Request;
use serde::Serialize;

/// The most policies of each effect that are reported.
const MAX_REPORTED: usize = 5;
/// The most policies of each effect for which changes are sought.
const MAX_SEARCHED: usize = 20;
/// The most changes that are reported for a policy.
const MAX_CHANGES: usize = 6;
/// The most nodes of conditions that are evaluated in search of changes, so
/// that large conditions are tried less often.
const MAX_NODES: usize = 4_000_000;

/// A policy that stands in the way, and what would turn it.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[non_exhaustive]
pub struct NearMiss {
    /// A satisfied `forbid`, or a `permit` that is not satisfied.
    #[serde(serialize_with = "text::display")]
    pub policy: PolicyId,
    /// What it asks for.
    #[serde(serialize_with = "text::display")]
    pub effect: Effect,
    /// How many clauses of a `permit` are not met, or cannot be evaluated.
    pub clauses_in_the_way: usize,
    /// Changes each of which alone satisfies the `permit`, or makes the `forbid`
    /// no longer apply. None may be found.
    pub changes: Vec<Change>,
}

/// A change that was tried and turns a policy.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// The change.
    #[serde(flatten)]
    pub edit: Edit,
    /// The decision about the request after the change, by the authorizer.
    #[serde(serialize_with = "text::display")]
    pub decision: Decision,
}

/// What stands in the way of allowing a request that is denied.
pub(super) fn find(
    request: &Request,
    policies: &PolicySet,
    entities: &Entities,
    explained: &[PolicyExplanation],
) -> Vec<NearMiss> {
    let mut search = Search {
        request,
        policies,
        entities,
        world: World::new(request, entities),
        nodes_left: MAX_NODES,
    };
    let forbids: Vec<(&Policy, Rank)> = explained
        .iter()
        .filter(|e| e.effect == Effect::Forbid && e.verdict == Verdict::Satisfied)
        .filter_map(|e| Some((policies.policy(&e.policy)?, Rank::default())))
        .collect();
    let is_any_satisfied = explained
        .iter()
        .any(|e| e.effect == Effect::Permit && e.verdict == Verdict::Satisfied);
    let mut permits: Vec<(&Policy, Rank)> = match is_any_satisfied {
        true => Vec::new(),
        false => explained
            .iter()
            .filter(|e| e.effect == Effect::Permit)
            .filter_map(|e| {
                let policy = policies.policy(&e.policy)?;
                Some((policy, search.rank(policy, e)))
            })
            .collect(),
    };
    permits.sort_by_key(|(_, rank)| *rank);
    let mut found = search.of(&forbids);
    found.extend(search.of(&permits));
    found
}

/// Keeps the change, unless one of the same place is as good.
fn keep(change: Change, changes: &mut Vec<Change>) {
    let same_place = changes
        .iter_mut()
        .find(|known| place(&known.edit).is_some() && place(&known.edit) == place(&change.edit));
    match same_place {
        None => changes.push(change),
        Some(known) if known.decision == Decision::Deny => *known = change,
        Some(_) => {}
    }
}

/// The place that gets a value.
fn place(edit: &Edit) -> Option<&Place> {
    match edit {
        Edit::Set { place, .. } => Some(place),
        _ => None,
    }
}

/// How far a permit is from being satisfied; the least is the closest.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    clauses_in_the_way: usize,
    /// Clauses that no change of the data meets: the request must be another.
    fixed_clauses: usize,
}

struct Search<'a> {
    request: &'a Request,
    policies: &'a PolicySet,
    entities: &'a Entities,
    world: World,
    nodes_left: usize,
}

impl Search<'_> {
    fn rank(&self, policy: &Policy, explained: &PolicyExplanation) -> Rank {
        let unmet: Vec<ScopePart> = explained
            .scope
            .iter()
            .filter(|check| !check.met)
            .map(|check| check.part)
            .collect();
        let is_fixed = |part: &&ScopePart| {
            let constraint = scope::entity_constraint(policy, **part);
            !matches!(
                constraint,
                Some((ScopeConstraint::In(_) | ScopeConstraint::IsIn(..), _))
            )
        };
        let conditions = match (unmet.len(), explained.decided_by) {
            // The conditions of the few that matter were evaluated anyway.
            (0, Some(Clause::Condition(_))) | (1, _) => self.unmet_conditions(policy),
            _ => policy.body().conditions.len(),
        };
        Rank {
            clauses_in_the_way: unmet.len() + conditions,
            fixed_clauses: unmet.iter().filter(is_fixed).count(),
        }
    }

    fn unmet_conditions(&self, policy: &Policy) -> usize {
        let evaluator = Evaluator::new(self.request, self.entities);
        let evaluator = match policy.link() {
            Some(link) => evaluator.with_slots(&link.values),
            None => evaluator,
        };
        policy
            .body()
            .conditions
            .iter()
            .filter(|condition| evaluator.meets(condition, &mut ()) != Ok(true))
            .count()
    }

    /// The closest of the policies, those that can be turned first.
    fn of(&mut self, ranked: &[(&Policy, Rank)]) -> Vec<NearMiss> {
        let mut found: Vec<NearMiss> = ranked
            .iter()
            .take(MAX_SEARCHED)
            .map(|(policy, rank)| NearMiss {
                policy: policy.id().clone(),
                effect: policy.effect(),
                clauses_in_the_way: rank.clauses_in_the_way,
                changes: self.changes(policy),
            })
            .collect();
        found.sort_by_key(|miss| miss.changes.is_empty());
        found.truncate(MAX_REPORTED);
        found
    }

    /// The changes that turn the policy, those that also turn the decision first.
    fn changes(&mut self, policy: &Policy) -> Vec<Change> {
        let nodes: usize = policy
            .body()
            .conditions
            .iter()
            .map(|condition| condition.body.node_count() + 1)
            .sum();
        if self.nodes_left < nodes {
            return Vec::new();
        }
        let mut changes: Vec<Change> = Vec::new();
        let edits = attempts(self.request, self.entities, policy, &self.world);
        for edit in edits.into_iter().take(MAX_ATTEMPTS) {
            self.nodes_left = self.nodes_left.saturating_sub(nodes);
            if self.nodes_left < nodes || changes.len() >= MAX_CHANGES {
                break;
            }
            if let Some(decision) = self.try_edit(policy, &edit) {
                keep(Change { edit, decision }, &mut changes);
            }
        }
        changes.sort_by_key(|change| change.decision == Decision::Deny);
        changes
    }

    /// The decision after the edit, if that turns the policy.
    fn try_edit(&mut self, policy: &Policy, edit: &Edit) -> Option<Decision> {
        let wanted = policy.effect() == Effect::Permit;
        let policies = self.policies;
        self.world.with(edit, |request, entities| {
            let verdict = Evaluator::new(request, entities).satisfies(policy);
            (verdict == Ok(wanted)).then(|| {
                Authorizer::new()
                    .is_authorized(request, policies, entities)
                    .decision()
            })
        })?
    }
}
