//! What can be wrong with the JSON form of a schema.

use cedar_core::json::JsonErrorKind;
use smol_str::SmolStr;
use thiserror::Error;

/// The kinds of errors in the JSON form of a schema.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[non_exhaustive]
pub enum SchemaJsonErrorKind {
    /// As in any other document.
    #[error(transparent)]
    Json(#[from] JsonErrorKind),
    /// A text that must be a name.
    #[error("`{0}` is not a name: expected identifiers that are not reserved, separated by `::`")]
    InvalidName(SmolStr),
    /// A key that must be an identifier.
    #[error("`{0}` cannot be declared: expected an identifier that is not reserved")]
    InvalidIdentifier(SmolStr),
    /// A field that this type does not have.
    #[error("a type of this kind has no field `{0}`")]
    UnknownTypeField(SmolStr),
    /// A common type with a name that has a meaning of its own.
    #[error("a common type cannot be called `{0}`")]
    ReservedCommonType(SmolStr),
    /// `"enum": []`
    #[error("an enumerated entity type needs at least one id")]
    EmptyEnum,
    /// `enum` beside what only other entity types have.
    #[error("an enumerated entity type cannot have `{0}`")]
    FieldBesideEnum(&'static str),
    /// `external` beside what only a definition has.
    #[error("what is declared `external` cannot have `{0}`")]
    FieldOfExternal(&'static str),
    /// Annotations of the empty namespace.
    #[error("the empty namespace cannot have annotations")]
    AnnotatedEmptyNamespace,
    /// `"additionalAttributes": true`
    #[error("records with `additionalAttributes` are not supported")]
    OpenRecord,
    /// `"attributes"` of an action.
    #[error("actions cannot have attributes")]
    ActionAttributes,
}
