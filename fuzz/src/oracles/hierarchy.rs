//! A store must have the ancestors that its entities' parents give it, however it
//! came about: by the engine's updates, in layers, loaded anew, or by the model.

use super::Comparison;
use crate::case::{HierarchyCase, Update};
use crate::minimize::without_one;
use crate::question::Question;
use crate::report::differences;
use cedar_core::entities::EntitiesError;
use cedar_core::{Entities, Entity, EntityUid};
use reference_model::{Ancestors, LoadError, ancestors};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

/// Applies the updates one after the other. After each, the store must be what
/// loading the entities anew gives, and what the model gives for them.
pub fn compare(case: &HierarchyCase) -> Comparison {
    let mut comparison = Comparison::default();
    let mut store = Entities::empty();
    let mut given: BTreeMap<EntityUid, Entity> = BTreeMap::new();
    for (index, update) in case.updates.iter().enumerate() {
        let wanted = wanted(&given, update);
        let before = store.clone();
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
        let after = match result.is_ok() {
            true => wanted.into_iter().map(|e| (e.uid().clone(), e)).collect(),
            false => given.clone(),
        };
        comparison.record(|| question("equality"), store == before, Ok(after == given));
        given = after;
        if result.is_err() {
            comparison.record(
                || question("unchanged by the failure"),
                Loaded(Ok(closure(&store))),
                Ok(Loaded(Ok(closure(&before)))),
            );
        }
        for (what, found) in mistakes(&store, &given, update) {
            comparison.record(|| question(what), Mistakes(found), Ok(Mistakes::default()));
        }
    }
    comparison
}

/// What a store says that its entities do not, by the way of asking.
fn mistakes(
    store: &Entities,
    given: &BTreeMap<EntityUid, Entity>,
    update: &Update,
) -> [(&'static str, BTreeSet<String>); 3] {
    let held: BTreeMap<EntityUid, Entity> = store
        .iter()
        .map(|entity| (entity.uid().clone(), entity.clone()))
        .collect();
    let parents = given.values().flat_map(|entity| entity.parents());
    let asked: BTreeSet<&EntityUid> = given.keys().chain(parents).chain(update.uids()).collect();
    let as_given =
        |uid: &EntityUid| store.get(uid) == given.get(uid) && held.get(uid) == given.get(uid);
    let contents = asked.iter().filter(|uid| !as_given(uid));
    let counts = [store.len(), store.iter().count()];
    let is_empty = store.is_empty() == given.is_empty();
    let counts = counts
        .iter()
        .filter(|count| !is_empty || **count != given.len());
    let membership = asked.iter().flat_map(|below| {
        let above: BTreeSet<&EntityUid> = store.ancestors(below).collect();
        let pairs = asked.iter().map(move |other| (*below, *other));
        pairs.filter(move |(below, other)| {
            let is_above = given.contains_key(*below) && above.contains(other);
            store.is_in(below, other) != (below == other || is_above)
        })
    });
    [
        ("contents", contents.map(ToString::to_string).collect()),
        ("count", counts.map(ToString::to_string).collect()),
        (
            "membership",
            membership.map(|(a, b)| format!("{a} in {b}")).collect(),
        ),
    ]
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
        Update::Layer(entities) => fewer_entities(entities, Update::Layer),
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
        Update::Layer(entities) => {
            wanted.retain(|other| !entities.iter().any(|entity| entity.uid() == other.uid()));
            wanted.extend(entities.iter().cloned());
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
        Update::Layer(entities) => {
            *store = Entities::layered(Arc::new(store.clone()), entities.iter().cloned())?;
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

/// What a store got wrong.
#[derive(Default, PartialEq)]
struct Mistakes(BTreeSet<String>);

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return writeln!(f, "right");
        }
        self.0
            .iter()
            .try_for_each(|what| writeln!(f, "wrong: {what}"))
    }
}

impl Update {
    /// The uids that it names.
    fn uids(&self) -> Vec<&EntityUid> {
        match self {
            Update::Add(entities) | Update::Upsert(entities) | Update::Layer(entities) => {
                entities.iter().map(Entity::uid).collect()
            }
            Update::Remove(uids) => uids.iter().collect(),
        }
    }
}

impl fmt::Display for Update {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (verb, entities) = match self {
            Update::Add(entities) => ("add", entities),
            Update::Upsert(entities) => ("upsert", entities),
            Update::Layer(entities) => ("layer", entities),
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
