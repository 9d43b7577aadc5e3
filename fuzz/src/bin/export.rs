//! Writes tests in Cedar's integration format.

use clap::Parser;
use fuzz::campaign::seeded_bytes;
use fuzz::export::Export;
use fuzz::generators;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Writes small, distinct tests in Cedar's integration format that together
/// reach all that the generated cases reach. The model's answers are expected.
#[derive(Parser)]
#[command(name = "export")]
struct Arguments {
    /// Where the tests go.
    folder: PathBuf,
    /// How many generated cases to look at.
    #[arg(long, default_value_t = 3_000)]
    cases: u64,
    /// A corpus of the target `authorizer` to look at as well.
    #[arg(long, default_value = "fuzz/corpus/authorizer")]
    corpus: PathBuf,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let mut export = Export::default();
    for seed in 0..arguments.cases {
        export.add(&generators::case(&seeded_bytes(seed)))?;
    }
    for path in entries(&arguments.corpus)? {
        export.add(&generators::case(&std::fs::read(path)?))?;
    }
    for files in export.tests() {
        files.write(&arguments.folder)?;
    }
    println!(
        "{} tests in {}; they reach {} combinations of operator, operands and result",
        export.tests().len(),
        arguments.folder.display(),
        export.covered().len()
    );
    let lost: Vec<&String> = export.lost().collect();
    println!(
        "{} more were reached only with data that no schema allows",
        lost.len()
    );
    for feature in lost {
        println!("  {feature}");
    }
    Ok(())
}

/// The files of a folder by name; none if there is no such folder.
fn entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths = std::fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    Ok(paths)
}
