//! The entity store.

use super::entity::Entity;
use super::hierarchy::{Hierarchy, MAX_ANCESTORS, NodeIndex, Refused};
use super::layers::{Base, MAX_LAYERS};
use crate::ast::{EntityUid, OwnHash, UidMap};
use indexmap::IndexMap;
use std::hash::BuildHasherDefault;
use thiserror::Error;

/// Entities by uid, with all ancestors of each known.
///
/// A parent need not be in the store; it is an ancestor all the same, and has
/// no ancestors of its own. A call that fails changes nothing.
///
/// INVARIANT, between calls: `index` has one node per uid that is in the store or
/// named as a parent, and no others; `slots` runs parallel to the nodes of the
/// hierarchy; those that no uid stands for any more are in `free`, for the next
/// ones, so that entities that come and go leave nothing behind. Of a layered
/// store, that holds of the uids for which its own layer speaks; see `layers`.
#[derive(Clone, Default, Debug)]
pub struct Entities {
    pub(super) index: UidMap<NodeIndex>,
    pub(super) slots: Vec<Slot>,
    pub(super) hierarchy: Hierarchy,
    pub(super) free: Vec<NodeIndex>,
    /// How many entities this layer holds.
    pub(super) count: usize,
    /// What lies below this layer.
    pub(super) base: Option<Base>,
}

#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) uid: EntityUid,
    pub(super) entity: Option<Entity>,
}

/// Where an entity stands, or would if it were in the store: in which layer and
/// at which node.
#[derive(Clone, Copy)]
pub(crate) struct Located<'a> {
    pub(super) layer: &'a Entities,
    node: NodeIndex,
    slot: &'a Slot,
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
    /// The entities have too many ancestors. See [`MAX_ANCESTORS`].
    #[error("the entities have more than {MAX_ANCESTORS} ancestors in all")]
    TooManyAncestors,
    /// A store lies on too many others. See [`MAX_LAYERS`].
    #[error("the entities have more than {MAX_LAYERS} layers")]
    TooManyLayers,
}

/// A map that keeps the order of insertion, by what has a hash of its own.
type OrderedMap<K, V> = IndexMap<K, V, BuildHasherDefault<OwnHash>>;

impl Entities {
    /// A store without entities.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The store of these entities. The same entity may be given twice if all
    /// its parts are equal.
    ///
    /// # Errors
    /// When two entities with the same uid differ, the parents form a cycle, or
    /// there are more than [`MAX_ANCESTORS`] ancestors in all.
    pub fn from_entities(
        entities: impl IntoIterator<Item = Entity>,
    ) -> Result<Self, EntitiesError> {
        let mut store = Entities::empty();
        store.add_entities(entities)?;
        Ok(store)
    }

    /// The entity with this uid.
    pub fn get(&self, uid: &EntityUid) -> Option<&Entity> {
        self.locate(uid)?.entity()
    }

