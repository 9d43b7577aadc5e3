//! Alternating rounds, medians, ratios.

use cpu_time::ThreadTime;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// How much to measure.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// The most rounds.
    pub rounds: usize,
    /// How long one side's share of a round is at least.
    pub share: Duration,
    /// After how long no further round starts, if there were [`MIN_ROUNDS`].
    pub patience: Duration,
}

/// The fewest rounds whose median says something.
pub const MIN_ROUNDS: usize = 3;

/// What came out: the same quantity for both sides, per operation.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Outcome {
    /// The median of this engine.
    pub ours: f64,
    /// The median of `cedar-policy`.
    pub theirs: f64,
    /// The median over the rounds of theirs divided by ours.
    pub ratio: f64,
    /// The least and the greatest such ratio.
    pub range: (f64, f64),
}

/// The nanoseconds from the start of one call to its end.
///
/// For what other processes do: it counts whatever passes.
pub fn elapsed_time<A, B>(
    effort: Effort,
    mut ours: impl FnMut() -> A,
    mut theirs: impl FnMut() -> B,
) -> Outcome {
    rounds(
        effort,
        || elapsed(&mut ours).as_nanos() as f64,
        || elapsed(&mut theirs).as_nanos() as f64,
    )
}

/// The nanoseconds that pass for each of the operations of a call, when the
/// calls of the two sides do so many.
pub fn elapsed_each<A, B>(
    effort: Effort,
    our_operations: usize,
    mut ours: impl FnMut() -> A,
    their_operations: usize,
    mut theirs: impl FnMut() -> B,
) -> Outcome {
    rounds(
        effort,
        || elapsed(&mut ours).as_nanos() as f64 / our_operations as f64,
        || elapsed(&mut theirs).as_nanos() as f64 / their_operations as f64,
    )
}

/// The nanoseconds of processor time that one call takes, the drop of its
/// result not included.
///
/// For operations long enough to be timed one by one.
pub fn single_calls<A, B>(
    effort: Effort,
    mut ours: impl FnMut() -> A,
    mut theirs: impl FnMut() -> B,
) -> Outcome {
    rounds(
        effort,
        || time(&mut ours).as_nanos() as f64,
        || time(&mut theirs).as_nanos() as f64,
    )
}

/// The nanoseconds of processor time that one of many calls takes, the drop of
/// its result included. Calls are numbered on from round to round.
pub fn many_calls<A, B>(
    effort: Effort,
    mut ours: impl FnMut(usize) -> A,
    mut theirs: impl FnMut(usize) -> B,
) -> Outcome {
    let our_batch = batch(effort.share, &mut ours);
    let their_batch = batch(effort.share, &mut theirs);
    let (mut our_calls, mut their_calls) = (0, 0);
    rounds(
        effort,
        || mean_of_batch(our_batch, &mut our_calls, &mut ours),
        || mean_of_batch(their_batch, &mut their_calls, &mut theirs),
    )
}

/// The outcome of one exact measurement, such as a count of bytes.
pub fn exact(ours: f64, theirs: f64) -> Outcome {
    let ratio = theirs / ours;
    Outcome {
        ours,
        theirs,
        ratio,
        range: (ratio, ratio),
    }
}

/// The median of some numbers.
///
/// # Panics
/// When there are none.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        values[middle]
    } else {
        (values[middle - 1] + values[middle]) / 2.0
    }
}

/// Alternates the sides; each round the other one begins. A first round warms
/// up and does not count.
fn rounds(
    effort: Effort,
    mut ours: impl FnMut() -> f64,
    mut theirs: impl FnMut() -> f64,
) -> Outcome {
    let start = Instant::now();
    ours();
    theirs();
    let (mut our_times, mut their_times) = (Vec::new(), Vec::new());
    for round in 0..effort.rounds.max(MIN_ROUNDS) {
        if round >= MIN_ROUNDS && start.elapsed() > effort.patience {
            break;
        }
        if round % 2 == 0 {
            our_times.push(ours());
            their_times.push(theirs());
        } else {
            their_times.push(theirs());
            our_times.push(ours());
        }
    }
    let ratios: Vec<f64> = their_times
        .iter()
        .zip(&our_times)
        .map(|(theirs, ours)| theirs / ours)
        .collect();
    Outcome {
        ours: median(our_times),
        theirs: median(their_times),
        range: (
            ratios.iter().copied().fold(f64::INFINITY, f64::min),
            ratios.iter().copied().fold(0.0, f64::max),
        ),
        ratio: median(ratios),
    }
}

/// How many calls fill a share of a round.
fn batch<T>(share: Duration, call: &mut impl FnMut(usize) -> T) -> usize {
    let mut calls = 1;
    loop {
        let elapsed = time_dropping(calls, 0, call);
        if elapsed >= share {
            return calls;
        }
        let factor = share.as_secs_f64() / elapsed.as_secs_f64().max(1e-9);
        calls = (calls as f64 * factor.clamp(1.5, 100.0)).ceil() as usize;
    }
}

fn mean_of_batch<T>(batch: usize, calls: &mut usize, call: &mut impl FnMut(usize) -> T) -> f64 {
    let elapsed = time_dropping(batch, *calls, call);
    *calls += batch;
    elapsed.as_nanos() as f64 / batch as f64
}

fn time_dropping<T>(calls: usize, first: usize, call: &mut impl FnMut(usize) -> T) -> Duration {
    let start = ThreadTime::now();
    for index in first..first + calls {
        black_box(call(black_box(index)));
    }
    start.elapsed()
}

fn time<T>(call: impl FnOnce() -> T) -> Duration {
    let start = ThreadTime::now();
    let result = black_box(call());
    let elapsed = start.elapsed();
    drop(result);
    elapsed
}

fn elapsed<T>(call: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    drop(black_box(call()));
    start.elapsed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 3.0, 2.0]), 2.5);
    }

    #[test]
    fn a_call_twice_as_long_has_half_the_ratio() {
        let effort = Effort {
            rounds: 5,
            share: Duration::ZERO,
            patience: Duration::MAX,
        };
        let (mut ours, mut theirs) = (vec![9.0; 6].into_iter(), [9.0, 18.0].into_iter().cycle());
        let outcome = rounds(
            effort,
            || ours.next().expect("one warm-up and five rounds"),
            || theirs.next().expect("endless"),
        );
        assert_eq!(
            (outcome.ours, outcome.theirs, outcome.ratio),
            (9.0, 18.0, 2.0)
        );
        assert_eq!(outcome.range, (1.0, 2.0));
    }
}
