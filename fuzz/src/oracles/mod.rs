//! Oracles: who is asked, and what must agree.

pub mod authorizer;
pub mod explain;
pub mod layers;

use crate::engines::columns;
use std::fmt;

/// What became of the comparisons of one input.
#[derive(Clone, Default, Debug)]
pub struct Comparison {
    /// Comparisons in which both sides gave the same answer.
    pub agreements: u64,
    /// Comparisons in which they did not.
    pub differences: Vec<Difference>,
    /// Comparisons in which a side gave no answer, and why.
    pub no_verdicts: Vec<String>,
}

/// Two answers that should have been the same.
#[derive(Clone, Debug)]
pub struct Difference {
    /// Which request of the case, counted from 0.
    pub request: usize,
    /// What the production engine answered.
    pub engine: String,
    /// What the reference model answered.
    pub model: String,
}

impl Comparison {
    /// Every comparison that was made.
    pub fn total(&self) -> u64 {
        self.agreements + self.differences.len() as u64 + self.no_verdicts.len() as u64
    }

    /// Stops the program if the sides differ: a fuzzer's way to record an input.
    ///
    /// # Panics
    /// When there is a difference.
    pub fn assert_agreement(&self) {
        if let Some(difference) = self.differences.first() {
            panic!("engine and model differ\n{difference}");
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "request {}", self.request)?;
        f.write_str(&columns(&[
            ("engine", self.engine.clone()),
            ("model", self.model.clone()),
        ]))
    }
}
