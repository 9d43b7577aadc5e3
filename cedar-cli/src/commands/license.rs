//! `cedar license`: under which terms this program comes.

use crate::console::Console;
use crate::exit::Outcome;
use crate::report::Failure;
use clap::Args;

/// Say under which license this program comes
#[derive(Args, Debug)]
pub(crate) struct LicenseArgs {}

impl LicenseArgs {
    pub(crate) fn run(self, console: &mut Console) -> Result<Outcome, Failure> {
        console.line(format_args!(
            "cedar {} is licensed under {}.",
            env!("CARGO_PKG_VERSION"),
            env!("CARGO_PKG_LICENSE")
        ));
        Ok(Outcome::Success)
    }
}
