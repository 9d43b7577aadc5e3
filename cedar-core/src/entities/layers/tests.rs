//! A layered store is the store of the entities that count.

use super::*;
use crate::ast::{EntityId, EntityTypeName};
use crate::value::{Record, Value};
use std::collections::{BTreeMap, BTreeSet};

/// How many uids there are.
const UIDS: usize = 10;

fn uid(id: impl ToString) -> EntityUid {
    let entity_type = EntityTypeName::from_normalized("N").unwrap();
    EntityUid::new(entity_type, EntityId::new(id.to_string()))
}

fn entity(id: &str, mark: i64, parents: &[&str]) -> Entity {
    let fields = vec![("mark".into(), Value::Long(mark))];
    let attributes = Record::from_fields(fields).unwrap();
    let parents = parents.iter().map(uid);
    Entity::new(uid(id), attributes, Record::default(), parents)
}

fn store(entities: &[&Entity]) -> Arc<Entities> {
    Arc::new(Entities::from_entities(entities.iter().copied().cloned()).unwrap())
}

/// Checks that two stores answer alike.
#[track_caller]
fn check_same(found: &Entities, expected: &Entities, uids: &[EntityUid], about: &str) {
    assert_eq!(found.len(), expected.len(), "{about}");
    assert_eq!(found.is_empty(), expected.is_empty(), "{about}");
    assert_eq!(found.iter().count(), expected.len(), "{about}");
    assert_eq!(found, expected, "{about}");
    for uid in uids {
        assert_eq!(found.get(uid), expected.get(uid), "{about}: {uid}");
        let ancestors: BTreeSet<&EntityUid> = found.ancestors(uid).collect();
        let others: BTreeSet<&EntityUid> = expected.ancestors(uid).collect();
        assert_eq!(ancestors, others, "{about}: {uid}");
        for other in uids {
            let is_in = expected.is_in(uid, other);
            assert_eq!(found.is_in(uid, other), is_in, "{about}: {uid} in {other}");
        }
    }
}

/// Checks a layer over a base against the entities that should count.
#[track_caller]
fn check(base: &[&Entity], local: &[&Entity], expected: &[&Entity]) {
    let layered = Entities::layered(store(base), local.iter().copied().cloned()).unwrap();
    let uids = ["a", "b", "c", "d", "e", "gap"].map(uid);
    check_same(&layered, &store(expected), &uids, "");
}

#[test]
fn hierarchies_join() {
    let a = &entity("a", 1, &["b"]);
    let b = &entity("b", 1, &["c"]);
    let c = &entity("c", 1, &["gap"]);
    let all = &[a, b, c];
    // A local entity below one of the base.
    check(&[b, c], &[a], all);
    // An entity of the base below a local one, which was a gap.
    check(&[a, c], &[b], all);
    // An entity of the base far below a local one.
    check(&[a, b], &[c], all);
    check(all, &[], all);
}

#[test]
fn the_local_entity_counts_whole() {
    let a = &entity("a", 1, &["b"]);
    let b = &entity("b", 1, &["c"]);
    let c = &entity("c", 1, &[]);
    // Other attributes.
    let marked = &entity("b", 2, &["c"]);
    check(&[a, b, c], &[marked], &[a, marked, c]);
    // Other parents: those of the base are gone, for what is below as well.
    let moved = &entity("b", 2, &["d"]);
    check(&[a, b, c], &[moved], &[a, moved, c]);
    // An edge may turn round.
    let (top, below) = (&entity("b", 1, &[]), &entity("c", 1, &["b"]));
    check(&[a, b, c], &[top, below], &[a, top, below]);
}

