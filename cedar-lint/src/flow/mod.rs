//! A policy's conditions in the order of evaluation.
//!
//! A walk goes through the conditions once for each kind of request that
//! differs (once altogether without a schema). It carries what has been tested
//! on the way and reports events: what can fail, what never holds, what is
//! never evaluated.
//!
//! | module | holds |
//! |---|---|
//! | `facts` | what is known where an expression is evaluated |
//! | `event` | what a walk reports |
//! | `walk` | the walk: `&&`, `\|\|`, `if`, `!` and everything strict |
//! | `comparison` | comparisons and tests that never hold |
//! | `failure` | what can fail |

mod comparison;
mod event;
mod facts;
mod failure;
mod walk;

pub(crate) use event::{Event, Failure, Site, What};
pub(crate) use walk::{Walked, walk};
