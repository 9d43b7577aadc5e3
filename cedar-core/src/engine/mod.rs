//! The fast evaluator: the same answers as [`crate::evaluator`], sooner.
//!
//! It walks the same trees, but borrows instead of cloning, takes what most
//! conditions are made of in one step, looks principal, action and resource up
//! once per request, and knows the value of constant sub-expressions beforehand.
//! It says only *that* an evaluation fails; which
//! error it is, the plain evaluator says, so that there is one definition of
//! errors. An index keeps policies that cannot matter from being looked at, and
//! a few bits for each policy keep most that it finds in vain from being so.

mod actions;
mod bits;
mod bucket;
mod constants;
mod demand;
mod operand;
mod party;
mod policy_index;
mod run;
mod sketch;

pub(crate) use bucket::Position;
pub(crate) use constants::Constants;
pub(crate) use policy_index::{Filing, Found, PolicyIndex};
pub(crate) use run::{Run, Verdict};

#[cfg(test)]
mod tests;
