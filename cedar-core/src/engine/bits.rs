//! Small sets of uids and types that are right about what they lack.

use crate::ast::{EntityTypeName, EntityUid};

/// A set in 64 bits: what it does not hold for certain is not in it, and what it
/// holds perhaps is.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Bits(u64);

/// The place of a uid or a type in [`Bits`], or none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Bit(u8);

impl Bits {
    /// The set that holds everything.
    pub(super) const ALL: Bits = Bits(u64::MAX);

    /// The set of these uids.
    pub(super) fn of_uids<'u>(uids: impl IntoIterator<Item = &'u EntityUid>) -> Self {
        let mut bits = Bits::default();
        for uid in uids {
            bits.insert(Bit::of_uid(uid));
        }
        bits
    }

    /// Whether the two perhaps hold something in common.
    pub(super) fn may_meet(self, other: Bits) -> bool {
        self.0 & other.0 != 0
    }

    /// Adds what stands at `bit`.
    pub(super) fn insert(&mut self, bit: Bit) {
        self.0 |= bit.mask();
    }

    /// Whether the set perhaps holds what stands at `bit`.
    pub(super) fn may_hold(self, bit: Bit) -> bool {
        self.0 & bit.mask() != 0
    }
}

impl Bit {
    /// No place: what stands for no demand. It is not to be looked for.
    pub(super) const NONE: Bit = Bit(Bit::COUNT);

    const COUNT: u8 = 64;

    /// The place of a uid.
    pub(super) fn of_uid(uid: &EntityUid) -> Self {
        Bit::of_hash(uid.own_hash().of_both())
    }

    /// The place of a type.
    pub(super) fn of_type(entity_type: &EntityTypeName) -> Self {
        Bit::of_hash(entity_type.uid_hash())
    }

    /// The place of the type of a uid.
    pub(super) fn of_type_of(uid: &EntityUid) -> Self {
        Bit::of_hash(uid.own_hash().of_type())
    }

    fn of_hash(hash: u32) -> Self {
        Bit((hash % u32::from(Bit::COUNT)) as u8)
    }

    fn mask(self) -> u64 {
        1 << (self.0 % Bit::COUNT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::EntityId;

    #[test]
    fn what_was_added_is_found_and_little_else() {
        let entity_type = EntityTypeName::from_normalized("N").unwrap();
        let uid = |id: usize| EntityUid::new(entity_type.clone(), EntityId::new(id.to_string()));
        let mut bits = Bits::default();
        let added: Vec<EntityUid> = (0..4).map(uid).collect();
        for uid in &added {
            bits.insert(Bit::of_uid(uid));
        }
        assert!(added.iter().all(|uid| bits.may_hold(Bit::of_uid(uid))));
        let others = (4..1004).map(uid);
        let held = others.filter(|uid| bits.may_hold(Bit::of_uid(uid))).count();
        assert!(held < 300, "{held} of 1000");
        assert!((0..1000).all(|id| Bits::ALL.may_hold(Bit::of_uid(&uid(id)))));
    }
}
