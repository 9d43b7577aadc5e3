//! Compares on the cases of consecutive seeds, without a fuzzer.

use clap::Parser;
use fuzz::campaign::seeded_bytes;
use fuzz::question::{Outcome, ask};
use fuzz::targets::TARGETS;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Asks all targets in turn about seed after seed until time is up or one of
/// them fails. Prints one line of JSON; exits with 1 after a failure.
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

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    std::panic::set_hook(Box::new(|_| {}));
    let asked = |name: &str| arguments.target.as_deref().is_none_or(|only| only == name);
    let targets: Vec<_> = TARGETS.iter().filter(|target| asked(target.name)).collect();
    let ends = Instant::now() + Duration::from_secs(arguments.seconds);
    let (mut inputs, mut comparisons) = (0, 0);
    let mut seed = arguments.seed;
    while inputs < arguments.inputs && Instant::now() < ends && !targets.is_empty() {
        let bytes = seeded_bytes(seed);
        for target in &targets {
            let (outcome, comparison) = ask(&*(target.question)(&bytes));
            inputs += 1;
            comparisons += comparison.total();
            if outcome != Outcome::Agree {
                print(true, target.name, inputs, comparisons, seed);
                return ExitCode::FAILURE;
            }
        }
        seed += 1;
    }
    print(false, "", inputs, comparisons, seed);
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
