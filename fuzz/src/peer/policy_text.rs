//! Policy text: both must accept the same, read the same, decide the same.

use super::authorizer::{Side, decide};
use super::canonical::canonical;
use super::world::World;
use super::{Answer, Comparison};
use crate::case::Case;
use crate::choices::Choices;
use cedar_parser::{parse_policy_set, print_policy_body, print_template};
use serde_json::Value;

/// Gives the text to both sides. If both accept it, their JSON forms must be
/// equal, and so must be their decisions on the requests of `world`.
pub fn compare(world: &World, text: &str) -> Comparison {
    let mut comparison = Comparison::default();
    let ours = parse_policy_set(text);
    let theirs = text.parse::<cedar_policy::PolicySet>();
    let our_answer = match &ours {
        Ok(policies) => our_json(policies),
        Err(errors) => Answer::refused(errors),
    };
    let their_answer = match &theirs {
        Ok(policies) => their_json(policies),
        Err(errors) => Answer::refused(errors),
    };
    comparison.record(|| text.to_owned(), our_answer, their_answer);
    if let (Ok(ours), Ok(theirs)) = (&ours, &theirs) {
        decide_all(world, &mut comparison, (ours, theirs), text);
    }
    comparison
}

/// Both decide the requests of the world with what they read in `text`.
pub(super) fn decide_all(
    world: &World,
    comparison: &mut Comparison,
    (ours, theirs): (&cedar_core::PolicySet, &cedar_policy::PolicySet),
    text: &str,
) {
    for (our_request, their_request) in &world.requests {
        let ours = Side {
            policies: ours,
            entities: &world.our_entities,
            request: our_request,
        };
        let theirs = Side {
            policies: theirs,
            entities: &world.their_entities,
            request: their_request,
        };
        decide(comparison, ours, theirs, &|| {
            format!("{our_request:?} with {text}")
        });
    }
}

/// Gives generated text to both sides.
pub fn compare_generated(world: &World, bytes: &[u8]) -> Comparison {
    compare(
        world,
        &crate::generators::text::generate(&mut Choices::new(bytes)),
    )
}

/// Prints the policies of a case and gives the text to both sides.
pub fn compare_printed(world: &World, case: &Case) -> Comparison {
    let statics = case.policies.policies().filter(|p| p.link().is_none());
    let templates = case.policies.templates().map(print_template);
    let texts: Vec<String> = statics
        .map(|policy| print_policy_body(policy.body()))
        .chain(templates)
        .collect();
    compare(world, &texts.join("\n"))
}

/// Our policies in JSON.
pub(super) fn our_json(policies: &cedar_core::PolicySet) -> Answer {
    let json = policies.to_json().map_err(|error| error.to_string());
    match json.and_then(|json| serde_json::to_value(json).map_err(|error| error.to_string())) {
        Ok(mut json) => {
            sort_links(&mut json);
            Answer::accepted(canonical(json))
        }
        Err(reason) => no_json(reason),
    }
}

/// Their policies in JSON.
pub(super) fn their_json(policies: &cedar_policy::PolicySet) -> Answer {
    match policies.clone().to_json() {
        Ok(mut json) => {
            sort_links(&mut json);
            Answer::accepted(canonical(json))
        }
        Err(error) => no_json(error.to_string()),
    }
}

fn no_json(reason: String) -> Answer {
    Answer {
        verdict: "accepted, without a JSON form".to_owned(),
        detail: reason,
    }
}

/// The order of links means nothing, and the official crate's is random.
fn sort_links(json: &mut Value) {
    if let Some(Value::Array(links)) = json.get_mut("templateLinks") {
        links.sort_by_key(Value::to_string);
    }
}
