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

impl SchemaJsonErrorKind {
    /// How to put it right, where that can be said.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            SchemaJsonErrorKind::Json(kind) => kind.help(),
            SchemaJsonErrorKind::InvalidName(_) => {
                Some("names look like `User` or `App::User`, without spaces")
            }
            SchemaJsonErrorKind::InvalidIdentifier(_) => Some(
                "names consist of letters, digits and `_` and do not begin with a digit; \
                 the namespace is a key further out",
            ),
            SchemaJsonErrorKind::UnknownTypeField(_) => Some(
                "`element` belongs to sets, `attributes` to records, `name` to references, \
                 `required` to attributes of records",
            ),
            SchemaJsonErrorKind::ReservedCommonType(_) => {
                Some("give it another name; this one means something as a `type`")
            }
            SchemaJsonErrorKind::EmptyEnum => {
                Some("list the ids that there are, or leave `enum` out if there can be any")
            }
            SchemaJsonErrorKind::FieldBesideEnum(_) => {
                Some("leave one of the two out: entities that are listed are only names")
            }
            SchemaJsonErrorKind::FieldOfExternal(_) => {
                Some("let the definition in another fragment say it")
            }
            SchemaJsonErrorKind::AnnotatedEmptyNamespace => {
                Some("annotate the declarations themselves")
            }
            SchemaJsonErrorKind::OpenRecord => {
                Some("declare every attribute, with `\"required\": false` if it may be missing")
            }
            SchemaJsonErrorKind::ActionAttributes => {
                Some("leave `attributes` out; put the data into the context")
            }
        }
    }
}
