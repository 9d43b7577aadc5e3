//! Entities as numbers.

use crate::workloads::{EntityText, Uid};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use std::hash::BuildHasher;

/// Numbers by id.
pub(super) type Ids<S> = HashMap<String, u32, S>;

/// Numbers for entities, and their ancestors.
pub(super) struct Interned {
    numbers: HashMap<(String, String), u32>,
    /// By number; sorted.
    ancestors: Vec<Box<[u32]>>,
}

impl Interned {
    /// Numbers entities, and what they have as parents, from 0.
    pub(super) fn new(entities: &[EntityText]) -> Self {
        let mut numbers = HashMap::new();
        let named = entities
            .iter()
            .flat_map(|entity| std::iter::once(&entity.uid).chain(&entity.parents));
        for uid in named {
            let next = numbers.len() as u32;
            numbers.entry(key(uid)).or_insert(next);
        }
        let mut parents = vec![Vec::new(); numbers.len()];
        for entity in entities {
            let own = numbers[&key(&entity.uid)] as usize;
            parents[own] = entity
                .parents
                .iter()
                .map(|uid| numbers[&key(uid)])
                .collect();
        }
        let ancestors = (0..parents.len())
            .map(|own| ancestors(own, &parents))
            .collect();
        Interned { numbers, ancestors }
    }

    /// The number of an entity.
    pub(super) fn number(&self, uid: &Uid) -> u32 {
        self.numbers[&key(uid)]
    }

    /// The number of the entity that an attribute refers to.
    pub(super) fn referred(&self, reference: &Value) -> u32 {
        let part = |name: &str| {
            let text = reference["__entity"][name].as_str();
            text.expect("a reference").to_owned()
        };
        self.numbers[&(part("type"), part("id"))]
    }

    /// The numbers of all entities of a type by id.
    pub(super) fn of_type<S: BuildHasher + Default>(&self, entity_type: &str) -> Ids<S> {
        let of_type = self
            .numbers
            .iter()
            .filter(|((name, _), _)| name == entity_type);
        of_type
            .map(|((_, id), number)| (id.clone(), *number))
            .collect()
    }

    /// The ancestors of an entity, sorted.
    pub(super) fn ancestors(&self, number: u32) -> &[u32] {
        &self.ancestors[number as usize]
    }

    /// Cedar's `in`.
    pub(super) fn is_in(&self, number: u32, ancestor: u32) -> bool {
        number == ancestor || self.ancestors(number).binary_search(&ancestor).is_ok()
    }
}

fn key(uid: &Uid) -> (String, String) {
    (uid.entity_type.to_owned(), uid.id.clone())
}

fn ancestors(from: usize, parents: &[Vec<u32>]) -> Box<[u32]> {
    let mut found = BTreeSet::new();
    let mut open = vec![from as u32];
    while let Some(number) = open.pop() {
        let new = parents[number as usize]
            .iter()
            .filter(|parent| found.insert(**parent));
        open.extend(new);
    }
    found.into_iter().collect()
}
