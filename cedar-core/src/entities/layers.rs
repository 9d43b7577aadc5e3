//! Layers: entities of one request over a base that requests share.
//!
//! A layer speaks for the uids that it has nodes for, and the base for all
//! others. It has a node for every entity that was put into it, for everything
//! below one whose parents thereby changed, for the ancestors of all these, and
//! for what was removed although the base has it, so its own hierarchy is exact
//! for each of its nodes. What has no node has the ancestors that it has in the
//! base.

use super::entity::Entity;
use super::store::{Entities, EntitiesError, Located};
use crate::ast::{EntityUid, UidMap};
use std::collections::hash_map::Entry;
use std::sync::Arc;

/// So many layers a store may have, a base without layers included.
pub const MAX_LAYERS: usize = 16;

/// The store below a layer.
#[derive(Clone, Debug)]
pub(super) struct Base {
    store: Arc<Entities>,
    /// How many entities of the store the layer above has nodes for.
    hidden: usize,
}

impl Base {
    /// How many entities show through.
    pub(super) fn visible(&self) -> usize {
        self.store.len() - self.hidden
    }

    /// The layer above no longer has a node for `uid`.
    pub(super) fn show(&mut self, uid: &EntityUid) {
        self.hidden -= usize::from(self.store.get(uid).is_some());
    }
}

impl Entities {
    /// The entities `local` over `base`, which is shared and not copied.
    ///
    /// Where both have an entity, the local one counts, whole: its attributes,
    /// its tags and its parents. The hierarchy is that of all entities that
    /// count: a local entity has the ancestors of its parents in the base, and
    /// what is below it in the base has its ancestors. Everything that can be
    /// done with a store can be done with this one, and leaves the base as it is.
    ///
    /// Cost: the local entities, their ancestors, and what is below those whose
    /// parents differ from what the base has; not the size of the base.
    ///
    /// ```
    /// use cedar_core::{Entities, Entity, Record};
    /// use cedar_parser::parse_entity_uid;
    /// use std::sync::Arc;
    ///
    /// let base = Arc::new(Entities::from_json_str(
    ///     r#"[{ "uid": { "type": "Team", "id": "red" }, "attrs": {},
    ///           "parents": [{ "type": "Team", "id": "all" }] }]"#,
    /// )?);
    /// let (guest, red, all) = (
    ///     parse_entity_uid(r#"User::"guest""#)?,
    ///     parse_entity_uid(r#"Team::"red""#)?,
    ///     parse_entity_uid(r#"Team::"all""#)?,
    /// );
    /// let visitor = Entity::new(guest.clone(), Record::default(), Record::default(), [red]);
    /// let entities = Entities::layered(Arc::clone(&base), [visitor])?;
    /// assert!(entities.is_in(&guest, &all) && !base.is_in(&guest, &all));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Entities::from_entities`], and when there are more than
    /// [`MAX_LAYERS`] layers.
    pub fn layered(
        base: Arc<Entities>,
        local: impl IntoIterator<Item = Entity>,
    ) -> Result<Self, EntitiesError> {
        if base.layers().count() >= MAX_LAYERS {
            return Err(EntitiesError::TooManyLayers);
        }
        let mut by_uid: UidMap<Entity> = UidMap::default();
        let mut distinct = Vec::new();
        for entity in local {
            match by_uid.entry(entity.uid().clone()) {
                Entry::Vacant(place) => {
                    place.insert(entity.clone());
                    distinct.push(entity);
                }
                Entry::Occupied(known) if *known.get() == entity => {}
                Entry::Occupied(_) => {
                    return Err(EntitiesError::Duplicate(entity.uid().clone()));
                }
            }
        }
        let mut layered = Entities {
            base: Some(Base {
                store: base,
                hidden: 0,
            }),
            ..Entities::default()
        };
        layered.upsert_entities(distinct)?;
        Ok(layered)
    }

    /// The layers, the uppermost first.
    pub(super) fn layers(&self) -> impl Iterator<Item = &Entities> {
        std::iter::successors(Some(self), |layer| layer.base.as_ref().map(|b| &*b.store))
    }

    /// Where the entity stands below this layer.
    #[cold]
    pub(super) fn locate_below(&self, uid: &EntityUid) -> Option<Located<'_>> {
        let base = self.base.as_ref()?;
        base.store.layers().find_map(|layer| {
            let node = *layer.index.get(uid)?;
            Some(layer.located(node))
        })
    }

    /// Whether `layer`, one of this store's, is the one that speaks for `uid`.
    pub(super) fn speaks_through(&self, layer: &Entities, uid: &EntityUid) -> bool {
        self.base.is_none()
            || self
                .locate(uid)
                .is_some_and(|located| std::ptr::eq(located.layer, layer))
    }

    /// This layer now has a node for `uid`.
    pub(super) fn hide_below(&mut self, uid: &EntityUid) {
        if let Some(base) = &mut self.base {
            base.hidden += usize::from(base.store.get(uid).is_some());
        }
    }

    /// This layer no longer has a node for `uid`.
    pub(super) fn show_below(&mut self, uid: &EntityUid) {
        if let Some(base) = &mut self.base {
            base.show(uid);
        }
    }

    /// Whether there is an entity below that a node of this layer hides.
    pub(super) fn hides_entity(&self, uid: &EntityUid) -> bool {
        let base = self.base.as_ref();
        base.is_some_and(|base| base.store.get(uid).is_some())
    }

    /// Copies from below what this layer must speak for once each of these
    /// entities has these parents. The entities of the store stay the same.
    pub(super) fn bring_up<'c>(
        &mut self,
        changes: impl Iterator<Item = (&'c EntityUid, &'c [EntityUid])>,
    ) -> Result<(), EntitiesError> {
        let Some(base) = &self.base else {
            return Ok(());
        };
        let base = Arc::clone(&base.store);
        let mut wanted = Vec::new();
        for (uid, parents) in changes {
            if self.get(uid).map_or(&[][..], Entity::parents) != parents {
                wanted.extend(base.descendants(uid));
            }
            wanted.push(uid.clone());
            wanted.extend(parents.iter().cloned());
        }
        let mut copies: UidMap<Entity> = UidMap::default();
        // What has a node here has one for each of its ancestors, too.
        while let Some(uid) = wanted.pop() {
            if self.index.contains_key(&uid) || copies.contains_key(&uid) {
                continue;
            }
            if let Some(entity) = base.get(&uid) {
                wanted.extend(entity.parents().iter().cloned());
                copies.insert(uid, entity.clone());
            }
        }
        self.put(copies.into_values())
    }

    /// What has `uid` as an ancestor.
    ///
    /// What a layer does not speak for hangs on ways of the base alone, so it is
    /// below `uid` exactly if it is so there.
    fn descendants(&self, uid: &EntityUid) -> Vec<EntityUid> {
        let mut found: Vec<EntityUid> = Vec::new();
        for layer in self.layers() {
            let Some(node) = layer.index.get(uid) else {
                continue;
            };
            let below = layer.hierarchy.descendants(*node);
            let uids = below.into_iter().map(|node| &layer.slot(node).uid);
            found.extend(
                uids.filter(|below| self.speaks_through(layer, below))
                    .cloned(),
            );
        }
        found
    }
}

#[cfg(test)]
mod tests;
