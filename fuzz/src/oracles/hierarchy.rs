//! A store must have the ancestors that its entities' parents give it, however it
//! came about: by the engine's updates, loaded anew, or by the model.

use super::Comparison;
use crate::case::{HierarchyCase, Update};
use crate::minimize::without_one;
use crate::question::Question;
use crate::report::differences;
use cedar_core::entities::EntitiesError;
use cedar_core::{Entities, Entity, EntityUid};
use reference_model::{Ancestors, LoadError, ancestors};
use std::collections::BTreeMap;
use std::fmt;

/// Applies the updates one after the other. After each, the store must be what
/// loading the entities anew gives, and what the model gives for them.
pub fn compare(case: &HierarchyCase) -> Comparison {
    let mut comparison = Comparison::default();
    let mut store = Entities::empty();
    let mut given: BTreeMap<EntityUid, Entity> = BTreeMap::new();
    for (index, update) in case.updates.iter().enumerate() {
        let wanted = wanted(&given, update);
        let before = closure(&store);
        let result = apply(&mut store, update);
        let updated = Loaded(match &result {
            Ok(()) => Ok(closure(&store)),
            Err(error) => Err(load_error(error)),
        });
        let anew = Entities::from_entities(wanted.clone());
        let anew = Loaded(
            anew.map(|store| closure(&store))
                .map_err(|e| load_error(&e)),
        );
        let question = |side: &str| format!("after update {index}: {side}");
        let model = ancestors(&wanted).map(|loaded| Loaded(loaded.map_err(Some)));
        comparison.record(|| question("loaded anew"), anew, model.clone());
        comparison.record(|| question("updated"), updated, model);
        match result {
            Ok(()) => given = wanted.into_iter().map(|e| (e.uid().clone(), e)).collect(),
            Err(_) => comparison.record(
                || question("unchanged by the failure"),
                Loaded(Ok(closure(&store))),
                Ok(Loaded(Ok(before))),
            ),
        }
    }
    comparison
}

impl Question for HierarchyCase {
    fn ask(&self) -> Comparison {
        compare(self)
    }

    fn describe(&self, comparison: &Comparison) -> String {
        let mut text = String::new();
        for (index, update) in self.updates.iter().enumerate() {
            text.push_str(&format!("== update {index}\n{update}\n"));
        }
        text + &differences(comparison)
    }

    fn smaller(&self) -> Box<dyn Iterator<Item = Box<dyn Question>> + '_> {
        let fewer = without_one(&self.updates);
        let shorter = self
            .updates
            .iter()
            .enumerate()
            .flat_map(move |(index, update)| {
                smaller_updates(update).into_iter().map(move |smaller| {
                    let mut updates = self.updates.clone();
                    updates[index] = smaller;
                    updates
                })
            });
        Box::new(
            fewer
                .chain(shorter)
                .map(|updates| Box::new(HierarchyCase { updates }) as Box<dyn Question>),
        )
    }
}

/// The same update with one entity less, or an entity with one parent less.
fn smaller_updates(update: &Update) -> Vec<Update> {
    let fewer_entities = |entities: &[Entity], make: fn(Vec<Entity>) -> Update| {
        let fewer_parents = entities.iter().enumerate().flat_map(|(index, entity)| {
            without_one(entity.parents()).map(move |parents| {
                let mut entities = entities.to_vec();
                let (attributes, tags) = (entity.attributes().clone(), entity.tags().clone());
                entities[index] = Entity::new(entity.uid().clone(), attributes, tags, parents);
                entities
            })
        });
        without_one(entities)
            .chain(fewer_parents)
            .map(make)
            .collect()
    };
    match update {
        Update::Add(entities) => fewer_entities(entities, Update::Add),
        Update::Upsert(entities) => fewer_entities(entities, Update::Upsert),
        Update::Remove(uids) => without_one(uids).map(Update::Remove).collect(),
    }
}

/// The entities that the store should consist of if the update succeeds.
fn wanted(given: &BTreeMap<EntityUid, Entity>, update: &Update) -> Vec<Entity> {
    let mut wanted: Vec<Entity> = given.values().cloned().collect();
    match update {
        Update::Add(entities) => wanted.extend(entities.iter().cloned()),
        Update::Upsert(entities) => {
            for entity in entities {
                wanted.retain(|other| other.uid() != entity.uid());
                wanted.push(entity.clone());
            }
        }
        Update::Remove(uids) => wanted.retain(|entity| !uids.contains(entity.uid())),
    }
    wanted
}

fn apply(store: &mut Entities, update: &Update) -> Result<(), EntitiesError> {
    match update {
        Update::Add(entities) => store.add_entities(entities.iter().cloned()),
        Update::Upsert(entities) => store.upsert_entities(entities.iter().cloned()),
        Update::Remove(uids) => {
            store.remove_entities(uids.iter().cloned());
            Ok(())
        }
    }
}

fn closure(store: &Entities) -> Ancestors {
    store
        .iter()
        .map(|entity| {
            let uid = entity.uid().clone();
            let above = store.ancestors(&uid).cloned().collect();
            (uid, above)
        })
        .collect()
}

/// `None` for a limit of the engine, which no generated store comes near.
fn load_error(error: &EntitiesError) -> Option<LoadError> {
    match error {
        EntitiesError::Duplicate(_) => Some(LoadError::DuplicateEntity),
        EntitiesError::Cycle(_) => Some(LoadError::CyclicHierarchy),
        EntitiesError::TooManyAncestors | EntitiesError::TooManyLayers => None,
    }
}

/// What became of loading entities.
#[derive(Clone, PartialEq)]
struct Loaded(Result<Ancestors, Option<LoadError>>);

impl fmt::Display for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Err(Some(error)) => writeln!(f, "{error}"),
            Err(None) => writeln!(f, "a limit"),
            Ok(ancestors) => ancestors.iter().try_for_each(|(uid, above)| {
                let above: Vec<String> = above.iter().map(ToString::to_string).collect();
                writeln!(f, "{uid} in {}", above.join(", "))
            }),
        }
    }
}

impl fmt::Display for Update {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (verb, entities) = match self {
            Update::Add(entities) => ("add", entities),
            Update::Upsert(entities) => ("upsert", entities),
            Update::Remove(uids) => {
                return uids.iter().try_for_each(|uid| writeln!(f, "remove {uid}"));
            }
        };
        entities.iter().try_for_each(|entity| {
            let parents: Vec<String> = entity.parents().iter().map(ToString::to_string).collect();
            let attributes = entity.attributes();
            writeln!(
                f,
                "{verb} {} {attributes:?} in [{}]",
                entity.uid(),
                parents.join(", ")
            )
        })
    }
}
