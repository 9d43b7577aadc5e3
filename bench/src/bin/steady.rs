//! Decides the requests of one workload over and over, with this engine alone
//! or with the hand-written function: something to run under a profiler.

use bench::engines::{Engine, Ours};
use bench::measure::{Effort, Outcome, many_calls};
use bench::native::{FastestHash, Gdrive, Github, Native, Roles, Tenants, TinyTodo, Verdict};
use bench::workloads::catalogue::catalogue;
use bench::workloads::{RequestText, Workload};
use clap::{Parser, ValueEnum};
use std::hash::{BuildHasher, RandomState};
use std::hint::black_box;
use std::time::Duration;

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

    /// Who decides, and from what
    #[arg(long, value_enum, default_value_t = Who::Engine)]
    who: Who,

    /// Let the hand-written function hash ids with the fastest hash there is
    #[arg(long)]
    fastest_hash: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Who {
    /// This engine, given requests
    Engine,
    /// This engine, given the strings of which it makes each request
    FromStrings,
    /// The hand-written function, given the strings
    Native,
    /// This engine, given requests, beside the hand-written function
    Both,
    /// This engine, given strings, beside the hand-written function
    BothFromStrings,
}

fn main() {
    let arguments = Arguments::parse();
    let entry = catalogue()
        .into_iter()
        .find(|entry| entry.name.contains(&arguments.workload))
        .expect("a workload has this name");
    let workload = entry.make(arguments.seed);
    let application = entry.name.split(',').next().unwrap_or_default();
    match arguments.fastest_hash {
        false => run_application::<RandomState>(application, &workload, &arguments),
        true => run_application::<FastestHash>(application, &workload, &arguments),
    }
    eprintln!("{}: {} decisions", entry.name, arguments.requests);
}

fn run_application<S: BuildHasher + Default>(
    name: &str,
    workload: &Workload,
    arguments: &Arguments,
) {
    match name {
        "gdrive" => run::<Gdrive<S>>(workload, arguments),
        "github" => run::<Github<S>>(workload, arguments),
        "tinytodo" => run::<TinyTodo<S>>(workload, arguments),
        "per-tenant" => run::<Tenants<S>>(workload, arguments),
        "role-based" => run::<Roles<S>>(workload, arguments),
        _ => run::<Unwritten>(workload, arguments),
    }
}

fn run<N: Native>(workload: &Workload, arguments: &Arguments) {
    let (texts, count) = (&workload.requests, arguments.requests);
    let requests: Vec<_> = texts.iter().map(Ours::request).collect();
    let engine = Ours::load(workload);
    let effort = Effort {
        rounds: 21,
        share: Duration::from_millis(20),
        patience: Duration::from_secs(30),
    };
    match arguments.who {
        Who::Engine => decide_all(&engine, &requests, count),
        Who::FromStrings => decide_all_from_strings(&engine, texts, count),
        Who::Native => decide_all_natively(&N::load(workload), texts, count),
        Who::Both => {
            let native = N::load(workload);
            print(&many_calls(
                effort,
                |index| engine.decide(&requests[index % requests.len()]),
                |index| native.decide(&texts[index % texts.len()]),
            ));
        }
        Who::BothFromStrings => {
            let native = N::load(workload);
            print(&many_calls(
                effort,
                |index| engine.decide(&Ours::request_of_flat(&texts[index % texts.len()])),
                |index| native.decide(&texts[index % texts.len()]),
            ));
        }
    }
}

fn print(outcome: &Outcome) {
    println!(
        "{:.0} ns, {:.0} ns natively: {:.3} ({:.3} to {:.3})",
        outcome.ours, outcome.theirs, outcome.ratio, outcome.range.0, outcome.range.1
    );
}

/// Stands where no function is written.
struct Unwritten;

impl Native for Unwritten {
    fn load(_: &Workload) -> Self {
        panic!("no function is written for this workload")
    }

    fn decide(&self, _: &RequestText) -> Verdict {
        Verdict::default()
    }
}

// Functions of their own, so that a profiler can count what they alone take.

#[inline(never)]
fn decide_all(engine: &Ours, requests: &[cedar_core::Request], count: usize) {
    for request in requests.iter().cycle().take(count) {
        black_box(engine.decide(black_box(request)));
    }
}

#[inline(never)]
fn decide_all_from_strings(engine: &Ours, requests: &[RequestText], count: usize) {
    for text in requests.iter().cycle().take(count) {
        let request = Ours::request_of_flat(black_box(text));
        black_box(engine.decide(&request));
    }
}

#[inline(never)]
fn decide_all_natively<N: Native>(native: &N, requests: &[RequestText], count: usize) {
    for text in requests.iter().cycle().take(count) {
        black_box(native.decide(black_box(text)));
    }
}
