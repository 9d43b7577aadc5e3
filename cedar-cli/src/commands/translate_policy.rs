//! `cedar translate-policy`: policies in their other form.

use crate::args::PolicyFormat;
use crate::console::Console;
use crate::exit::Outcome;
use crate::input::{Source, policies};
use crate::report::{Failure, Problem};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Translate policies between Cedar's syntax and JSON; comments are lost
///
/// In JSON, policies have ids: those of their `@id` annotations or their places.
#[derive(Args, Debug)]
pub(crate) struct TranslatePolicyArgs {
    /// From which form to which
    #[arg(long, value_enum)]
    direction: Direction,

    /// File that holds the policies and templates; standard input if absent or `-`
    #[arg(short, long, value_name = "FILE")]
    policies: Option<PathBuf>,
}

/// From which form to which.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Direction {
    /// Cedar's syntax to JSON
    CedarToJson,
    /// JSON to Cedar's syntax
    JsonToCedar,
}

impl TranslatePolicyArgs {
    pub(crate) fn run(self, console: &mut Console) -> Result<Outcome, Failure> {
        let source = Source::read_or_stdin(self.policies.as_deref())?;
        match self.direction {
            Direction::CedarToJson => {
                let policies =
                    policies::parse(source, PolicyFormat::Cedar)?.renamed_by_annotation()?;
                let json = policies.policies.to_json().map_err(|error| {
                    Problem::new(format!("cannot translate `{}`", policies.source.name()))
                        .because(error.to_string())
                })?;
                console.json(&json);
            }
            Direction::JsonToCedar => {
                let policies = policies::parse(source, PolicyFormat::Json)?;
                console.print(cedar_parser::print_policy_set(&policies.policies));
            }
        }
        Ok(Outcome::Success)
    }
}
