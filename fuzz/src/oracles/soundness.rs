//! What the validator accepts must evaluate as it promises.
//!
//! An accepted policy, with a request and entities that are as the schema says,
//! is satisfied or not, or fails for one of three reasons. One that the validator
//! calls impossible is never satisfied. And a policy of level *n* does not
//! notice if the entities are gone that no *n* steps from the request reach; which
//! those are, the model says and this file as well.

use super::{Comparison, Difference, conformance};
use crate::case::SchemaCase;
use cedar_core::{
    Entities, Entity, EntityUid, Evaluator, Policy, PolicyId, Record, Request, Value,
};
use cedar_validator::{ValidationMode, ValidationResult, ValidationWarningKind, Validator};
use reference_model::{ErrorKind, level_slice};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The highest level that is tried.
const HIGHEST_LEVEL: u32 = 3;

/// Evaluates each accepted policy for each request. A case whose data is not as
/// the schema says, by the engine's own account, has no verdict.
pub fn compare(case: &SchemaCase) -> Comparison {
    let mut comparison = Comparison::default();
    if !conformance::conforms(&case.schema, &case.case.entities) {
        comparison
            .no_verdicts
            .push("the entities do not conform".to_owned());
        return comparison;
    }
    let validator = Validator::new(Arc::clone(&case.schema));
    let permissive = validator.validate(&case.case.policies, ValidationMode::Permissive);
    let levels: Vec<ValidationResult> = (0..=HIGHEST_LEVEL)
        .map(|level| {
            validator.validate_with_level(&case.case.policies, ValidationMode::Permissive, level)
        })
        .collect();
    for (index, request) in case.case.requests.iter().enumerate() {
        if case.schema.validate_request(request).is_err() {
            let reason = format!("request {index} does not conform");
            comparison.no_verdicts.push(reason);
            continue;
        }
        for policy in case.case.policies.policies() {
            if accepts(&permissive, policy) {
                check_promise(&mut comparison, case, &permissive, index, policy);
            }
        }
        for (level, result) in (0..).zip(&levels) {
            check_level(&mut comparison, case, level, result, index);
        }
    }
    comparison
}

type Outcome = Result<bool, ErrorKind>;

fn evaluate(policy: &Policy, request: &Request, entities: &Entities) -> Outcome {
    Evaluator::new(request, entities)
        .satisfies(policy)
        .map_err(|error| ErrorKind::from(error.kind()))
}

fn check_promise(
    comparison: &mut Comparison,
    case: &SchemaCase,
    result: &ValidationResult,
    index: usize,
    policy: &Policy,
) {
    let outcome = evaluate(policy, &case.case.requests[index], &case.case.entities);
    let promised = match outcome {
        Ok(satisfied) => !(satisfied && is_impossible(result, policy)),
        Err(kind) => matches!(
            kind,
            ErrorKind::EntityDoesNotExist
                | ErrorKind::IntegerOverflow
                | ErrorKind::ExtensionFunction
        ),
    };
    if promised {
        comparison.agreements += 1;
        return;
    }
    comparison.differences.push(Difference {
        question: format!("request {index}"),
        sides: ["engine", "validator"],
        engine: format!("{} gives {outcome:?}", policy.id()),
        model: "promised otherwise".to_owned(),
    });
}

/// With the entities that a level takes, accepted policies have the outcome that
/// they have with all.
fn check_level(
    comparison: &mut Comparison,
    case: &SchemaCase,
    level: u32,
    result: &ValidationResult,
    index: usize,
) {
    let accepted: Vec<&Policy> = case
        .case
        .policies
        .policies()
        .filter(|policy| accepts(result, policy))
        .collect();
    if accepted.is_empty() {
        return;
    }
    let request = &case.case.requests[index];
    let slice = match level_slice(&case.case.entities, request, level) {
        Ok(slice) => slice,
        Err(reason) => return comparison.no_verdicts.push(reason.to_string()),
    };
    let kept: BTreeSet<&EntityUid> = slice.iter().map(Entity::uid).collect();
    let reached = reached(request, &case.case.entities, level);
    comparison.record(
        || format!("request {index}, what level {level} takes"),
        format!("{reached:?}"),
        Ok(format!("{kept:?}")),
    );
    for policy in accepted {
        comparison.record(
            || format!("request {index}"),
            format!(
                "{} at level {level}: {:?}",
                policy.id(),
                evaluate(policy, request, &case.case.entities)
            ),
            Ok(format!(
                "{} at level {level}: {:?}",
                policy.id(),
                evaluate(policy, request, &slice)
            )),
        );
    }
}

/// The entities of the store that a policy of this level may read, step by step.
fn reached<'a>(request: &'a Request, store: &'a Entities, level: u32) -> BTreeSet<&'a EntityUid> {
    let mut next = vec![&request.principal, &request.action, &request.resource];
    mentioned(request.context.record(), &mut next);
    let mut reached = BTreeSet::new();
    for _ in 0..level {
        for uid in std::mem::take(&mut next) {
            if let Some(entity) = store.get(uid)
                && reached.insert(entity.uid())
            {
                mentioned(entity.attributes(), &mut next);
                mentioned(entity.tags(), &mut next);
            }
        }
    }
    reached
}

/// Adds the entities that the values of a record name, however deep.
fn mentioned<'a>(record: &'a Record, found: &mut Vec<&'a EntityUid>) {
    let mut values: Vec<&Value> = record.iter().map(|(_, value)| value).collect();
    while let Some(value) = values.pop() {
        match value {
            Value::Entity(uid) => found.push(uid),
            Value::Set(elements) => values.extend(elements.iter()),
            Value::Record(record) => values.extend(record.iter().map(|(_, value)| value)),
            _ => {}
        }
    }
}

fn accepts(result: &ValidationResult, policy: &Policy) -> bool {
    let ids = ids(policy);
    !result.errors().iter().any(|e| ids.contains(&&e.policy))
}

fn is_impossible(result: &ValidationResult, policy: &Policy) -> bool {
    let ids = ids(policy);
    result.warnings().iter().any(|warning| {
        warning.kind == ValidationWarningKind::ImpossiblePolicy && ids.contains(&&warning.policy)
    })
}

/// The ids under which the validator speaks of a policy: its own and its template's.
fn ids(policy: &Policy) -> [&PolicyId; 2] {
    let template = policy.link().map(|link| &link.template_id);
    [policy.id(), template.unwrap_or(policy.id())]
}
