//! Decides the requests of one workload over and over, with this engine alone:
//! something to run under a profiler.

use bench::engines::{Engine, Ours};
use bench::workloads::catalogue::catalogue;
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
    let entry = catalogue()
        .into_iter()
        .find(|entry| entry.name.contains(&arguments.workload))
        .expect("a workload has this name");
    let workload = entry.make(arguments.seed);
    let engine = Ours::load(&workload);
    let requests: Vec<_> = workload.requests.iter().map(Ours::request).collect();
    decide_all(&engine, &requests, arguments.requests);
    eprintln!("{}: {} decisions", entry.name, arguments.requests);
}

/// A function of its own, so that a profiler can count what it alone takes.
#[inline(never)]
fn decide_all(engine: &Ours, requests: &[cedar_core::Request], count: usize) {
    for request in requests.iter().cycle().take(count) {
        black_box(engine.decide(black_box(request)));
    }
}
