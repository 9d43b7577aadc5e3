//! `cedar completions`: completion scripts for shells.

use crate::cli::Cli;
use crate::console::Console;
use crate::exit::Outcome;
use crate::report::Failure;
use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

/// Print the completion script for a shell
///
/// For bash: `source <(cedar completions bash)`.
#[derive(Args, Debug)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl CompletionsArgs {
    pub(crate) fn run(self, console: &mut Console) -> Result<Outcome, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "cedar", &mut script);
        console.bytes(&script);
        Ok(Outcome::Success)
    }
}
