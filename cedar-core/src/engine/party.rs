//! The three entities of a request.

use crate::ast::EntityUid;
use crate::entities::{Entities, Entity, Located};
use std::cell::OnceCell;

/// A part of a request that is an entity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    Principal,
    Action,
    Resource,
}

/// The entity that is one part of a request, looked up in the store once.
pub(crate) struct Party<'a> {
    uid: &'a EntityUid,
    entities: &'a Entities,
    located: OnceCell<Option<Located<'a>>>,
}

impl<'a> Party<'a> {
    /// The entity with this uid, not looked up yet.
    pub(super) fn new(uid: &'a EntityUid, entities: &'a Entities) -> Self {
        Party {
            uid,
            entities,
            located: OnceCell::new(),
        }
    }

    /// Its uid.
    pub(super) fn uid(&self) -> &'a EntityUid {
        self.uid
    }

    /// The entity, if it is in the store.
    pub(super) fn entity(&self) -> Option<&'a Entity> {
        self.located()?.entity()
    }

    /// Cedar's `in`.
    pub(super) fn is_in(&self, ancestor: &EntityUid) -> bool {
        self.uid == ancestor
            || self
                .located()
                .is_some_and(|located| located.has_ancestor(ancestor))
    }

    /// All ancestors, itself not included.
    pub(super) fn ancestors(&self) -> impl ExactSizeIterator<Item = &'a EntityUid> {
        self.entities.ancestors_at(self.located())
    }

    fn located(&self) -> Option<Located<'a>> {
        *self.located.get_or_init(|| self.entities.locate(self.uid))
    }
}
