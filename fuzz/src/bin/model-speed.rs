//! How long the reference model takes to decide.
//!
//! Two figures: a request of TinyTodo (`examples/tinytodo`), its policies and
//! entities being converted already; and a request of generated cases, with its
//! share of the conversion of policies and entities. Run it with `--release`, on
//! an idle machine.

use cedar_core::{Context, Entities, Request};
use cedar_parser::{parse_entity_uid, parse_policy_set};
use fuzz::campaign::seeded_bytes;
use fuzz::case::Case;
use fuzz::generators;
use reference_model::{Authorizer, NoVerdict};
use std::error::Error;
use std::time::{Duration, Instant};

const POLICIES: &str = include_str!("../../../examples/tinytodo/policies.cedar");
const ENTITIES: &str = include_str!("../../../examples/tinytodo/entities.json");
/// Principal, action and resource.
const REQUESTS: [[&str; 3]; 4] = [
    ["ada", "DeleteList", "groceries"],
    ["ida", "GetList", "groceries"],
    ["ida", "DeleteList", "groceries"],
    ["ida", "CreateList", "internship-diary"],
];
/// How often everything is measured; the fastest counts.
const ROUNDS: usize = 7;
/// How many generated cases.
const CASES: u64 = 1_000;

fn main() -> Result<(), Box<dyn Error>> {
    let policies = parse_policy_set(POLICIES).map_err(|errors| format!("{errors:?}"))?;
    let entities = Entities::from_json_str(ENTITIES)?;
    let requests = REQUESTS
        .iter()
        .map(tiny_todo)
        .collect::<Result<Vec<_>, _>>()?;
    let model = Authorizer::new(&policies, &entities)?;
    let each = fastest(|| {
        for _ in 0..1_000 {
            for request in &requests {
                model.is_authorized(request)?;
            }
        }
        Ok(())
    })? / (1_000 * requests.len() as u32);
    println!("TinyTodo: {:.1} µs for each request", micros(each));

    let cases: Vec<Case> = (0..CASES)
        .map(|seed| generators::case(&seeded_bytes(seed)))
        .collect();
    let asked: usize = cases.iter().map(|case| case.requests.len()).sum();
    let each = fastest(|| {
        for case in &cases {
            let model = Authorizer::new(&case.policies, &case.entities)?;
            for request in &case.requests {
                model.is_authorized(request)?;
            }
        }
        Ok(())
    })? / asked as u32;
    println!(
        "generated: {:.1} µs for each request, conversion included",
        micros(each)
    );
    Ok(())
}

fn tiny_todo([principal, action, resource]: &[&str; 3]) -> Result<Request, Box<dyn Error>> {
    let uid = |ty: &str, id: &str| {
        parse_entity_uid(&format!("{ty}::{id:?}")).map_err(|errors| format!("{errors:?}"))
    };
    Ok(Request::new(
        uid("User", principal)?,
        uid("Action", action)?,
        uid("List", resource)?,
        Context::empty(),
    ))
}

fn fastest(mut work: impl FnMut() -> Result<(), NoVerdict>) -> Result<Duration, NoVerdict> {
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let started = Instant::now();
        work()?;
        best = best.min(started.elapsed());
    }
    Ok(best)
}

fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}
