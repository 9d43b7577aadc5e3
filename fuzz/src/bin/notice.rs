//! Compares on the cases of consecutive seeds, without a fuzzer.

use clap::Parser;
use fuzz::campaign::seeded_bytes;
use fuzz::question::{Outcome, ask};
use fuzz::targets::{TARGETS, Target};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Asks all targets about seed after seed until time is up or one of them fails;
/// each target gets the same time. Prints one line of JSON; exits with 1 after a
/// failure.
#[derive(Parser)]
#[command(name = "notice")]
struct Arguments {
    /// How long.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// How many inputs at most.
    #[arg(long, default_value_t = u64::MAX)]
    inputs: u64,
    /// The first seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only this target.
    #[arg(long)]
    target: Option<String>,
}

/// How far a target has come.
struct Progress {
    target: &'static Target,
    seed: u64,
    spent: Duration,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    std::panic::set_hook(Box::new(|_| {}));
    let asked = |name: &str| arguments.target.as_deref().is_none_or(|only| only == name);
    let mut targets: Vec<Progress> = TARGETS
        .iter()
        .filter(|target| asked(target.name))
        .map(|target| Progress {
            target,
            seed: arguments.seed,
            spent: Duration::ZERO,
        })
        .collect();
    let ends = Instant::now() + Duration::from_secs(arguments.seconds);
    let (mut inputs, mut comparisons) = (0, 0);
    while inputs < arguments.inputs && Instant::now() < ends {
        // A cheap target is asked about many inputs while a dear one is about few.
        let Some(next) = targets.iter_mut().min_by_key(|progress| progress.spent) else {
            break;
        };
        let begin = Instant::now();
        let (outcome, comparison) = ask(&*(next.target.question)(&seeded_bytes(next.seed)));
        next.spent += begin.elapsed();
        inputs += 1;
        comparisons += comparison.total();
        if outcome != Outcome::Agree {
            print(true, next.target.name, inputs, comparisons, next.seed);
            return ExitCode::FAILURE;
        }
        next.seed += 1;
    }
    print(false, "", inputs, comparisons, 0);
    ExitCode::SUCCESS
}

fn print(noticed: bool, target: &str, inputs: u64, comparisons: u64, seed: u64) {
    println!(
        "{}",
        serde_json::json!({
            "noticed": noticed,
            "target": target,
            "inputs": inputs,
            "comparisons": comparisons,
            "seed": seed,
        })
    );
}
