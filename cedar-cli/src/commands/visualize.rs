//! `cedar visualize`: the entity hierarchy as a graph.

use crate::args::EntitiesArgs;
use crate::console::Console;
use crate::exit::Outcome;
use crate::report::Failure;
use cedar_core::{Entities, Entity, EntityUid};
use clap::Args;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Print the entity hierarchy in Graphviz's DOT language
///
/// Entities of one type stand together; an edge goes to each direct parent.
#[derive(Args, Debug)]
pub(crate) struct VisualizeArgs {
    #[command(flatten)]
    entities: EntitiesArgs,
}

impl VisualizeArgs {
    pub(crate) fn run(self, console: &mut Console) -> Result<Outcome, Failure> {
        let entities = self.entities.load(None)?;
        console.line("strict digraph {\n\tordering=\"out\"\n\tnode[shape=box]");
        for (entity_type, uids) in by_type(&entities) {
            console.line(format_args!("\tsubgraph \"cluster_{entity_type}\" {{"));
            console.line(format_args!("\t\tlabel={}", Quoted(entity_type)));
            for uid in uids {
                let label = Quoted(uid.id().as_str());
                let name = uid.to_string();
                console.line(format_args!("\t\t{} [label={label}]", Quoted(&name)));
            }
            console.line("\t}");
        }
        let mut sorted: Vec<&Entity> = entities.iter().collect();
        sorted.sort_unstable_by_key(|entity| entity.uid());
        for entity in sorted {
            let child = entity.uid().to_string();
            for parent in entity.parents() {
                let parent = parent.to_string();
                console.line(format_args!("\t{} -> {}", Quoted(&child), Quoted(&parent)));
            }
        }
        console.line("}\n");
        Ok(Outcome::Success)
    }
}

/// All uids that the graph has, parents that do not exist included.
fn by_type(entities: &Entities) -> BTreeMap<&str, BTreeSet<&EntityUid>> {
    let mut groups: BTreeMap<&str, BTreeSet<&EntityUid>> = BTreeMap::new();
    for entity in entities.iter() {
        for uid in std::iter::once(entity.uid()).chain(entity.parents()) {
            let group = groups.entry(uid.entity_type().as_str());
            group.or_default().insert(uid);
        }
    }
    groups
}

/// A string of the DOT language, line breaks and controls escaped.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.escape_debug())
    }
}
