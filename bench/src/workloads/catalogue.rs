//! The workloads whose decisions are measured.

use super::{
    Ids, Workload, adversarial, deep, gdrive, github, grouped, roles, tenants, tinytodo, wide,
};

/// A workload that is made when it is needed.
pub struct Entry {
    /// What it is called in the table.
    pub name: String,
    /// How many times as fast as `cedar-policy` the engine must be.
    pub goal: f64,
    /// Where it stands in a plot, if it does.
    pub point: Option<Point>,
    make: Box<dyn Fn(u64) -> Workload>,
}

/// A place in a plot.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Point {
    /// The curve.
    pub curve: &'static str,
    /// What grows along the curve.
    pub axis: Axis,
    /// How many there are.
    pub count: usize,
}

/// What grows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Axis {
    /// The number of policies.
    Policies,
    /// The number of entities.
    Entities,
}

impl Entry {
    fn new(name: String, goal: f64, make: impl Fn(u64) -> Workload + 'static) -> Self {
        Entry {
            name,
            goal,
            point: None,
            make: Box::new(make),
        }
    }

    fn at(self, curve: &'static str, axis: Axis, count: usize) -> Self {
        Entry {
            point: Some(Point { curve, axis, count }),
            ..self
        }
    }

    /// The workload of this seed.
    pub fn make(&self, seed: u64) -> Workload {
        (self.make)(seed)
    }
}

/// All workloads but the worst cases, in the order of the table.
pub fn catalogue() -> Vec<Entry> {
    let mut entries = gdrives();
    entries.extend(applications());
    entries.extend(many_policies());
    entries.extend(extreme_entities());
    entries
}

/// The worst cases. Slower than the official crate by a fifth is the limit.
pub fn worst_cases() -> Vec<Entry> {
    const GOAL: f64 = 1.0 / 1.2;
    type Make = fn(u64, usize) -> Workload;
    let with_many_policies: [(&str, Make); 6] = [
        ("policies that share one group", adversarial::one_group),
        ("policies with only one action", adversarial::one_action),
        (
            "policies with only a `when` on attributes",
            adversarial::conditions_on_attributes,
        ),
        (
            "policies with only a `when` on a group",
            adversarial::conditions_on_groups,
        ),
        ("policies that all err", adversarial::all_err),
        (
            "links of one template and one group",
            adversarial::links_of_one_group,
        ),
    ];
    let mut entries = Vec::new();
    for (name, make) in with_many_policies {
        for n in [10, 1000, 10_000] {
            let name = format!("{} {name}", grouped(n));
            entries.push(Entry::new(name, GOAL, move |seed| make(seed, n)));
        }
    }
    for (groups, n) in [(10_000, 1), (10_000, 10_000)] {
        let name = format!(
            "users in {} groups, {} policies",
            grouped(groups),
            grouped(n)
        );
        entries.push(Entry::new(name, GOAL, move |seed| {
            adversarial::many_groups(seed, groups, n)
        }));
    }
    entries
}

fn gdrives() -> Vec<Entry> {
    let mut entries = Vec::new();
    for n in [5, 20, 50, 1000, 10_000] {
        let name = format!("gdrive, {} per type", grouped(n));
        let entry = Entry::new(name, 25.0, move |seed| {
            gdrive::workload(seed, n, Ids::Natural)
        });
        entries.push(entry.at("gdrive", Axis::Entities, 6 * n));
    }
    entries.push(Entry::new(
        "gdrive, 50 per type, UUIDs".to_owned(),
        25.0,
        |seed| gdrive::workload(seed, 50, Ids::Uuid),
    ));
    for n in [50, 1000] {
        let links = gdrive::LINKS_PER_GROUP * n;
        let name = format!(
            "gdrive with {} template links, {} per type",
            grouped(links),
            grouped(n)
        );
        let entry = Entry::new(name, 1000.0, move |seed| gdrive::with_links(seed, n));
        entries.push(entry.at("gdrive with template links", Axis::Policies, links));
    }
    entries
}

