//! A small compiler from the Dafny subset of the reference model to Rust.
//!
//! In reading order:
//! - [`source`]: files, places in them, messages;
//! - [`lexer`], [`syntax`], [`parser`] (and `parser_expr`): text to syntax tree;
//!   what is not in the subset is refused here by name;
//! - [`types`], [`program`]: the resolved program;
//! - `scope`, [`resolve`], `check` (and `check_pattern`), `domain`, `finish`: names, types and finite
//!   domains; what cannot be established is refused here;
//! - [`emit`]: Rust text;
//! - [`scratch`], [`compare`]: runs that text, and compares it with what Dafny's
//!   own compiler makes of the model.
//!
//! `README.md` of this crate documents the subset, what each construct becomes,
//! and how the translation earns trust.
//!
//! INVARIANT: nothing is skipped. A construct is either translated completely or
//! refused with file, line and column.

mod check;
mod check_pattern;
pub mod compare;
mod domain;
pub mod emit;
mod finish;
pub mod lexer;
pub mod load;
pub mod parser;
mod parser_expr;
pub mod program;
pub mod resolve;
mod scope;
pub mod scratch;
pub mod source;
pub mod syntax;
pub mod types;
mod walk;

pub use load::{LoadError, Model, load_directory, load_files, load_text};

/// Runs one step of a recursive descent with enough stack for it.
fn grow<T>(step: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, step)
}
