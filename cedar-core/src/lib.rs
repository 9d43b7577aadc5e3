//! The language core of Cedar: what policies, entities and requests *are*, and
//! what they *mean*.
//!
//! # Map, in reading order
//!
//! | module | holds |
//! |---|---|
//! | [`ast`] | names, entity uids, expressions, policies, templates, policy sets |
//! | [`value`] | run-time values: booleans, 64-bit integers, strings, entities, sets, records, extension values |
//! | [`extensions`] | decimal, ipaddr, datetime, duration and their functions |
//! | [`entities`] | entities and the store with its hierarchy |
//! | [`request`] | principal, action, resource, context |
//! | [`evaluator`] | the tree-walking evaluator: the definition that people read |
//! | `engine` | the fast evaluator and the index over scopes, which the authorizer uses |
//! | [`authorizer`] | decision, determining policies, errors |
//! | [`stricter`] | an authorizer unlike Cedar's: a `forbid` that errs denies |
//! | [`explain`] | why a decision is as it is, and what would change it |
//! | [`coverage`] | what requests have shown of policies: coverage by tests |
//! | [`json`] | JSON forms of entities, contexts and policies |
//!
//! # Invariants
//!
//! * No I/O, no clock, no state: everything is a function of its arguments. (The
//!   hash of entity uids has a key of its own per process, which nothing shows.)
//! * No text syntax and no schemas: those live in `cedar-parser` and `cedar-validator`.
//! * Everything that is loaded is immutable or updated through `&mut`, is
//!   `Send + Sync`, and is cheap to share.
//! * Trees are bounded: an expression is at most
//!   [`ast::MAX_EXPRESSION_DEPTH`] deep, so no walk over it can exhaust memory,
//!   and walks grow their stack instead of overflowing it.

pub mod ast;
pub mod authorizer;
pub mod coverage;
pub mod entities;
pub mod evaluator;
pub mod explain;
pub mod extensions;
pub mod json;
pub mod request;
pub mod stricter;
pub mod value;

mod engine;
mod stack;

pub use ast::{
    Effect, EntityId, EntityTypeName, EntityUid, Name, Policy, PolicyId, PolicySet, SlotId, Span,
    Template,
};
pub use authorizer::{AuthorizationError, Authorizer, Decision, Diagnostics, Response};
pub use entities::{Entities, Entity, SharedEntities};
pub use evaluator::{EvaluationError, EvaluationErrorKind, Evaluator};
pub use explain::Explanation;
pub use request::{Context, Request};
pub use stricter::{StricterResponse, StricterThanCedar};
pub use value::{Record, Set, Value, ValueType};
