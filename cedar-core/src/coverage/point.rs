//! A part of a policy that is watched, and what it came to.

use crate::ast::{ConditionKind, Span};
use std::iter::Sum;
use std::ops::Add;

/// A part of a policy that is watched.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Point {
    /// What it is.
    pub kind: PointKind,
    /// Where it stands.
    pub span: Span,
    /// What requests should show of it.
    pub goal: Goal,
    /// What requests have shown of it.
    pub outcomes: Outcomes,
}

/// What a watched part is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PointKind {
    /// The whole policy: true if it is satisfied.
    Policy,
    /// The constraint on the principal.
    Principal,
    /// The constraint on the action, which counts where the principal fits.
    Action,
    /// The constraint on the resource, which counts where the others fit.
    Resource,
    /// The body of a `when` or `unless`.
    Condition(ConditionKind),
    /// An operand of `&&`.
    AndOperand,
    /// An operand of `||`.
    OrOperand,
    /// What stands between `if` and `then`.
    IfCondition,
    /// What stands after `then`.
    Consequent,
    /// What stands after `else`.
    Alternative,
}

/// What requests should show of a part.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Goal {
    /// That it can be true, and that it can be false.
    TrueAndFalse,
    /// That it is evaluated, since it is no boolean or can only be true.
    Reached,
}

/// How often a part has come to what.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash, Debug)]
pub struct Outcomes {
    /// It was true, or had a value that is no boolean where any will do.
    pub is_true: u64,
    /// It was false.
    pub is_false: u64,
    /// Its evaluation failed.
    pub error: u64,
}

/// How much of what can be shown has been.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Tally {
    /// How many outcomes have been shown.
    pub shown: usize,
    /// How many can be. Failures do not count: most parts should have none.
    pub total: usize,
}

impl PointKind {
    /// The part in a word or two.
    pub fn as_str(self) -> &'static str {
        match self {
            PointKind::Policy => "policy",
            PointKind::Principal => "principal",
            PointKind::Action => "action",
            PointKind::Resource => "resource",
            PointKind::Condition(ConditionKind::When) => "when",
            PointKind::Condition(ConditionKind::Unless) => "unless",
            PointKind::AndOperand => "&& operand",
            PointKind::OrOperand => "|| operand",
            PointKind::IfCondition => "if condition",
            PointKind::Consequent => "then branch",
            PointKind::Alternative => "else branch",
        }
    }
}

impl Point {
    pub(super) fn new(kind: PointKind, span: Span, goal: Goal) -> Self {
        Point {
            kind,
            span,
            goal,
            outcomes: Outcomes::default(),
        }
    }

    /// How much of what can be shown has been.
    pub fn tally(&self) -> Tally {
        let Outcomes {
            is_true, is_false, ..
        } = self.outcomes;
        match self.goal {
            Goal::TrueAndFalse => Tally {
                shown: usize::from(is_true > 0) + usize::from(is_false > 0),
                total: 2,
            },
            Goal::Reached => Tally {
                shown: usize::from(is_true + is_false > 0),
                total: 1,
            },
        }
    }
}

impl Outcomes {
    /// One more: a boolean, or a failure.
    pub(super) fn add(&mut self, outcome: Option<bool>) {
        let count = match outcome {
            Some(true) => &mut self.is_true,
            Some(false) => &mut self.is_false,
            None => &mut self.error,
        };
        *count = count.saturating_add(1);
    }

    /// How often the part was evaluated.
    pub fn total(self) -> u64 {
        self.is_true
            .saturating_add(self.is_false)
            .saturating_add(self.error)
    }
}

impl Tally {
    /// Whether everything has been shown.
    pub fn is_complete(self) -> bool {
        self.shown == self.total
    }

    /// The share that has been shown, of 100; 100 where nothing can be.
    pub fn percent(self) -> f64 {
        match self.total {
            0 => 100.0,
            total => self.shown as f64 * 100.0 / total as f64,
        }
    }
}

impl Add for Tally {
    type Output = Tally;

    fn add(self, other: Tally) -> Tally {
        Tally {
            shown: self.shown + other.shown,
            total: self.total + other.total,
        }
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Tally>>(tallies: I) -> Tally {
        tallies.fold(Tally::default(), Tally::add)
    }
}
