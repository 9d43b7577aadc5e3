//! Deciding requests, beside the official crate.

use super::{Figure, Goal, Group, Plan};
use crate::engines::{Engine, Official, Ours};
use crate::measure::{Outcome, many_calls};
use crate::workloads::catalogue::{catalogue, worst_cases};
use crate::workloads::{Ids, RequestText, Workload, gdrive, github};
use std::time::{Duration, Instant};

/// After so long no further answer is compared, if there were [`MIN_COMPARED`].
const PATIENCE: Duration = Duration::from_secs(5);

const MIN_COMPARED: usize = 16;

impl Plan {
    pub(super) fn decisions(&self, each: &mut impl FnMut(Figure)) {
        for (group, entries) in [(Group::Decide, catalogue()), (Group::Worst, worst_cases())] {
            for entry in entries {
                if self.wants(group, &entry.name) {
                    each(Figure {
                        group,
                        result: self.decide(&entry.make(self.seed)),
                        goal: Goal::Ratio(entry.goal),
                        point: entry.point,
                        name: entry.name,
                    });
                }
            }
        }
        for (name, workload) in [
            ("gdrive", gdrive::workload(self.seed, 5, Ids::Natural)),
            ("github", github::workload(self.seed, 5)),
        ] {
            let name = format!("{name}, {} entities as JSON", workload.entities.len());
            if self.wants(Group::Together, &name) {
                let outcome = self.decide_with_entities(&workload);
                each(Figure::new(
                    Group::Together,
                    name,
                    Goal::Ratio(5.0),
                    outcome,
                ));
            }
        }
    }

    fn decide(&self, workload: &Workload) -> Result<Outcome, String> {
        let (ours, official) = (Ours::load(workload), Official::load(workload));
        let our_requests: Vec<_> = workload.requests.iter().map(Ours::request).collect();
        let their_requests: Vec<_> = workload.requests.iter().map(Official::request).collect();
        let start = Instant::now();
        for (index, (our, their)) in our_requests.iter().zip(&their_requests).enumerate() {
            if index >= MIN_COMPARED && start.elapsed() > PATIENCE {
                break;
            }
            let our_answer = Ours::answer(&ours.decide(our));
            let their_answer = Official::answer(&official.decide(their));
            if our_answer != their_answer {
                return Err(format!(
                    "failed: request {index} is answered {our_answer:?} and {their_answer:?}"
                ));
            }
        }
        let requests = workload.requests.len();
        Ok(many_calls(
            self.effort,
            |index| ours.decide(&our_requests[index % requests]),
            |index| official.decide(&their_requests[index % requests]),
        ))
    }

    /// Each request comes with the entities, which are forgotten afterwards.
    fn decide_with_entities(&self, workload: &Workload) -> Outcome {
        let json = workload.entities_json();
        let requests = workload.requests.len();
        let (mut ours, mut official) = (Ours::load(workload), Official::load(workload));
        let request = |index: usize| -> &RequestText { &workload.requests[index % requests] };
        many_calls(
            self.effort,
            |index| {
                ours.replace_entities(&json);
                ours.decide(&Ours::request(request(index)))
            },
            |index| {
                official.replace_entities(&json);
                official.decide(&Official::request(request(index)))
            },
        )
    }
}
