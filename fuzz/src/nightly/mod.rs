//! The nightly run: proofs, the extracted model against Dafny's own build, then
//! fuzzing, then a report.
//!
//! The report is written after each stage and every few seconds while fuzzing,
//! so that whatever ends the run leaves a valid one.

mod corpus;
mod coverage;
mod extraction;
mod llvm_tools;
mod process;
mod proofs;
mod report;
mod schedule;
mod worker;

pub use coverage::{Coverage, Reach, Reached, Share};
pub use report::{Extraction, Proofs, Report, TargetReport};
pub use schedule::Sharing;

use crate::generators;
use crate::health::cases::Health;
use crate::health::schemas::SchemaHealth;
use crate::health::{self, Target};
use crate::inputs::Inputs;
use crate::targets;
use corpus::Minimized;
use coverage::CannotMeasure;
use schedule::{Outcome, Schedule, Turn};
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use worker::Workers;

/// How many cases the generators' health is measured on, without a schema and with one.
const HEALTH_CASES: (u64, u64) = (2_000, 600);
/// After a shorter share of the night, what it added to the corpus is little.
const SHARE_WORTH_MINIMIZING: Duration = Duration::from_secs(120);
/// For a shorter night, optimizing each target at link time takes longer than it saves.
const NIGHT_WORTH_OPTIMIZING: Duration = Duration::from_secs(2 * 60 * 60);
/// How often progress is shown and the report rewritten.
const PULSE: Duration = Duration::from_secs(2);

/// What to run, and where.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The project.
    pub root: PathBuf,
    /// Whether to check the proofs first.
    pub proofs: bool,
    /// The targets to fuzz; all of them if none is named.
    pub only: Vec<String>,
    /// How long to fuzz, all targets together.
    pub fuzzing: Duration,
    /// How the targets share that.
    pub sharing: Sharing,
    /// How many calls of the extracted model are compared with Dafny's own build.
    pub extraction_cases: u64,
    /// Whether the targets with the official crate fuzz, too.
    pub peers: bool,
    /// Whether to measure what the corpora reach.
    pub coverage: bool,
    /// How many processes fuzz at once.
    pub jobs: usize,
    /// Where reports, artifacts and counts go.
    pub output: PathBuf,
}

/// Runs everything and returns the last report, which is also on disk.
///
/// # Errors
/// When the report cannot be written. A failing stage is no error: it is in
/// the report.
pub fn run(plan: &Plan, interrupted: &AtomicBool) -> io::Result<Report> {
    std::fs::create_dir_all(&plan.output)?;
    let mut report = Report::started();
    report.write(&plan.output)?;
    // Until it is finished, the report says that it was interrupted: it cannot tell.
    let goes_on = || !interrupted.load(Ordering::Relaxed);

    if plan.proofs {
        heading("proofs");
        check_proofs(plan, interrupted, &mut report);
        report.write(&plan.output)?;
    }

    if goes_on() && plan.extraction_cases > 0 {
        heading("extracted model against Dafny's own build");
        let extraction = extraction::compare(plan);
        if !extraction.ok && goes_on() {
            let cases = plan.extraction_cases;
            report.fail(
                "the extracted model and Dafny's own build differ",
                &format!("reference-model/compare-with-dafny --cases {cases}"),
            );
        }
        report.extraction = Some(extraction);
        report.write(&plan.output)?;
    }

    heading("generators");
    measure_health(&mut report);
    report.write(&plan.output)?;

    if goes_on() {
        heading("fuzzing");
        fuzz(plan, interrupted, &mut report)?;
    }
    if plan.coverage && goes_on() {
        // What comes now takes minutes and changes no verdict on what has been done.
        report.write(&plan.output)?;
        heading("coverage");
        measure_coverage(plan, interrupted, &mut report);
    }
    report.finish(interrupted.load(Ordering::Relaxed));
    report.write(&plan.output)?;
    Ok(report)
}

fn heading(stage: &str) {
    println!("== {stage}");
}

