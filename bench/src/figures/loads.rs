//! Loading policies and entities, and the command.

use super::{Figure, Goal, Group, Plan};
use crate::command;
use crate::engines::{Engine, Official, Ours};
use crate::measure::{Effort, single_calls};
use crate::workloads::{entities_json, grouped, load, tenants};

/// A second in nanoseconds.
const SECOND: f64 = 1e9;

impl Plan {
    pub(super) fn loads(&self, each: &mut impl FnMut(Figure)) {
        let policies = 10_000;
        let name = format!("parse a file of {} policies", grouped(policies));
        if self.wants(Group::Load, &name) {
            let text = load::policy_file(self.seed, policies);
            each(self.parse(name, Goal::Ratio(5.0), &text));
        }
        let policies = 100_000;
        let name = format!(
            "{} policies ready to decide, in under 2 s",
            grouped(policies)
        );
        if self.wants(Group::Load, &name) {
            let text = tenants::workload(self.seed, policies).policies;
            each(self.parse(name, Goal::AtMost(2.0 * SECOND), &text));
        }
        let entities = 50_000;
        let name = format!("read {} entities from JSON", grouped(entities));
        if self.wants(Group::Load, &name) {
            let json = entities_json(&load::organisation(self.seed, entities));
            let outcome = single_calls(
                self.effort,
                || Ours::read_entities(&json),
                || Official::read_entities(&json),
            );
            each(Figure::new(Group::Load, name, Goal::Ratio(5.0), outcome));
        }
    }

    fn parse(&self, name: String, goal: Goal, text: &str) -> Figure {
        let outcome = single_calls(
            self.effort,
            || Ours::parse_policies(text),
            || Official::parse_policies(text),
        );
        Figure::new(Group::Load, name, goal, outcome)
    }

    pub(super) fn commands(&self, each: &mut impl FnMut(Figure)) {
        let name = "`cedar authorize` on TinyTodo";
        if !self.wants(Group::Command, name) {
            return;
        }
        // A process is short and its time varies: many rounds cost little.
        let effort = Effort {
            rounds: 20 * self.effort.rounds,
            ..self.effort
        };
        each(match command::authorize_tinytodo(effort) {
            Ok(Some(outcome)) => Figure::new(Group::Command, name, Goal::Ratio(1.0), outcome),
            Ok(None) => Figure::failed(
                Group::Command,
                name,
                format!(
                    "not measured: `{}` does not name the official command",
                    command::OFFICIAL_CEDAR
                ),
            ),
            Err(error) => Figure::failed(Group::Command, name, format!("failed: {error}")),
        });
    }
}
