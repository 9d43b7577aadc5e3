//! Oracles: who is asked, and what must agree.

pub mod authorizer;
pub mod explain;

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
        f.write_str(&side_by_side(&self.engine, &self.model))
    }
}

/// Both answers line by line; the first line that differs is marked.
fn side_by_side(engine: &str, model: &str) -> String {
    let (left, right): (Vec<&str>, Vec<&str>) = (engine.lines().collect(), model.lines().collect());
    let width = left
        .iter()
        .map(|l| l.chars().count())
        .max()
        .unwrap_or(0)
        .max(6);
    let mut text = format!("  {:width$} | model\n", "engine");
    let mut marked = false;
    for line in 0..left.len().max(right.len()) {
        let (l, r) = (
            left.get(line).copied().unwrap_or(""),
            right.get(line).copied().unwrap_or(""),
        );
        let mark = if l != r && !marked { '>' } else { ' ' };
        marked |= l != r;
        text.push_str(&format!("{mark} {l:width$} | {r}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_marked() {
        let text = side_by_side("decision allow\nx\n", "decision deny\ny\n");
        assert_eq!(
            text,
            "  engine         | model\n> decision allow | decision deny\n  x              | y\n"
        );
    }
}
