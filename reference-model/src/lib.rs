//! The Dafny model of Cedar as Rust, extracted from `dafny/model` when this crate
//! is built, and an authorizer that asks it.
//!
//! | module | holds |
//! |---|---|
//! | [`model`] | the extracted model: a module per file of `dafny/model` |
//! | [`runtime`] | what Dafny's types and operations are in Rust |
//! | [`Authorizer`], [`evaluate`] | the model asked with production types |
//! | [`Answer`], [`ErrorKind`] | what engine and model must agree on |
//!
//! INVARIANT: no semantics is written by hand here. Conversions rename and
//! regroup; what an expression means comes from the extracted code alone.

pub mod runtime;

/// The extracted model. Do not edit it: edit `dafny/model`.
pub mod model {
    include!(concat!(env!("OUT_DIR"), "/model.rs"));
}

mod answer;
mod authorizer;
mod from_model;
mod to_model;

pub use answer::{Answer, ErrorKind};
pub use authorizer::{Authorizer, NoVerdict, evaluate};
pub use runtime::Stop;
