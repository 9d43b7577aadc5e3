//! `cedar man`: manual pages.

use crate::cli::Cli;
use crate::console::Console;
use crate::exit::Outcome;
use crate::report::{Failure, Problem};
use clap::{Args, CommandFactory as _};
use std::path::PathBuf;

/// Print the manual page, or write one for each subcommand
///
/// To read it: `cedar man | man -l -`.
#[derive(Args, Debug)]
pub(crate) struct ManArgs {
    /// Folder to write `cedar.1`, `cedar-authorize.1`, … to
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

impl ManArgs {
    pub(crate) fn run(self, console: &mut Console) -> Result<Outcome, Failure> {
        match self.out {
            Some(folder) => clap_mangen::generate_to(Cli::command(), &folder).map_err(|error| {
                let folder = folder.display();
                Problem::new(format!("cannot write manual pages to `{folder}`: {error}"))
            })?,
            None => console.bytes(&page()),
        }
        Ok(Outcome::Success)
    }
}

fn page() -> Vec<u8> {
    let mut page = Vec::new();
    // Writing to a vector cannot fail.
    let _ = clap_mangen::Man::new(Cli::command()).render(&mut page);
    page
}
