//! What it costs to have the model look on.

use super::{Figure, Goal, Group, Plan};
use crate::engines::{Engine, Ours};
use crate::measure::{Effort, Outcome, elapsed_each};
use crate::workloads::catalogue::{Entry, catalogue};
use cedar_core::Authorizer;
use reference_model::ShadowAuthorizer;
use std::hint::black_box;
use std::sync::Arc;

/// The workloads.
const NAMES: [&str; 3] = [
    "gdrive, 50 per type",
    "github, 50 per type",
    "per-tenant, 1,000 policies",
];

/// The share of decisions that the model checks.
const SHARE: f64 = 0.01;

/// The least share of the throughput that is left.
const LEFT: f64 = 0.97;

/// How many requests are decided in one share of a round.
const BATCH: usize = 50_000;

/// The difference is small, so it takes more rounds than others to see it.
const TIMES_ROUNDS: usize = 7;

impl Plan {
    pub(super) fn shadow(&self, each: &mut impl FnMut(Figure)) {
        for entry in catalogue() {
            let name = format!("{}, 1 % checked", entry.name);
            if NAMES.contains(&entry.name.as_str()) && self.wants(Group::Shadow, &name) {
                each(match self.beside_unchecked(&entry) {
                    Ok(outcome) => Figure::new(Group::Shadow, name, Goal::Ratio(LEFT), outcome),
                    Err(reason) => Figure::failed(Group::Shadow, name, reason),
                });
            }
        }
    }

    fn beside_unchecked(&self, entry: &Entry) -> Result<Outcome, String> {
        let workload = entry.make(self.seed);
        let requests: Vec<_> = workload.requests.iter().map(Ours::request).collect();
        let (policies, entities) = Ours::load(&workload).into_parts();
        let (policies, entities) = (Arc::new(policies), Arc::new(entities));
        let plain = Authorizer::new();
        let shadow = ShadowAuthorizer::builder()
            .share(SHARE)
            .start()
            .map_err(|error| format!("no thread for the model: {error}"))?;
        let outcome = elapsed_each(
            Effort {
                rounds: TIMES_ROUNDS * self.effort.rounds,
                ..self.effort
            },
            BATCH,
            || {
                for index in 0..BATCH {
                    let request = &requests[index % requests.len()];
                    black_box(shadow.is_authorized(request, &policies, &entities));
                }
            },
            BATCH,
            || {
                for index in 0..BATCH {
                    let request = &requests[index % requests.len()];
                    black_box(plain.is_authorized(request, &policies, &entities));
                }
            },
        );
        let counts = shadow.finish();
        if counts.agree == 0 || counts.differ > 0 || counts.no_verdict > 0 {
            return Err(format!("failed: {counts:?}"));
        }
        Ok(outcome)
    }
}