#[test]
fn what_is_refused() {
    let base = store(&[&entity("a", 1, &["b"]), &entity("b", 1, &["c"])]);
    let layered = |local: &[Entity]| Entities::layered(Arc::clone(&base), local.iter().cloned());
    let cycle = layered(&[entity("c", 1, &["a"])]);
    assert!(matches!(cycle, Err(EntitiesError::Cycle(_))), "{cycle:?}");
    let twice = layered(&[entity("x", 1, &[]), entity("x", 2, &[])]);
    assert_eq!(twice, Err(EntitiesError::Duplicate(uid("x"))));
    assert!(layered(&[entity("x", 1, &[]), entity("x", 1, &[])]).is_ok());

    let mut top = Arc::clone(&base);
    for i in 2..=MAX_LAYERS {
        let id = format!("layer{i}");
        top = Arc::new(Entities::layered(top, [entity(&id, 1, &["a"])]).unwrap());
    }
    assert!(top.is_in(&uid(format!("layer{MAX_LAYERS}")), &uid("c")));
    assert_eq!(
        Entities::layered(top, []),
        Err(EntitiesError::TooManyLayers)
    );
}

/// The base is not copied: a layer holds what it needs and no more.
#[test]
fn a_layer_is_small() {
    let child = |i| Entity::new(uid(i), Record::default(), Record::default(), [uid("all")]);
    let base = Arc::new(Entities::from_entities((0..100_000).map(child)).unwrap());
    let local = [entity("new", 1, &["7"]), entity("8", 2, &["all"])];
    let layered = Entities::layered(Arc::clone(&base), local).unwrap();
    assert!(layered.slots.len() <= 4, "{}", layered.slots.len());
    assert_eq!(layered.len(), 100_001);
    assert!(layered.is_in(&uid("new"), &uid("all")));
}

/// A fixed sequence of numbers that looks random.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn entities(&mut self) -> Vec<Entity> {
        let entity = |numbers: &mut Numbers| {
            let id = numbers.below(UIDS).to_string();
            let parents: Vec<String> = (0..numbers.below(3))
                .map(|_| numbers.below(UIDS + 2).to_string())
                .collect();
            let parents: Vec<&str> = parents.iter().map(String::as_str).collect();
            entity(&id, numbers.below(3) as i64, &parents)
        };
        (0..=self.below(4)).map(|_| entity(self)).collect()
    }
}

/// The store of these entities, if they make one.
fn flat(entities: &BTreeMap<EntityUid, Entity>) -> Option<Entities> {
    Entities::from_entities(entities.values().cloned()).ok()
}

/// Whatever lies over whatever, and whatever then changes, a layered store is
/// the store of the entities that count.
#[test]
fn layers_are_exact() {
    let uids: Vec<EntityUid> = (0..UIDS + 2).map(uid).collect();
    let (mut layers, mut refused) = (0, 0);
    for seed in 0..400 {
        let mut numbers = Numbers(seed);
        let mut counted: BTreeMap<EntityUid, Entity> = BTreeMap::new();
        let mut layered = Entities::empty();
        for step in 0..12 {
            let about = format!("seed {seed}, step {step}");
            let mut changed = counted.clone();
            let result = match numbers.below(4) {
                0 => {
                    let gone = [uid(numbers.below(UIDS)), uid(numbers.below(UIDS))];
                    gone.iter().for_each(|uid| drop(changed.remove(uid)));
                    layered.remove_entities(gone);
                    Ok(())
                }
                1 if step < MAX_LAYERS => {
                    let new = numbers.entities();
                    let new: BTreeMap<EntityUid, Entity> =
                        new.into_iter().map(|e| (e.uid().clone(), e)).collect();
                    changed.extend(new.clone());
                    let base = Arc::new(layered.clone());
                    let over = Entities::layered(Arc::clone(&base), new.into_values());
                    check_same(&base, &flat(&counted).unwrap(), &uids, &about);
                    over.map(|over| {
                        layers += 1;
                        layered = over;
                    })
                }
                _ => {
                    let new = numbers.entities();
                    changed.extend(new.iter().map(|e| (e.uid().clone(), e.clone())));
                    layered.upsert_entities(new)
                }
            };
            match (flat(&changed), result) {
                (Some(_), Ok(())) => counted = changed,
                (None, Err(_)) => refused += 1,
                (expected, found) => panic!("{about}: {found:?} instead of {expected:?}"),
            }
            check_same(&layered, &flat(&counted).unwrap(), &uids, &about);
        }
    }
    assert!(
        layers > 500 && refused > 200,
        "{layers} layers, {refused} refused"
    );
}
