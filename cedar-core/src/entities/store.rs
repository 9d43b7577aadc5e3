//! The entity store.

use super::entity::Entity;
use super::hierarchy::{Hierarchy, NodeIndex};
use crate::ast::{EntityUid, UidMap};
use std::collections::HashMap;
use thiserror::Error;

/// Entities by uid, with all ancestors of each known.
///
/// A parent need not be in the store; it is an ancestor all the same, and has
/// no ancestors of its own. A call that fails changes nothing.
///
/// INVARIANT: the hierarchy has one node per uid that is in the store or named
/// as a parent; `slots` runs parallel to its nodes.
#[derive(Clone, Default, Debug)]
pub struct Entities {
    index: UidMap<NodeIndex>,
    slots: Vec<Slot>,
    hierarchy: Hierarchy,
    count: usize,
}

#[derive(Clone, Debug)]
struct Slot {
    uid: EntityUid,
    entity: Option<Entity>,
}

/// Why entities do not make a store.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EntitiesError {
    /// Two different entities have the same uid.
    #[error("the entity `{0}` is given twice, with different contents")]
    Duplicate(EntityUid),
    /// An entity is its own ancestor.
    #[error("the entity hierarchy has a cycle: `{0}` is its own ancestor")]
    Cycle(EntityUid),
}

impl Entities {
    /// A store without entities.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The store of these entities. The same entity may be given twice if all
    /// its parts are equal.
    ///
    /// # Errors
    /// When two entities with the same uid differ, or the parents form a cycle.
    pub fn from_entities(
        entities: impl IntoIterator<Item = Entity>,
    ) -> Result<Self, EntitiesError> {
        let mut store = Entities::empty();
        store.add_entities(entities)?;
        Ok(store)
    }

    /// The entity with this uid.
    pub fn get(&self, uid: &EntityUid) -> Option<&Entity> {
        self.slot(*self.index.get(uid)?).entity.as_ref()
    }

    /// The entities, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &Entity> {
        self.slots.iter().filter_map(|slot| slot.entity.as_ref())
    }

    /// The number of entities.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is no entity.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Cedar's `in`: the two are the same, or `descendant` is in the store and
    /// `ancestor` is one of its ancestors. Logarithmic in the number of ancestors.
    pub fn is_in(&self, descendant: &EntityUid, ancestor: &EntityUid) -> bool {
        descendant == ancestor
            || match (self.index.get(descendant), self.index.get(ancestor)) {
                (Some(node), Some(ancestor)) => self.hierarchy.has_ancestor(*node, *ancestor),
                _ => false,
            }
    }

    /// All ancestors of an entity, itself not included; none if it is not in
    /// the store.
    pub fn ancestors<'a>(
        &'a self,
        uid: &EntityUid,
    ) -> impl ExactSizeIterator<Item = &'a EntityUid> {
        self.index
            .get(uid)
            .map(|node| self.hierarchy.ancestors(*node))
            .unwrap_or_default()
            .iter()
            .map(|node| &self.slot(*node).uid)
    }

    /// Adds entities. One that is in the store already must be equal to it.
    ///
    /// # Errors
    /// As [`Entities::from_entities`].
    pub fn add_entities(
        &mut self,
        entities: impl IntoIterator<Item = Entity>,
    ) -> Result<(), EntitiesError> {
        let mut added: HashMap<EntityUid, Entity> = HashMap::new();
        for entity in entities {
            let known = self.get(entity.uid()).or_else(|| added.get(entity.uid()));
            match known {
                Some(known) if *known == entity => {}
                Some(_) => return Err(EntitiesError::Duplicate(entity.uid().clone())),
                None => {
                    added.insert(entity.uid().clone(), entity);
                }
            }
        }
        self.upsert_entities(added.into_values())
    }

    /// Adds entities, or replaces those with the same uid. The last one with a
    /// given uid counts.
    ///
    /// # Errors
    /// When the parents would form a cycle.
    pub fn upsert_entities(
        &mut self,
        entities: impl IntoIterator<Item = Entity>,
    ) -> Result<(), EntitiesError> {
        let nodes_before = self.slots.len();
        let mut entities_by_node: HashMap<NodeIndex, Entity> = HashMap::new();
        for entity in entities {
            entities_by_node.insert(self.node(entity.uid()), entity);
        }
        let changes = entities_by_node
            .iter()
            .map(|(node, entity)| {
                let parents = entity.parents().iter().map(|p| self.node(p)).collect();
                (*node, parents)
            })
            .collect();
        if let Err(cycle) = self.hierarchy.set_parents(changes) {
            let uid = self.slot(cycle.0).uid.clone();
            self.forget_nodes_from(nodes_before);
            return Err(EntitiesError::Cycle(uid));
        }
        for (node, entity) in entities_by_node {
            if let Some(slot) = self.slots.get_mut(node.as_usize()) {
                self.count += usize::from(slot.entity.is_none());
                slot.entity = Some(entity);
            }
        }
        Ok(())
    }

    /// Removes the entities with these uids, where present. Entities that name
    /// a removed one as a parent keep it as an ancestor.
    pub fn remove_entities(&mut self, uids: impl IntoIterator<Item = EntityUid>) {
        let mut changes = Vec::new();
        for uid in uids {
            let Some(node) = self.index.get(&uid).copied() else {
                continue;
            };
            if let Some(slot) = self.slots.get_mut(node.as_usize())
                && slot.entity.take().is_some()
            {
                self.count -= 1;
                changes.push((node, Box::default()));
            }
        }
        // Removing edges cannot close a cycle.
        let _ = self.hierarchy.set_parents(changes);
    }

    /// The node for `uid`, made if there is none.
    fn node(&mut self, uid: &EntityUid) -> NodeIndex {
        if let Some(node) = self.index.get(uid) {
            return *node;
        }
        let node = self.hierarchy.add_node();
        self.index.insert(uid.clone(), node);
        self.slots.push(Slot {
            uid: uid.clone(),
            entity: None,
        });
        node
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "INVARIANT: `slots` runs parallel to the nodes of the hierarchy"
    )]
    fn slot(&self, node: NodeIndex) -> &Slot {
        &self.slots[node.as_usize()]
    }

    fn forget_nodes_from(&mut self, len: usize) {
        for slot in self.slots.drain(len..) {
            self.index.remove(&slot.uid);
        }
        self.hierarchy.truncate(len);
    }
}

/// Two stores are equal when they hold equal entities.
impl PartialEq for Entities {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|e| other.get(e.uid()) == Some(e))
    }
}

impl Eq for Entities {}
