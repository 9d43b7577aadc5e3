//! The fast evaluator: the same answers as [`crate::evaluator`], sooner.
//!
//! It walks the same trees, but borrows instead of cloning, looks principal,
//! action and resource up once per request, and knows the value of constant
//! sub-expressions beforehand. It says only *that* an evaluation fails; which
//! error it is, the plain evaluator says, so that there is one definition of
//! errors. An index over the scopes keeps policies that cannot match from being
//! looked at.

mod constants;
mod operand;
mod run;
mod scope_index;

pub(crate) use constants::Constants;
pub(crate) use run::Run;
pub(crate) use scope_index::{Key, Position, ScopeIndex};
