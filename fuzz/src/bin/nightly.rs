//! The nightly run. `nightly.sh` sees to the tools and starts it.

use clap::Parser;
use clap::builder::PossibleValuesParser;
use fuzz::nightly::{self, Plan, Sharing};
use fuzz::targets;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The instrumented build takes minutes, too many for a short night.
const MINUTES_WITH_COVERAGE: u64 = 30;

/// The official crate takes minutes to compile, and its targets time from the others.
const MINUTES_WITH_PEERS: u64 = 120;

/// Checks the proofs, then fuzzes engine against model, then reports.
#[derive(Parser)]
#[command(name = "nightly.sh")]
struct Arguments {
    /// How many minutes to fuzz, after the proofs.
    #[arg(long, default_value_t = 360, value_parser = clap::value_parser!(u64).range(1..))]
    minutes: u64,
    /// How many calls of the extracted model to compare with Dafny's own build, 0 for
    /// none [default: 100000, in short nights 500 for each minute of fuzzing]
    #[arg(long)]
    extraction_cases: Option<u64>,
    /// How many processes work at once [default: one per core].
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    jobs: Option<u64>,
    /// Fuzz only this target; may be given several times.
    #[arg(long, value_name = "TARGET", value_parser = target_names())]
    only: Vec<String>,
    /// Do not check the proofs.
    #[arg(long)]
    no_proofs: bool,
    /// Fuzz the targets with the official `cedar-policy` crate, too; nights of 120 minutes
    /// or more do so anyway.
    #[arg(long, conflicts_with = "no_peers")]
    peers: bool,
    /// Do not fuzz the targets with the official crate, however long the night.
    #[arg(long)]
    no_peers: bool,
    /// Measure which lines and branches the corpora reach; nights of 30 minutes or
    /// more do so anyway.
    #[arg(long)]
    coverage: bool,
    /// Share half of the time by what the targets discover, as in nights of 30 minutes
    /// or more.
    #[arg(long)]
    adaptive: bool,
    /// Where the report goes.
    #[arg(long, default_value = "target/nightly")]
    output: PathBuf,
}

fn target_names() -> PossibleValuesParser {
    let own = targets::TARGETS.iter().map(|target| target.name);
    let peers = targets::PEERS.iter().map(|(name, _)| *name);
    own.chain(peers).into()
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let interrupted = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&interrupted);
    if let Err(error) = ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed)) {
        eprintln!("interruptions cannot be handled: {error}");
    }
    let root = std::env::current_dir().unwrap_or_default();
    let plan = Plan {
        output: root.join(&arguments.output),
        root,
        proofs: !arguments.no_proofs,
        only: arguments.only,
        peers: !arguments.no_peers && (arguments.peers || arguments.minutes >= MINUTES_WITH_PEERS),
        coverage: arguments.coverage || arguments.minutes >= MINUTES_WITH_COVERAGE,
        fuzzing: Duration::from_secs(60 * arguments.minutes),
        sharing: match arguments.adaptive {
            true => Sharing::Adaptive,
            false => Sharing::ByLength,
        },
        extraction_cases: arguments
            .extraction_cases
            .unwrap_or(100_000.min(500 * arguments.minutes)),
        jobs: arguments
            .jobs
            .map_or_else(nightly::cores, |jobs| jobs as usize),
    };
    match nightly::run(&plan, &interrupted) {
        Err(error) => {
            eprintln!("the report cannot be written: {error}");
            ExitCode::FAILURE
        }
        Ok(report) => {
            println!("== report: {}", plan.output.join("report.md").display());
            for failure in &report.failures {
                println!(
                    "FAILED: {}\n  reproduce: {}",
                    failure.what, failure.reproduce
                );
            }
            if report.ok {
                println!("ok");
                return ExitCode::SUCCESS;
            }
            if report.interrupted {
                println!("interrupted");
            }
            ExitCode::FAILURE
        }
    }
}