    /// The entities, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &Entity> {
        self.layers().flat_map(|layer| {
            let entities = layer.slots.iter().filter_map(|slot| slot.entity.as_ref());
            entities.filter(|entity| self.speaks_through(layer, entity.uid()))
        })
    }

    /// The number of entities.
    pub fn len(&self) -> usize {
        match &self.base {
            None => self.count,
            Some(base) => self.count + base.visible(),
        }
    }

    /// Whether there is no entity.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Cedar's `in`: the two are the same, or `descendant` is in the store and
    /// `ancestor` is one of its ancestors. Logarithmic in the number of ancestors.
    pub fn is_in(&self, descendant: &EntityUid, ancestor: &EntityUid) -> bool {
        descendant == ancestor
            || self
                .locate(descendant)
                .is_some_and(|located| located.has_ancestor(ancestor))
    }

    /// All ancestors of an entity, itself not included; none if it is not in
    /// the store.
    pub fn ancestors<'a>(
        &'a self,
        uid: &EntityUid,
    ) -> impl ExactSizeIterator<Item = &'a EntityUid> {
        Located::ancestors_of(self.locate(uid).as_ref(), self)
    }

    /// Where the entity with this uid stands, or would if it were in the store.
    #[inline]
    pub(crate) fn locate(&self, uid: &EntityUid) -> Option<Located<'_>> {
        match self.index.get(uid) {
            Some(node) => Some(self.located(*node)),
            None if self.base.is_none() => None,
            None => self.locate_below(uid),
        }
    }

    /// What stands at a node of this layer.
    #[inline]
    pub(super) fn located(&self, node: NodeIndex) -> Located<'_> {
        Located {
            layer: self,
            node,
            slot: self.slot(node),
        }
    }

    /// Adds entities. One that is in the store already must be equal to it.
    ///
    /// # Errors
    /// As [`Entities::from_entities`].
    pub fn add_entities(
        &mut self,
        entities: impl IntoIterator<Item = Entity>,
    ) -> Result<(), EntitiesError> {
        let mut added: OrderedMap<EntityUid, Entity> = OrderedMap::default();
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
    /// When the parents would form a cycle, or there would be more than
    /// [`MAX_ANCESTORS`] ancestors in all.
    pub fn upsert_entities(
        &mut self,
        entities: impl IntoIterator<Item = Entity>,
    ) -> Result<(), EntitiesError> {
        let mut by_uid: OrderedMap<EntityUid, Entity> = OrderedMap::default();
        for entity in entities {
            by_uid.insert(entity.uid().clone(), entity);
        }
        self.bring_up(by_uid.values().map(|e| (e.uid(), e.parents())))?;
        self.put(by_uid.into_values())
    }

    /// Puts entities with distinct uids into this layer.
    pub(super) fn put(
        &mut self,
        entities: impl IntoIterator<Item = Entity>,
    ) -> Result<(), EntitiesError> {
        let mut created = Vec::new();
        let mut entities_by_node: OrderedMap<NodeIndex, Entity> = OrderedMap::default();
        for entity in entities {
            entities_by_node.insert(self.node(entity.uid(), &mut created), entity);
        }
        let mut changes = Vec::with_capacity(entities_by_node.len());
        let mut former_parents = Vec::new();
        for (node, entity) in &entities_by_node {
            former_parents.extend(self.hierarchy.parents(*node));
            let parents = entity.parents().iter();
            let parents = parents.map(|p| self.node(p, &mut created)).collect();
            changes.push((*node, parents));
        }
        if let Err(refused) = self.hierarchy.set_parents(changes, MAX_ANCESTORS) {
            let error = match refused {
                Refused::Cycle(node) => EntitiesError::Cycle(self.slot(node).uid.clone()),
                Refused::TooManyAncestors => EntitiesError::TooManyAncestors,
            };
            created.into_iter().for_each(|node| self.forget(node));
            return Err(error);
        }
        for (node, mut entity) in entities_by_node {
            entity.share_uids(&self.index);
            if let Some(slot) = self.slots.get_mut(node.as_usize()) {
                self.count += usize::from(slot.entity.is_none());
                slot.entity = Some(entity);
            }
        }
        self.forget_unused(former_parents);
        Ok(())
    }

    /// Removes the entities with these uids, where present. Entities that name
    /// a removed one as a parent keep it as an ancestor.
    pub fn remove_entities(&mut self, uids: impl IntoIterator<Item = EntityUid>) {
        let uids: Vec<EntityUid> = uids.into_iter().collect();
        // What lies below has been within the limits, and a copy of some of it is.
        let _ = self.bring_up(uids.iter().map(|uid| (uid, &[][..])));
        let mut changes = Vec::new();
        let mut left = Vec::new();
        for uid in uids {
            let Some(node) = self.index.get(&uid).copied() else {
                continue;
            };
            if let Some(slot) = self.slots.get_mut(node.as_usize())
                && slot.entity.take().is_some()
            {
                self.count -= 1;
                left.push(node);
                left.extend(self.hierarchy.parents(node));
                changes.push((node, Box::default()));
            }
        }
        // Removing edges cannot close a cycle, nor make more ancestors.
        let _ = self.hierarchy.set_parents(changes, MAX_ANCESTORS);
        self.forget_unused(left);
    }

    /// The node for `uid`; if there is none, it is made and added to `created`.
    fn node(&mut self, uid: &EntityUid, created: &mut Vec<NodeIndex>) -> NodeIndex {
        if let Some(node) = self.index.get(uid) {
            return *node;
        }
        let slot = Slot {
            uid: uid.clone(),
            entity: None,
        };
        let free = self.free.pop();
        let node = free.unwrap_or_else(|| self.hierarchy.add_node());
        match self.slots.get_mut(node.as_usize()) {
            Some(free) => *free = slot,
            None => self.slots.push(slot),
        }
        self.index.insert(uid.clone(), node);
        self.hide_below(uid);
        created.push(node);
        node
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "INVARIANT: `slots` runs parallel to the nodes of the hierarchy"
    )]
    pub(super) fn slot(&self, node: NodeIndex) -> &Slot {
        &self.slots[node.as_usize()]
    }

    /// Forgets those of the nodes that stand neither for an entity in the store
    /// nor for a parent of one, nor for the absence of one that the base has.
    fn forget_unused(&mut self, nodes: Vec<NodeIndex>) {
        for node in nodes {
            let Slot { uid, entity } = self.slot(node);
            let is_used = entity.is_some() || self.hierarchy.has_children(node);
            // It may have been forgotten just now.
            if !is_used && self.index.get(uid) == Some(&node) && !self.hides_entity(uid) {
                self.forget(node);
            }
        }
    }

    /// Forgets a node that has neither parents nor children.
    fn forget(&mut self, node: NodeIndex) {
        let uid = self.slot(node).uid.clone();
        self.index.remove(&uid);
        self.show_below(&uid);
        self.free.push(node);
    }
}

