//! What the allocator counted.
//!
//! A counting allocator slows every allocation down, and the two engines do not
//! allocate alike, so memory is measured by a program of its own, `memory`,
//! whose answer is a line of JSON for each [`Counted`].

use crate::command::sibling;
use serde::{Deserialize, Serialize};
use std::io;

/// The bytes that loading something takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Bytes {
    /// The most that were in use at one time while it was loaded, the text that
    /// it was loaded from not included.
    pub peak: u64,
    /// What is in use afterwards.
    pub kept: i64,
}

/// Something that was loaded by both engines.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Load {
    /// What it is.
    pub name: String,
    /// How many parts it has.
    pub parts: usize,
    /// What a part is called.
    pub part: String,
    /// What this engine takes.
    pub ours: Bytes,
    /// What `cedar-policy` takes.
    pub theirs: Bytes,
}

/// The bytes that both engines allocate for a decision, on average; they are
/// freed with the response.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Decisions {
    /// The workload.
    pub name: String,
    /// What this engine allocates.
    pub ours: f64,
    /// What `cedar-policy` allocates.
    pub theirs: f64,
}

/// What was counted.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Counted {
    /// Something was loaded.
    Load(Load),
    /// Requests were decided.
    Decisions(Decisions),
}

/// Runs `memory` and reads its answer.
///
/// # Errors
/// When it cannot be built or run.
pub fn measure(seed: u64) -> io::Result<Vec<Counted>> {
    let mut command = sibling("bench", "memory")?;
    let output = command.arg(seed.to_string()).output()?;
    if !output.status.success() {
        return Err(io::Error::other(format!(
            "memory: {}",
            String::from_utf8_lossy(&output.stderr)
        )));
    }
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).map_err(io::Error::other))
        .collect()
}
