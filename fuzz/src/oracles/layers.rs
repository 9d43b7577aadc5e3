//! A layered store must answer as the store of the entities that count:
//! decision, determining policies, errors.

use super::{Comparison, Difference};
use crate::case::Case;
use cedar_core::{Authorizer, Entities, Entity};
use reference_model::Answer;
use std::sync::Arc;

/// Asks every request of the case with all entities in one store, and with the
/// same entities in two layers.
pub fn compare(case: &Case) -> Comparison {
    let mut comparison = Comparison::default();
    let layered = match layered(&case.entities) {
        Ok(layered) => layered,
        Err(reason) => {
            comparison.no_verdicts = vec![reason; case.requests.len()];
            return comparison;
        }
    };
    let authorizer = Authorizer::new();
    for (index, request) in case.requests.iter().enumerate() {
        let ask =
            |entities| Answer::from(&authorizer.is_authorized(request, &case.policies, entities));
        let (flat, over) = (ask(&case.entities), ask(&layered));
        match flat == over && layered == case.entities {
            true => comparison.agreements += 1,
            false => comparison.differences.push(Difference {
                question: format!("request {index}"),
                sides: ["two layers", "one store"],
                engine: match layered == case.entities {
                    true => over.to_string(),
                    false => format!("{over}the stores are not equal"),
                },
                model: flat.to_string(),
            }),
        }
    }
    comparison
}

/// The same entities, of which the base has some, and others as they are not.
fn layered(entities: &Entities) -> Result<Entities, String> {
    let mut sorted: Vec<&Entity> = entities.iter().collect();
    sorted.sort_by_key(|entity| entity.uid());
    let mut base = Vec::new();
    let mut local = Vec::new();
    for (i, entity) in sorted.into_iter().enumerate() {
        match i % 3 {
            0 => base.push(entity.clone()),
            1 => local.push(entity.clone()),
            _ => {
                base.push(Entity::with_uid(entity.uid().clone()));
                local.push(entity.clone());
            }
        }
    }
    let base = Entities::from_entities(base).map_err(|error| error.to_string())?;
    Entities::layered(Arc::new(base), local).map_err(|error| error.to_string())
}
