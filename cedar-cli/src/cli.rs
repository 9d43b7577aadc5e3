//! The program's arguments, and the way from them to a subcommand.

use crate::commands::Command;
use crate::console::Console;
use crate::exit::Outcome;
use crate::report::ErrorFormat;
use clap::Parser;
use std::ffi::OsString;

/// Authorize requests, and work with Cedar policies, entities and schemas
#[derive(Parser, Debug)]
#[command(name = "cedar", version, max_term_width = 100, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    /// How to show errors and warnings
    #[arg(
        short = 'f',
        long,
        global = true,
        value_enum,
        env = "CEDAR_ERROR_FORMAT",
        default_value_t = ErrorFormat::Human
    )]
    error_format: ErrorFormat,

    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  success; the request is allowed
  1  failure: bad usage, bad input, or a check that does not hold
  2  the request is denied
  3  the policies do not fit the schema, or a lint finds something that counts";

/// Runs the program with these arguments, its own name first.
pub(crate) fn run(args: impl IntoIterator<Item = OsString>) -> Outcome {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(message) => return show_usage(&message),
    };
    let mut console = Console::new(cli.error_format);
    let outcome = cli.command.run(&mut console).unwrap_or_else(|failure| {
        console.problems(failure.problems());
        Outcome::Failure
    });
    console.finish(outcome)
}

/// Prints help, version or a usage error.
fn show_usage(message: &clap::Error) -> Outcome {
    // A reader that has gone away does not change the outcome.
    let _ = message.print();
    if message.use_stderr() {
        Outcome::Failure
    } else {
        Outcome::Success
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_definitions_are_sound() {
        Cli::command().debug_assert();
    }
}