fn applications() -> Vec<Entry> {
    let mut entries = Vec::new();
    for n in [5, 20, 50, 1000] {
        let name = format!("github, {} per type", grouped(n));
        let entry = Entry::new(name, 25.0, move |seed| github::workload(seed, n));
        entries.push(entry.at("github", Axis::Entities, 12 * n));
    }
    for n in [5, 20, 50, 1000] {
        let name = format!("tinytodo, {} per type", grouped(n));
        let entry = Entry::new(name, 25.0, move |seed| tinytodo::workload(seed, n));
        entries.push(entry.at("tinytodo", Axis::Entities, 3 * n + 1));
    }
    entries
}

fn many_policies() -> Vec<Entry> {
    let mut entries = Vec::new();
    for n in [10, 100, 1000, 10_000, 100_000] {
        let goal = match n {
            ..10_000 => 2.0 * n as f64,
            _ => 20_000.0,
        };
        let name = format!("per-tenant, {} policies", grouped(n));
        let entry = Entry::new(name, goal, move |seed| tenants::workload(seed, n));
        entries.push(entry.at("per-tenant", Axis::Policies, n));
    }
    for n in [10, 100, 1000, 10_000] {
        let name = format!("role-based, {} policies", grouped(n));
        let entry = Entry::new(name, 2.0 * n as f64, move |seed| roles::workload(seed, n));
        entries.push(entry.at("role-based", Axis::Policies, n));
    }
    entries
}

fn extreme_entities() -> Vec<Entry> {
    let mut entries = Vec::new();
    for depth in [1, 10, 100, 1000] {
        let name = format!("hierarchy {} deep", grouped(depth));
        entries.push(Entry::new(name, 1.0, move |seed| {
            deep::workload(seed, depth)
        }));
    }
    for n in [10, 100, 1000, 10_000] {
        let name = format!("sets of {}", grouped(n));
        entries.push(Entry::new(name, 1.0, move |seed| wide::workload(seed, n)));
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::{Engine, Ours};
    use crate::native::{Gdrive, Github, Native, Roles, Tenants, TinyTodo};

    /// A workload on which every request has the same outcome measures little.
    #[test]
    fn workloads_have_both_outcomes() {
        for entry in catalogue().into_iter().chain(worst_cases()) {
            let workload = entry.make(1);
            if workload.entities.len() > 10_000 || workload.policies.len() > 1_000_000 {
                continue;
            }
            let engine = Ours::load(&workload);
            let allowed = workload
                .requests
                .iter()
                .filter(|request| Ours::answer(&engine.decide(&Ours::request(request))).allowed)
                .count();
            let share = allowed as f64 / workload.requests.len() as f64;
            assert!((0.1..0.9).contains(&share), "{}: {share}", entry.name);
        }
    }

    /// Both answer every request of a workload alike.
    fn check_native<N: Native>(name: &str) {
        let entries = catalogue();
        let entry = entries.iter().find(|entry| entry.name == name);
        let workload = entry.expect(name).make(1);
        let (engine, native) = (Ours::load(&workload), N::load(&workload));
        for request in &workload.requests {
            let expected = Ours::answer(&engine.decide(&Ours::request(request)));
            assert_eq!(native.decide(request).answer(), expected, "{request:?}");
        }
    }

    #[test]
    fn hand_written_functions_answer_alike() {
        check_native::<Gdrive>("gdrive, 50 per type");
        check_native::<Github>("github, 50 per type");
        check_native::<TinyTodo>("tinytodo, 50 per type");
        check_native::<Tenants>("per-tenant, 1,000 policies");
        check_native::<Roles>("role-based, 1,000 policies");
    }

    #[test]
    fn a_seed_determines_the_text() {
        let text = |seed| {
            let workload = github::workload(seed, 20);
            (workload.entities_json(), format!("{:?}", workload.requests))
        };
        assert_eq!(text(7), text(7));
        assert_ne!(text(7), text(8));
    }
}
