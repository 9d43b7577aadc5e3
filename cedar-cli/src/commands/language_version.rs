//! `cedar language-version`: which Cedar this is.

use crate::console::Console;
use crate::exit::Outcome;
use crate::report::Failure;
use clap::Args;

/// The version of the Cedar language that all of this implements.
const LANGUAGE_VERSION: &str = "4.6";

/// Say which version of the Cedar language is implemented
#[derive(Args, Debug)]
pub(crate) struct LanguageVersionArgs {}

impl LanguageVersionArgs {
    pub(crate) fn run(self, console: &mut Console) -> Result<Outcome, Failure> {
        console.line(format_args!("Cedar language version: {LANGUAGE_VERSION}"));
        Ok(Outcome::Success)
    }
}
