//! Changing what is loaded.

use super::{Figure, Goal, Group, Plan};
use crate::engines::{Change, Engine, Official, Ours};
use crate::measure::many_calls;
use crate::workloads::{EntityText, Uid, Workload, grouped, load, tenants};
use serde_json::json;

const ENTITIES: usize = 50_000;
const POLICIES: usize = 10_000;

/// It comes after the policies, so that its id is `policy10000`.
const TEMPLATE: &str = "permit (principal in ?principal, action, resource in ?resource);\n";

impl Plan {
    pub(super) fn updates(&self, each: &mut impl FnMut(Figure)) {
        let of_entities = [
            ("add one entity", Change::AddEntity),
            ("replace one entity", Change::ReplaceEntity),
            ("replace a group of all", Change::ReplaceGroup),
        ];
        let of_policies = [
            ("add and remove one policy", Change::AddAndRemovePolicy),
            ("link and unlink a template", Change::LinkAndUnlink),
        ];
        for (text, change) in of_entities {
            let name = format!("{text}, among {} entities", grouped(ENTITIES));
            if self.wants(Group::Update, &name) {
                each(self.update(name, change, &self.organisation()));
            }
        }
        for (text, change) in of_policies {
            let name = format!("{text}, among {} policies", grouped(POLICIES));
            if self.wants(Group::Update, &name) {
                each(self.update(name, change, &self.tenants()));
            }
            let name = format!("{text}, then decide, among {} policies", grouped(POLICIES));
            if self.wants(Group::Update, &name) {
                each(self.update_and_decide(name, change, &self.tenants()));
            }
        }
    }

    fn update(&self, name: String, change: Change, workload: &Workload) -> Figure {
        let (mut ours, mut official) = (Ours::load(workload), Official::load(workload));
        // Calls are numbered anew after a warm-up; changes must not be.
        let (mut our_changes, mut their_changes) = (0.., 0..);
        let outcome = many_calls(
            self.effort,
            |_| ours.change(change, our_changes.next().unwrap_or_default()),
            |_| official.change(change, their_changes.next().unwrap_or_default()),
        );
        Figure::new(Group::Update, name, Goal::Ratio(1000.0), outcome)
    }

    /// A change and the next decision: what follows from a change is done then, at the latest.
    fn update_and_decide(&self, name: String, change: Change, workload: &Workload) -> Figure {
        let (mut ours, mut official) = (Ours::load(workload), Official::load(workload));
        let text = &workload.requests[0];
        let (our_request, their_request) = (Ours::request(text), Official::request(text));
        let outcome = many_calls(
            self.effort,
            |index| {
                ours.change(change, index);
                ours.decide(&our_request)
            },
            |index| {
                official.change(change, index);
                official.decide(&their_request)
            },
        );
        Figure::new(Group::Update, name, Goal::Ratio(1000.0), outcome)
    }

    fn organisation(&self) -> Workload {
        let mut entities = load::organisation(self.seed, ENTITIES);
        let all = Uid::new("Group", "all");
        for entity in &mut entities {
            entity.parents.push(all.clone());
        }
        entities.push(EntityText::new(all, json!({}), vec![]));
        Workload {
            policies: String::new(),
            links: Vec::new(),
            entities,
            requests: Vec::new(),
        }
    }

    fn tenants(&self) -> Workload {
        let mut workload = tenants::workload(self.seed, POLICIES);
        workload.policies.push_str(TEMPLATE);
        workload
    }
}
