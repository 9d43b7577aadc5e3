//! This engine beside a hand-written function, and beside itself.

use super::{Figure, Goal, Group, Plan};
use crate::engines::{Engine, Ours};
use crate::measure::{Effort, Outcome, elapsed_each, many_calls};
use crate::native::{FastestHash, Gdrive, Github, Native, Roles, Tenants, TinyTodo};
use crate::workloads::catalogue::{Entry, catalogue};
use std::hash::{BuildHasher, RandomState};
use std::hint::black_box;

/// Slower than a hand-written function by this factor at most.
const FACTOR: f64 = 5.0;

/// How many decisions each thread takes in a round. A processor that was idle takes a
/// while to come to full speed, so that short rounds say less.
const DECISIONS: usize = 2_000_000;
/// How often two threads are measured at least. What another program takes of one
/// processor counts as time that passes, so that few rounds say little.
const THREAD_ROUNDS: usize = 15;

impl Plan {
    pub(super) fn own(&self, each: &mut impl FnMut(Figure)) {
        let goal = Goal::Ratio(1.0 / FACTOR);
        self.beside_functions::<RandomState>(Group::Native, goal, each);
        self.beside_functions::<FastestHash>(Group::FastestNative, Goal::None, each);
        let name = "per-tenant, 100,000 policies beside 1,000";
        if self.wants(Group::Flat, name) {
            each(self.beside_fewer(name));
        }
        for name in ["gdrive, 50 per type", "per-tenant, 1,000 policies"] {
            if self.wants(Group::Threads, name) {
                let goal = Goal::Ratio(1.8);
                each(Figure::new(
                    Group::Threads,
                    name,
                    goal,
                    self.on_two_threads(name),
                ));
            }
        }
    }

    /// Beside functions whose ids are hashed by `S`.
    fn beside_functions<S: BuildHasher + Default>(
        &self,
        group: Group,
        goal: Goal,
        each: &mut impl FnMut(Figure),
    ) {
        let mut entries = catalogue();
        entries.retain(|entry| self.wants(group, &entry.name));
        for entry in entries {
            let figure = match entry.name.split(',').next() {
                Some("gdrive") => self.beside_native::<Gdrive<S>>(group, goal, &entry),
                Some("github") => self.beside_native::<Github<S>>(group, goal, &entry),
                Some("tinytodo") => self.beside_native::<TinyTodo<S>>(group, goal, &entry),
                Some("per-tenant") => self.beside_native::<Tenants<S>>(group, goal, &entry),
                Some("role-based") => self.beside_native::<Roles<S>>(group, goal, &entry),
                _ => continue,
            };
            each(figure);
        }
    }

    fn beside_native<N: Native>(&self, group: Group, goal: Goal, entry: &Entry) -> Figure {
        let workload = entry.make(self.seed);
        let (ours, native) = (Ours::load(&workload), N::load(&workload));
        let requests: Vec<_> = workload.requests.iter().map(Ours::request).collect();
        for (request, text) in requests.iter().zip(&workload.requests) {
            let expected = Ours::answer(&ours.decide(request));
            let actual = native.decide(text).answer();
            if actual != expected {
                let reason = format!("failed: {expected:?} and {actual:?} for {text:?}");
                return Figure::failed(group, &entry.name, reason);
            }
        }
        let count = requests.len();
        let outcome = many_calls(
            self.effort,
            |index| ours.decide(&requests[index % count]),
            |index| native.decide(&workload.requests[index % count]),
        );
        Figure::new(group, &entry.name, goal, outcome)
    }

    fn beside_fewer(&self, name: &str) -> Figure {
        let [many, few] = ["per-tenant, 100,000 policies", "per-tenant, 1,000 policies"]
            .map(|name| Steady::load(name, self.seed));
        let outcome = many_calls(
            self.effort,
            |index| many.decide(index),
            |index| few.decide(index),
        );
        Figure::new(Group::Flat, name, Goal::Ratio(0.5), outcome)
    }

    /// The time for each decision when two threads work, and when one does.
    fn on_two_threads(&self, name: &str) -> Outcome {
        let steady = Steady::load(name, self.seed);
        let work = || {
            for index in 0..DECISIONS {
                black_box(steady.decide(black_box(index)));
            }
        };
        elapsed_each(
            Effort {
                rounds: self.effort.rounds.max(THREAD_ROUNDS),
                ..self.effort
            },
            2 * DECISIONS,
            || {
                std::thread::scope(|scope| {
                    scope.spawn(work);
                    work();
                });
            },
            DECISIONS,
            work,
        )
    }
}

/// A workload that is loaded.
struct Steady {
    engine: Ours,
    requests: Vec<cedar_core::Request>,
}

impl Steady {
    fn load(name: &str, seed: u64) -> Self {
        let entries = catalogue();
        let entry = entries.iter().find(|entry| entry.name == name);
        let workload = entry.expect("a workload has this name").make(seed);
        Steady {
            engine: Ours::load(&workload),
            requests: workload.requests.iter().map(Ours::request).collect(),
        }
    }

    fn decide(&self, index: usize) -> cedar_core::Response {
        self.engine
            .decide(&self.requests[index % self.requests.len()])
    }
}
