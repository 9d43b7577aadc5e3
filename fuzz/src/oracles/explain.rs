//! An explanation must say what the authorizer says: decision, determining
//! policies and errors. The index may lead past unsatisfied policies only, and
//! every change that is suggested must do what is said of it. And the authorizer that is
//! stricter than Cedar must deny what a failing `forbid` could.

use super::{Comparison, Difference};
use crate::case::Case;
use crate::engines::by_evaluator;
use cedar_core::explain::{NearMiss, Verdict};
use cedar_core::{
    Authorizer, Decision, Effect, EvaluationError, Evaluator, Explanation, PolicyId, Request,
    Response, StricterThanCedar,
};
use std::collections::BTreeMap;

/// What both sides say of a request.
#[derive(PartialEq, Debug)]
struct Answer<'a> {
    decision: Decision,
    reason: Vec<&'a PolicyId>,
    errors: BTreeMap<&'a PolicyId, &'a EvaluationError>,
}

/// Explains every request of the case.
pub fn compare(case: &Case) -> Comparison {
    let mut comparison = Comparison::default();
    for (index, request) in case.requests.iter().enumerate() {
        let (engine, explained) = answers(case, request);
        match engine == explained {
            true => comparison.agreements += 1,
            false => comparison.differences.push(Difference {
                question: format!("request {index}"),
                sides: ["authorizer", "explanation"],
                engine,
                model: explained,
            }),
        }
        let [stricter, wanted] = stricter_answers(case, request);
        let question = || format!("request {index}, stricter than Cedar");
        comparison.record_between(["stricter", "evaluator"], question, stricter, Ok(wanted));
    }
    comparison
}

/// What is decided if a `forbid` that fails denies, and what should be.
fn stricter_answers(case: &Case, request: &Request) -> [String; 2] {
    let shown = |decision: Decision, mut erring: Vec<&PolicyId>| {
        erring.sort();
        format!("{decision:?}, erring forbids: {erring:?}\n")
    };
    let stricter =
        StricterThanCedar::new().deny_if_a_forbid_errs(request, &case.policies, &case.entities);
    let plain = by_evaluator(request, &case.policies, &case.entities);
    let is_forbid = |id: &&PolicyId| {
        let policy = case.policies.policy(id);
        policy.is_some_and(|policy| policy.effect() == Effect::Forbid)
    };
    let erring: Vec<&PolicyId> = plain.erring.keys().filter(is_forbid).collect();
    let decision = match erring.is_empty() {
        true => plain.decision,
        false => Decision::Deny,
    };
    [
        shown(
            stricter.decision_unlike_cedar(),
            stricter.erring_forbids().collect(),
        ),
        shown(decision, erring),
    ]
}

/// What the authorizer says, and the explanation with all that is wrong in it.
fn answers(case: &Case, request: &Request) -> (String, String) {
    let authorizer = Authorizer::new();
    let response = authorizer.is_authorized(request, &case.policies, &case.entities);
    let explanation = authorizer.explain(request, &case.policies, &case.entities);
    let mut explained = format!("{:#?}\n", Answer::from(&explanation));
    for policy in &explanation.policies {
        if !policy.visited && policy.verdict != Verdict::Unsatisfied {
            explained.push_str(&format!("{} was not visited\n", policy.policy));
        }
    }
    for miss in &explanation.near_misses {
        explained.extend(wrong_changes(case, request, miss));
    }
    (format!("{:#?}\n", Answer::from(&response)), explained)
}

/// The changes that do not do what is said of them.
fn wrong_changes(case: &Case, request: &Request, miss: &NearMiss) -> Vec<String> {
    let is_wrong = |change: &&cedar_core::explain::Change| {
        let Some((request, entities)) = change.edit.apply(request, &case.entities) else {
            return true;
        };
        let Some(policy) = case.policies.policy(&miss.policy) else {
            return true;
        };
        let verdict = Evaluator::new(&request, &entities).satisfies(policy);
        let response = Authorizer::new().is_authorized(&request, &case.policies, &entities);
        verdict != Ok(miss.effect == Effect::Permit) || response.decision() != change.decision
    };
    let wrong = miss.changes.iter().filter(is_wrong);
    wrong
        .map(|change| format!("{}: {} is wrong\n", miss.policy, change.edit))
        .collect()
}

impl<'a> From<&'a Response> for Answer<'a> {
    fn from(response: &'a Response) -> Self {
        let diagnostics = response.diagnostics();
        let errors = diagnostics.errors();
        Answer {
            decision: response.decision(),
            reason: sorted(diagnostics.reason()),
            errors: errors.map(|e| (&e.policy, &e.error)).collect(),
        }
    }
}

impl<'a> From<&'a Explanation> for Answer<'a> {
    fn from(explanation: &'a Explanation) -> Self {
        Answer {
            decision: explanation.decision,
            reason: sorted(explanation.reason.iter()),
            errors: explanation
                .policies
                .iter()
                .filter_map(|policy| match &policy.verdict {
                    Verdict::Error(error) => Some((&policy.policy, error)),
                    _ => None,
                })
                .collect(),
        }
    }
}

fn sorted<'a>(ids: impl Iterator<Item = &'a PolicyId>) -> Vec<&'a PolicyId> {
    let mut ids: Vec<&PolicyId> = ids.collect();
    ids.sort();
    ids
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::seeded_bytes;
    use crate::generators;

    /// How many cases a plain `cargo test` explains; each has eight requests.
    const CASES: u64 = 300;

    #[test]
    fn explanations_agree_on_fixed_seeds() {
        let mut suggested = 0;
        for seed in 1..=CASES {
            let case = generators::case(&seeded_bytes(seed));
            let comparison = compare(&case);
            if let Some(difference) = comparison.differences.first() {
                panic!("seed {seed}\n{difference}");
            }
            assert_eq!(comparison.agreements, 16, "seed {seed}");
            for request in &case.requests {
                let explanation =
                    Authorizer::new().explain(request, &case.policies, &case.entities);
                suggested += usize::from(
                    explanation
                        .near_misses
                        .iter()
                        .any(|m| !m.changes.is_empty()),
                );
            }
        }
        // Of 2400 requests; else the changes would be checked in vain.
        assert!(suggested > 500, "only {suggested} with changes");
    }
}
