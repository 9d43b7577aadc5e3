//! The second stage: the extracted model against Dafny's own build of it.

use super::{Extraction, Plan};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Runs `reference-model/compare-with-dafny`. It passes if every call was answered
/// alike and every function of the model was called.
pub(super) fn compare(plan: &Plan) -> Extraction {
    let started = Instant::now();
    let output = Command::new(plan.root.join("reference-model/compare-with-dafny"))
        .current_dir(&plan.root)
        .args(["--cases", &plan.extraction_cases.to_string()])
        .args(["--jobs", &plan.jobs.to_string()])
        .stderr(Stdio::inherit())
        .output();
    let (ok, printed) = match output {
        Ok(output) => (
            output.status.success(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
        ),
        Err(error) => (false, format!("it cannot be run: {error}")),
    };
    print!("{printed}");
    Extraction {
        ok,
        summary: printed.lines().last().unwrap_or_default().to_owned(),
        seconds: started.elapsed().as_secs_f64(),
    }
}
