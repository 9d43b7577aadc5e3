//! Reading schemas and validating policies.

use super::{Figure, Goal, Group, Plan};
use crate::measure::{Outcome, many_calls};
use crate::validation::{self, Official, Ours, Validator};
use crate::workloads::grouped;
use crate::workloads::validation as schemas;

/// How many entity types and actions the large schema has.
const SIZE: (usize, usize) = (50, 100);

impl Plan {
    pub(super) fn validations(&self, each: &mut impl FnMut(Figure)) {
        let (types, actions) = SIZE;
        let schema = schemas::schema(self.seed, types, actions);
        let size = format!("{types} entity types and {actions} actions");
        self.validation(each, format!("read a schema of {size}"), || {
            Ok(many_calls(
                self.effort,
                |_| Ours::from_cedar(&schema),
                |_| Official::from_cedar(&schema),
            ))
        });
        self.validation(each, format!("read a schema of {size} from JSON"), || {
            let json = validation::to_json(&schema);
            Ok(many_calls(
                self.effort,
                |_| Ours::from_json(&json),
                |_| Official::from_json(&json),
            ))
        });
        let count = 1000;
        let name = format!("{} policies against {size}", grouped(count));
        self.validation(each, name, || {
            let policies = schemas::policies(self.seed, count, types, actions);
            self.validate(&schema, &policies)
        });
        for types in [5, 20, 60] {
            let kinds = grouped(types * types);
            let name = format!("100 policies, {kinds} kinds of request");
            self.validation(each, name, || {
                let (schema, policies) = schemas::many_environments(types);
                self.validate(&schema, &policies)
            });
        }
    }

    fn validation(
        &self,
        each: &mut impl FnMut(Figure),
        name: String,
        measure: impl FnOnce() -> Result<Outcome, String>,
    ) {
        if !self.wants(Group::Validate, &name) {
            return;
        }
        each(match measure() {
            Ok(outcome) => Figure::new(Group::Validate, name, Goal::Ratio(5.0), outcome),
            Err(reason) => Figure::failed(Group::Validate, name, reason),
        });
    }

    /// The time of one validation, if both sides refuse the same policies.
    fn validate(&self, schema: &str, policies: &str) -> Result<Outcome, String> {
        let (ours, official) = (Ours::from_cedar(schema), Official::from_cedar(schema));
        let our_policies = Ours::parse_policies(policies);
        let their_policies = Official::parse_policies(policies);
        let our_answer = Ours::rejected(&ours.validate(&our_policies));
        let their_answer = Official::rejected(&official.validate(&their_policies));
        if our_answer != their_answer {
            let differing = our_answer.symmetric_difference(&their_answer).next();
            return Err(format!("failed: the verdicts on {differing:?} differ"));
        }
        Ok(many_calls(
            self.effort,
            |_| ours.validate(&our_policies),
            |_| official.validate(&their_policies),
        ))
    }
}
