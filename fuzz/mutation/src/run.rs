//! One campaign for each fault.

use crate::equivalent::Equivalents;
use crate::fault::Fault;
use crate::plant::Planted;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// What became of a fault.
pub struct Verdict {
    /// The fault.
    pub fault: Fault,
    /// What its campaign found, or why there was none.
    pub outcome: Outcome,
}

/// What a campaign found, or why there was none.
#[derive(Clone, PartialEq, Debug)]
pub enum Outcome {
    /// The fault changes no answer, for this reason.
    Equivalent(String),
    /// There was a campaign.
    Tried(Tried),
}

/// What a campaign found.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Tried {
    /// How the fault was noticed, if it was.
    pub noticed: Option<Noticed>,
    /// How many inputs were tried, if the campaign could say so.
    pub inputs: Option<u64>,
    /// How long it took.
    pub seconds: f64,
}

/// How a fault was noticed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Noticed {
    /// The sides gave different answers, or the program panicked, in this target.
    By(String),
    /// The campaign was aborted, as by a stack overflow.
    Aborted,
    /// The campaign did not end.
    Hung,
}

/// How campaigns are run.
pub struct Plan<'a> {
    /// How long one may take.
    pub seconds: u64,
    /// How many run at once.
    pub jobs: usize,
    /// The faults for which there is none.
    pub equivalents: &'a Equivalents,
    /// Where the results are kept, fault by fault.
    pub results: &'a Path,
    /// Whether what the results say was noticed is not tried again.
    pub retry: bool,
}

/// What the campaign prints.
#[derive(Deserialize)]
struct Printed {
    noticed: bool,
    target: String,
    inputs: u64,
}

/// Results by [`Fault::key`].
type Results = BTreeMap<String, Tried>;

/// Runs a campaign for each fault, after one without any, which must agree.
///
/// # Errors
/// When that one does not agree, or a campaign cannot be run.
pub fn campaigns(planted: &Planted, plan: &Plan<'_>) -> Result<Vec<Verdict>, String> {
    // It goes beyond what the others may reach, or what differs without a fault is
    // taken for the notice of one.
    let without = campaign(planted, 0, 2 * plan.seconds + 10)?;
    let reach = without.inputs.unwrap_or(0);
    if without.noticed.is_some() || reach == 0 {
        let reason = format!("the answers differ even with all faults switched off: {without}");
        return Err(reason);
    }
    let kept = match plan.retry {
        true => read_results(plan.results),
        false => Results::new(),
    };
    let results = Mutex::new(kept);
    let next = Mutex::new(planted.faults.iter().enumerate());
    let work = || -> Result<(), String> {
        loop {
            let taken = next.lock().ok().and_then(|mut next| next.next());
            let Some((index, fault)) = taken else {
                return Ok(());
            };
            let key = fault.key();
            let known = |results: &Results| results.get(&key).is_some_and(|r| r.noticed.is_some());
            let is_known = results.lock().is_ok_and(|results| known(&results));
            if is_known || plan.equivalents.reason(fault).is_some() {
                continue;
            }
            let tried = campaign(planted, index + 1, plan.seconds)?;
            eprintln!("{fault}: {tried}");
            if tried.noticed.is_some() && tried.inputs.is_some_and(|inputs| inputs > reach) {
                return Err(format!(
                    "{fault}: without a fault only {reach} inputs were asked about"
                ));
            }
            if let Ok(mut results) = results.lock() {
                results.insert(key, tried);
                write_results(plan.results, &results)?;
            }
        }
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..plan.jobs.max(1)).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().unwrap_or(Err("a worker panicked".to_owned())))
    })?;
    let results = results.into_inner().map_err(|error| error.to_string())?;
    let verdict = |fault: &Fault| {
        let outcome = match plan.equivalents.reason(fault) {
            Some(reason) => Outcome::Equivalent(reason.to_owned()),
            None => Outcome::Tried(results.get(&fault.key())?.clone()),
        };
        let fault = fault.clone();
        Some(Verdict { fault, outcome })
    };
    Ok(planted.faults.iter().filter_map(verdict).collect())
}

impl fmt::Display for Tried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.noticed {
            None => f.write_str("NOT NOTICED")?,
            Some(Noticed::By(target)) => write!(f, "noticed by {target}")?,
            Some(Noticed::Aborted) => f.write_str("noticed: the program was aborted")?,
            Some(Noticed::Hung) => f.write_str("noticed: the program hung")?,
        }
        match self.inputs {
            Some(inputs) => write!(f, " after {inputs} inputs, {:.1} s", self.seconds),
            None => write!(f, " after {:.1} s", self.seconds),
        }
    }
}

fn read_results(path: &Path) -> Results {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

fn write_results(path: &Path, results: &Results) -> Result<(), String> {
    let text = serde_json::to_string_pretty(results).map_err(|error| error.to_string())?;
    std::fs::write(path, text).map_err(|error| format!("`{}`: {error}", path.display()))
}

fn campaign(planted: &Planted, number: usize, seconds: u64) -> Result<Tried, String> {
    let cannot = |error: std::io::Error| format!("the campaign cannot be run: {error}");
    let started = Instant::now();
    let tried = |noticed, inputs| Tried {
        noticed,
        inputs,
        seconds: started.elapsed().as_secs_f64(),
    };
    let mut child = Command::new(&planted.campaign)
        .args(["--seconds", &seconds.to_string()])
        .env("FUZZ_MUTANT", number.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(cannot)?;
    while child.try_wait().map_err(cannot)?.is_none() {
        if started.elapsed() > Duration::from_secs(seconds + 30) {
            child.kill().map_err(cannot)?;
            child.wait().map_err(cannot)?;
            return Ok(tried(Some(Noticed::Hung), None));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let output = child.wait_with_output().map_err(cannot)?;
    Ok(match serde_json::from_slice::<Printed>(&output.stdout) {
        Err(_) => tried(Some(Noticed::Aborted), None),
        Ok(printed) => {
            let by = Noticed::By(printed.target);
            tried(printed.noticed.then_some(by), Some(printed.inputs))
        }
    })
}
