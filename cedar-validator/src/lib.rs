//! Schemas of the Cedar policy language, and validation against them.
//!
//! # Map, in reading order
//!
//! | module | holds |
//! |---|---|
//! | [`types`] | types of values and expressions |
//! | [`schema`] | schemas: their syntax in both forms, and the resolved [`Schema`] |
//! | [`data`] | entities, contexts and requests against a schema |
//! | `typecheck` | the type checker, one file for each family of rules |
//! | [`validation`] | policies against a schema: [`Validator`] |
//!
//! # Example
//!
//! ```
//! use cedar_parser::parse_policy_set;
//! use cedar_validator::{Schema, ValidationMode, Validator};
//!
//! let schema = Schema::from_cedar_text(
//!     "entity User { nickname?: String };
//!      entity Photo { owner: User };
//!      action view appliesTo { principal: User, resource: Photo };",
//! )?;
//! let policies = parse_policy_set(
//!     r#"permit(principal, action == Action::"view", resource)
//!        when { resource.owner == principal && principal.nickname == "kim" };"#,
//! )?;
//! let result = Validator::new(schema).validate(&policies, ValidationMode::Strict);
//! assert_eq!(
//!     result.errors()[0].kind.to_string(),
//!     "unable to guarantee safety of access to optional attribute `nickname` on entity type `User`"
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Invariants
//!
//! * No I/O, no global state; a [`Schema`] is immutable and `Send + Sync`.
//! * Nothing is decided here: validation only says what can and cannot happen.
//! * No input overflows the stack; a limit that is reached is an error.

pub mod data;
pub mod schema;
mod typecheck;
pub mod types;
pub mod validation;

mod hints;
mod maps;
mod stack;

pub use data::{DataError, DataErrorKind, EntityError, RequestError};
pub use maps::OrderedMap;
pub use schema::{Schema, SchemaError, SchemaErrors, SchemaFragment};
pub use typecheck::ValidationMode;
pub use validation::{
    ConditionTypes, RequestEnvironment, ValidationError, ValidationErrorKind, ValidationResult,
    ValidationWarning, ValidationWarningKind, Validator,
};

/// The guide's programs, compiled and run as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../docs/embedding.md")]
struct Embedding;
