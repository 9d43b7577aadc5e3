//! Files, standard input and arguments, turned into typed values.
//!
//! Everything that can be wrong with them is reported with the name of the
//! file and, where it can be known, the place in it.

pub(crate) mod entities;
pub(crate) mod expression;
pub(crate) mod json;
pub(crate) mod links;
pub(crate) mod policies;
pub(crate) mod policy_tests;
pub(crate) mod request;
pub(crate) mod schema;
pub(crate) mod syntax;
pub(crate) mod uid;

mod source;

pub(crate) use source::{Source, ceil_boundary, floor_boundary};