fn check_proofs(plan: &Plan, interrupted: &AtomicBool, report: &mut Report) {
    let proofs = proofs::verify(plan);
    // An interrupted verifier has no verdict, which says nothing of the proofs.
    if proofs.errors > 0 && !interrupted.load(Ordering::Relaxed) {
        report.fail("the proofs do not hold", "dafny/verify");
    }
    report.proofs = Some(proofs);
}

fn measure_coverage(plan: &Plan, interrupted: &AtomicBool, report: &mut Report) {
    let measured = coverage::measure(plan, interrupted);
    // An interruption ends the tools, too, which then fail.
    if let Err(CannotMeasure::Failed(reason)) = &measured
        && !interrupted.load(Ordering::Relaxed)
    {
        report.fail(
            &format!("coverage cannot be measured: {reason}"),
            "./nightly.sh --minutes 1 --no-proofs --only authorizer --coverage",
        );
    }
    report.coverage = match measured {
        Ok(reach) => Coverage::Measured(reach),
        Err(reason) => Coverage::NotMeasured(reason.to_string()),
    };
    let mut text = String::new();
    report.coverage.write_markdown(&mut text);
    println!("{text}");
}

fn measure_health(report: &mut Report) {
    report.health = health();
    report.cost = vec![
        health::cost::of_a_request(),
        health::cost::share_of_a_comparison(),
    ];
    for target in report.health.iter().chain(&report.cost) {
        println!("{target}");
    }
    let missed: Vec<&str> = report
        .health
        .iter()
        .filter(|target| !target.is_met())
        .map(|target| target.name)
        .collect();
    if !missed.is_empty() {
        report.fail(
            &format!("the generators miss their targets: {}", missed.join(", ")),
            "cargo test -p fuzz health",
        );
    }
}

/// What the generators make. It depends on the seeds alone.
fn health() -> Vec<Target> {
    let (mut cases, mut schemas) = (Health::default(), SchemaHealth::default());
    for number in 0..HEALTH_CASES.0 {
        cases.count(&generators::case(&health::input(number)));
    }
    for number in 0..HEALTH_CASES.1 {
        schemas.count(&health::input(number));
    }
    [cases.targets(), schemas.targets()].concat()
}

/// A target that is to be fuzzed.
struct Wanted {
    name: &'static str,
    weight: u32,
    inputs: Inputs,
    build: Build,
}

/// What a target is built with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Build {
    /// Nothing but this project.
    Own,
    /// The official crate, too, which takes minutes to compile.
    WithPeer,
}

impl Build {
    /// What cargo must be told.
    fn features(self) -> &'static str {
        match self {
            Build::Own => "",
            Build::WithPeer => " --features peer",
        }
    }
}

/// A target that can be fuzzed.
struct Built {
    name: &'static str,
    weight: u32,
    inputs: Inputs,
    binary: PathBuf,
}

fn fuzz(plan: &Plan, interrupted: &AtomicBool, report: &mut Report) -> io::Result<()> {
    let built = build_all(plan, interrupted, report);
    for target in &built {
        Workers::prepare(plan, target.name, target.inputs)?;
        report.targets.push(TargetReport::new(target.name));
    }
    let mut schedule = Schedule::new(
        plan.fuzzing,
        plan.sharing,
        built.iter().map(|target| target.weight),
    );
    while let Some(turn) = schedule.next() {
        let (Some(target), false) = (built.get(turn.target), interrupted.load(Ordering::Relaxed))
        else {
            break;
        };
        let outcome = take_turn(plan, interrupted, report, target, turn)?;
        schedule.ended(turn, outcome);
    }
    let was_interrupted = interrupted.load(Ordering::Relaxed);
    for target in report.targets.clone() {
        judge_night(report, &target, was_interrupted);
    }
    for (target, place) in built.iter().zip(0..) {
        if let Some(report) = report.targets.get(place)
            && report.seconds >= SHARE_WORTH_MINIMIZING.as_secs_f64()
            && !interrupted.load(Ordering::Relaxed)
        {
            let limit = Duration::from_secs_f64(report.seconds / 10.0);
            minimize(plan, target, limit, interrupted);
        }
    }
    Ok(())
}

