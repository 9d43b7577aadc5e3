//! Asking the model which entities a level takes.

use crate::model::levels;
use crate::{NoVerdict, from_model, to_model};
use cedar_core::{Entities, Entity, EntityUid, Request};
use std::collections::BTreeSet;

/// The part of a store that policies of this level may read when they decide a
/// request. Each entity keeps all its ancestors.
///
/// # Errors
/// When the model gives no answer.
pub fn level_slice(
    entities: &Entities,
    request: &Request,
    level: u32,
) -> Result<Entities, NoVerdict> {
    let slice = levels::level_slice(
        &to_model::store(entities),
        &to_model::request(request),
        i128::from(level),
    )?;
    let kept = slice
        .keys()
        .map(from_model::uid)
        .collect::<Result<BTreeSet<EntityUid>, _>>()?;
    let kept = entities
        .iter()
        .filter(|entity| kept.contains(entity.uid()))
        .map(|entity| {
            Entity::new(
                entity.uid().clone(),
                entity.attributes().clone(),
                entity.tags().clone(),
                entities.ancestors(entity.uid()).cloned(),
            )
        });
    Entities::from_entities(kept).map_err(|_| NoVerdict::NoCounterpart)
}