impl<'a> Located<'a> {
    /// The uid, which what the store refers to shares memory with.
    #[inline]
    pub(crate) fn uid(&self) -> &'a EntityUid {
        &self.slot.uid
    }

    /// The entity, if it is in the store.
    #[inline]
    pub(crate) fn entity(&self) -> Option<&'a Entity> {
        self.slot.entity.as_ref()
    }

    /// All ancestors of what stands at a place of `store`; none of nothing.
    #[inline]
    pub(crate) fn ancestors_of(
        located: Option<&Located<'a>>,
        store: &'a Entities,
    ) -> impl ExactSizeIterator<Item = &'a EntityUid> + use<'a> {
        let (layer, ancestors) = located.map_or((store, &[][..]), |located| {
            (located.layer, located.ancestors())
        });
        ancestors.iter().map(move |node| &layer.slot(*node).uid)
    }

    /// Whether `ancestor` is an ancestor of what stands here.
    #[inline]
    pub(crate) fn has_ancestor(&self, ancestor: &EntityUid) -> bool {
        /// Up to so many ancestors are quicker looked at one after another.
        const FEW: usize = 16;
        let ancestors = self.ancestors();
        match ancestors.len() {
            0..=FEW => ancestors
                .iter()
                .any(|node| self.layer.slot(*node).uid == *ancestor),
            _ => self.has_ancestor_of_many(ancestor),
        }
    }

    #[inline]
    fn ancestors(&self) -> &'a [NodeIndex] {
        self.layer.hierarchy.ancestors(self.node)
    }

    #[inline(never)]
    fn has_ancestor_of_many(&self, ancestor: &EntityUid) -> bool {
        let Some(ancestor) = self.layer.index.get(ancestor) else {
            return false;
        };
        self.layer.hierarchy.has_ancestor(self.node, *ancestor)
    }
}

/// Two stores are equal when they hold equal entities.
impl PartialEq for Entities {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|e| other.get(e.uid()) == Some(e))
    }
}

impl Eq for Entities {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::{EntityId, EntityTypeName};
    use crate::value::{Record, Value};
    use std::collections::{HashMap, HashSet};

    fn uid(id: impl ToString) -> EntityUid {
        let entity_type = EntityTypeName::from_normalized("N").unwrap();
        EntityUid::new(entity_type, EntityId::new(id.to_string()))
    }

    fn entity(id: &str, parents: &[&str]) -> Entity {
        let parents = parents.iter().map(uid);
        Entity::new(uid(id), Record::default(), Record::default(), parents)
    }

