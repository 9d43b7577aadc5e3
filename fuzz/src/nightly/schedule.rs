//! Who fuzzes next, and for how long.

use std::time::Duration;

/// A shorter night is shared by weight alone: the figures of a short turn say little.
const SHORTEST_ADAPTIVE_NIGHT: Duration = Duration::from_secs(30 * 60);
/// How long a turn in the second half of a night is at least, and at most.
const TURNS: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(10 * 60));
/// How long it is at least where a short night is shared so all the same.
const SHORTEST_TURN: Duration = Duration::from_secs(10);
/// How many turns of the second half each target could have on average.
const TURNS_EACH: u32 = 4;

/// What a night is shared by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sharing {
    /// By weight, and in a long night half by discoveries.
    ByLength,
    /// Half by weight, half by discoveries, however short the night.
    Adaptive,
}

/// How a night is shared among targets.
///
/// Half of the night is shared by weight, so that no target is ever starved. The
/// other half goes, turn by turn, to the target that discovered most inputs for
/// each second of its latest turn.
///
/// A target that has failed gets no more turns; what it leaves goes to the others.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Schedule {
    targets: Vec<Progress>,
    /// What is left of the night.
    left: Duration,
    /// The part of the night that is shared by weight.
    by_weight: Duration,
    turn: Duration,
}

/// One target and how long it fuzzes now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Turn {
    /// Its position among the targets.
    pub(super) target: usize,
    pub(super) length: Duration,
}

/// How a turn ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Outcome {
    pub(super) spent: Duration,
    /// How many inputs reached something new.
    pub(super) discovered: usize,
    pub(super) failed: bool,
}

#[derive(Clone, PartialEq, Debug)]
struct Progress {
    weight: u32,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum State {
    /// Had no turn yet.
    Waiting,
    /// Discovered so many inputs a second in its latest turn.
    Discovering(f64),
    Failed,
}

impl Schedule {
    pub(super) fn new(
        night: Duration,
        sharing: Sharing,
        weights: impl IntoIterator<Item = u32>,
    ) -> Self {
        let targets: Vec<_> = weights
            .into_iter()
            .map(|weight| Progress {
                weight,
                state: State::Waiting,
            })
            .collect();
        let is_long = night >= SHORTEST_ADAPTIVE_NIGHT;
        let is_adaptive = (is_long || sharing == Sharing::Adaptive) && targets.len() > 1;
        let shortest = if is_long { TURNS.0 } else { SHORTEST_TURN };
        let by_weight = if is_adaptive { night / 2 } else { night };
        let turns = TURNS_EACH * u32::try_from(targets.len().max(1)).unwrap_or(u32::MAX);
        Schedule {
            left: night,
            by_weight,
            turn: ((night - by_weight) / turns).clamp(shortest, TURNS.1),
            targets,
        }
    }

    /// Whose turn it is; `None` when the night is over or nobody can go on.
    pub(super) fn next(&self) -> Option<Turn> {
        let first = self.first_turn();
        let turn = first.or_else(|| self.most_discovering())?;
        let length = turn.length.min(self.left);
        (length > Duration::ZERO).then_some(Turn { length, ..turn })
    }

    /// Takes note of a turn that has ended.
    pub(super) fn ended(&mut self, turn: Turn, outcome: Outcome) {
        self.left = self.left.saturating_sub(outcome.spent);
        if let Some(progress) = self.targets.get_mut(turn.target) {
            let seconds = outcome.spent.as_secs_f64().max(0.001);
            progress.state = match outcome.failed {
                true => State::Failed,
                false => State::Discovering(outcome.discovered as f64 / seconds),
            };
        }
    }

    fn first_turn(&self) -> Option<Turn> {
        let weights: u32 = self.targets.iter().map(|target| target.weight).sum();
        let is_waiting =
            |progress: &Progress| progress.state == State::Waiting && progress.weight > 0;
        let target = self.targets.iter().position(is_waiting)?;
        let weight = self.targets.get(target)?.weight;
        Some(Turn {
            target,
            length: self.by_weight * weight / weights.max(1),
        })
    }

