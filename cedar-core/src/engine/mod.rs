//! The fast evaluator: the same answers as [`crate::evaluator`], sooner.
//!
//! Conditions are compiled when a policy is loaded: what most of them are made of
//! is fused into checks, constant sub-expressions are folded, and links of a
//! template share the result. The rest is walked like the plain evaluator does,
//! but borrowing instead of cloning. Principal, action and resource are looked up
//! once per request. The engine says only *that* an evaluation fails; which
//! error it is, the plain evaluator says, so that there is one definition of
//! errors. An index keeps policies that cannot matter from being looked at, and
//! a few bits for each policy keep most that it finds in vain from being so.

mod actions;
mod bits;
mod bucket;
mod check;
mod compiled;
mod constants;
mod demand;
mod operand;
mod party;
mod policy_index;
mod run;
mod sketch;
mod walk;

pub(crate) use bucket::Position;
pub(crate) use compiled::{CompiledConditions, compile};
pub(crate) use policy_index::{Filing, Found, PolicyIndex};
pub(crate) use run::{Run, Verdict};

#[cfg(test)]
mod tests;
