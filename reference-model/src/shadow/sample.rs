//! Which requests are checked.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};

/// Chooses each request with the same chance, whatever was chosen before.
///
/// It draws how many requests come before the next chosen one, so that almost
/// every request costs a look at a counter only. That number has no memory: when
/// several samples are drawn on one thread, and the counter belongs to another, it
/// may be drawn anew.
#[derive(Debug)]
pub(super) struct Sample {
    /// Not that of any other sample.
    id: u64,
    share: f64,
}

/// How many requests come before the next chosen one.
#[derive(Clone, Copy)]
struct Gap {
    sample: u64,
    left: u64,
}

thread_local! {
    // No sample has the id 0.
    static GAP: Cell<Gap> = const { Cell::new(Gap { sample: 0, left: 0 }) };
}

impl Sample {
    /// A sample of a share between 0 and 1; what is beyond counts as these.
    pub(super) fn new(share: f64) -> Self {
        static NEXT_ID: AtomicU64 = AtomicU64::new(1);
        Sample {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            share,
        }
    }

    /// Whether the next request is chosen.
    #[inline]
    pub(super) fn chooses(&self) -> bool {
        GAP.with(|cell| {
            let gap = cell.get();
            if gap.sample == self.id && gap.left > 0 {
                cell.set(Gap {
                    left: gap.left - 1,
                    ..gap
                });
                return false;
            }
            self.end_of(gap, cell)
        })
    }

    #[cold]
    fn end_of(&self, gap: Gap, cell: &Cell<Gap>) -> bool {
        let left = match gap.sample == self.id {
            true => 0,
            false => self.draw(),
        };
        let is_chosen = left == 0;
        cell.set(Gap {
            sample: self.id,
            left: match is_chosen {
                true => self.draw(),
                false => left - 1,
            },
        });
        is_chosen
    }

    /// By the geometric distribution.
    fn draw(&self) -> u64 {
        if self.share >= 1.0 {
            return 0;
        }
        if self.share > 0.0 {
            // The casts saturate: a tiny share means that nothing is chosen.
            let uniform = 1.0 - fastrand::f64();
            return (uniform.ln() / (-self.share).ln_1p()) as u64;
        }
        u64::MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUESTS: u32 = 100_000;

    /// Not more than five standard deviations off.
    fn check(share: f64, chosen: u32) {
        let mean = f64::from(REQUESTS) * share;
        let deviation = (mean * (1.0 - share)).sqrt();
        assert!(
            (f64::from(chosen) - mean).abs() <= 5.0 * deviation,
            "{chosen} of {REQUESTS} for {share}"
        );
    }

    fn chosen(sample: &Sample) -> u32 {
        (0..REQUESTS).map(|_| u32::from(sample.chooses())).sum()
    }

    #[test]
    fn the_share_is_what_was_asked_for() {
        fastrand::seed(1);
        for share in [0.0, 0.001, 0.01, 0.1, 0.5, 0.99, 1.0] {
            check(share, chosen(&Sample::new(share)));
        }
        assert_eq!(chosen(&Sample::new(f64::NAN)), 0);
        assert_eq!(chosen(&Sample::new(-1.0)), 0);
        assert_eq!(chosen(&Sample::new(2.0)), REQUESTS);
    }

    #[test]
    fn samples_that_take_turns_do_not_disturb_each_other() {
        fastrand::seed(1);
        let shares = [0.01, 0.2];
        let samples = shares.map(Sample::new);
        let mut chosen = [0; 2];
        for _ in 0..REQUESTS {
            for (sample, chosen) in samples.iter().zip(&mut chosen) {
                *chosen += u32::from(sample.chooses());
            }
        }
        check(shares[0], chosen[0]);
        check(shares[1], chosen[1]);
    }
}
