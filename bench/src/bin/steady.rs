//! Decides the requests of one workload over and over, with this engine alone:
//! something to run under a profiler.

use bench::engines::{Engine, Ours};
use bench::figures::workloads;
use clap::Parser;
use std::hint::black_box;

/// Decide the requests of a workload over and over, for a profiler to look at
#[derive(Parser)]
struct Arguments {
    /// Part of the workload's name, as in the table
    workload: String,

    /// How many requests to decide
    #[arg(long, default_value_t = 100_000)]
    requests: usize,

    /// The seed of the workloads
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn main() {
    let arguments = Arguments::parse();
    let workload = workloads()
        .iter()
        .map(|workload| workload(arguments.seed))
        .find(|workload| workload.name.contains(&arguments.workload))
        .expect("a workload has this name");
    let engine = Ours::load(&workload);
    let requests: Vec<_> = workload.requests.iter().map(Ours::request).collect();
    for request in requests.iter().cycle().take(arguments.requests) {
        black_box(engine.decide(request));
    }
    eprintln!("{}: {} decisions", workload.name, arguments.requests);
}
