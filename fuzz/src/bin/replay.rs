//! Asks what every input of the corpora stands for, once, without a fuzzer: for
//! measuring what they reach.

use clap::Parser;
use fuzz::question::{Outcome, ask};
use fuzz::targets::TARGETS;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Asks each target about each input of its corpus. Exits with 1 if any fails.
#[derive(Parser)]
#[command(name = "replay")]
struct Arguments {
    /// The folder with a folder of inputs for each target.
    #[arg(default_value = "fuzz/corpus")]
    corpora: PathBuf,
    /// How many inputs of each corpus, at most.
    #[arg(long)]
    inputs: Option<usize>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut fails = false;
    for target in TARGETS {
        let files = match files(&arguments.corpora.join(target.name)) {
            Ok(files) => files,
            Err(error) => {
                eprintln!("{}: no corpus: {error}", target.name);
                continue;
            }
        };
        let inputs = files.iter().take(arguments.inputs.unwrap_or(usize::MAX));
        let bytes = inputs.filter_map(|file| std::fs::read(file).ok());
        let (mut asked, mut failed) = (0_u64, 0_u64);
        for bytes in bytes {
            asked += 1;
            let (outcome, _) = ask(&*(target.question)(&bytes));
            failed += u64::from(outcome != Outcome::Agree);
        }
        println!("{}: {asked} inputs, {failed} fail", target.name);
        fails |= failed > 0;
    }
    ExitCode::from(u8::from(fails))
}

/// In the order of their names, so that every run asks the same.
fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)?;
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<_>>()?;
    files.sort();
    Ok(files)
}
