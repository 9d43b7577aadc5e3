//! Who answers.

use cedar_core::{Authorizer, Decision, Effect, Entities, Evaluator, PolicySet, Request};
use clap::ValueEnum;
use reference_model::{Answer, ErrorKind, NoVerdict};
use std::collections::{BTreeMap, BTreeSet};

/// Which implementation answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum EngineKind {
    /// The authorizer with its index, as `cedar authorize` uses it
    Production,
    /// The plain evaluator, asked about every policy
    Evaluator,
    /// The verified model
    Model,
}

/// An implementation, for certain policies and entities.
pub(super) enum Engine<'a> {
    Production(&'a PolicySet, &'a Entities),
    Evaluator(&'a PolicySet, &'a Entities),
    Model(reference_model::Authorizer),
}

impl<'a> Engine<'a> {
    /// The implementation `kind` for these policies and entities.
    pub(super) fn new(
        kind: EngineKind,
        policies: &'a PolicySet,
        entities: &'a Entities,
    ) -> Result<Self, NoVerdict> {
        Ok(match kind {
            EngineKind::Production => Engine::Production(policies, entities),
            EngineKind::Evaluator => Engine::Evaluator(policies, entities),
            EngineKind::Model => {
                Engine::Model(reference_model::Authorizer::new(policies, entities)?)
            }
        })
    }

    /// The answer to a request. Only the model may have none.
    pub(super) fn answer(&self, request: &Request) -> Result<Answer, NoVerdict> {
        match self {
            Engine::Production(policies, entities) => {
                let response = Authorizer::new().is_authorized(request, policies, entities);
                Ok(Answer::from(&response))
            }
            Engine::Evaluator(policies, entities) => Ok(by_evaluator(request, policies, entities)),
            Engine::Model(model) => model.is_authorized(request),
        }
    }
}

/// Each policy evaluated, and the rule that `forbid` overrides `permit`.
fn by_evaluator(request: &Request, policies: &PolicySet, entities: &Entities) -> Answer {
    let evaluator = Evaluator::new(request, entities);
    let mut permits = BTreeSet::new();
    let mut forbids = BTreeSet::new();
    let mut erring = BTreeMap::new();
    for policy in policies.policies() {
        let id = policy.id().clone();
        match (evaluator.satisfies(policy), policy.effect()) {
            (Ok(false), _) => {}
            (Ok(true), Effect::Permit) => drop(permits.insert(id)),
            (Ok(true), Effect::Forbid) => drop(forbids.insert(id)),
            (Err(error), _) => drop(erring.insert(id, ErrorKind::from(error.kind()))),
        }
    }
    let (decision, determining) = match (permits.is_empty(), forbids.is_empty()) {
        (_, false) => (Decision::Deny, forbids),
        (false, true) => (Decision::Allow, permits),
        (true, true) => (Decision::Deny, BTreeSet::new()),
    };
    Answer {
        decision,
        determining,
        erring,
    }
}
