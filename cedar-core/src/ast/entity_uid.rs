//! Entity types, entity ids and entity uids.

use super::name::{Name, NameError};
use siphasher::sip::SipHasher13;
use smol_str::SmolStr;
use std::borrow::Borrow;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher, RandomState};
use std::sync::{Arc, OnceLock};

/// The type of an entity, such as `User` or `PhotoApp::Album`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EntityTypeName(Name);

impl EntityTypeName {
    /// Reads an entity type in its normalized form.
    ///
    /// # Errors
    /// As [`Name::from_normalized`].
    pub fn from_normalized(text: &str) -> Result<Self, NameError> {
        Name::from_normalized(text).map(EntityTypeName)
    }

    /// The name of the type.
    pub fn name(&self) -> &Name {
        &self.0
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether entities of this type are actions: its last component is `Action`.
    pub fn is_action(&self) -> bool {
        self.0.basename() == "Action"
    }
}

/// The names are hashed and compared as their text is.
impl Borrow<str> for EntityTypeName {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl From<Name> for EntityTypeName {
    fn from(name: Name) -> Self {
        EntityTypeName(name)
    }
}

impl fmt::Display for EntityTypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The id of an entity within its type: any string.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EntityId(SmolStr);

impl EntityId {
    /// The id with exactly this text, unescaped.
    pub fn new(id: impl Into<SmolStr>) -> Self {
        EntityId(id.into())
    }

    /// The text, unescaped.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The unique id of an entity, such as `User::"alice"`: its type and its id.
///
/// Cloning is cheap: the parts are shared. So is hashing: it was done when the
/// uid was made. So is finding two to differ: their hashes do.
#[derive(Clone, Eq)]
pub struct EntityUid {
    hash: UidHash,
    parts: Arc<Parts>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Parts {
    entity_type: EntityTypeName,
    id: EntityId,
}

/// The hash of a uid: the hash of its type, and one of type and id together.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct UidHash {
    of_type: u32,
    of_both: u32,
}

/// A map by uid that takes the uid's own hash.
pub(crate) type UidMap<V> = HashMap<EntityUid, V, BuildHasherDefault<OwnHash>>;

/// Passes the hash of a uid through.
#[derive(Default)]
pub(crate) struct OwnHash(u64);

impl Hasher for OwnHash {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u32(&mut self, hash: u32) {
        self.write_u64(u64::from(hash));
    }

    fn write_u64(&mut self, hash: u64) {
        // Tables look at the lowest bits and at the highest ones. Those of the
        // uid's hash say nothing but the type, so the lowest spread to them.
        self.0 = hash.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

/// The hash of a part of a uid. Its key is drawn once per process, so that
/// nobody can choose ids that collide.
fn hash_of(part: &str) -> u32 {
    static HASHER: OnceLock<SipHasher13> = OnceLock::new();
    let hasher = HASHER.get_or_init(|| {
        let random = RandomState::new();
        SipHasher13::new_with_keys(random.hash_one(0), random.hash_one(1))
    });
    (hasher.hash(part.as_bytes()) >> 32) as u32
}

impl EntityTypeName {
    /// The hash that uids of this type have in common.
    pub(crate) fn uid_hash(&self) -> u32 {
        hash_of(self.as_str())
    }
}

impl UidHash {
    /// The hash that all uids of the same type have in common.
    pub(crate) fn of_type(self) -> u32 {
        self.of_type
    }

    /// Equal for equal uids, and rarely for others.
    pub(crate) fn of_both(self) -> u32 {
        self.of_both
    }

    /// Both together, in one number.
    pub(crate) fn as_u64(self) -> u64 {
        u64::from(self.of_type) << 32 | u64::from(self.of_both)
    }
}

impl EntityUid {
    /// The uid of the entity with this type and id.
    pub fn new(entity_type: EntityTypeName, id: EntityId) -> Self {
        let of_type = entity_type.uid_hash();
        let hash = UidHash {
            of_type,
            of_both: of_type ^ hash_of(id.as_str()),
        };
        EntityUid {
            hash,
            parts: Arc::new(Parts { entity_type, id }),
        }
    }

    /// The hash, made beforehand.
    pub(crate) fn own_hash(&self) -> UidHash {
        self.hash
    }

    /// The type.
    pub fn entity_type(&self) -> &EntityTypeName {
        &self.parts.entity_type
    }

    /// The id.
    pub fn id(&self) -> &EntityId {
        &self.parts.id
    }

    /// Whether this is an action: its type's last component is `Action`.
    pub fn is_action(&self) -> bool {
        self.entity_type().is_action()
    }
}

impl PartialEq for EntityUid {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.hash.as_u64() == other.hash.as_u64()
            && (Arc::ptr_eq(&self.parts, &other.parts) || self.has_parts_of(other))
    }
}

impl EntityUid {
    /// Whether one is a clone of the other, so that they are equal for certain.
    #[inline]
    pub(crate) fn shares_memory_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.parts, &other.parts)
    }

    /// Whether two are equal that are most probably so. Out of line, since most
    /// comparisons end before.
    #[inline(never)]
    fn has_parts_of(&self, other: &Self) -> bool {
        self.parts.id == other.parts.id && self.parts.entity_type == other.parts.entity_type
    }
}

impl Hash for EntityUid {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash.as_u64());
    }
}

/// By type, then by id: an order that does not change from run to run.
impl Ord for EntityUid {
    fn cmp(&self, other: &Self) -> Ordering {
        match Arc::ptr_eq(&self.parts, &other.parts) {
            true => Ordering::Equal,
            false => self.parts.cmp(&other.parts),
        }
    }
}

impl PartialOrd for EntityUid {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Writes the uid as Cedar text, the id escaped: `User::"a\"b"`.
impl fmt::Display for EntityUid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}::\"{}\"",
            self.entity_type(),
            self.id().as_str().escape_debug()
        )
    }
}

impl fmt::Debug for EntityUid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