fn build_all(plan: &Plan, interrupted: &AtomicBool, report: &mut Report) -> Vec<Built> {
    let own = targets::TARGETS.iter().map(|target| Wanted {
        name: target.name,
        weight: target.share,
        inputs: target.inputs,
        build: Build::Own,
    });
    let peers = targets::PEERS.iter().map(|(name, share)| Wanted {
        name,
        weight: *share,
        inputs: Inputs::Choices,
        build: Build::WithPeer,
    });
    let is_wanted = |target: &Wanted| match plan.only.as_slice() {
        [] => plan.peers || target.build == Build::Own,
        only => only.iter().any(|only| only == target.name),
    };
    let mut built = Vec::new();
    for target in own.chain(peers).filter(is_wanted) {
        if interrupted.load(Ordering::Relaxed) {
            break;
        }
        match build(plan, &target) {
            Ok(binary) => built.push(Built {
                name: target.name,
                weight: target.weight,
                inputs: target.inputs,
                binary,
            }),
            Err(reason) => report.fail(
                &reason,
                &format!(
                    "cargo fuzz build -s none{} {}",
                    target.build.features(),
                    target.name
                ),
            ),
        }
    }
    built
}

fn minimize(plan: &Plan, target: &Built, limit: Duration, interrupted: &AtomicBool) {
    let folder = worker::corpus(plan, target.name);
    let name = target.name;
    // A corpus that cannot be made smaller is no reason to end the night.
    match corpus::minimize(&target.binary, &folder, limit, interrupted) {
        Ok(Minimized::To(inputs)) => println!("{name}: corpus minimized to {inputs} inputs"),
        Ok(Minimized::NotAtAll) => println!("{name}: corpus left as it is"),
        Err(error) => println!("{name}: corpus left as it is: {error}"),
    }
}

fn build(plan: &Plan, target: &Wanted) -> Result<PathBuf, String> {
    let arguments = target.inputs.build_arguments();
    // What is built in another way has a folder of its own, or each build would begin
    // anew.
    let target_dir = plan.root.join(match (target.build, arguments) {
        (Build::WithPeer, _) => "target/fuzzing/peer",
        (Build::Own, []) => "target/fuzzing/traced",
        (Build::Own, _) => "target/fuzzing",
    });
    let name = target.name;
    let triple = host_triple()?;
    let mut command = Command::new("cargo");
    // Sanitizers need a nightly compiler and find little in safe Rust; without
    // them a stable one will do, coverage feedback included.
    command
        .current_dir(&plan.root)
        .args(["fuzz", "build", "-s", "none", "--target", &triple])
        .args(target.build.features().split_whitespace())
        .args(arguments)
        .arg("--target-dir")
        .arg(&target_dir)
        .arg(name);
    if target.build == Build::WithPeer || plan.fuzzing < NIGHT_WORTH_OPTIMIZING {
        command.env("CARGO_PROFILE_RELEASE_LTO", "off");
    }
    let status = command
        .status()
        .map_err(|error| format!("cargo cannot be run: {error}"))?;
    if !status.success() {
        return Err(format!("the fuzz target `{name}` does not build"));
    }
    Ok(target_dir.join(triple).join("release").join(name))
}

/// How many cores the machine has.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn host_triple() -> Result<String, String> {
    let output = Command::new("rustc")
        .arg("-vV")
        .output()
        .map_err(|error| format!("rustc cannot be run: {error}"))?;
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .find_map(|line| line.strip_prefix("host: ").map(str::to_owned))
        .ok_or_else(|| "rustc does not name its host".to_owned())
}

