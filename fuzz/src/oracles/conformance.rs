//! Engine and model must find the same requests, entities and stores to be as the
//! schema says.

use super::{Comparison, Verdict};
use crate::case::SchemaCase;
use cedar_core::{Context, Entities, Request};
use cedar_validator::Schema;
use cedar_validator::data::{MismatchKind, RequestError, ValueStep};
use serde::Serialize;
use serde_json::Value;

/// Asks both sides about each request, each entity and the whole store.
///
/// An entity alone is asked about with its direct parents as all its ancestors.
/// The engine takes an action's groups with their own groups, so actions are
/// compared as parts of the store only.
pub fn compare(case: &SchemaCase) -> Comparison {
    let mut comparison = Comparison::default();
    let model = match reference_model::Validator::new(&case.schema) {
        Ok(model) => model,
        Err(reason) => {
            comparison.no_verdicts.push(reason.to_string());
            return comparison;
        }
    };
    for (index, request) in case.case.requests.iter().enumerate() {
        comparison.record(
            || format!("request {index}"),
            Verdict::from(case.schema.validate_request(request).is_ok()),
            model.accepts_request(request).map(Verdict::from),
        );
    }
    for entity in case.case.entities.iter().filter(|e| !e.uid().is_action()) {
        comparison.record(
            || entity.uid().to_string(),
            Verdict::from(case.schema.validate_entity(entity).is_ok()),
            model.accepts_entity(entity).map(Verdict::from),
        );
    }
    comparison.record(
        || "the store".to_owned(),
        Verdict::from(conforms(&case.schema, &case.case.entities)),
        model
            .accepts_entities(&case.case.entities)
            .map(Verdict::from),
    );
    read_again(case, &mut comparison);
    comparison
}

/// What the schema reads from JSON, with escapes and without, must be what it accepts:
/// the whole store, and contexts.
fn read_again(case: &SchemaCase, comparison: &mut Comparison) {
    let schema = &case.schema;
    let mut record = |question: String, json: Value, reads: &dyn Fn(&str) -> bool, accepted| {
        for (form, json) in [("explicit", json.clone()), ("implied", implied(json))] {
            comparison.record_between(
                ["read from JSON", "validated"],
                || format!("{question}, {form} JSON"),
                Verdict::from(reads(&json.to_string())),
                Ok(Verdict::from(accepted)),
            );
        }
    };
    let entities = &case.case.entities;
    if let Ok(json) = entities.to_json().map(json_value) {
        let accepted = entities.iter().all(|e| schema.validate_entity(e).is_ok());
        let reads = |source: &str| schema.parse_entities(source).is_ok();
        record("the store".to_owned(), json, &reads, accepted);
    }
    for (index, request) in case.case.requests.iter().enumerate() {
        let errors = schema.validate_request(request).err().unwrap_or_default();
        let is_unknown = |error: &RequestError| matches!(error, RequestError::UndeclaredAction(_));
        let is_wrong = |error: &RequestError| matches!(error, RequestError::InvalidContext { .. });
        if errors.iter().any(is_unknown) {
            continue;
        }
        if let Ok(json) = request.context.to_json().map(json_value) {
            let is_accepted = |context: Context| {
                let read = Request {
                    context,
                    ..request.clone()
                };
                let errors = schema.validate_request(&read).err().unwrap_or_default();
                !errors.iter().any(is_wrong)
            };
            // Other mistakes are left to the validation of the request.
            let lacks_names = errors.iter().any(is_of_names);
            let reads = |source: &str| match schema.parse_context(&request.action, source) {
                Ok(context) => lacks_names || is_accepted(context),
                Err(_) => false,
            };
            let accepted = !errors.iter().any(is_wrong);
            record(format!("request {index}, context"), json, &reads, accepted);
        }
    }
}

/// Whether an attribute of the context itself is missing or not declared: reading
/// says so.
fn is_of_names(error: &RequestError) -> bool {
    match error {
        RequestError::InvalidContext { mismatch, .. } => match &mismatch.kind {
            MismatchKind::MissingAttribute(name) | MismatchKind::UndeclaredAttribute(name) => {
                mismatch.path.is_empty() || mismatch.path == [ValueStep::Field(name.clone())]
            }
            _ => false,
        },
        _ => false,
    }
}

fn json_value(json: impl Serialize) -> Value {
    serde_json::to_value(json).unwrap_or_default()
}

/// The JSON without the escapes that a schema makes needless.
fn implied(json: Value) -> Value {
    match json {
        Value::Array(items) => items.into_iter().map(implied).collect(),
        Value::Object(mut fields) => {
            if let Some(uid) = fields.remove("__entity") {
                return uid;
            }
            if let Some(text) = fields.get("__extn").and_then(|call| call.get("arg")) {
                return text.clone();
            }
            let fields = fields.into_iter();
            Value::Object(fields.map(|(key, field)| (key, implied(field))).collect())
        }
        other => other,
    }
}

/// Whether every entity is as the schema says and every action is there.
pub fn conforms(schema: &Schema, entities: &Entities) -> bool {
    entities.iter().all(|e| schema.validate_entity(e).is_ok())
        && schema
            .actions()
            .all(|action| entities.get(action.uid()).is_some())
}
