//! Shows what a fuzz artifact contains and who answered what.

use clap::Parser;
use fuzz::{generators, oracles, report};
use std::path::PathBuf;
use std::process::ExitCode;

/// Prints the policies, entities and requests that an artifact stands for, and
/// the answers of engine and model where they differ. Exits with 1 if they do.
#[derive(Parser)]
#[command(name = "repro")]
struct Arguments {
    /// A file that a fuzz target left, or that is in its corpus.
    artifact: PathBuf,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let bytes = match std::fs::read(&arguments.artifact) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("cannot read `{}`: {error}", arguments.artifact.display());
            return ExitCode::from(2);
        }
    };
    let case = generators::case(&bytes);
    let comparison = oracles::authorizer::compare(&case);
    print!("{}", report::describe(&case, &comparison));
    println!(
        "\n{} comparisons: {} agree, {} differ, {} without verdict",
        comparison.total(),
        comparison.agreements,
        comparison.differences.len(),
        comparison.no_verdicts.len()
    );
    if comparison.differences.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
