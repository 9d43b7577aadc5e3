//! What generating takes, beside what it is for.

use super::{Bound, Target, input};
use crate::generators;
use crate::oracles::authorizer;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// How many inputs one round takes.
const INPUTS: u64 = 50;
/// How often they are taken; the fastest round counts, since whatever else the machine
/// does only makes a round slower.
const ROUNDS: usize = 40;

/// What a request of the authorizer's cases costs to generate. Only an optimized
/// build says something.
pub fn of_a_request() -> Target {
    let requests: usize = (0..INPUTS)
        .map(|number| generators::case(&input(number)).requests.len())
        .sum();
    let fastest = fastest(&|bytes| {
        black_box(generators::case(bytes));
    });
    Target {
        name: "generating a request",
        value: fastest.as_secs_f64() * 1e6 / requests.max(1) as f64,
        unit: "µs",
        bound: Bound::AtMost(30.0),
    }
}

/// How much of the time of a generated and compared case goes into generating it.
pub fn share_of_a_comparison() -> Target {
    let generating = fastest(&|bytes| {
        black_box(generators::case(bytes));
    });
    let all = fastest(&|bytes| {
        black_box(authorizer::compare(&generators::case(bytes)));
    });
    let share = 100.0 * generating.as_secs_f64() / all.as_secs_f64().max(f64::MIN_POSITIVE);
    Target {
        name: "time that generating takes, of generating and comparing",
        value: share,
        unit: "%",
        bound: Bound::AtMost(60.0),
    }
}

fn fastest(work: &dyn Fn(&[u8])) -> Duration {
    let inputs: Vec<Vec<u8>> = (0..INPUTS).map(input).collect();
    let round = || {
        let started = Instant::now();
        inputs.iter().for_each(|bytes| work(bytes));
        started.elapsed()
    };
    (0..ROUNDS).map(|_| round()).min().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_one_of_the_whole() {
        let share = share_of_a_comparison();
        assert!((1.0..100.0).contains(&share.value), "{share:?}");
        assert!(of_a_request().value > 0.0);
    }
}
