//! How varied the generated cases are, and what they cost.
//!
//! A generator that silently stops producing hierarchies, or conditions worth
//! evaluating, makes every later comparison worthless. So the figures are
//! counted, tested against targets with fixed seeds, and printed in every
//! nightly report.
//!
//! | module | measures |
//! |---|---|
//! | [`cases`] | policies, entities and requests without a schema |
//! | [`schemas`] | schemas, and what is generated to fit them |
//! | [`cost`] | how long generating takes |

pub mod cases;
pub mod cost;
pub mod schemas;

pub(crate) use cases::operator;

use crate::campaign::seeded_bytes;
use crate::choices::Choices;
use serde::Serialize;

/// The longest random input.
const LONGEST_INPUT: usize = 512;

/// A figure, what it should be, and whether it is.
#[derive(Clone, Debug, Serialize)]
pub struct Target {
    /// What is measured.
    pub name: &'static str,
    /// The figure.
    pub value: f64,
    /// What it counts.
    pub unit: &'static str,
    /// The bound.
    pub bound: Bound,
}

/// A bound, in the unit of the figure.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// No less than this.
    AtLeast(f64),
    /// No more than this.
    AtMost(f64),
    /// No less than the first and no more than the second.
    Between(f64, f64),
}

impl Target {
    /// So many of so many, in percent.
    pub(crate) fn share(name: &'static str, part: u64, whole: u64, bound: Bound) -> Self {
        Target {
            name,
            value: 100.0 * part as f64 / whole.max(1) as f64,
            unit: "%",
            bound,
        }
    }

    /// Whether the figure keeps to its bound.
    pub fn is_met(&self) -> bool {
        match self.bound {
            Bound::AtLeast(low) => self.value >= low,
            Bound::AtMost(high) => self.value <= high,
            Bound::Between(low, high) => low <= self.value && self.value <= high,
        }
    }
}

/// The inputs that figures are measured on: half of them a seed alone, half of them
/// any bytes, as a fuzzer makes them.
pub fn input(number: u64) -> Vec<u8> {
    let seed = seeded_bytes(number);
    if number.is_multiple_of(2) {
        return seed.to_vec();
    }
    let mut choices = Choices::new(&seed);
    let length = choices.below(LONGEST_INPUT + 1);
    (0..length).map(|_| choices.below(256) as u8).collect()
}

#[cfg(test)]
pub(crate) fn assert_met(targets: &[Target]) {
    let figures: Vec<String> = targets.iter().map(ToString::to_string).collect();
    let met = targets.iter().all(Target::is_met);
    assert!(met, "\n{}", figures.join("\n"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(part: u64, bound: Bound, expected: bool) {
        let target = Target::share("figure", part, 200, bound);
        assert_eq!(target.is_met(), expected, "{target:?}");
    }

    #[test]
    fn a_figure_meets_its_bound_or_misses_it() {
        check(20, Bound::AtLeast(10.0), true);
        check(19, Bound::AtLeast(10.0), false);
        check(20, Bound::AtMost(10.0), true);
        check(21, Bound::AtMost(10.0), false);
        check(20, Bound::Between(10.0, 20.0), true);
        check(19, Bound::Between(10.0, 20.0), false);
        check(41, Bound::Between(10.0, 20.0), false);
    }

    #[test]
    fn inputs_are_of_many_lengths() {
        let lengths: Vec<usize> = (0..100).map(|number| input(number).len()).collect();
        assert!(lengths.iter().any(|length| *length > LONGEST_INPUT / 2));
        assert_eq!(lengths.iter().filter(|length| **length == 8).count(), 50);
    }
}
