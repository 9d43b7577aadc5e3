//! Measures this engine beside `cedar-policy`.

use bench::figures::Plan;
use bench::measure::Effort;
use bench::report;
use clap::Parser;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Measure this engine beside the official `cedar-policy` crate
///
/// Without FILTER, the figures also go to `bench/README.md`. A part of them never
/// does, since all figures there are to be of one run.
#[derive(Parser)]
struct Arguments {
    /// Only figures whose line contains this text
    #[arg(default_value = "")]
    filter: String,

    /// The most rounds for each figure
    #[arg(long, default_value_t = 15)]
    rounds: usize,

    /// The seed of the workloads
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let plan = Plan {
        filter: arguments.filter,
        seed: arguments.seed,
        effort: Effort {
            rounds: arguments.rounds,
            share: Duration::from_millis(20),
            patience: Duration::from_secs(20),
        },
    };
    let start = Instant::now();
    let mut figures = Vec::new();
    plan.take(|figure| {
        println!("{}", report::line(&figure));
        figures.push(figure);
    });
    if plan.is_complete() {
        match report::write(&plan, &figures, start.elapsed()) {
            Ok(path) => println!("written to {}", path.display()),
            Err(error) => {
                eprintln!("error: the report cannot be written: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    match figures
        .iter()
        .find_map(|figure| figure.result.as_ref().err())
    {
        Some(reason) if reason.starts_with("failed") => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    }
}
