//! Why a request is decided as it is: every policy's verdict, the clause that
//! decided it, what was read, and which single change would turn a denial.
//!
//! | file | holds |
//! |---|---|
//! | `policy` | a policy's verdict and its clauses |
//! | `scope`, `condition` | the clauses: what they say and what they came to |
//! | `trace` | what each part of a condition came to |
//! | `finding` | the parts of a condition that decided it |
//! | `read` | the attributes, tags and variables that a condition read |
//! | `place`, `edit` | what can be changed, and changing it |
//! | `attempts` | changes that may turn a policy, from what it says |
//! | `near_miss` | those of them that do, each tried |
//! | `text` | the serialised form of names, places and values |
//!
//! An explanation is data: it can be serialised and rendered in any way. It is
//! made by the plain evaluator from every policy, without the index, so it is
//! an answer of its own; tests and fuzzing hold it to be the authorizer's.

mod attempts;
mod condition;
mod edit;
mod finding;
mod near_miss;
mod place;
mod policy;
mod read;
mod scope;
mod text;
mod trace;

pub use condition::{ConditionCheck, ConditionOutcome};
pub use edit::Edit;
pub use finding::Finding;
pub use near_miss::{Change, NearMiss};
pub use place::{Place, PlaceRoot};
pub use policy::{Clause, PolicyExplanation, Verdict};
pub use read::Read;
pub use scope::{ScopeCheck, ScopePart};
pub use text::{MAX_VALUE_TEXT, ValueText};
pub use trace::{Trace, TraceNode};

use crate::ast::{Effect, PolicyId, PolicySet};
use crate::authorizer::{Authorizer, Decision};
use crate::engine::Run;
use crate::entities::Entities;
use crate::request::Request;
use serde::Serialize;
use std::collections::HashSet;

/// Why a request is decided as it is.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The decision.
    #[serde(serialize_with = "text::display")]
    pub decision: Decision,
    /// The determining policies: the satisfied `forbid`s if there are any, else
    /// the satisfied `permit`s. Each of them suffices for the decision alone.
    #[serde(serialize_with = "text::all")]
    pub reason: Vec<PolicyId>,
    /// Every policy, in the order of the policy set.
    pub policies: Vec<PolicyExplanation>,
    /// For a denial: the `forbid`s that stand in the way, then the `permit`s
    /// that came closest, each with the single changes that turn it. Empty for
    /// an allowance.
    pub near_misses: Vec<NearMiss>,
}

impl Authorizer {
    /// Explains the decision about a request.
    ///
    /// Linear in the size of all policies, and not meant for the way of every
    /// decision. The suggested changes are bounded in number and each is tried
    /// before it is reported; others may exist.
    pub fn explain(
        &self,
        request: &Request,
        policies: &PolicySet,
        entities: &Entities,
    ) -> Explanation {
        let visited = visited(request, policies, entities);
        let explained: Vec<PolicyExplanation> = policies
            .policies()
            .map(|policy| policy::explain(request, entities, policy, visited.contains(policy.id())))
            .collect();
        let (decision, reason) = decide(&explained);
        let near_misses = match decision {
            Decision::Allow => Vec::new(),
            Decision::Deny => near_miss::find(request, policies, entities, &explained),
        };
        Explanation {
            decision,
            reason,
            policies: explained,
            near_misses,
        }
    }
}

impl Explanation {
    /// The explanation of one policy.
    pub fn policy(&self, id: &PolicyId) -> Option<&PolicyExplanation> {
        self.policies.iter().find(|policy| policy.policy == *id)
    }
}

/// The policies that the authorizer looks at for this request, those set aside
/// that it would only look at because two hashes happen to be alike.
fn visited<'a>(
    request: &Request,
    policies: &'a PolicySet,
    entities: &Entities,
) -> HashSet<&'a PolicyId> {
    let mut visited = HashSet::new();
    let run = Run::new(request, entities);
    policies.candidates(&run, |loaded, _| {
        if run.meets_demands(&loaded.policy) {
            visited.insert(loaded.policy.id());
        }
    });
    visited
}

/// The decision that follows from the verdicts, and the determining policies.
fn decide(policies: &[PolicyExplanation]) -> (Decision, Vec<PolicyId>) {
    let satisfied = |effect: Effect| -> Vec<PolicyId> {
        policies
            .iter()
            .filter(|policy| policy.effect == effect && policy.verdict == Verdict::Satisfied)
            .map(|policy| policy.policy.clone())
            .collect()
    };
    let forbids = satisfied(Effect::Forbid);
    if !forbids.is_empty() {
        return (Decision::Deny, forbids);
    }
    match satisfied(Effect::Permit) {
        permits if permits.is_empty() => (Decision::Deny, permits),
        permits => (Decision::Allow, permits),
    }
}
