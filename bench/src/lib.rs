//! Measurements of this engine beside the official `cedar-policy` crate.
//!
//! # Map
//!
//! | module | holds |
//! |---|---|
//! | [`workloads`] | policies, entities and requests as text, from a seed |
//! | [`engines`] | both engines behind one trait |
//! | [`native`] | a hand-written function for each application |
//! | [`validation`] | both validators behind one trait |
//! | [`measure`] | alternating rounds, medians, ratios |
//! | [`figures`] | which figures there are and how each is taken |
//! | [`memory`] | what the allocator counted, in a process of its own |
//! | [`command`] | both `cedar` commands as processes |
//! | [`plot`] | the plots of the report |
//! | [`report`] | the table, and the generated part of `README.md` |
//!
//! # Invariants
//!
//! * Both engines get the same text, and before anything is timed they must
//!   have given the same answers to it.
//! * Both are measured in the same process, in alternating rounds.
//! * The crate is used as a black box, through its public API.

#[cfg(feature = "official")]
pub mod command;
pub mod engines;
#[cfg(feature = "official")]
pub mod figures;
pub mod measure;
#[cfg(feature = "official")]
pub mod memory;
pub mod native;
#[cfg(feature = "official")]
pub mod plot;
#[cfg(feature = "official")]
pub mod report;
#[cfg(feature = "official")]
pub mod validation;
pub mod workloads;
