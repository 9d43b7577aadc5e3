//! Entity stores with a hierarchy: chains, diamonds, dangling parents.

use super::universe::{TypeIndex, Universe};
use super::values;
use crate::choices::Choices;
use cedar_core::{Entities, Entity, EntityUid, Record};

/// A store that fits the universe. About one entity in ten that policies and
/// requests may name is missing, also as a parent of others.
pub fn generate(choices: &mut Choices<'_>, universe: &Universe) -> Entities {
    let mut entities = Vec::new();
    for (index, shape) in universe.types.iter().enumerate() {
        for (position, uid) in shape.uids.iter().enumerate() {
            if choices.chance(10) {
                continue;
            }
            entities.push(Entity::new(
                uid.clone(),
                values::record(choices, universe, &shape.attributes),
                tags(choices, universe, TypeIndex(index)),
                parents(choices, universe, TypeIndex(index), position),
            ));
        }
    }
    for action in &universe.actions {
        let groups = universe
            .action_groups
            .iter()
            .filter(|_| choices.chance(50))
            .cloned()
            .collect::<Vec<_>>();
        entities.push(Entity::new(
            action.clone(),
            Record::default(),
            Record::default(),
            groups,
        ));
    }
    // INVARIANT: edges go to later entities of the same type or to later
    // types, so there is no cycle; uids are distinct.
    Entities::from_entities(entities).expect("the hierarchy is acyclic by construction")
}

/// Later entities of the same type and any entities of the parent types, so
/// that chains and diamonds arise and cycles cannot.
fn parents(
    choices: &mut Choices<'_>,
    universe: &Universe,
    index: TypeIndex,
    position: usize,
) -> Vec<EntityUid> {
    let mut parents = Vec::new();
    for parent in &universe.shape(index).parents {
        if *parent == index {
            let later = &universe.shape(index).uids[position + 1..];
            if choices.chance(60) {
                parents.extend(choices.pick(later).cloned());
            }
        } else if choices.chance(60) {
            for _ in 0..choices.between(1, 2) {
                parents.push(universe.any_uid(choices, *parent));
            }
        }
    }
    parents
}

fn tags(choices: &mut Choices<'_>, universe: &Universe, index: TypeIndex) -> Record {
    let Some(ty) = &universe.shape(index).tags else {
        return Record::default();
    };
    let mut fields = Vec::new();
    for key in ["a", "ab", "view"] {
        if choices.chance(50) {
            fields.push((key.into(), values::value(choices, universe, ty)));
        }
    }
    Record::from_fields(fields).expect("the keys are distinct")
}
