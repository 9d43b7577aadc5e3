//! The Dafny model of Cedar as Rust, extracted from `dafny/model` when this crate
//! is built. No semantics is written by hand here.

pub mod runtime;
