//! Engine and model must find the same requests, entities and stores to be as the
//! schema says.

use super::{Comparison, Verdict};
use crate::case::SchemaCase;
use cedar_core::Entities;
use cedar_validator::Schema;

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
    comparison
}

/// Whether every entity is as the schema says and every action is there.
pub fn conforms(schema: &Schema, entities: &Entities) -> bool {
    entities.iter().all(|e| schema.validate_entity(e).is_ok())
        && schema
            .actions()
            .all(|action| entities.get(action.uid()).is_some())
}
