//! Which figures there are and how each is taken.

mod decisions;
mod loads;
mod memory;
mod own;
mod shadow;
mod updates;
mod validations;

use crate::measure::{Effort, Outcome};
use crate::workloads::catalogue::Point;

/// What is to be measured and how.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Only figures whose group and name contain this.
    pub filter: String,
    /// The seed of all workloads.
    pub seed: u64,
    /// How much to measure.
    pub effort: Effort,
}

/// One line of a table.
#[derive(Clone, PartialEq, Debug)]
pub struct Figure {
    /// The table that it stands in.
    pub group: Group,
    /// What was measured.
    pub name: String,
    /// What is to be reached.
    pub goal: Goal,
    /// What came out, or why nothing did.
    pub result: Result<Outcome, String>,
    /// Where it stands in a plot, if it does.
    pub point: Option<Point>,
}

/// What is to be reached.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Goal {
    /// At least this ratio.
    Ratio(f64),
    /// At most so much, whatever the other side takes.
    AtMost(f64),
    /// Nothing: the figure informs.
    None,
}

/// A table of like figures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
    /// Loading policies and entities.
    Load,
    /// Reading schemas and validating policies.
    Validate,
    /// The command from start to exit.
    Command,
    /// The most memory in use while something is loaded.
    PeakMemory,
    /// Memory in use for each part of something loaded.
    Memory,
    /// Bytes allocated for a decision.
    Allocated,
    /// Deciding a request.
    Decide,
    /// Deciding a request where an index does not help.
    Worst,
    /// Reading entities for each request.
    Together,
    /// Changing what is loaded.
    Update,
    /// Deciding a request beside a hand-written function.
    Native,
    /// The same beside one with the fastest hash.
    FastestNative,
    /// Deciding a request among many policies beside among few.
    Flat,
    /// Deciding requests on two threads beside on one.
    Threads,
    /// Deciding requests with the model looking on beside without.
    Shadow,
}

impl Group {
    /// All groups, in the order of the tables.
    pub const ALL: [Group; 15] = [
        Group::Decide,
        Group::Native,
        Group::FastestNative,
        Group::Flat,
        Group::Threads,
        Group::Shadow,
        Group::Worst,
        Group::Together,
        Group::Update,
        Group::Load,
        Group::Validate,
        Group::Command,
        Group::Allocated,
        Group::PeakMemory,
        Group::Memory,
    ];

    /// A word for it.
    pub fn name(self) -> &'static str {
        match self {
            Group::Load => "load",
            Group::Validate => "validate",
            Group::Command => "command",
            Group::PeakMemory => "peak memory",
            Group::Memory => "memory",
            Group::Allocated => "allocated",
            Group::Decide => "decide",
            Group::Worst => "worst case",
            Group::Together => "with entities",
            Group::Update => "update",
            Group::Native => "hand-written",
            Group::FastestNative => "fastest hand-written",
            Group::Flat => "flat",
            Group::Threads => "threads",
            Group::Shadow => "shadow",
        }
    }
}

impl Figure {
    /// The figure without a place in a plot.
    fn new(group: Group, name: impl Into<String>, goal: Goal, outcome: Outcome) -> Self {
        Figure {
            group,
            name: name.into(),
            goal,
            result: Ok(outcome),
            point: None,
        }
    }

    /// A figure that could not be taken.
    fn failed(group: Group, name: impl Into<String>, reason: String) -> Self {
        Figure {
            group,
            name: name.into(),
            goal: Goal::None,
            result: Err(reason),
            point: None,
        }
    }
}

impl Goal {
    /// Whether `outcome` reaches it.
    pub fn is_met(self, outcome: &Outcome) -> bool {
        match self {
            Goal::Ratio(ratio) => outcome.ratio >= ratio,
            Goal::AtMost(most) => outcome.ours <= most,
            Goal::None => true,
        }
    }
}

impl Plan {
    /// Takes the figures, one by one, and hands each over.
    pub fn take(&self, mut each: impl FnMut(Figure)) {
        self.decisions(&mut each);
        self.own(&mut each);
        self.shadow(&mut each);
        self.updates(&mut each);
        self.loads(&mut each);
        self.validations(&mut each);
        self.commands(&mut each);
        self.memory(&mut each);
    }

    /// Whether all figures are wanted.
    pub fn is_complete(&self) -> bool {
        self.filter.is_empty()
    }

    fn wants(&self, group: Group, name: &str) -> bool {
        format!("{}: {name}", group.name()).contains(&self.filter)
    }
}
