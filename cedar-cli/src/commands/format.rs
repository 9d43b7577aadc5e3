//! `cedar format`: lay out policies anew.

use crate::console::Console;
use crate::exit::Outcome;
use crate::files;
use crate::input::{Source, syntax};
use crate::report::{Failure, Problem};
use cedar_parser::{FormatError, FormatOptions, format_policies};
use clap::Args;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Lay out policies anew; what they say and their comments stay
#[derive(Args, Debug)]
pub(crate) struct FormatArgs {
    /// File that holds the policies and templates; standard input if absent or `-`
    #[arg(short, long, value_name = "FILE")]
    policies: Option<PathBuf>,

    /// How long lines should be at most, in characters
    #[arg(short, long, value_name = "UINT", default_value_t = 80)]
    line_width: usize,

    /// By how many spaces each level is indented
    #[arg(short, long, value_name = "UINT", default_value_t = 2)]
    indent_width: usize,

    /// Write the result back to the file instead of printing it
    #[arg(short, long, requires = "policies", conflicts_with = "check")]
    write: bool,

    /// Fail if the policies are not laid out like this yet
    #[arg(short, long)]
    check: bool,
}

impl FormatArgs {
    /// Exit codes: 0 on success, 1 if `--check` finds a difference.
    pub(crate) fn run(self, console: &mut Console) -> Result<Outcome, Failure> {
        let source = Source::read_or_stdin(self.policies.as_deref())?;
        let options = FormatOptions {
            line_width: self.line_width,
            indent_width: self.indent_width,
        };
        let formatted =
            format_policies(source.text(), options).map_err(|error| failure(&source, &error))?;
        let is_same = formatted == source.text();
        match self.policies.as_deref().filter(|_| self.write) {
            Some(path) if path == Path::new("-") => {
                return Err(Problem::new("standard input cannot be written back").into());
            }
            Some(_) if is_same => {}
            Some(path) => files::replace(path, &formatted)?,
            None => console.print(&formatted),
        }
        Ok(match self.check && !is_same {
            true => Outcome::Failure,
            false => Outcome::Success,
        })
    }
}

fn failure(source: &Arc<Source>, error: &FormatError) -> Failure {
    match error {
        FormatError::Parse(errors) => syntax::failure(source, errors),
        FormatError::WouldChange => Problem::new(format!("cannot format `{}`", source.name()))
            .because(error.to_string())
            .into(),
    }
}
