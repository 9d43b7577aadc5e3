//! `cedar link`: link a template.

use crate::args::PoliciesArgs;
use crate::console::Console;
use crate::exit::Outcome;
use crate::files;
use crate::input::Source;
use crate::input::json::Document;
use crate::input::links::{self, LinkEntry};
use crate::report::{Failure, Problem};
use cedar_core::PolicyId;
use clap::Args;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Link a template: fill its slots
///
/// Prints the policy that the template becomes. With `--template-linked` the
/// link is added to that file, which is created if need be.
#[derive(Args, Debug)]
pub(crate) struct LinkArgs {
    #[command(flatten)]
    policies: PoliciesArgs,

    /// Id of the template
    #[arg(long, value_name = "ID")]
    template_id: String,

    /// Id of the new policy
    #[arg(short, long, value_name = "ID")]
    new_id: String,

    /// Entity for each slot, as JSON: `{"?principal": "User::\"alice\""}`
    #[arg(short, long, value_name = "JSON")]
    arguments: String,
}

impl LinkArgs {
    pub(crate) fn run(self, console: &mut Console) -> Result<Outcome, Failure> {
        let arguments = Document::new(Arc::new(Source::new("--arguments", self.arguments)));
        let args: BTreeMap<String, String> = arguments.parse()?;
        let place = |slot: &str| arguments.place_of(|error| error.in_field(slot));
        let values = links::slot_values(&args, place)?;

        let links_file = self.policies.links_file();
        let mut policies = self.policies.load_unlinked()?;
        let mut entries = match links_file.filter(|path| path.exists()) {
            Some(path) => {
                let links = links::read(path)?;
                links.apply_to(&mut policies)?;
                links.into_entries()
            }
            None => Vec::new(),
        };

        let entry = LinkEntry {
            template_id: self.template_id,
            link_id: self.new_id,
            args,
        };
        entry.link(values, &mut policies)?;
        let id = PolicyId::new(entry.link_id.as_str());
        entries.push(entry);
        if let Some(path) = links_file {
            write(path, &entries)?;
        }
        if let Some(policy) = policies.policies.policy(&id) {
            let text = cedar_parser::print_policy(policy);
            console.line(format_args!(
                "Template-linked policy added: {}",
                text.trim_end()
            ));
        }
        Ok(Outcome::Success)
    }
}

fn write(path: &Path, entries: &[LinkEntry]) -> Result<(), Failure> {
    let text = serde_json::to_string(entries).map_err(|error| {
        Problem::new(format!("cannot write `{}`", path.display())).because(error.to_string())
    })?;
    files::replace(path, &format!("{text}\n"))
}