fn take_turn(
    plan: &Plan,
    interrupted: &AtomicBool,
    report: &mut Report,
    target: &Built,
    turn: Turn,
) -> io::Result<Outcome> {
    let before = report.targets.get(turn.target).cloned();
    let before = before.unwrap_or_default();
    let mut workers = Workers::start(
        plan,
        target.name,
        target.inputs,
        &target.binary,
        turn.length,
    )?;
    let started = Instant::now();
    let mut last_pulse = Instant::now();
    loop {
        let running = workers.poll()?;
        let stopped = interrupted.load(Ordering::Relaxed);
        if stopped || workers.has_crashed() || !running {
            workers.stop();
            break;
        }
        // A worker that ignores its own time limit must not hold up the night.
        if started.elapsed() > turn.length + Duration::from_secs(60) {
            workers.stop();
            break;
        }
        if last_pulse.elapsed() >= PULSE {
            last_pulse = Instant::now();
            update(plan, report, turn, &before, &workers, started.elapsed())?;
            report.write(&plan.output)?;
            show_progress(report, turn, started.elapsed());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let spent = started.elapsed();
    update(plan, report, turn, &before, &workers, spent)?;
    show_progress(report, turn, spent);
    println!();
    judge(report, turn, &workers);
    report.write(&plan.output)?;
    Ok(Outcome {
        spent,
        discovered: workers.new_corpus_entries()?,
        failed: workers.has_crashed(),
    })
}

/// Adds to what a target had done `before` this turn what it has done in it.
fn update(
    plan: &Plan,
    report: &mut Report,
    turn: Turn,
    before: &TargetReport,
    workers: &Workers,
    elapsed: Duration,
) -> io::Result<()> {
    if let Some(target) = report.targets.get_mut(turn.target) {
        target.update(
            workers.counts()?,
            before.seconds + elapsed.as_secs_f64(),
            before.new_corpus_entries + workers.new_corpus_entries()?,
            workers.artifacts()?,
        );
        target.turns = before.turns + 1;
    }
    report.fuzz_seconds = report.targets.iter().map(|target| target.seconds).sum();
    report.measure_rate(plan.jobs.min(cores()));
    Ok(())
}

/// What has failed in a turn.
fn judge(report: &mut Report, turn: Turn, workers: &Workers) {
    let Some(target) = report.targets.get(turn.target).cloned() else {
        return;
    };
    for artifact in &target.artifacts {
        let features = match targets::is_peer(&target.name) {
            true => Build::WithPeer.features(),
            false => "",
        };
        report.fail(
            &format!("`{}` found a failure", target.name),
            &format!("cargo run -p fuzz{features} --bin repro -- --minimize {artifact}"),
        );
    }
    if target.artifacts.is_empty() && workers.has_crashed() {
        report.fail(
            &format!("`{}` ended early without leaving an artifact", target.name),
            &format!("cat {}", workers.log().display()),
        );
    }
}

/// What is wrong with a whole night of a target, though no input failed.
fn judge_night(report: &mut Report, target: &TargetReport, interrupted: bool) {
    if target.no_verdicts > 0 {
        report.fail(
            &format!(
                "`{}` got no verdict {} times",
                target.name, target.no_verdicts
            ),
            "cargo test -p fuzz campaign",
        );
    }
    if target.comparisons == 0 && target.artifacts.is_empty() && !interrupted {
        report.fail(
            &format!("`{}` compared nothing", target.name),
            &format!("cargo fuzz run -s none {}", target.name),
        );
    }
}

fn show_progress(report: &Report, turn: Turn, elapsed: Duration) {
    let Some(target) = report.targets.get(turn.target) else {
        return;
    };
    let (start, end) = if io::stdout().is_terminal() {
        ("\r\x1b[K", "")
    } else {
        ("", "\n")
    };
    let line = format!(
        "{} {}/{} s, {} comparisons ({:.0}/s), {} differ, {} no verdict, {} new corpus entries",
        target.name,
        elapsed.as_secs(),
        turn.length.as_secs(),
        target.comparisons,
        target.per_second,
        target.differences,
        target.no_verdicts,
        target.new_corpus_entries,
    );
    // On a log, a line every two seconds for six hours is noise.
    let is_due = io::stdout().is_terminal() || elapsed.as_secs() % 30 < 2 || elapsed >= turn.length;
    if is_due {
        print!("{start}{line}{end}");
        let _ = io::stdout().flush();
    }
}
