//! What a case reaches: which operators met which operands with which result,
//! and how policies and answers came out.
//!
//! It is the measure by which exported tests are chosen and shrunk: a test is
//! kept for what no other reaches, and loses whatever is not needed for that.

use crate::case::Case;
use crate::engines;
use crate::health::operator;
use cedar_core::ast::{ActionConstraint, ExprId, ExprKind, ExprRef, ScopeConstraint};
use cedar_core::evaluator::Observer;
use cedar_core::{Decision, EvaluationError, Evaluator, Policy, Request, SlotId, Value};
use reference_model::ErrorKind;
use std::collections::{BTreeSet, HashMap};

/// What the requests of a case reach, as lines such as
/// `+ (long, string) is a type error`.
pub fn features(case: &Case) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for request in &case.requests {
        of_answer(case, request, &mut found);
        let evaluator = Evaluator::new(request, &case.entities);
        for policy in case.policies.policies() {
            of_scope(case, request, policy, &mut found);
            if evaluator.matches_scope(policy) {
                let mut seen = Seen {
                    results: HashMap::new(),
                    found: &mut found,
                };
                for condition in &policy.body().conditions {
                    seen.results.clear();
                    if !matches!(evaluator.meets(condition, &mut seen), Ok(true)) {
                        break;
                    }
                }
            }
        }
    }
    found
}

/// Whether a feature is about an answer or a scope, not about an operator.
pub fn is_of_answer_or_scope(feature: &str) -> bool {
    ["allow:", "deny:", "a link ", "scope "]
        .iter()
        .any(|start| feature.starts_with(start))
}

/// Watches an evaluation.
struct Seen<'f> {
    results: HashMap<ExprId, &'static str>,
    found: &'f mut BTreeSet<String>,
}

impl Observer for Seen<'_> {
    fn evaluated(&mut self, expr: ExprRef<'_>, result: &Result<Value, EvaluationError>) {
        let outcome = match result {
            Ok(value) => kind(value),
            Err(error) => ErrorKind::from(error.kind()).as_str(),
        };
        let mut operands = Vec::new();
        expr.kind().for_each_child(|child| {
            operands.push(self.results.get(&child).copied().unwrap_or("not evaluated"));
        });
        // The elements of a set or record matter, their number does not.
        if matches!(expr.kind(), ExprKind::Set(_) | ExprKind::Record(_)) {
            operands.sort_unstable();
            operands.dedup();
            operands.truncate(2);
        }
        let operator = operator(expr.kind());
        self.found
            .insert(format!("{operator} ({}) is {outcome}", operands.join(", ")));
        self.results.insert(expr.id(), outcome);
    }
}

/// The type of a value, and a little of what it is.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        Value::Long(n) if *n < 0 => "negative long",
        Value::Long(_) => "long",
        Value::Set(set) if set.is_empty() => "empty set",
        value => match value.value_type() {
            cedar_core::ValueType::String => "string",
            cedar_core::ValueType::Entity => "entity",
            cedar_core::ValueType::Set => "set",
            cedar_core::ValueType::Record => "record",
            cedar_core::ValueType::Decimal => "decimal",
            cedar_core::ValueType::IpAddr => "ipaddr",
            cedar_core::ValueType::Datetime => "datetime",
            cedar_core::ValueType::Duration => "duration",
            _ => "value",
        },
    }
}

fn of_answer(case: &Case, request: &Request, found: &mut BTreeSet<String>) {
    let answer = engines::by_engine(request, &case.policies, &case.entities);
    let decision = match answer.decision {
        Decision::Allow => "allow",
        Decision::Deny => "deny",
    };
    let some = |n: usize| ["none", "one", "several"][n.min(2)];
    found.insert(format!(
        "{decision}: {} determine, {} err",
        some(answer.determining.len()),
        some(answer.erring.len())
    ));
    let is_link = |id| case.policies.policy(id).is_some_and(|p| p.link().is_some());
    if answer.determining.iter().any(is_link) {
        found.insert(format!("{decision}: a link determines"));
    }
    for (_, kind) in answer.erring.iter().filter(|(id, _)| is_link(id)) {
        found.insert(format!("a link errs: {kind}"));
    }
}

fn of_scope(case: &Case, request: &Request, policy: &Policy, found: &mut BTreeSet<String>) {
    let body = policy.body();
    for (slot, constraint, uid) in [
        (SlotId::Principal, &body.principal, &request.principal),
        (SlotId::Resource, &body.resource, &request.resource),
    ] {
        let form = match constraint {
            ScopeConstraint::Any => continue,
            ScopeConstraint::Equal(_) => "==",
            ScopeConstraint::In(_) => "in",
            ScopeConstraint::Is(_) => "is",
            ScopeConstraint::IsIn(..) => "is in",
        };
        let named = constraint
            .entity_or_slot()
            .and_then(|entity| policy.resolve(entity, slot));
        let relation = match named {
            None => "a type",
            Some(named) if named == uid => "the same",
            Some(named) if case.entities.is_in(uid, named) => {
                let direct = case
                    .entities
                    .get(uid)
                    .is_some_and(|entity| entity.parents().contains(named));
                if direct { "a parent" } else { "an ancestor" }
            }
            Some(_) => "another",
        };
        let slotted = if constraint.has_slot() { "slot " } else { "" };
        found.insert(format!("scope {slot} {form} {slotted}{relation}"));
    }
    let (form, named) = match &body.action {
        ActionConstraint::Any => return,
        ActionConstraint::Equal(uid) => ("==", vec![uid]),
        ActionConstraint::In(uid) => ("in", vec![uid]),
        ActionConstraint::InSet(uids) => ("in set", uids.iter().collect()),
    };
    let same = named.contains(&&request.action);
    let inside = named
        .iter()
        .any(|uid| case.entities.is_in(&request.action, uid));
    found.insert(format!("scope action {form}: same {same}, inside {inside}"));
}
