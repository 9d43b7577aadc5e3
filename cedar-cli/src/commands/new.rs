//! `cedar new`: a project to start from.

use crate::console::Console;
use crate::exit::Outcome;
use crate::files;
use crate::report::{Failure, Problem};
use clap::Args;
use std::path::{Path, PathBuf};

/// The files of a new project.
const FILES: [(&str, &str); 3] = [
    ("policy.cedar", include_str!("new/policy.cedar")),
    ("entities.json", include_str!("new/entities.json")),
    (
        "schema.cedarschema.json",
        include_str!("new/schema.cedarschema.json"),
    ),
];

/// Create a project to start from: policies, entities and a schema
#[derive(Args, Debug)]
pub(crate) struct NewArgs {
    /// Folder to create
    #[arg(short, long, value_name = "NAME")]
    name: PathBuf,
}

impl NewArgs {
    pub(crate) fn run(self, _console: &mut Console) -> Result<Outcome, Failure> {
        std::fs::create_dir(&self.name).map_err(|error| {
            let name = self.name.display();
            Problem::new(format!("cannot create the folder `{name}`: {error}"))
        })?;
        fill(&self.name).inspect_err(|_| {
            // Nothing half-made stays. What cannot be removed is what could
            // not be made, which is reported.
            let _ = std::fs::remove_dir_all(&self.name);
        })?;
        Ok(Outcome::Success)
    }
}

fn fill(folder: &Path) -> Result<(), Failure> {
    FILES
        .iter()
        .try_for_each(|(name, contents)| files::replace(&folder.join(name), contents))
}
