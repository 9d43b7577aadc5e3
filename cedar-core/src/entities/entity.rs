//! One entity.

use crate::ast::{EntityUid, UidMap};
use crate::value::Record;

/// A principal, action, resource or group: attributes, tags and direct parents.
///
/// Two entities are equal when uid, attributes, tags and the set of parents are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entity {
    uid: EntityUid,
    attributes: Record,
    tags: Record,
    // INVARIANT: sorted and distinct.
    parents: Box<[EntityUid]>,
}

impl Entity {
    /// The entity with these parts; a parent given twice counts once.
    pub fn new(
        uid: EntityUid,
        attributes: Record,
        tags: Record,
        parents: impl IntoIterator<Item = EntityUid>,
    ) -> Self {
        let mut parents: Vec<EntityUid> = parents.into_iter().collect();
        parents.sort_unstable();
        parents.dedup();
        Entity {
            uid,
            attributes,
            tags,
            parents: parents.into_boxed_slice(),
        }
    }

    /// An entity without attributes, tags and parents.
    pub fn with_uid(uid: EntityUid) -> Self {
        Entity::new(uid, Record::default(), Record::default(), [])
    }

    /// The uid.
    pub fn uid(&self) -> &EntityUid {
        &self.uid
    }

    /// The attributes by name.
    pub fn attributes(&self) -> &Record {
        &self.attributes
    }

    /// The tags by key.
    pub fn tags(&self) -> &Record {
        &self.tags
    }

    /// The direct parents, which need not exist in a store.
    pub fn parents(&self) -> &[EntityUid] {
        &self.parents
    }

    /// Lets uids share memory with equal ones of `known`, so that they are
    /// compared by address. It changes nothing else.
    pub(super) fn share_uids<V>(&mut self, known: &UidMap<V>) {
        let share = |uid: &mut EntityUid| {
            if let Some((known, _)) = known.get_key_value(uid) {
                *uid = known.clone();
            }
        };
        share(&mut self.uid);
        self.parents.iter_mut().for_each(share);
        self.attributes.for_each_uid_mut(share);
        self.tags.for_each_uid_mut(share);
    }
}
