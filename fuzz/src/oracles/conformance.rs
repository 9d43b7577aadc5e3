//! Engine and model must find the same requests, entities and stores to be as the
//! schema says.

use super::{Comparison, Verdict};
use crate::case::SchemaCase;
use cedar_core::{Context, Entities, Entity, EntityUid, Request};
use cedar_validator::Schema;
use cedar_validator::data::{MismatchKind, RequestError, ValueStep};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt;

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
    read_without_ids(case, &mut comparison);
    comparison
}

/// What the schema reads from JSON, with escapes and without, must be what it accepts:
/// the whole store, and contexts.
fn read_again(case: &SchemaCase, comparison: &mut Comparison) {
    let schema = &case.schema;
    let mut record = |question: String, json: Value, reads: &dyn Fn(&str) -> Read, accepted| {
        for (form, json) in [("explicit", json.clone()), ("implied", implied(json))] {
            let wanted = if accepted {
                Read::TheSame
            } else {
                Read::Nothing
            };
            comparison.record_between(
                ["read from JSON", "validated"],
                || format!("{question}, {form} JSON"),
                reads(&json.to_string()),
                Ok(wanted),
            );
        }
    };
    let entities = &case.case.entities;
    if let Ok(json) = entities.to_json().map(json_value) {
        let accepted = entities.iter().all(|e| schema.validate_entity(e).is_ok())
            && have_their_groups(schema, entities);
        let reads = |source: &str| match schema.parse_entities(source) {
            Ok(read) => Read::of(hold_the_same(&read, entities)),
            Err(_) => Read::Nothing,
        };
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
            let is_accepted = |context: &Context| {
                let read = Request {
                    context: context.clone(),
                    ..request.clone()
                };
                let errors = schema.validate_request(&read).err().unwrap_or_default();
                !errors.iter().any(is_wrong)
            };
            // Other mistakes are left to the validation of the request.
            let lacks_names = errors.iter().any(is_of_names);
            let reads = |source: &str| match schema.parse_context(&request.action, source) {
                Ok(context) if lacks_names || is_accepted(&context) => {
                    Read::of(context == request.context)
                }
                _ => Read::Nothing,
            };
            let accepted = !errors.iter().any(is_wrong);
            record(format!("request {index}, context"), json, &reads, accepted);
        }
    }
}

/// What came of reading again what had been written.
#[derive(PartialEq)]
enum Read {
    /// It was refused.
    Nothing,
    /// What was written.
    TheSame,
    /// Something else.
    Another,
}

impl Read {
    fn of(is_same: bool) -> Self {
        match is_same {
            true => Read::TheSame,
            false => Read::Another,
        }
    }
}

impl fmt::Display for Read {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Read::Nothing => "refused",
            Read::TheSame => "accepted",
            Read::Another => "accepted, and something else than was written",
        })
    }
}

/// Whether the stores hold the same entities in the same hierarchy, but for actions, which
/// a schema adds.
fn hold_the_same(read: &Entities, written: &Entities) -> bool {
    let plain = |store: &Entities| store.iter().filter(|e| !e.uid().is_action()).count();
    let ancestors = |store: &Entities, uid: &EntityUid| -> BTreeSet<EntityUid> {
        store.ancestors(uid).cloned().collect()
    };
    let is_same = |entity: &Entity| {
        let uid = entity.uid();
        let found = read.get(uid);
        found.is_some_and(|found| {
            found.attributes() == entity.attributes() && found.tags() == entity.tags()
        }) && ancestors(read, uid) == ancestors(written, uid)
    };
    plain(read) == plain(written) && written.iter().all(is_same)
}

/// A uid without an id is none, wherever it stands. Without a schema, an attribute with
/// such a one is a record.
fn read_without_ids(case: &SchemaCase, comparison: &mut Comparison) {
    let Ok(json) = case.case.entities.to_json().map(json_value) else {
        return;
    };
    let uids = places_of_ids(&json);
    let middle = uids.get(uids.len() / 2);
    for place in uids.first().into_iter().chain(middle).chain(uids.last()) {
        let mut json = json.clone();
        if let Some(Value::Object(uid)) = json.pointer_mut(place) {
            uid.remove("id");
        }
        let source = json.to_string();
        let reads = !place.contains("/attrs/") && Entities::from_json_str(&source).is_ok();
        let reads_by_schema = case.schema.parse_entities(&source).is_ok();
        for (reader, reads) in [
            ("without a schema", reads),
            ("with the schema", reads_by_schema),
        ] {
            comparison.record_between(
                [reader, "what must be"],
                || format!("the store in JSON without the id at {place}"),
                Verdict::from(reads),
                Ok(Verdict::Refused),
            );
        }
    }
}

/// Where uids stand in the JSON of entities.
fn places_of_ids(entities: &Value) -> Vec<String> {
    let mut places = Vec::new();
    for (index, entity) in entities.as_array().into_iter().flatten().enumerate() {
        places.push(format!("/{index}/uid"));
        let parents = entity["parents"].as_array().map_or(0, Vec::len);
        places.extend((0..parents).map(|parent| format!("/{index}/parents/{parent}")));
        for (name, value) in entity["attrs"].as_object().into_iter().flatten() {
            if value.get("__entity").is_some() {
                let name = name.replace('~', "~0").replace('/', "~1");
                places.push(format!("/{index}/attrs/{name}/__entity"));
            }
        }
    }
    places
}

/// Whether the actions in the store are there in all groups that the schema puts them in.
fn have_their_groups(schema: &Schema, entities: &Entities) -> bool {
    schema.action_entities().all(|declared| {
        let uid = declared.uid();
        let groups: BTreeSet<&EntityUid> = declared.parents().iter().collect();
        entities.get(uid).is_none() || entities.ancestors(uid).collect::<BTreeSet<_>>() == groups
    })
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
