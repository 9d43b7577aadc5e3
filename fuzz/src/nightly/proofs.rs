//! The first stage: the proofs.

use super::{Plan, Proofs};
use serde::Deserialize;
use std::process::Command;
use std::time::Instant;

/// What `dafny/verify --json` leaves.
#[derive(Deserialize)]
struct Summary {
    verified: u64,
    errors: u64,
    seconds: f64,
}

/// Runs `dafny/verify` with its own output on the terminal. Whatever keeps it
/// from giving a verdict counts as an error.
pub(super) fn verify(plan: &Plan) -> Proofs {
    let started = Instant::now();
    let summary = plan.output.join("proofs.json");
    let _ = std::fs::remove_file(&summary);
    let status = Command::new(plan.root.join("dafny/verify"))
        .current_dir(&plan.root)
        .arg("--jobs")
        .arg(plan.jobs.to_string())
        .arg("--json")
        .arg(&summary)
        .status();
    let read = std::fs::read_to_string(&summary)
        .ok()
        .and_then(|text| serde_json::from_str::<Summary>(&text).ok());
    let failed = !status.is_ok_and(|status| status.success());
    match read {
        Some(summary) => Proofs {
            verified: summary.verified,
            errors: summary.errors.max(u64::from(failed)),
            seconds: summary.seconds,
        },
        None => Proofs {
            verified: 0,
            errors: 1,
            seconds: started.elapsed().as_secs_f64(),
        },
    }
}
