//! Explanations of decisions, for people and for programs.

mod json;
mod notes;
mod tree;
mod verdict;

use crate::console::Console;
use crate::input::policies::LoadedPolicies;
use cedar_core::ast::ExprRef;
use cedar_core::explain::{NearMiss, PolicyExplanation, Verdict};
use cedar_core::{Decision, Effect, Explanation, PolicyId, Span};

/// The most policies that are named in a summary.
const MAX_NAMED: usize = 10;

/// An explanation and the policies that it is about.
pub(crate) struct Explained<'a> {
    policies: &'a LoadedPolicies,
    explanation: &'a Explanation,
}

/// Which policies are shown.
pub(crate) enum Selection {
    /// Those that decided, that could not be evaluated, or that came closest.
    WhatMatters,
    /// All.
    All,
    /// These.
    Only(Vec<PolicyId>),
}

impl<'a> Explained<'a> {
    /// The explanation of a decision about these policies.
    pub(crate) fn new(policies: &'a LoadedPolicies, explanation: &'a Explanation) -> Self {
        Explained {
            policies,
            explanation,
        }
    }

    /// Whether a policy has this id.
    pub(crate) fn has(&self, id: &PolicyId) -> bool {
        self.explanation.policy(id).is_some()
    }

    /// Prints the decision, and a note for each selected policy.
    pub(crate) fn print(&self, console: &mut Console, selection: &Selection) {
        let selected = self.selected(selection);
        console.line(format_args!("\n{}\n", self.headline()));
        for policy in &selected {
            console.note(&self.note(policy));
            console.line("");
        }
        if matches!(selection, Selection::WhatMatters) {
            self.print_rest(console, &selected);
        }
    }

    /// Prints the decision, and a tree of the selected policies.
    pub(crate) fn print_tree(&self, console: &mut Console, selection: &Selection) {
        let selected = self.selected(selection);
        console.line(format_args!("\n{}", self.headline()));
        console.print(self.tree(&selected));
        if matches!(selection, Selection::WhatMatters) {
            console.line("");
            self.print_rest(console, &selected);
        }
    }

    /// The decision, and what it is due to in a few words.
    fn headline(&self) -> String {
        let reason = &self.explanation.reason;
        let names = names(reason.iter());
        match (self.explanation.decision, reason.len()) {
            (Decision::Allow, 1) => format!("ALLOW: {names} permits it"),
            (Decision::Allow, _) => format!("ALLOW: each of {names} suffices"),
            (Decision::Deny, 0) => "DENY: no permit applies".to_owned(),
            (Decision::Deny, 1) => format!("DENY: {names} forbids it"),
            (Decision::Deny, _) => format!("DENY: each of {names} forbids it"),
        }
    }

    /// The policies to show, in the order in which they matter.
    fn selected(&self, selection: &Selection) -> Vec<&'a PolicyExplanation> {
        let policies = &self.explanation.policies;
        let by_id = |id: &PolicyId| self.explanation.policy(id);
        match selection {
            Selection::All => policies.iter().collect(),
            Selection::Only(ids) => ids.iter().filter_map(by_id).collect(),
            Selection::WhatMatters => {
                let mut selected: Vec<&PolicyExplanation> = Vec::new();
                let reason = self.explanation.reason.iter().filter_map(by_id);
                let misses = self.explanation.near_misses.iter();
                let erring = policies
                    .iter()
                    .filter(|policy| matches!(policy.verdict, Verdict::Error(_)));
                let candidates = reason
                    .chain(misses.filter_map(|miss| by_id(&miss.policy)))
                    .chain(erring);
                for policy in candidates {
                    if !selected.iter().any(|known| known.policy == policy.policy) {
                        selected.push(policy);
                    }
                }
                selected
            }
        }
    }

    /// What would turn the policy.
    fn near_miss(&self, policy: &PolicyExplanation) -> Option<&'a NearMiss> {
        let mut misses = self.explanation.near_misses.iter();
        misses.find(|miss| miss.policy == policy.policy)
    }

    /// Says in a line or two what became of the policies that are not shown.
    fn print_rest(&self, console: &mut Console, selected: &[&PolicyExplanation]) {
        let is_shown =
            |policy: &PolicyExplanation| selected.iter().any(|shown| shown.policy == policy.policy);
        let rest: Vec<&PolicyExplanation> = self
            .explanation
            .policies
            .iter()
            .filter(|policy| !is_shown(policy))
            .collect();
        let overruled = rest
            .iter()
            .filter(|p| p.verdict == Verdict::Satisfied && p.effect == Effect::Permit);
        let overruled: Vec<&PolicyId> = overruled.map(|policy| &policy.policy).collect();
        if !overruled.is_empty() {
            let names = names(overruled.into_iter());
            console.line(format_args!("permits that were overruled: {names}"));
        }
        let unmet = rest.iter().filter(|p| p.verdict == Verdict::Unsatisfied);
        let (visited, unvisited): (Vec<&PolicyExplanation>, Vec<&PolicyExplanation>) =
            unmet.partition(|policy| policy.visited);
        if !visited.is_empty() {
            let names = names(visited.iter().map(|policy| &policy.policy));
            console.line(format_args!("other policies that do not apply: {names}"));
        }
        if unvisited.is_empty() {
            return;
        }
        console.line("policies that the index led past, since they cannot apply:");
        for policy in unvisited.iter().take(MAX_NAMED) {
            console.line(format_args!("  {}: {}", policy.policy, self.reason(policy)));
        }
        if unvisited.len() > MAX_NAMED {
            let more = unvisited.len() - MAX_NAMED;
            console.line(format_args!(
                "  and {more} more; `--all` shows every policy"
            ));
        }
    }

    /// The text of a place in the policies.
    fn text(&self, span: Span) -> Option<&'a str> {
        self.policies.source.text().get(span.range()?)
    }

    /// A part of a condition as text in one line.
    fn expression(&self, part: ExprRef<'_>) -> String {
        match self.text(part.span()) {
            Some(text) => one_line(text),
            None => one_line(&cedar_parser::print_expression(part)),
        }
    }
}

/// Ids in quotes, the first few of them.
fn names<'a>(ids: impl ExactSizeIterator<Item = &'a PolicyId>) -> String {
    let more = ids.len().saturating_sub(MAX_NAMED);
    let named: Vec<String> = ids.take(MAX_NAMED).map(|id| format!("`{id}`")).collect();
    let named = named.join(", ");
    match more {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

/// The text with its white space collapsed, cut to what fits in a line.
fn one_line(text: &str) -> String {
    const WIDEST: usize = 100;
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.chars().count() > WIDEST {
            let mut cut: String = line.chars().take(WIDEST).collect();
            cut.push('…');
            return cut;
        }
    }
    line
}
