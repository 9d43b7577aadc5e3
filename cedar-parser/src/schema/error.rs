//! What can be wrong with the text of a schema, apart from its syntax.

use super::MAX_SCHEMA_NESTING;
use smol_str::SmolStr;
use thiserror::Error;

/// What is wrong with the text of a schema.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SchemaTextErrorKind {
    /// Too many open brackets.
    #[error("brackets are nested more than {MAX_SCHEMA_NESTING} levels deep")]
    NestedTooDeeply,
    /// `__cedar` where something is declared.
    #[error("names that contain `__cedar` are reserved")]
    ReservedNamespace,
    /// A common type with a name that has a meaning of its own.
    #[error("a common type cannot be called `{0}`")]
    ReservedCommonType(SmolStr),
    /// Two namespaces with the same name.
    #[error("the namespace `{0}` is declared twice")]
    DuplicateNamespace(SmolStr),
    /// Two declarations of the same kind and name.
    #[error("the {kind} `{name}` is declared twice")]
    DuplicateDeclaration {
        /// `entity type`, `common type` or `action`.
        kind: &'static str,
        /// The name.
        name: SmolStr,
    },
    /// An action that does not say which principals or resources it is for.
    #[error("`appliesTo` of this action lacks `{0}`")]
    MissingAppliesTo(&'static str),
    /// Twice the same part of `appliesTo`.
    #[error("`{0}` is given twice")]
    DuplicateAppliesTo(&'static str),
    /// A list of no principals or resources.
    #[error("`{0}` of an action cannot be empty")]
    EmptyAppliesTo(&'static str),
}
