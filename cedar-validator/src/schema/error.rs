//! What can be wrong with a schema, in words for the person who wrote it.

use super::json::SchemaJsonErrors;
use super::resolve::{MAX_DECLARATIONS, MAX_TYPE_DEPTH};
use cedar_core::{EntityUid, Span};
use cedar_parser::ParseErrors;
use smol_str::SmolStr;
use std::fmt;
use thiserror::Error;

/// Everything that is wrong with some fragments, in the order of their text.
///
/// INVARIANT: there is at least one error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaErrors(Vec<SchemaError>);

/// One thing that is wrong with a schema, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaError {
    /// What is wrong; its `Display` is the message.
    pub kind: SchemaErrorKind,
    /// The fragment at fault: its position among those given.
    pub fragment: usize,
    /// The place in the fragment's source; [`Span::NONE`] if it was made without
    /// one, or if a name in JSON is written with escapes.
    pub span: Span,
    /// How to put it right, if there is a good guess.
    pub hint: Option<String>,
}

/// The kinds of declarations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeclarationKind {
    /// `type`
    CommonType,
    /// `entity`
    EntityType,
    /// `action`
    Action,
}

/// What is wrong with a schema.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SchemaErrorKind {
    /// Two declarations of the same name and kind.
    #[error("the {kind} `{name}` is declared twice")]
    Duplicate {
        /// What is declared.
        kind: DeclarationKind,
        /// Its full name.
        name: String,
    },
    /// A declaration in a namespace with the name of one in the empty
    /// namespace, which could then not be referred to (RFC 70).
    #[error("the declaration of `{name}` shadows that of `{shadowed}`")]
    Shadowing {
        /// The full name in the namespace.
        name: String,
        /// The name in the empty namespace.
        shadowed: String,
    },
    /// An entity type called `Action`.
    #[error("the entity type `{0}` cannot be declared: it is the type of actions")]
    ActionTypeDeclared(String),
    /// A name that stands for no type.
    #[error("there is no type `{0}`")]
    UnknownType(SmolStr),
    /// A name that stands for no entity type.
    #[error("there is no entity type `{0}`")]
    UnknownEntityType(SmolStr),
    /// An extension type that does not exist.
    #[error("there is no extension type `{0}`")]
    UnknownExtensionType(SmolStr),
    /// An action group that is not declared.
    #[error("there is no action `{0}`")]
    UnknownAction(String),
    /// A common type that is defined by way of itself.
    #[error("the common type `{0}` is defined in terms of itself")]
    CommonTypeCycle(String),
    /// An action that is a member of itself.
    #[error("the action `{0}` is a member of itself")]
    ActionCycle(EntityUid),
    /// An enumerated entity type without ids; text and JSON cannot say it.
    #[error("the entity type `{0}` is an enumeration of no ids")]
    EmptyEnumeration(String),
    /// Attributes of an entity type that are not a record.
    #[error("the shape of the entity type `{0}` is not a record type")]
    ShapeNotRecord(String),
    /// A context that is not a record.
    #[error("the context of the action `{0}` is not a record type")]
    ContextNotRecord(EntityUid),
    /// A definition that contradicts what another fragment says of it.
    #[error(
        "`{name}` is declared elsewhere as `external` in `{parent}`, but its definition is not"
    )]
    ExternalMismatch {
        /// What is defined.
        name: String,
        /// What it should be in.
        parent: String,
    },
    /// A type that is nested too deeply once names are replaced by what they mean.
    #[error("this type is nested more than {MAX_TYPE_DEPTH} levels deep")]
    TypeTooDeep,
    /// Too many entity types or actions.
    #[error("a schema can have at most {MAX_DECLARATIONS} entity types and as many actions")]
    TooManyDeclarations,
}

/// Why a text or a document is no schema.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SchemaTextError {
    /// The text has not the Cedar form of schemas.
    #[error(transparent)]
    Cedar(#[from] ParseErrors),
    /// The document has not the JSON form of schemas.
    #[error(transparent)]
    Json(#[from] SchemaJsonErrors),
    /// What it declares is wrong.
    #[error(transparent)]
    Schema(#[from] SchemaErrors),
}

/// What is allowed in a schema but probably not meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaWarning {
    /// What is suspicious; its `Display` is the message.
    pub kind: SchemaWarningKind,
    /// The fragment: its position among those given.
    pub fragment: usize,
    /// The place in the fragment's source; [`Span::NONE`] if it was made without
    /// one, or if a name in JSON is written with escapes.
    pub span: Span,
}

/// The kinds of [`SchemaWarning`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SchemaWarningKind {
    /// A declaration with the name of a built-in type.
    #[error("`{name}` shadows a built-in type, which is now only `__cedar::{name}`")]
    ShadowsBuiltin {
        /// The name.
        name: SmolStr,
    },
    /// A common type with the name of an entity type.
    #[error("the common type `{name}` shadows the entity type of the same name")]
    ShadowsEntityType {
        /// The full name.
        name: SmolStr,
    },
    /// Attributes with the same name in one record: the last one counts.
    #[error("the attribute `{name}` is declared again later, so this declaration has no effect")]
    AttributeReplaced {
        /// The attribute.
        name: SmolStr,
    },
}

impl SchemaErrors {
    /// The errors in the order of the text; at least one.
    pub fn iter(&self) -> std::slice::Iter<'_, SchemaError> {
        self.0.iter()
    }

    pub(super) fn iter_mut(&mut self) -> std::slice::IterMut<'_, SchemaError> {
        self.0.iter_mut()
    }

    /// The errors, if there are any.
    pub(super) fn from_vec(mut errors: Vec<SchemaError>) -> Option<Self> {
        errors.sort_by_key(|error| {
            let start = error.span.range().map_or(usize::MAX, |range| range.start);
            (error.fragment, start)
        });
        (!errors.is_empty()).then_some(SchemaErrors(errors))
    }
}

impl IntoIterator for SchemaErrors {
    type Item = SchemaError;
    type IntoIter = std::vec::IntoIter<SchemaError>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// The messages, one a line.
impl fmt::Display for SchemaErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.0.iter().enumerate() {
            let separator = if i == 0 { "" } else { "\n" };
            write!(f, "{separator}{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for SchemaErrors {}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl std::error::Error for SchemaError {}

impl fmt::Display for SchemaWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl fmt::Display for DeclarationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DeclarationKind::CommonType => "common type",
            DeclarationKind::EntityType => "entity type",
            DeclarationKind::Action => "action",
        })
    }
}
