//! A resolved program to Rust text.
//!
//! `names` spells names, `item` writes modules, types and functions, `expr`
//! writes expressions, `loops` writes quantifiers, `matching` writes patterns, `calls` writes a table of the
//! functions for programs that test them.

mod calls;
mod code;
mod expr;
mod item;
mod loops;
mod matching;
mod names;
mod types;

use crate::load::Model;
use crate::source::{Diagnostic, Refusal};

pub use calls::calls;
pub use item::MODULE_LINTS;

/// What the emitted text looks like.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Also write, for each function `f`, a function `f_requires` that says
    /// whether the preconditions of `f` hold.
    pub preconditions: bool,
    /// Also write, at the start of each branch, a call of `crate::cover` with a
    /// number of its own, counted from 0.
    pub branches: bool,
    /// A mistake to make on purpose.
    pub fault: Option<Fault>,
}

/// A mistake that the emitter makes on purpose, so that the checks of its output
/// can be seen to notice it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `a - b` becomes `b - a`.
    SwappedOperands,
    /// `<=` becomes `<`.
    LessForLessEqual,
    /// `m[k := v]` keeps the old value of a key that is present.
    LostMapUpdate,
    /// `forall` looks at the first element only.
    ShortForall,
    /// `s[i..]` starts one later.
    ShiftedSlice,
}

impl Fault {
    /// All of them, with their names on the command line.
    pub const ALL: [(&'static str, Fault); 5] = [
        ("swapped-operands", Fault::SwappedOperands),
        ("less-for-less-equal", Fault::LessForLessEqual),
        ("lost-map-update", Fault::LostMapUpdate),
        ("short-forall", Fault::ShortForall),
        ("shifted-slice", Fault::ShiftedSlice),
    ];
}

/// Writes a model as Rust: one `pub mod` per Dafny module, to be included where
/// `crate::runtime` is the run-time library.
///
/// # Errors
///
/// Names that Rust cannot tell apart, and datatypes without finite values.
pub fn emit(model: &Model, options: &Options) -> Result<String, Refusal> {
    let mut diagnostics: Vec<Diagnostic> = names::check(&model.program);
    let text = item::program(model, options, &mut diagnostics);
    if diagnostics.is_empty() {
        return Ok(text);
    }
    Err(Refusal {
        sources: model.sources.clone(),
        diagnostics,
    })
}
