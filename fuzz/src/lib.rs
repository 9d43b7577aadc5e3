//! Differential random testing: generators and oracles as a library.
//!
//! | module | holds |
//! |---|---|
//! | [`choices`] | bytes as a stream of choices |
//! | [`generators`] | a complete, fitting test case from any bytes |
//! | [`case`](mod@case) | the test cases |
//! | [`oracles`] | who is asked, and what must agree |
//! | [`inputs`], [`mod@dictionary`] | what a fuzzer starts from, and how it treats bytes |
//! | [`question`], [`schema_question`], [`targets`] | what each fuzz target asks, to be shown, shrunk and saved |
//! | [`minimize`] | shrinking by structure |
//! | [`integration`] | cases as tests in Cedar's integration format |
//! | [`features`], [`export`] | what a case reaches; tests for other implementations |
//! | [`engines`] | all that can decide a request, side by side |
//! | `peer`, a feature | the same cases against the official crate |
//! | [`health`] | how varied the generated cases are |
//! | [`report`] | a case and its answers as text for people |
//! | [`campaign`] | a seeded run without a fuzzer |
//! | [`planted`] | faults that must be noticed |
//! | [`nightly`] | proofs, fuzzing and the report of a night |
//!
//! Fuzz targets are a few lines each: they hand bytes to an oracle.
//!
//! # Invariants
//!
//! * Bytes determine everything: no clock, no environment, no global state.
//! * Every byte string yields a complete case.
//! * Agreement, difference and "no verdict" are counted apart; nothing is
//!   skipped in silence.

#[cfg(test)]
mod breadth;
pub mod campaign;
pub mod case;
pub mod choices;
pub mod dictionary;
pub mod engines;
pub mod export;
pub mod features;
pub mod generators;
pub mod health;
pub mod inputs;
pub mod integration;
pub mod minimize;
pub mod nightly;
pub mod oracles;
#[cfg(feature = "peer")]
pub mod peer;
pub mod planted;
pub mod question;
pub mod report;
pub mod schema_question;
pub mod targets;
