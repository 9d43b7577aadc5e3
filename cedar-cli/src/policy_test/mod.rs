//! Tests of policies: comparing answers, snapshots, and coverage reports.
//!
//! | module | holds |
//! |---|---|
//! | `comparison` | how an answer differs from what is expected |
//! | `snapshot` | answers that were written down |
//! | `coverage` | reports of what tests have shown of policies |

pub(crate) mod coverage;

mod comparison;
mod snapshot;

pub(crate) use comparison::differences;
pub(crate) use snapshot::{Answer, Snapshot};