    fn most_discovering(&self) -> Option<Turn> {
        let rates = self.targets.iter().map(|target| match target.state {
            State::Discovering(rate) => Some(rate),
            State::Waiting | State::Failed => None,
        });
        let (target, _) = rates
            .enumerate()
            .filter_map(|(target, rate)| Some((target, rate?)))
            .max_by(|(_, a), (_, b)| a.total_cmp(b))?;
        Some(Turn {
            target,
            length: self.turn,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each target does in its turns: discoveries a second at first, and by
    /// which factor they fall from turn to turn; or failure.
    type Behaviour = Option<(f64, f64)>;

    /// A whole night; for each target the seconds that it got.
    fn night(minutes: u64, targets: &[(u32, Behaviour)]) -> Vec<u64> {
        shared_night(minutes, Sharing::ByLength, targets)
    }

    fn shared_night(minutes: u64, sharing: Sharing, targets: &[(u32, Behaviour)]) -> Vec<u64> {
        let length = Duration::from_secs(60 * minutes);
        let mut schedule =
            Schedule::new(length, sharing, targets.iter().map(|(weight, _)| *weight));
        let mut rates: Vec<Behaviour> = targets.iter().map(|(_, behaviour)| *behaviour).collect();
        let mut got = vec![Duration::ZERO; targets.len()];
        while let Some(turn) = schedule.next() {
            let behaviour = &mut rates[turn.target];
            let spent = match behaviour {
                Some(_) => turn.length,
                None => turn.length / 10,
            };
            let rate = behaviour.map_or(0.0, |(rate, _)| rate);
            if let Some((rate, falls)) = behaviour {
                *rate *= *falls;
            }
            got[turn.target] += spent;
            let outcome = Outcome {
                spent,
                discovered: (rate * spent.as_secs_f64()) as usize,
                failed: behaviour.is_none(),
            };
            schedule.ended(turn, outcome);
        }
        got.iter().map(Duration::as_secs).collect()
    }

    #[test]
    fn a_short_night_is_shared_by_weight() {
        let flat = Some((1.0, 1.0));
        assert_eq!(night(1, &[(6, flat), (4, flat)]), [36, 24]);
        assert_eq!(night(20, &[(1, flat), (0, flat), (2, flat)]), [400, 0, 800]);
        assert_eq!(night(360, &[(3, flat)]), [360 * 60]);
    }

    #[test]
    fn half_of_a_long_night_goes_to_who_discovers_most() {
        let got = night(60, &[(1, Some((9.0, 1.0))), (1, Some((1.0, 1.0)))]);
        assert_eq!(got, [900 + 1800, 900]);
    }

    #[test]
    fn a_short_night_can_be_shared_so_too() {
        let targets = [(1, Some((8.0, 0.5))), (1, Some((1.0, 1.0)))];
        // Turns of 10 s to the first, which last found 8, 4 and 2 a second, and then 1.
        let got = shared_night(2, Sharing::Adaptive, &targets);
        assert_eq!(got, [30 + 30, 30 + 30]);
    }

    #[test]
    fn who_discovers_less_and_less_leaves_the_rest_to_others() {
        let got = night(360, &[(1, Some((8.0, 0.5))), (1, Some((1.0, 1.0)))]);
        // 8, 4, 2, 1, and then less than the other.
        assert_eq!(got.iter().sum::<u64>(), 360 * 60);
        assert_eq!(got[0], 90 * 60 + 3 * 600);
    }

    #[test]
    fn a_target_that_failed_gets_no_more_turns() {
        let got = night(360, &[(1, None), (1, Some((0.0, 1.0)))]);
        assert_eq!(got, [9 * 60, 351 * 60]);
        assert_eq!(night(360, &[(1, None)]), [36 * 60]);
    }

    #[test]
    fn nothing_to_fuzz_is_no_night() {
        assert_eq!(night(360, &[]), [0; 0]);
    }
}