    fn store(entities: &[(&str, &[&str])]) -> Entities {
        let entities = entities.iter().map(|(id, parents)| entity(id, parents));
        Entities::from_entities(entities).unwrap()
    }

    /// Checks which of `ids` each of `ids` is in, as `descendant > ancestor`.
    fn check_ancestors(entities: &Entities, expected: &[(&str, &[&str])]) {
        for (id, ancestors) in expected {
            let mut actual: Vec<&str> = entities
                .ancestors(&uid(id))
                .map(|a| a.id().as_str())
                .collect();
            actual.sort_unstable();
            assert_eq!(actual, *ancestors, "ancestors of {id}");
            for (other, _) in expected {
                let is_in = id == other || ancestors.contains(other);
                assert_eq!(
                    entities.is_in(&uid(id), &uid(other)),
                    is_in,
                    "{id} in {other}"
                );
            }
        }
    }

    #[test]
    fn ancestors_are_what_parents_reach() {
        let entities = store(&[
            ("a", &["b1", "b2"]),
            ("b1", &["c"]),
            ("b2", &["c", "gap"]),
            ("c", &[]),
        ]);
        check_ancestors(
            &entities,
            &[
                ("a", &["b1", "b2", "c", "gap"]),
                ("b1", &["c"]),
                ("b2", &["c", "gap"]),
                ("c", &[]),
                ("gap", &[]),
                ("unknown", &[]),
            ],
        );
        assert_eq!(entities.len(), 4);
        assert_eq!(entities.get(&uid("gap")), None);
    }

    #[test]
    fn the_same_entity_twice_is_one() {
        let twice = [entity("a", &["b", "c"]), entity("a", &["c", "b", "c"])];
        let mut entities = Entities::from_entities(twice).unwrap();
        assert_eq!(entities.len(), 1);
        entities.add_entities([entity("a", &["b", "c"])]).unwrap();
        assert_eq!(entities, store(&[("a", &["b", "c"])]));
    }

    #[test]
    fn entities_with_the_same_uid_must_not_differ() {
        let record = |key: &str| Record::from_fields(vec![(key.into(), Value::Long(1))]).unwrap();
        let plain = || entity("a", &[]);
        let others = [
            entity("a", &["b"]),
            Entity::new(uid("a"), record("x"), Record::default(), []),
            Entity::new(uid("a"), Record::default(), record("x"), []),
        ];
        for other in others {
            let expected = Err(EntitiesError::Duplicate(uid("a")));
            assert_eq!(Entities::from_entities([plain(), other.clone()]), expected);
            let mut entities = store(&[("a", &[])]);
            assert_eq!(
                entities.add_entities([other]).map(|()| Entities::empty()),
                expected
            );
            assert_eq!(entities, store(&[("a", &[])]));
        }
    }

    #[test]
    fn replacing_changes_the_ancestors_of_descendants() {
        let mut entities = store(&[("a", &["b"]), ("b", &["c"]), ("c", &["d"])]);
        entities.upsert_entities([entity("b", &["e"])]).unwrap();
        assert_eq!(entities.len(), 3);
        check_ancestors(
            &entities,
            &[
                ("a", &["b", "e"]),
                ("b", &["e"]),
                ("c", &["d"]),
                ("d", &[]),
                ("e", &[]),
            ],
        );
        // The last one with a uid counts.
        let two = [entity("b", &["c"]), entity("b", &["d"])];
        entities.upsert_entities(two).unwrap();
        check_ancestors(
            &entities,
            &[("a", &["b", "d"]), ("b", &["d"]), ("c", &["d"]), ("e", &[])],
        );
        // An edge may turn round in one call.
        let turned = [entity("b", &[]), entity("c", &["b"])];
        entities.upsert_entities(turned).unwrap();
        check_ancestors(
            &entities,
            &[("a", &["b"]), ("b", &[]), ("c", &["b"]), ("d", &[])],
        );
    }

