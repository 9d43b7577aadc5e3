//! Which figures there are and how each is taken.

use crate::command;
use crate::engines::{Engine, Official, Ours};
use crate::measure::{Effort, Outcome, exact, many_calls, single_calls};
use crate::memory;
use crate::workloads::catalogue::catalogue;
use crate::workloads::{Workload, entities_json, grouped, load};

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

/// One line of the table.
#[derive(Clone, PartialEq, Debug)]
pub struct Figure {
    /// The table that it stands in.
    pub group: Group,
    /// What was measured.
    pub name: String,
    /// The ratio to reach.
    pub goal: f64,
    /// What came out, or why nothing did.
    pub result: Result<Outcome, String>,
}

/// A table of like figures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
    /// Loading policies and entities.
    Load,
    /// The command from start to exit.
    Command,
    /// The most memory in use while something is loaded.
    PeakMemory,
    /// Memory in use for each part of something loaded.
    Memory,
    /// Deciding a request.
    Decide,
}

impl Group {
    /// All groups, in the order of the tables.
    pub const ALL: [Group; 5] = [
        Group::Load,
        Group::Command,
        Group::PeakMemory,
        Group::Memory,
        Group::Decide,
    ];

    /// A word for it.
    pub fn name(self) -> &'static str {
        match self {
            Group::Load => "load",
            Group::Command => "command",
            Group::PeakMemory => "peak memory",
            Group::Memory => "memory",
            Group::Decide => "decide",
        }
    }
}

impl Plan {
    /// Takes the figures, one by one, and hands each over.
    pub fn take(&self, mut each: impl FnMut(Figure)) {
        self.loads(&mut each);
        self.commands(&mut each);
        self.memory(&mut each);
        self.decisions(&mut each);
    }

    /// Whether all figures are wanted.
    pub fn is_complete(&self) -> bool {
        self.filter.is_empty()
    }

    fn wants(&self, group: Group, name: &str) -> bool {
        format!("{}: {name}", group.name()).contains(&self.filter)
    }

    fn loads(&self, each: &mut impl FnMut(Figure)) {
        let policies = 10_000;
        let name = format!("parse a file of {} policies", grouped(policies));
        if self.wants(Group::Load, &name) {
            let text = load::policy_file(self.seed, policies);
            each(Figure {
                group: Group::Load,
                name,
                goal: 5.0,
                result: Ok(single_calls(
                    self.effort,
                    || Ours::parse_policies(&text),
                    || Official::parse_policies(&text),
                )),
            });
        }
        let entities = 50_000;
        let name = format!("read {} entities from JSON", grouped(entities));
        if self.wants(Group::Load, &name) {
            let json = entities_json(&load::organisation(self.seed, entities));
            each(Figure {
                group: Group::Load,
                name,
                goal: 5.0,
                result: Ok(single_calls(
                    self.effort,
                    || Ours::read_entities(&json),
                    || Official::read_entities(&json),
                )),
            });
        }
    }

    fn commands(&self, each: &mut impl FnMut(Figure)) {
        let name = "`cedar authorize` on TinyTodo".to_owned();
        if !self.wants(Group::Command, &name) {
            return;
        }
        // A process is short and its time varies: many rounds cost little.
        let effort = Effort {
            rounds: 20 * self.effort.rounds,
            ..self.effort
        };
        each(Figure {
            group: Group::Command,
            name,
            goal: 1.0,
            result: match command::authorize_tinytodo(effort) {
                Ok(Some(outcome)) => Ok(outcome),
                Ok(None) => Err(format!(
                    "not measured: `{}` does not name the official command",
                    command::OFFICIAL_CEDAR
                )),
                Err(error) => Err(format!("failed: {error}")),
            },
        });
    }

    fn memory(&self, each: &mut impl FnMut(Figure)) {
        if !self.wants(Group::PeakMemory, "") && !self.wants(Group::Memory, "") {
            return;
        }
        let loads = match memory::measure(self.seed) {
            Ok(loads) => loads,
            Err(error) => {
                each(Figure {
                    group: Group::PeakMemory,
                    name: "all".to_owned(),
                    goal: 1.0,
                    result: Err(format!("failed: {error}")),
                });
                return;
            }
        };
        for load in &loads {
            each(Figure {
                group: Group::PeakMemory,
                name: load.name.clone(),
                goal: 1.0,
                result: Ok(exact(load.ours.peak as f64, load.theirs.peak as f64)),
            });
        }
        for load in &loads {
            let parts = load.parts as f64;
            each(Figure {
                group: Group::Memory,
                name: format!("each {} of {}", load.part, load.name),
                goal: 3.0,
                result: Ok(exact(
                    load.ours.kept as f64 / parts,
                    load.theirs.kept as f64 / parts,
                )),
            });
        }
    }

    fn decisions(&self, each: &mut impl FnMut(Figure)) {
        for entry in catalogue() {
            if self.wants(Group::Decide, &entry.name) {
                each(Figure {
                    group: Group::Decide,
                    result: self.decide(&entry.make(self.seed)),
                    goal: entry.goal,
                    name: entry.name,
                });
            }
        }
    }

    fn decide(&self, workload: &Workload) -> Result<Outcome, String> {
        let (ours, official) = (Ours::load(workload), Official::load(workload));
        let our_requests: Vec<_> = workload.requests.iter().map(Ours::request).collect();
        let their_requests: Vec<_> = workload.requests.iter().map(Official::request).collect();
        for (index, (our, their)) in our_requests.iter().zip(&their_requests).enumerate() {
            let our_answer = Ours::answer(&ours.decide(our));
            let their_answer = Official::answer(&official.decide(their));
            if our_answer != their_answer {
                return Err(format!(
                    "failed: request {index} is answered {our_answer:?} and {their_answer:?}"
                ));
            }
        }
        let requests = workload.requests.len();
        Ok(many_calls(
            self.effort,
            |index| ours.decide(&our_requests[index % requests]),
            |index| official.decide(&their_requests[index % requests]),
        ))
    }
}
