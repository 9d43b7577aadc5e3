//! The workloads whose decisions are measured.

use super::{Ids, Workload, deep, gdrive, github, grouped, roles, tenants, tinytodo, wide};

/// A workload that is made when it is needed.
pub struct Entry {
    /// What it is called in the table.
    pub name: String,
    /// How many times as fast as `cedar-policy` the engine must be.
    pub goal: f64,
    make: Box<dyn Fn(u64) -> Workload>,
}

impl Entry {
    fn new(name: String, goal: f64, make: impl Fn(u64) -> Workload + 'static) -> Self {
        Entry {
            name,
            goal,
            make: Box::new(make),
        }
    }

    /// The workload of this seed.
    pub fn make(&self, seed: u64) -> Workload {
        (self.make)(seed)
    }
}

/// All workloads, in the order of the table.
pub fn catalogue() -> Vec<Entry> {
    let mut entries = applications();
    entries.extend(many_policies());
    entries.extend(extreme_entities());
    entries
}

fn applications() -> Vec<Entry> {
    let mut entries = Vec::new();
    for n in [5, 20, 50, 1000, 10_000] {
        entries.push(Entry::new(
            format!("gdrive, {} per type", grouped(n)),
            25.0,
            move |seed| gdrive::workload(seed, n, Ids::Natural),
        ));
    }
    entries.push(Entry::new(
        "gdrive, 50 per type, UUIDs".to_owned(),
        25.0,
        |seed| gdrive::workload(seed, 50, Ids::Uuid),
    ));
    for n in [50, 1000] {
        entries.push(Entry::new(
            format!(
                "gdrive with {} template links, {} per type",
                grouped(gdrive::LINKS_PER_GROUP * n),
                grouped(n)
            ),
            1000.0,
            move |seed| gdrive::with_links(seed, n),
        ));
    }
    for n in [5, 20, 50, 1000] {
        entries.push(Entry::new(
            format!("github, {} per type", grouped(n)),
            25.0,
            move |seed| github::workload(seed, n),
        ));
    }
    for n in [5, 20, 50, 1000] {
        entries.push(Entry::new(
            format!("tinytodo, {} per type", grouped(n)),
            25.0,
            move |seed| tinytodo::workload(seed, n),
        ));
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
        entries.push(Entry::new(
            format!("per-tenant, {} policies", grouped(n)),
            goal,
            move |seed| tenants::workload(seed, n),
        ));
    }
    for n in [10, 100, 1000, 10_000] {
        entries.push(Entry::new(
            format!("role-based, {} policies", grouped(n)),
            2.0 * n as f64,
            move |seed| roles::workload(seed, n),
        ));
    }
    entries
}

fn extreme_entities() -> Vec<Entry> {
    let mut entries = Vec::new();
    for depth in [1, 10, 100, 1000] {
        entries.push(Entry::new(
            format!("hierarchy {} deep", grouped(depth)),
            1.0,
            move |seed| deep::workload(seed, depth),
        ));
    }
    for n in [10, 100, 1000, 10_000] {
        entries.push(Entry::new(
            format!("sets of {}", grouped(n)),
            1.0,
            move |seed| wide::workload(seed, n),
        ));
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::{Engine, Ours};

    /// A workload on which every request has the same outcome measures little.
    #[test]
    fn workloads_have_both_outcomes() {
        for entry in catalogue() {
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
