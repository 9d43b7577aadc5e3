//! The nightly run: proofs, the extracted model against Dafny's own build, then
//! fuzzing, then a report.
//!
//! The report is written after each stage and every few seconds while fuzzing,
//! so that whatever ends the run leaves a valid one.

mod corpus;
mod extraction;
mod proofs;
mod report;
mod worker;

pub use report::{Extraction, Proofs, Report, TargetReport};

use crate::generators;
use crate::health::Health;
use crate::targets;
use corpus::Minimized;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use worker::Workers;

/// How many cases the generators' health is measured on.
const HEALTH_CASES: u64 = 2_000;
/// After a shorter share of the night, what it added to the corpus is little.
const SHARE_WORTH_MINIMIZING: Duration = Duration::from_secs(120);
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
    /// How many calls of the extracted model are compared with Dafny's own build.
    pub extraction_cases: u64,
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

    if plan.proofs {
        heading("proofs");
        check_proofs(plan, interrupted, &mut report);
        report.write(&plan.output)?;
    }

    if !report.interrupted && plan.extraction_cases > 0 {
        heading("extracted model against Dafny's own build");
        let extraction = extraction::compare(plan);
        report.interrupted = interrupted.load(Ordering::Relaxed);
        if !extraction.ok && !report.interrupted {
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

    if !report.interrupted {
        heading("fuzzing");
        fuzz(plan, interrupted, &mut report)?;
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
    report.interrupted = interrupted.load(Ordering::Relaxed);
    // An interrupted verifier has no verdict, which says nothing of the proofs.
    if proofs.errors > 0 && !report.interrupted {
        report.fail("the proofs do not hold", "dafny/verify");
    }
    report.proofs = Some(proofs);
}

fn measure_health(report: &mut Report) {
    let mut health = Health::default();
    for seed in 0..HEALTH_CASES {
        health.count(&generators::case(&crate::campaign::seeded_bytes(seed)));
    }
    report.health = health.targets();
    for target in &report.health {
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

fn fuzz(plan: &Plan, interrupted: &AtomicBool, report: &mut Report) -> io::Result<()> {
    let is_wanted = |name: &str| plan.only.is_empty() || plan.only.iter().any(|only| only == name);
    let wanted: Vec<_> = targets::TARGETS
        .iter()
        .filter(|target| is_wanted(target.name))
        .collect();
    let shares: u32 = wanted.iter().map(|target| target.share).sum();
    for target in wanted {
        let binary = match build(plan, target.name) {
            Ok(binary) => binary,
            Err(reason) => {
                report.fail(
                    &reason,
                    &format!("cargo fuzz build -s none {}", target.name),
                );
                continue;
            }
        };
        report.targets.push(TargetReport::new(target.name));
        let share = plan.fuzzing * target.share / shares;
        fuzz_target(plan, interrupted, report, target.name, &binary, share)?;
        if interrupted.load(Ordering::Relaxed) {
            break;
        }
        if share >= SHARE_WORTH_MINIMIZING {
            let folder = worker::corpus(plan, target.name);
            let limit = share / 10;
            // A corpus that cannot be made smaller is no reason to end the night.
            match corpus::minimize(&binary, &folder, limit, interrupted) {
                Ok(Minimized::To(inputs)) => println!("corpus minimized to {inputs} inputs"),
                Ok(Minimized::NotAtAll) => println!("corpus left as it is"),
                Err(error) => println!("corpus left as it is: {error}"),
            }
        }
    }
    Ok(())
}

fn build(plan: &Plan, target: &str) -> Result<PathBuf, String> {
    let target_dir = plan.root.join("target/fuzzing");
    let triple = host_triple()?;
    // Sanitizers need a nightly compiler and find little in safe Rust; without
    // them a stable one will do, coverage feedback included.
    let status = Command::new("cargo")
        .current_dir(&plan.root)
        .args(["fuzz", "build", "-s", "none", "--target", &triple])
        // Inputs are streams of choices: none of their bytes occurs in a comparison.
        .arg("--no-trace-compares")
        .arg("--target-dir")
        .arg(&target_dir)
        .arg(target)
        .status()
        .map_err(|error| format!("cargo cannot be run: {error}"))?;
    if !status.success() {
        return Err(format!("the fuzz target `{target}` does not build"));
    }
    Ok(target_dir.join(triple).join("release").join(target))
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

fn fuzz_target(
    plan: &Plan,
    interrupted: &AtomicBool,
    report: &mut Report,
    target: &str,
    binary: &Path,
    share: Duration,
) -> io::Result<()> {
    let mut workers = Workers::start(plan, target, binary, share)?;
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
        if started.elapsed() > share + Duration::from_secs(60) {
            workers.stop();
            break;
        }
        if last_pulse.elapsed() >= PULSE {
            last_pulse = Instant::now();
            update(report, &workers, started.elapsed())?;
            report.write(&plan.output)?;
            show_progress(report, started.elapsed(), share);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    update(report, &workers, started.elapsed())?;
    show_progress(report, started.elapsed(), share);
    println!();
    judge(report, &workers, interrupted.load(Ordering::Relaxed));
    report.write(&plan.output)
}

fn update(report: &mut Report, workers: &Workers, elapsed: Duration) -> io::Result<()> {
    let seconds = elapsed.as_secs_f64();
    if let Some(target) = report.targets.last_mut() {
        target.update(
            workers.counts()?,
            seconds,
            workers.new_corpus_entries()?,
            workers.artifacts()?,
        );
    }
    report.fuzz_seconds = report.targets.iter().map(|target| target.seconds).sum();
    Ok(())
}

fn judge(report: &mut Report, workers: &Workers, interrupted: bool) {
    let Some(target) = report.targets.last().cloned() else {
        return;
    };
    for artifact in &target.artifacts {
        report.fail(
            &format!("`{}` found a failure", target.name),
            &format!("cargo run -p fuzz --bin repro -- --minimize {artifact}"),
        );
    }
    if target.artifacts.is_empty() && workers.has_crashed() {
        report.fail(
            &format!("`{}` ended early without leaving an artifact", target.name),
            &format!("cat {}", workers.log().display()),
        );
    }
    if target.no_verdicts > 0 {
        report.fail(
            &format!(
                "`{}` got no verdict {} times",
                target.name, target.no_verdicts
            ),
            "cargo test -p fuzz campaign",
        );
    }
    if target.comparisons == 0 && !interrupted {
        report.fail(
            &format!("`{}` compared nothing", target.name),
            &format!("cat {}", workers.log().display()),
        );
    }
}

fn show_progress(report: &Report, elapsed: Duration, share: Duration) {
    let Some(target) = report.targets.last() else {
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
        share.as_secs(),
        target.comparisons,
        target.per_second,
        target.differences,
        target.no_verdicts,
        target.new_corpus_entries,
    );
    // On a log, a line every two seconds for six hours is noise.
    let is_due = io::stdout().is_terminal() || elapsed.as_secs() % 30 < 2 || elapsed >= share;
    if is_due {
        print!("{start}{line}{end}");
        let _ = io::stdout().flush();
    }
}
