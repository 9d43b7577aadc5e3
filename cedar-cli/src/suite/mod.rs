//! Integration tests: finding, reading and running them.
//!
//! A test is a JSON file that names policies, entities and a schema, says
//! whether the policies validate, and lists requests with the answers they
//! must get.
//!
//! | module | holds |
//! |---|---|
//! | `discover` | which files are tests |
//! | `file` | what a test file says |
//! | `root` | which files the paths in a test mean |
//! | `engine` | who answers |
//! | `run` | running a test and comparing |

mod discover;
mod engine;
mod file;
mod root;
mod run;

pub(crate) use discover::{Discovered, discover};
pub(crate) use engine::EngineKind;
pub(crate) use root::Root;
pub(crate) use run::{Asked, Check, Subject, Verdict, run};
