//! Writes what a fuzzer starts from: seed inputs and options for each target.

use clap::Parser;
use fuzz::campaign::seeded_bytes;
use fuzz::targets::TARGETS;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Longer inputs would perturb draws that no generator makes.
const MAX_INPUT_BYTES: usize = 4096;

/// Writes, for each target, the folder `TARGET_seed_corpus` and the file
/// `TARGET.options` of libFuzzer. Prints the names of the targets.
///
/// There are no dictionaries: but for `raw_bytes`, inputs are streams of choices,
/// in which no token means anything.
#[derive(Parser)]
#[command(name = "seeds")]
struct Arguments {
    /// Where they go.
    folder: PathBuf,
    /// How many seeds for each target.
    #[arg(long, default_value_t = 256)]
    count: u64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match write(&arguments.folder, arguments.count) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot write to `{}`: {error}", arguments.folder.display());
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path, count: u64) -> std::io::Result<()> {
    for target in TARGETS {
        let corpus = folder.join(format!("{}_seed_corpus", target.name));
        std::fs::create_dir_all(&corpus)?;
        for seed in 0..count {
            // Zeros leave the stream as it is and show the fuzzer where to perturb it.
            let mut bytes = seeded_bytes(seed).to_vec();
            bytes.resize(8 + 64 * (seed as usize % 8), 0);
            std::fs::write(corpus.join(format!("{seed:04}")), bytes)?;
        }
        let options = format!(
            "[libfuzzer]\nmax_len = {MAX_INPUT_BYTES}\nlen_control = 0\nentropic = 0\ntimeout = 30\n"
        );
        std::fs::write(folder.join(format!("{}.options", target.name)), options)?;
        println!("{}", target.name);
    }
    Ok(())
}
