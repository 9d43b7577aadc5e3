//! The three entities of a request.

use super::bits::{Bit, Bits};
use crate::ast::{ActionConstraint, EntityUid, PolicyBody, ScopeConstraint, Variable};
use crate::entities::{Entities, Entity, Located};
use std::cell::{Cell, OnceCell};

/// A part of a request that is an entity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    Principal,
    Action,
    Resource,
}

impl Part {
    /// The part that a variable stands for; `None` for the context.
    #[inline]
    pub(super) fn of(variable: Variable) -> Option<Self> {
        match variable {
            Variable::Principal => Some(Part::Principal),
            Variable::Action => Some(Part::Action),
            Variable::Resource => Some(Part::Resource),
            Variable::Context => None,
        }
    }
}

/// Some parts of a request.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Parts(u8);

impl Parts {
    /// The parts about which the scope of a policy says anything.
    pub(super) fn constrained(body: &PolicyBody) -> Self {
        let mut parts = Parts::default();
        for (part, is_constrained) in [
            (Part::Principal, body.principal != ScopeConstraint::Any),
            (Part::Action, body.action != ActionConstraint::Any),
            (Part::Resource, body.resource != ScopeConstraint::Any),
        ] {
            if is_constrained {
                parts.0 |= Parts::mask(part);
            }
        }
        parts
    }

    /// All of these but one.
    pub(super) fn without(self, part: Part) -> Self {
        Parts(self.0 & !Parts::mask(part))
    }

    /// Whether `part` is one of these.
    #[inline]
    pub(super) fn has(self, part: Part) -> bool {
        self.0 & Parts::mask(part) != 0
    }

    fn mask(part: Part) -> u8 {
        1 << part as u8
    }
}

/// The entity that is one part of a request, looked up in the store once.
pub(crate) struct Party<'a> {
    uid: &'a EntityUid,
    /// An equal uid, with which others most probably share memory: the store's,
    /// or the one that policies named last.
    met: Cell<&'a EntityUid>,
    entities: &'a Entities,
    located: OnceCell<Option<Located<'a>>>,
    /// Its ancestors.
    groups: OnceCell<Bits>,
}

/// The ancestors of an entity that has more are not put together as [`Bits`]:
/// these would hold nearly everything.
const MANY: usize = 64;

impl<'a> Party<'a> {
    /// The entity with this uid, not looked up yet.
    pub(super) fn new(uid: &'a EntityUid, entities: &'a Entities) -> Self {
        Party {
            uid,
            met: Cell::new(uid),
            entities,
            located: OnceCell::new(),
            groups: OnceCell::new(),
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

    /// Whether this is the entity `uid`.
    #[inline]
    pub(super) fn is(&self, uid: &EntityUid) -> bool {
        self.uid.own_hash() == uid.own_hash()
            && (self.met.get().shares_memory_with(uid) || self.uid == uid)
    }

    /// Whether this is the entity `uid`, which the policies name and so perhaps
    /// other policies do, too: if it is, it will be found out sooner.
    #[inline]
    pub(super) fn is_named(&self, uid: &'a EntityUid) -> bool {
        let is_named = self.is(uid);
        if is_named {
            self.met.set(uid);
        }
        is_named
    }

    /// Cedar's `in`.
    pub(super) fn is_in(&self, ancestor: &EntityUid) -> bool {
        self.is(ancestor)
            || self
                .located()
                .is_some_and(|located| located.has_ancestor(ancestor))
    }

    /// What it is without a look into the store: `== uid`, `is Type`.
    pub(super) fn own(&self) -> Bits {
        let mut own = Bits::default();
        own.insert(Bit::of_uid(self.uid));
        own.insert(Bit::of_type_of(self.uid));
        own
    }

    /// All ancestors, itself not included.
    pub(super) fn ancestors(&self) -> impl ExactSizeIterator<Item = &'a EntityUid> + use<'a> {
        Located::ancestors_of(self.located(), self.entities)
    }

    /// What its ancestors are, and perhaps more.
    #[inline]
    pub(super) fn groups(&self) -> Bits {
        *self.groups.get_or_init(|| {
            let ancestors = self.ancestors();
            match ancestors.len() {
                0..=MANY => Bits::of_uids(ancestors),
                _ => Bits::ALL,
            }
        })
    }

    #[inline]
    fn located(&self) -> Option<&Located<'a>> {
        match self.located.get() {
            Some(located) => located.as_ref(),
            None => self.locate(),
        }
    }

    /// Looks the entity up.
    #[inline(never)]
    fn locate(&self) -> Option<&Located<'a>> {
        let located = self.located.get_or_init(|| self.entities.locate(self.uid));
        let located = located.as_ref()?;
        // What the store refers to shares memory with the uid there.
        self.met.set(located.uid());
        Some(located)
    }
}
