//! The Dafny model of Cedar as Rust, extracted from `dafny/model` when this crate
//! is built, and ways to ask it with production types.
//!
//! | module | holds |
//! |---|---|
//! | [`model`] | the extracted model: a module per file of `dafny/model` |
//! | [`runtime`] | what Dafny's types and operations are in Rust |
//! | [`Authorizer`], [`IndexedAuthorizer`] | decisions, from all policies or from candidates |
//! | [`ShadowAuthorizer`], [`CheckedAuthorizer`] | the engine's decisions, some or all of them checked |
//! | [`evaluate`], [`construct`] | the values of expressions and of extension texts |
//! | [`Validator`], [`level_slice`] | policies, requests and entities against a schema; levels |
//! | [`SchemaChange`] | schemas that make no sense |
//! | [`PolicyTypes`] | the types of all parts of a policy's conditions |
//! | [`ancestors`], [`link`](fn@link) | hierarchies from direct parents, templates |
//! | [`Answer`], [`ErrorKind`] | what engine and model must agree on |
//!
//! INVARIANT: no semantics is written by hand here. Conversions rename and
//! regroup; what an expression means comes from the extracted code alone.
//!
//! INVARIANT: the model gives an answer or a [`NoVerdict`]: no input makes it
//! panic or overflow the stack.

pub mod runtime;

/// The extracted model. Do not edit it: edit `dafny/model`.
pub mod model {
    include!(concat!(env!("OUT_DIR"), "/model.rs"));
}

mod answer;
mod authorizer;
mod checked;
mod expression_types;
mod extension;
mod from_model;
mod hierarchy;
mod index;
mod level;
mod link;
mod schema_change;
mod shadow;
mod to_model;
mod validator;

pub use answer::{Answer, ErrorKind};
pub use authorizer::{Authorizer, NoVerdict, evaluate};
pub use checked::{CheckedAuthorizer, CheckedResponse, Verdict};
pub use expression_types::{Concluded, ConditionTypes, PolicyTypes};
pub use extension::construct;
pub use hierarchy::{Ancestors, LoadError, ancestors};
pub use index::IndexedAuthorizer;
pub use level::level_slice;
pub use link::{LinkError, LinkedScope, link};
pub use runtime::Stop;
pub use schema_change::SchemaChange;
pub use shadow::{Counts, Difference, ReproductionError, ShadowAuthorizer, ShadowBuilder};
pub use validator::Validator;

/// The guide's program, compiled and run as a documentation test.
#[cfg(doctest)]
#[doc = include_str!("../../docs/operating.md")]
struct Operating;