    #[test]
    fn removing_leaves_a_gap() {
        let mut entities = store(&[("a", &["b"]), ("b", &["c"]), ("c", &["d"])]);
        entities.remove_entities([uid("b"), uid("b"), uid("unknown"), uid("d")]);
        assert_eq!(entities.len(), 2);
        check_ancestors(
            &entities,
            &[("a", &["b"]), ("b", &[]), ("c", &["d"]), ("d", &[])],
        );
        // The gap can be filled again.
        entities.add_entities([entity("b", &["c"])]).unwrap();
        check_ancestors(
            &entities,
            &[("a", &["b", "c", "d"]), ("b", &["c", "d"]), ("c", &["d"])],
        );
        entities.remove_entities(["a", "b", "c"].map(uid));
        assert!(entities.is_empty());
        assert_eq!(entities, Entities::empty());
    }

    #[test]
    fn cycles_are_refused_and_change_nothing() {
        let before = store(&[("a", &["b"]), ("b", &["c"])]);
        let cycles: &[&[(&str, &[&str])]] = &[
            &[("x", &["x"])],
            &[("c", &["a"])],
            &[("c", &["b"])],
            &[("b", &["a"])],
            &[("c", &["x"]), ("x", &["y"]), ("y", &["a"])],
            &[("fine", &["new"]), ("x", &["y"]), ("y", &["x"])],
            &[("a", &["new"]), ("b", &["a"]), ("new", &["b"])],
        ];
        for cycle in cycles {
            let mut entities = before.clone();
            let changes = cycle.iter().map(|(id, parents)| entity(id, parents));
            let result = entities.upsert_entities(changes);
            assert!(
                matches!(result, Err(EntitiesError::Cycle(_))),
                "{cycle:?}: {result:?}"
            );
            assert_eq!(entities, before, "{cycle:?}");
            let ancestors: &[(&str, &[&str])] = &[
                ("a", &["b", "c"]),
                ("b", &["c"]),
                ("c", &[]),
                ("x", &[]),
                ("y", &[]),
                ("new", &[]),
                ("fine", &[]),
            ];
            check_ancestors(&entities, ancestors);
            // What was refused leaves nothing behind that gets in the way.
            entities
                .add_entities([entity("c", &["x"]), entity("x", &["y"])])
                .unwrap();
            assert!(entities.is_in(&uid("a"), &uid("y")), "{cycle:?}");
        }
    }

