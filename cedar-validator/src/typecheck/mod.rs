//! The type checker: which values an expression can have, and that evaluating
//! it fails for no other reason than a missing entity, an overflow, or an
//! extension function.
//!
//! Types are inferred for one [`Environment`] at a time. There is one file for
//! each family of rules:
//!
//! | module | rules |
//! |---|---|
//! | `infer` | which rule applies; expectations |
//! | `boolean` | `&&`, `\|\|`, `!`, `if` |
//! | `equality` | `==`, `!=` |
//! | `membership` | `in`, `is` |
//! | `attribute` | `.`, `has` |
//! | `tag` | `getTag`, `hasTag` |
//! | `operator` | arithmetic, comparisons, `like` |
//! | `collection` | sets and records, `contains…`, `isEmpty` |
//! | `extension` | calls of extension functions |
//! | `least_upper_bound` | what is known of a value that has one of two types |
//! | `capability` | attributes and tags that are known to be present |
//!
//! # Capabilities
//!
//! An expression of type `Bool` comes with the [`Capabilities`] that hold
//! whenever it is true. They are available where its truth has been tested.

mod attribute;
mod boolean;
mod capability;
mod collection;
mod environment;
mod equality;
mod extension;
mod infer;
mod least_upper_bound;
mod membership;
mod mode;
mod operator;
mod tag;

pub(crate) use environment::Environment;
pub(crate) use infer::{Memory, NodeTypes, Typechecker};
pub use mode::ValidationMode;

use crate::types::Type;
use capability::Capabilities;

/// What is known of an expression.
#[derive(Clone, Debug)]
pub(crate) struct Typed {
    /// Its type.
    pub(crate) value: Type,
    /// What holds whenever it is true.
    capabilities: Capabilities,
}

impl Typed {
    /// The type without capabilities.
    fn plain(value: Type) -> Self {
        Typed {
            value,
            capabilities: Capabilities::default(),
        }
    }
}

/// What is known of an expression; `None` after an error that leaves nothing
/// to be known. Errors are reported where they are found.
pub(crate) type Inferred = Option<Typed>;
