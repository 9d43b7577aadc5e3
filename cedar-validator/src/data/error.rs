//! What can be wrong with entities, contexts and requests.

use super::conformance::{Mismatch, MismatchKind};
use cedar_core::json::{JsonError, JsonErrorKind};
use cedar_core::{EntityTypeName, EntityUid};
use smol_str::SmolStr;
use thiserror::Error;

/// What is wrong with JSON that is read with a schema, and where.
pub type DataError = JsonError<DataErrorKind>;

/// What is wrong with JSON that is read with a schema.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DataErrorKind {
    /// As without a schema.
    #[error(transparent)]
    Json(#[from] JsonErrorKind),
    /// An entity is not as the schema says.
    #[error(transparent)]
    Entity(#[from] EntityError),
    /// A record is not as the schema says.
    #[error(transparent)]
    Record(#[from] MismatchKind),
    /// The action of a context is not declared.
    #[error("the action `{0}` is not declared")]
    UndeclaredAction(EntityUid),
}

/// Why an entity is not as a schema says.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EntityError {
    /// The type is not declared.
    #[error("the type of the entity `{0}` is not declared")]
    UndeclaredType(EntityUid),
    /// The id is not one of those of its type.
    #[error(transparent)]
    Id(MismatchKind),
    /// An attribute that the type does not have.
    #[error("the entity `{uid}` has the attribute `{attribute}`, which is not declared")]
    UndeclaredAttribute {
        /// The entity.
        uid: EntityUid,
        /// The attribute.
        attribute: SmolStr,
    },
    /// A required attribute is missing.
    #[error("the entity `{uid}` lacks the attribute `{attribute}`")]
    MissingAttribute {
        /// The entity.
        uid: EntityUid,
        /// The attribute.
        attribute: SmolStr,
    },
    /// An attribute has the wrong type.
    #[error("in the attribute `{attribute}` of `{uid}`: {mismatch}")]
    Attribute {
        /// The entity.
        uid: EntityUid,
        /// The attribute.
        attribute: SmolStr,
        /// What is wrong with its value.
        mismatch: Mismatch,
    },
    /// Tags of an entity whose type has none.
    #[error("the entity `{uid}` has the tag `{tag}`, but its type has no tags")]
    UndeclaredTag {
        /// The entity.
        uid: EntityUid,
        /// The tag.
        tag: SmolStr,
    },
    /// A tag has the wrong type.
    #[error("in the tag `{tag}` of `{uid}`: {mismatch}")]
    Tag {
        /// The entity.
        uid: EntityUid,
        /// The tag.
        tag: SmolStr,
        /// What is wrong with its value.
        mismatch: Mismatch,
    },
    /// A parent of a type that the entity's type is not a member of.
    #[error("the entity `{uid}` cannot have an ancestor of type `{ancestor_type}`")]
    InvalidAncestor {
        /// The entity.
        uid: EntityUid,
        /// The type of the parent.
        ancestor_type: EntityTypeName,
    },
    /// An action that the schema declares otherwise.
    #[error("the action `{0}` is not as the schema declares it")]
    ActionDiffers(EntityUid),
}

/// Why a request is not as a schema says.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RequestError {
    /// The action is not declared.
    #[error("the action `{0}` is not declared")]
    UndeclaredAction(EntityUid),
    /// The principal's type is not declared.
    #[error("the principal's type `{0}` is not declared")]
    UndeclaredPrincipalType(EntityTypeName),
    /// The resource's type is not declared.
    #[error("the resource's type `{0}` is not declared")]
    UndeclaredResourceType(EntityTypeName),
    /// The action does not apply to principals of this type.
    #[error("the action `{action}` does not apply to principals of type `{principal_type}`")]
    InvalidPrincipalType {
        /// The action.
        action: EntityUid,
        /// The type.
        principal_type: EntityTypeName,
    },
    /// The action does not apply to resources of this type.
    #[error("the action `{action}` does not apply to resources of type `{resource_type}`")]
    InvalidResourceType {
        /// The action.
        action: EntityUid,
        /// The type.
        resource_type: EntityTypeName,
    },
    /// The principal or resource is not one of the entities of its type.
    #[error(transparent)]
    InvalidEntity(MismatchKind),
    /// The context is not what the action says.
    #[error("in the context of the action `{action}`: {mismatch}")]
    InvalidContext {
        /// The action.
        action: EntityUid,
        /// What is wrong.
        mismatch: Mismatch,
    },
}
