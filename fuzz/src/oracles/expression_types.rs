//! Engine and model must give each part of a policy's conditions the same type, in
//! each kind of request and in both modes. They must also agree on the kinds of
//! request for which the conditions are checked at all.
//!
//! Both stop being comparable where something is wrong: the model stops there, and
//! the engine goes on to find what else is wrong. So a part is compared unless the
//! model finds it, or something that is checked before it, without a type. That
//! something *is* wrong must then be found by both.

use super::{Comparison, Verdict};
use cedar_core::PolicyId;
use cedar_core::ast::{ExprKind, PolicyBody};
use cedar_parser::print_expression;
use cedar_validator::types::{BoolType, Openness, Type};
use cedar_validator::{ConditionTypes, RequestEnvironment, Schema, ValidationMode, Validator};
use reference_model::{Concluded, NoVerdict};
use std::collections::HashMap;
use std::fmt;

/// Compares all types in the conditions of one policy or template.
pub fn compare(
    engine: &Validator,
    model: &reference_model::Validator,
    id: &PolicyId,
    body: &PolicyBody,
    comparison: &mut Comparison,
) {
    let policy = model.types_of(body);
    let declared = match policy.names_are_declared() {
        Ok(declared) => declared,
        Err(reason) => return comparison.no_verdicts.push(reason.to_string()),
    };
    mixed_environments(engine, id, body, comparison);
    for mode in [ValidationMode::Strict, ValidationMode::Permissive] {
        for environment in engine.schema().request_environments() {
            let place = Place {
                id,
                mode,
                environment: &environment,
            };
            let engine_types = engine.condition_types_in(body, &environment, mode);
            let model_types = policy.in_environment(&environment, mode);
            let is_checked = engine_types.is_some();
            match &model_types {
                Err(reason) => comparison.no_verdicts.push(reason.to_string()),
                // A list of actions with one that is not declared has no type, so the
                // model goes no farther; the engine does, for the other actions.
                Ok(_) if !declared => {}
                Ok(model_types) => comparison.record(
                    || format!("{place}: conditions are checked"),
                    is_checked,
                    Ok(model_types.is_some()),
                ),
            }
            if let (Some(engine_types), Ok(Some(model_types))) = (engine_types, model_types) {
                let schema = engine.schema();
                compare_all(
                    schema,
                    &place,
                    &engine_types,
                    &model_types,
                    declared,
                    comparison,
                );
                compare_parts(schema, &place, &engine_types, &model_types, comparison);
            }
        }
    }
}

/// Where two kinds of request are mixed to one that the schema has not, there must be
/// no types.
fn mixed_environments(
    engine: &Validator,
    id: &PolicyId,
    body: &PolicyBody,
    comparison: &mut Comparison,
) {
    let environments: Vec<RequestEnvironment> = engine.schema().request_environments().collect();
    let (Some(first), Some(last)) = (environments.first(), environments.last()) else {
        return;
    };
    let mode = ValidationMode::Permissive;
    for (principal, action, resource) in [(first, last, last), (last, last, first)] {
        let mixed = RequestEnvironment {
            principal_type: principal.principal_type.clone(),
            action: action.action.clone(),
            resource_type: resource.resource_type.clone(),
        };
        if !environments.contains(&mixed) {
            let types = engine.condition_types_in(body, &mixed, mode);
            comparison.record_between(
                ["engine", "schema"],
                || format!("{id}: there are conditions for {mixed:?}"),
                types.is_some(),
                Ok(false),
            );
        }
    }
}

/// Whether the conditions as a whole are in order, and whether they can hold.
fn compare_all(
    schema: &Schema,
    place: &Place<'_>,
    engine: &ConditionTypes<'_>,
    model: &reference_model::ConditionTypes<'_>,
    declared: bool,
    comparison: &mut Comparison,
) {
    let question = || format!("{place}: all conditions");
    let shown = |ty| Shown { schema, ty };
    match &model.all {
        Concluded::Type(ty @ Type::Bool(_)) => {
            let value = match engine.errors() {
                [] => engine.value().map(Type::Bool),
                _ => None,
            };
            comparison.record(question, shown(value), Ok(shown(Some(ty.clone()))));
        }
        // Of what is not declared the engine says so at the policy, not at its types.
        _ if !declared => {}
        _ => comparison.record(
            question,
            Verdict::from(engine.errors().is_empty()),
            Ok(Verdict::Refused),
        ),
    }
}

fn compare_parts<'p>(
    schema: &Schema,
    place: &Place<'_>,
    engine: &ConditionTypes<'p>,
    model: &reference_model::ConditionTypes<'p>,
    comparison: &mut Comparison,
) {
    // The engine remembers one type for each node, and a node can stand in several
    // places, as `e` does in `e has a.b`.
    let mut places: HashMap<*const ExprKind, Vec<&Concluded>> = HashMap::new();
    let mut nodes = Vec::new();
    for (expr, concluded) in &model.parts {
        let node = places.entry(expr.kind()).or_default();
        if node.is_empty() {
            nodes.push(expr);
        }
        node.push(concluded);
    }
    for expr in nodes {
        let node: *const ExprKind = expr.kind();
        let places = &places[&node];
        let is_wrong =
            |place: &&Concluded| matches!(place, Concluded::IllTyped | Concluded::NotReached);
        if places.iter().any(is_wrong) {
            continue;
        }
        let engine = engine.of(*expr);
        let mut types = places.iter().filter_map(|place| match place {
            Concluded::Type(ty) => Some(ty),
            _ => None,
        });
        let first = types.clone().next();
        let model = types.find(|ty| Some(*ty) == engine).or(first);
        let shown = |ty: Option<&Type>| Shown {
            schema,
            ty: ty.cloned(),
        };
        comparison.record(
            || format!("{place}: {}", print_expression(*expr)),
            shown(engine),
            Ok::<_, NoVerdict>(shown(model)),
        );
    }
}

/// Where a type is concluded, for people.
struct Place<'a> {
    id: &'a PolicyId,
    mode: ValidationMode,
    environment: &'a RequestEnvironment,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let RequestEnvironment {
            principal_type,
            action,
            resource_type,
        } = self.environment;
        write!(
            f,
            "{}, {:?}, {principal_type} {action} {resource_type}",
            self.id, self.mode
        )
    }
}

/// A type, or none, with all that makes a difference.
struct Shown<'s> {
    schema: &'s Schema,
    ty: Option<Type>,
}

impl PartialEq for Shown<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.ty == other.ty
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.ty {
            None => f.write_str("no type"),
            Some(ty) => write_type(f, self.schema, ty),
        }
    }
}

fn write_type(f: &mut fmt::Formatter<'_>, schema: &Schema, ty: &Type) -> fmt::Result {
    match ty {
        Type::Bool(BoolType::True) => f.write_str("True"),
        Type::Bool(BoolType::False) => f.write_str("False"),
        Type::Set(element) => {
            f.write_str("Set<")?;
            write_type(f, schema, element)?;
            f.write_str(">")
        }
        Type::Record(record) => {
            f.write_str("{")?;
            for (name, attribute) in record.attributes() {
                let mark = if attribute.required { "" } else { "?" };
                write!(f, "{name:?}{mark}: ")?;
                write_type(f, schema, &attribute.value)?;
                f.write_str(", ")?;
            }
            f.write_str(match record.openness() {
                Openness::Open => "...}",
                Openness::Closed => "}",
            })
        }
        plain => f.write_str(&schema.describe(plain)),
    }
}
