//! Entity types, entity ids and entity uids.

use super::name::{Name, NameError};
use smol_str::SmolStr;
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
/// uid was made.
#[derive(Clone, Eq, PartialOrd, Ord)]
pub struct EntityUid(Arc<Parts>);

#[derive(Eq)]
struct Parts {
    hash: u64,
    entity_type: EntityTypeName,
    id: EntityId,
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

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// The hash of a uid's parts. Its key is drawn once per process, so that nobody
/// can choose ids that collide.
fn hash_of(entity_type: &EntityTypeName, id: &EntityId) -> u64 {
    static KEY: OnceLock<RandomState> = OnceLock::new();
    KEY.get_or_init(RandomState::new)
        .hash_one((entity_type, id))
}

impl EntityUid {
    /// The uid of the entity with this type and id.
    pub fn new(entity_type: EntityTypeName, id: EntityId) -> Self {
        EntityUid(Arc::new(Parts {
            hash: hash_of(&entity_type, &id),
            entity_type,
            id,
        }))
    }

    /// The type.
    pub fn entity_type(&self) -> &EntityTypeName {
        &self.0.entity_type
    }

    /// The id.
    pub fn id(&self) -> &EntityId {
        &self.0.id
    }

    /// Whether this is an action: its type's last component is `Action`.
    pub fn is_action(&self) -> bool {
        self.entity_type().is_action()
    }
}

impl PartialEq for EntityUid {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl Hash for EntityUid {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.hash);
    }
}

impl PartialEq for Parts {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash && self.entity_type == other.entity_type && self.id == other.id
    }
}

/// By type, then by id: an order that does not change from run to run.
impl Ord for Parts {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (&self.entity_type, &self.id).cmp(&(&other.entity_type, &other.id))
    }
}

impl PartialOrd for Parts {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
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
