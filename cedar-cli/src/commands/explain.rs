//! `cedar explain`: why a request is decided as it is.

use crate::args::{EntitiesArgs, PoliciesArgs, RequestArgs, SchemaArgs};
use crate::console::Console;
use crate::exit::Outcome;
use crate::explanation::{Explained, Selection};
use crate::report::{Failure, Problem, both};
use cedar_core::{Authorizer, Decision, PolicyId};
use clap::Args;

/// Explain a decision: what decided each policy, and what would change the answer
///
/// Takes the arguments of `authorize` and has its exit codes. For a denial it names the permits that
/// came closest, with single changes to the data that were tried and found to help.
#[derive(Args, Debug)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    request: RequestArgs,

    #[command(flatten)]
    policies: PoliciesArgs,

    #[command(flatten)]
    schema: SchemaArgs,

    #[command(flatten)]
    entities: EntitiesArgs,

    /// Explain every policy, not only those that matter most
    #[arg(long, conflicts_with = "policy")]
    all: bool,

    /// Explain only this policy; may be given several times
    #[arg(long, value_name = "ID")]
    policy: Vec<String>,

    /// Show what each part of the conditions came to, as a tree
    #[arg(long)]
    tree: bool,

    /// Print everything as JSON
    #[arg(long, conflicts_with_all = ["tree", "all", "policy"])]
    json: bool,
}

impl ExplainArgs {
    /// Exit codes: 0 allow, 2 deny.
    pub(crate) fn run(self, console: &mut Console) -> Result<Outcome, Failure> {
        let schema = self.schema.load(console)?;
        let schema = schema.as_ref();
        let data = both(self.policies.load(), self.entities.load(schema));
        let (request, (policies, entities)) = both(self.request.load(schema), data)?;
        let policies = policies.with_places();
        let explanation = Authorizer::new().explain(&request, &policies.policies, &entities);
        let explained = Explained::new(&policies, &explanation);
        if self.json {
            console.json(&explained.json());
        } else {
            let selection = self.selection(&explained)?;
            match self.tree {
                true => explained.print_tree(console, &selection),
                false => explained.print(console, &selection),
            }
        }
        Ok(match explanation.decision {
            Decision::Allow => Outcome::Success,
            Decision::Deny => Outcome::Deny,
        })
    }

    fn selection(&self, explained: &Explained<'_>) -> Result<Selection, Failure> {
        if self.all {
            return Ok(Selection::All);
        }
        let ids = self.policy.iter().map(|id| PolicyId::new(id.as_str()));
        let ids: Vec<PolicyId> = ids.collect();
        let unknown = ids.iter().filter(|id| !explained.has(id));
        let problems: Vec<Problem> = unknown
            .map(|id| Problem::new(format!("no policy has the id `{id}`")))
            .collect();
        match Failure::from_problems(problems) {
            Some(failure) => Err(failure),
            None if ids.is_empty() => Ok(Selection::WhatMatters),
            None => Ok(Selection::Only(ids)),
        }
    }
}
