//! The Dafny model of Cedar as Rust, extracted from `dafny/model` when this crate
//! is built. No semantics is written by hand here.
//!
//! - [`model`]: the extracted modules, one per Dafny module;
//! - [`runtime`]: the library they run on, and what callers use to make and read
//!   values.

pub mod runtime;

/// The extracted modules, one per module of the Dafny model.
pub mod model {
    include!(concat!(env!("OUT_DIR"), "/model.rs"));
}
