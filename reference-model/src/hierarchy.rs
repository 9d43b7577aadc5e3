//! Asking the model for a hierarchy.

use crate::model::hierarchy::{LoadResult, load_entities};
use crate::{NoVerdict, from_model, to_model};
use cedar_core::{Entity, EntityUid};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// The ancestors of each entity of a store.
pub type Ancestors = BTreeMap<EntityUid, BTreeSet<EntityUid>>;

/// Why entities make no store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LoadError {
    /// Two entities that differ have the same uid.
    #[error("an entity is given twice, with different contents")]
    DuplicateEntity,
    /// An entity is its own ancestor.
    #[error("the entity hierarchy has a cycle")]
    CyclicHierarchy,
}

/// The ancestors that the model finds for entities that name their direct
/// parents.
///
/// The cost grows with the square of the number of entities.
///
/// # Errors
/// When the model gives no answer.
pub fn ancestors<'a>(
    entities: impl IntoIterator<Item = &'a Entity>,
) -> Result<Result<Ancestors, LoadError>, NoVerdict> {
    let records = entities
        .into_iter()
        .map(to_model::entity_record)
        .collect::<Vec<_>>();
    let store = match load_entities(&records.into())? {
        LoadResult::Loaded { store } => store,
        LoadResult::DuplicateEntity => return Ok(Err(LoadError::DuplicateEntity)),
        LoadResult::CyclicHierarchy => return Ok(Err(LoadError::CyclicHierarchy)),
    };
    let mut ancestors = Ancestors::new();
    for (uid, data) in &store {
        let above = data.ancestors.iter().map(from_model::uid);
        ancestors.insert(from_model::uid(uid)?, above.collect::<Result<_, _>>()?);
    }
    Ok(Ok(ancestors))
}
