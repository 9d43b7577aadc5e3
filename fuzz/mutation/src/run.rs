//! One campaign for each fault.

use crate::fault::Fault;
use crate::plant::Planted;
use serde::Deserialize;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// What became of a fault.
pub struct Verdict {
    /// The fault.
    pub fault: Fault,
    /// How it was noticed, if it was.
    pub noticed: Option<Noticed>,
    /// How many inputs were tried, if the campaign could say so.
    pub inputs: Option<u64>,
}

/// How a fault was noticed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Noticed {
    /// The sides gave different answers, or the program panicked, in this target.
    By(String),
    /// The campaign was aborted, as by a stack overflow.
    Aborted,
    /// The campaign did not end.
    Hung,
}

/// What the campaign prints.
#[derive(Deserialize)]
struct Printed {
    noticed: bool,
    target: String,
    inputs: u64,
}

/// Runs a campaign for each fault, after one without any, which must agree.
///
/// # Errors
/// When that one does not agree, or a campaign cannot be run.
pub fn campaigns(planted: &Planted, seconds: u64, jobs: usize) -> Result<Vec<Verdict>, String> {
    match campaign(planted, 0, 10)? {
        (None, Some(inputs)) if inputs > 0 => {}
        _ => return Err("engine and model differ even with all faults switched off".to_owned()),
    }
    let next = Mutex::new(0..planted.faults.len());
    let done = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs.max(1))
            .map(|_| {
                scope.spawn(|| -> Result<(), String> {
                    loop {
                        let taken = next.lock().ok().and_then(|mut next| next.next());
                        let Some(index) = taken else {
                            return Ok(());
                        };
                        let (noticed, inputs) = campaign(planted, index + 1, seconds)?;
                        let fault = planted.faults[index].clone();
                        eprintln!("{fault}: {}", show(&noticed, inputs));
                        let verdict = Verdict {
                            fault,
                            noticed,
                            inputs,
                        };
                        if let Ok(mut done) = done.lock() {
                            done.push((index, verdict));
                        }
                    }
                })
            })
            .collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().unwrap_or(Err("a worker panicked".to_owned())))
    })?;
    let mut done = done.into_inner().map_err(|error| error.to_string())?;
    done.sort_by_key(|(index, _)| *index);
    Ok(done.into_iter().map(|(_, verdict)| verdict).collect())
}

fn show(noticed: &Option<Noticed>, inputs: Option<u64>) -> String {
    let after = inputs.map_or(String::new(), |inputs| format!(" after {inputs} inputs"));
    match noticed {
        None => format!("NOT NOTICED{after}"),
        Some(Noticed::By(target)) => format!("noticed by {target}{after}"),
        Some(Noticed::Aborted) => "noticed: the program was aborted".to_owned(),
        Some(Noticed::Hung) => "noticed: the program hung".to_owned(),
    }
}

fn campaign(
    planted: &Planted,
    number: usize,
    seconds: u64,
) -> Result<(Option<Noticed>, Option<u64>), String> {
    let cannot = |error: std::io::Error| format!("the campaign cannot be run: {error}");
    let mut child = Command::new(&planted.campaign)
        .args(["--seconds", &seconds.to_string()])
        .env("FUZZ_MUTANT", number.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(cannot)?;
    let started = Instant::now();
    while child.try_wait().map_err(cannot)?.is_none() {
        if started.elapsed() > Duration::from_secs(seconds + 30) {
            child.kill().map_err(cannot)?;
            child.wait().map_err(cannot)?;
            return Ok((Some(Noticed::Hung), None));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let output = child.wait_with_output().map_err(cannot)?;
    Ok(match serde_json::from_slice::<Printed>(&output.stdout) {
        Err(_) => (Some(Noticed::Aborted), None),
        Ok(printed) => (
            printed.noticed.then_some(Noticed::By(printed.target)),
            Some(printed.inputs),
        ),
    })
}
