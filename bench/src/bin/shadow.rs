//! What it costs to have the model look on: this engine's authorizer beside
//! the shadow authorizer that has some of the answers checked.

use bench::engines::{Engine, Ours};
use bench::measure::{Effort, elapsed_time};
use bench::workloads::catalogue::catalogue;
use cedar_core::Authorizer;
use clap::Parser;
use reference_model::ShadowAuthorizer;
use std::hint::black_box;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// How many requests are decided in one share of a round.
const BATCH: usize = 50_000;

/// Measure how much slower decisions get when the model checks some of them
///
/// The time is what passes, with the model's thread at work beside.
#[derive(Parser)]
struct Arguments {
    /// The workload: the first one whose name contains this text
    #[arg(default_value = "github, 50")]
    workload: String,

    /// The share of requests that the model is asked
    #[arg(long, default_value_t = 0.01)]
    share: f64,

    /// How many rounds are measured
    #[arg(long, default_value_t = 51)]
    rounds: usize,

    /// The seed of the workload
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let found = catalogue()
        .into_iter()
        .find(|entry| entry.name.contains(&arguments.workload));
    let Some(entry) = found else {
        eprintln!("error: no workload is called `{}`", arguments.workload);
        return ExitCode::from(2);
    };
    let workload = entry.make(arguments.seed);
    let requests: Vec<_> = workload.requests.iter().map(Ours::request).collect();
    let (policies, entities) = Ours::load(&workload).into_parts();
    let (policies, entities) = (Arc::new(policies), Arc::new(entities));
    let plain = Authorizer::new();
    let shadow = ShadowAuthorizer::builder()
        .share(arguments.share)
        .on_difference(|difference| eprintln!("{difference}"))
        .start()
        .expect("there is another thread");
    let effort = Effort {
        rounds: arguments.rounds,
        share: Duration::ZERO,
        patience: Duration::from_secs(300),
    };
    let outcome = elapsed_time(
        effort,
        || {
            for index in 0..BATCH {
                let request = &requests[index % requests.len()];
                black_box(shadow.is_authorized(request, &policies, &entities));
            }
        },
        || {
            for index in 0..BATCH {
                let request = &requests[index % requests.len()];
                black_box(plain.is_authorized(request, &policies, &entities));
            }
        },
    );
    let counts = shadow.finish();
    println!(
        "{}: {:.1} ns a decision, {:.1} ns with {} % checked: {:.1} % of the throughput ({:.1} to {:.1})",
        entry.name,
        outcome.theirs / BATCH as f64,
        outcome.ours / BATCH as f64,
        100.0 * arguments.share,
        100.0 * outcome.ratio,
        100.0 * outcome.range.0,
        100.0 * outcome.range.1,
    );
    println!(
        "{} agree, {} differ, {} without verdict, {} not checked because too many were waiting",
        counts.agree, counts.differ, counts.no_verdict, counts.skipped,
    );
    if counts.differ == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