    /// A fixed sequence of numbers that looks random.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, limit: usize) -> usize {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (self.0 >> 33) as usize % limit
        }

        fn entity(&mut self) -> Entity {
            let id = self.below(10);
            let parents: Vec<EntityUid> = (0..self.below(3)).map(|_| uid(self.below(12))).collect();
            Entity::new(uid(id), Record::default(), Record::default(), parents)
        }
    }

    /// What the parents of the entities in the store reach.
    fn reached(entities: &HashMap<EntityUid, Entity>, from: &EntityUid) -> HashSet<EntityUid> {
        let mut found = HashSet::new();
        let mut open = vec![from.clone()];
        while let Some(uid) = open.pop() {
            for parent in entities.get(&uid).map_or(&[][..], Entity::parents) {
                if found.insert(parent.clone()) {
                    open.push(parent.clone());
                }
            }
        }
        found
    }

    /// The store knows the uids of entities and of their parents, no others.
    fn check_nothing_is_left_behind(store: &Entities) {
        let uids = store
            .iter()
            .flat_map(|e| std::iter::once(e.uid()).chain(e.parents()));
        let known: HashSet<&EntityUid> = store.index.keys().collect();
        assert_eq!(known, uids.collect::<HashSet<_>>());
        assert_eq!(store.slots.len(), store.index.len() + store.free.len());
    }

    #[test]
    fn coming_and_going_does_not_grow_the_store() {
        let mut entities = store(&[("a", &["b"])]);
        for i in 0..100_000 {
            let parent = uid(format!("parent{i}"));
            let comes = Entity::new(uid(i), Record::default(), Record::default(), [parent]);
            entities.add_entities([comes]).unwrap();
            let moved = Entity::new(uid(i), Record::default(), Record::default(), [uid("b")]);
            entities.upsert_entities([moved]).unwrap();
            entities.remove_entities([uid(i)]);
            let ring = [entity("x", &["y"]), entity("y", &["x"])];
            assert!(entities.upsert_entities(ring).is_err());
        }
        check_nothing_is_left_behind(&entities);
        assert!(entities.slots.len() < 8, "{} slots", entities.slots.len());
        assert_eq!(entities, store(&[("a", &["b"])]));
    }

    /// Any sequence of changes leaves what a plain map and a search would.
    #[test]
    fn changes_keep_the_closure_exact() {
        let mut refused = 0;
        for seed in 0..60 {
            let mut numbers = Numbers(seed);
            let mut store = Entities::empty();
            let mut plain: HashMap<EntityUid, Entity> = HashMap::new();
            for _ in 0..40 {
                let mut changed = plain.clone();
                let result = if numbers.below(4) == 0 {
                    let gone = [uid(numbers.below(10)), uid(numbers.below(10))];
                    gone.iter().for_each(|uid| drop(changed.remove(uid)));
                    store.remove_entities(gone);
                    Ok(())
                } else {
                    let new: Vec<Entity> =
                        (0..=numbers.below(3)).map(|_| numbers.entity()).collect();
                    changed.extend(new.iter().map(|e| (e.uid().clone(), e.clone())));
                    store.upsert_entities(new)
                };
                let is_cyclic = changed
                    .keys()
                    .any(|uid| reached(&changed, uid).contains(uid));
                assert_eq!(result.is_err(), is_cyclic, "seed {seed}");
                refused += usize::from(is_cyclic);
                if !is_cyclic {
                    plain = changed;
                }
                assert_eq!(store.len(), plain.len());
                check_nothing_is_left_behind(&store);
                assert!(plain.values().all(|e| store.get(e.uid()) == Some(e)));
                for from in (0..12).map(uid) {
                    let ancestors: HashSet<EntityUid> = store.ancestors(&from).cloned().collect();
                    assert_eq!(ancestors, reached(&plain, &from), "seed {seed}, {from}");
                }
            }
        }
        assert!(refused > 100, "only {refused} cycles");
    }

    /// A ring of entities, each the parent of the one before; without
    /// recursion, so on a small stack.
    #[test]
    fn a_long_cycle_is_refused() {
        const LENGTH: usize = 100_000;
        let ring = || {
            let link = |i: usize| {
                let parent = uid((i + 1) % LENGTH);
                Entity::new(uid(i), Record::default(), Record::default(), [parent])
            };
            Entities::from_entities((0..LENGTH).map(link))
        };
        let small_stack = std::thread::Builder::new().stack_size(128 * 1024);
        let result = small_stack.spawn(ring).unwrap().join().unwrap();
        assert!(matches!(result, Err(EntitiesError::Cycle(_))));
    }

    #[test]
    fn a_long_chain_is_closed() {
        const LENGTH: usize = 2_000;
        let chain = || {
            let link = |i: usize| {
                let parents = (i > 0).then(|| uid(i - 1));
                Entity::new(uid(i), Record::default(), Record::default(), parents)
            };
            Entities::from_entities((0..LENGTH).rev().map(link)).unwrap()
        };
        let small_stack = std::thread::Builder::new().stack_size(128 * 1024);
        let entities = small_stack.spawn(chain).unwrap().join().unwrap();
        assert!(entities.is_in(&uid(LENGTH - 1), &uid(0)));
        assert!(!entities.is_in(&uid(0), &uid(LENGTH - 1)));
        assert_eq!(entities.ancestors(&uid(LENGTH - 1)).len(), LENGTH - 1);
    }

    #[test]
    fn a_parent_may_have_many_children() {
        const COUNT: usize = 100_000;
        let child = |i| Entity::new(uid(i), Record::default(), Record::default(), [uid("all")]);
        let mut entities = Entities::from_entities((0..COUNT).map(child)).unwrap();
        assert_eq!(entities.len(), COUNT);
        entities.add_entities([entity("all", &["top"])]).unwrap();
        assert!(entities.is_in(&uid(COUNT - 1), &uid("top")));
        entities.remove_entities([uid("all")]);
        assert!(!entities.is_in(&uid(COUNT - 1), &uid("top")));
    }
}
