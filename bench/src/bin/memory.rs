//! Counts the bytes that loaded policies and entities take. See `bench::memory`.

use allocation_counter::measure;
use bench::engines::{Engine, Official, Ours};
use bench::memory::{Bytes, Counted, Decisions, Load};
use bench::workloads::catalogue::catalogue;
use bench::workloads::{Workload, entities_json, gdrive, load, tenants};

fn main() {
    let seed = std::env::args()
        .nth(1)
        .and_then(|argument| argument.parse().ok())
        .expect("usage: memory SEED");
    warm_up(seed);
    let policies = load::policy_file(seed, 10_000);
    print_load(Load {
        name: "10,000 policies of various forms".to_owned(),
        parts: 10_000,
        part: "policy".to_owned(),
        ours: bytes(|| Ours::parse_policies(&policies)),
        theirs: bytes(|| Official::parse_policies(&policies)),
    });
    let entities = load::organisation(seed, 50_000);
    print_load(loaded_entities(
        "50,000 entities of an organisation",
        &entities,
    ));
    let tenants = tenants::workload(seed, 10_000);
    print_load(Load {
        name: "per-tenant, 10,000 policies".to_owned(),
        parts: 10_000,
        part: "policy".to_owned(),
        ours: bytes(|| Ours::parse_policies(&tenants.policies)),
        theirs: bytes(|| Official::parse_policies(&tenants.policies)),
    });
    let links = gdrive::with_links(seed, 1000);
    print_load(loaded_links(links));
    let drive = gdrive::workload(seed, 1000, bench::workloads::Ids::Natural);
    print_load(loaded_entities("gdrive, 1,000 per type", &drive.entities));
    print_decisions(seed);
}

/// Makes both engines fill what they keep for the life of the process.
fn warm_up(seed: u64) {
    let workload = gdrive::with_links(seed, 10);
    for request in &workload.requests {
        Ours::load(&workload).decide(&Ours::request(request));
        Official::load(&workload).decide(&Official::request(request));
    }
    Ours::parse_policies(&load::policy_file(seed, 100));
    Official::parse_policies(&load::policy_file(seed, 100));
}

fn loaded_entities(name: &str, entities: &[bench::workloads::EntityText]) -> Load {
    let json = entities_json(entities);
    Load {
        name: name.to_owned(),
        parts: entities.len(),
        part: "entity".to_owned(),
        ours: bytes(|| Ours::read_entities(&json)),
        theirs: bytes(|| Official::read_entities(&json)),
    }
}

fn loaded_links(mut workload: Workload) -> Load {
    workload.entities.clear();
    Load {
        name: "10,000 template links".to_owned(),
        parts: workload.links.len(),
        part: "link".to_owned(),
        ours: bytes(|| Ours::load(&workload)),
        theirs: bytes(|| Official::load(&workload)),
    }
}

fn bytes<T>(load: impl FnOnce() -> T) -> Bytes {
    let mut loaded = None;
    let info = measure(|| loaded = Some(load()));
    drop(loaded);
    Bytes {
        peak: info.bytes_max,
        kept: info.bytes_current,
    }
}

fn print_load(load: Load) {
    print(&Counted::Load(load));
}

/// The decisions of some workloads.
fn print_decisions(seed: u64) {
    let names = [
        "gdrive, 50 per type",
        "github, 50 per type",
        "tinytodo, 50 per type",
        "per-tenant, 1,000 policies",
        "role-based, 1,000 policies",
    ];
    for entry in catalogue() {
        if names.contains(&entry.name.as_str()) {
            let workload = entry.make(seed);
            print(&Counted::Decisions(Decisions {
                ours: allocated::<Ours>(&workload),
                theirs: allocated::<Official>(&workload),
                name: entry.name,
            }));
        }
    }
}

fn allocated<E: Engine>(workload: &Workload) -> f64 {
    let engine = E::load(workload);
    let requests: Vec<_> = workload.requests.iter().map(E::request).collect();
    let decide = || {
        requests
            .iter()
            .for_each(|request| drop(engine.decide(request)))
    };
    decide();
    measure(decide).bytes_total as f64 / requests.len() as f64
}

fn print(counted: &Counted) {
    let json = serde_json::to_string(counted).expect("counts are JSON");
    println!("{json}");
}
