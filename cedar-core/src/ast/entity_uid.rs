//! Entity types, entity ids and entity uids.

use super::name::{Name, NameError};
use smol_str::SmolStr;
use std::fmt;
use std::sync::Arc;

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
/// Cloning is cheap: the parts are shared.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityUid(Arc<Parts>);

#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Parts {
    entity_type: EntityTypeName,
    id: EntityId,
}

impl EntityUid {
    /// The uid of the entity with this type and id.
    pub fn new(entity_type: EntityTypeName, id: EntityId) -> Self {
        EntityUid(Arc::new(Parts { entity_type, id }))
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
