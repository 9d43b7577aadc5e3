//! Updates of an entity store: hierarchies that grow, shrink and sometimes close
//! a cycle.

use super::universe::uid;
use crate::case::{HierarchyCase, Update};
use crate::choices::Choices;
use cedar_core::{Entity, EntityUid, Record, Value};

const IDS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// The updates that `bytes` determine: two to eight.
pub fn case(bytes: &[u8]) -> HierarchyCase {
    let mut choices = Choices::new(bytes);
    let count = choices.between(2, 8);
    let updates = (0..count).map(|_| update(&mut choices)).collect();
    HierarchyCase { updates }
}

fn update(choices: &mut Choices<'_>) -> Update {
    match choices.weighted(&[(4, 0), (4, 1), (3, 2), (3, 3)]) {
        0 => Update::Add(entities(choices)),
        1 => Update::Upsert(entities(choices)),
        3 => Update::Layer(entities(choices)),
        _ => Update::Remove((0..choices.between(1, 3)).map(|_| any(choices)).collect()),
    }
}

fn entities(choices: &mut Choices<'_>) -> Vec<Entity> {
    let count = choices.between(1, 6);
    (0..count).map(|_| entity(choices)).collect()
}

/// Parents are mostly later in the list of uids, so that hierarchies grow before
/// they close a cycle.
fn entity(choices: &mut Choices<'_>) -> Entity {
    let position = choices.below(UIDS);
    let parents: Vec<EntityUid> = (0..choices.below(4))
        .filter_map(|_| {
            let first = if choices.chance(97) { position + 1 } else { 0 };
            (first < UIDS).then(|| at(choices.between(first, UIDS - 1)))
        })
        .collect();
    let mark = if choices.chance(90) { 0 } else { 1 };
    let attributes = Record::from_fields(vec![("mark".into(), Value::Long(mark))]);
    let attributes = attributes.expect("there is one key");
    Entity::new(at(position), attributes, Record::default(), parents)
}

/// How many uids there are: each id in two types.
const UIDS: usize = 2 * IDS.len();

fn at(position: usize) -> EntityUid {
    uid(["User", "Team"][position % 2], IDS[position / 2])
}

fn any(choices: &mut Choices<'_>) -> EntityUid {
    at(choices.below(UIDS))
}
