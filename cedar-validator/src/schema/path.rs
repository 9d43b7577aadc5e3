//! Names in schemas, which may be the built-in ones in `__cedar`.

use cedar_core::ast::{is_identifier, is_reserved};
use cedar_core::{EntityTypeName, Name};
use smol_str::{SmolStr, format_smolstr};
use std::borrow::Borrow;
use std::fmt;

/// The namespace of the built-in types.
pub(super) const BUILTIN_NAMESPACE: &str = "__cedar";

/// A name such as `User`, `PhotoApp::Album` or `__cedar::Long`, normalized.
///
/// INVARIANT: components are identifiers; none is reserved, but `__cedar` may
/// occur.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Path(SmolStr);

impl Path {
    /// Reads a path in its normalized form.
    pub fn from_normalized(text: &str) -> Option<Self> {
        let component = |c: &str| is_identifier(c) && (!is_reserved(c) || c == BUILTIN_NAMESPACE);
        let is_path = component(text) || text.split("::").all(component);
        is_path.then(|| Path(SmolStr::new(text)))
    }

    /// A path that the parser has read.
    ///
    /// INVARIANT: the grammar of schemas has no other paths than normalized ones.
    pub(super) fn from_parser(text: SmolStr) -> Self {
        debug_assert!(Path::from_normalized(&text).is_some(), "{text}");
        Path(text)
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the last component; `None` for a single one.
    pub fn namespace(&self) -> Option<&str> {
        if is_identifier(&self.0) {
            return None;
        }
        // A colon only stands in `::`.
        let (namespace, _) = self.0.rsplit_once(':')?;
        namespace.strip_suffix(':')
    }

    /// The last component.
    pub fn basename(&self) -> &str {
        self.0.rsplit(':').next().unwrap_or(&self.0)
    }

    /// The path of `basename` in a namespace.
    pub(super) fn qualified(namespace: Option<&Name>, basename: &str) -> Self {
        match namespace {
            Some(namespace) => Path(format_smolstr!("{namespace}::{basename}")),
            None => Path(SmolStr::new(basename)),
        }
    }

    /// The entity type with this name, unless it is a reserved one.
    pub(super) fn to_entity_type(&self) -> Option<EntityTypeName> {
        EntityTypeName::from_normalized(&self.0).ok()
    }
}

/// Paths are hashed and compared as their text is.
impl Borrow<str> for Path {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
