//! Runs a fuzz target on consecutive seeds, without a fuzzer.

use clap::Parser;
use fuzz::campaign;
use fuzz::targets::{self, TARGETS, Target};
use std::process::ExitCode;
use std::time::Instant;

/// Compares both sides of fuzz targets on the cases of consecutive seeds, and
/// prints how the comparisons came out. Exits with 1 at the first difference.
#[derive(Parser)]
#[command(name = "campaign")]
struct Arguments {
    /// The targets [default: all].
    #[arg(value_parser = target)]
    targets: Vec<Target>,
    /// How many cases of each.
    #[arg(long, default_value_t = 1_000)]
    cases: u64,
    /// The first seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn target(name: &str) -> Result<Target, String> {
    targets::by_name(name).ok_or_else(|| {
        let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
        format!("there are: {}", names.join(", "))
    })
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let all = TARGETS.to_vec();
    let chosen = match arguments.targets.is_empty() {
        true => all,
        false => arguments.targets,
    };
    let mut agree = true;
    for target in chosen {
        let started = Instant::now();
        let run = campaign::run(&target, arguments.seed, |count| {
            count.inputs < arguments.cases
        });
        let count = run.count;
        println!(
            "{}: {} cases, {} comparisons: {} agree, {} differ, {} without verdict; {:.0} comparisons per second",
            target.name,
            count.inputs,
            count.comparisons,
            count.agreements,
            count.differences,
            count.no_verdicts,
            count.comparisons as f64 / started.elapsed().as_secs_f64().max(0.001),
        );
        if let Some((seed, comparison)) = run.first_difference {
            let question = (target.question)(&campaign::seeded_bytes(seed));
            println!("seed {seed}\n{}", question.describe(&comparison));
            agree = false;
        }
    }
    match agree {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
