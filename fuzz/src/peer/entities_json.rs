//! Entities in JSON: both must accept the same and hold the same.

use super::canonical::canonical_with_sets;
use super::policy_json::chain;
use super::{Answer, Comparison};
use serde_json::{Value, json};

/// Gives the document to both sides. If both accept it, they must hold the same
/// entities with the same attributes, tags and ancestors.
pub fn compare(document: &str) -> Comparison {
    let mut comparison = Comparison::default();
    let ours = match cedar_core::Entities::from_json_str(document) {
        Ok(entities) => our_entities(&entities),
        Err(error) => Answer::refused(error),
    };
    let theirs = match cedar_policy::Entities::from_json_str(document, None) {
        Ok(entities) => their_entities(&entities),
        Err(error) => Answer::refused(chain(&error)),
    };
    comparison.record(|| document.to_owned(), ours, theirs);
    comparison
}

fn our_entities(entities: &cedar_core::Entities) -> Answer {
    let all = entities.iter().map(|entity| {
        let json = entity.to_json().map_err(|error| error.to_string())?;
        let json = serde_json::to_value(json).map_err(|error| error.to_string())?;
        let ancestors = entities.ancestors(entity.uid());
        Ok(normalized(json, ancestors.map(ToString::to_string)))
    });
    held(all.collect())
}

fn their_entities(entities: &cedar_policy::Entities) -> Answer {
    let all = entities.iter().map(|entity| {
        let json = entity.to_json_value().map_err(|error| error.to_string())?;
        let ancestors = entities.ancestors(&entity.uid()).into_iter().flatten();
        Ok(normalized(json, ancestors.map(ToString::to_string)))
    });
    held(all.collect())
}

fn held(entities: Result<Vec<String>, String>) -> Answer {
    match entities {
        Ok(mut entities) => {
            entities.sort();
            Answer::accepted(entities.join("\n"))
        }
        Err(reason) => Answer {
            verdict: "accepted, without a JSON form".to_owned(),
            detail: reason,
        },
    }
}

fn normalized(mut json: Value, ancestors: impl Iterator<Item = String>) -> String {
    let mut ancestors: Vec<String> = ancestors.collect();
    ancestors.sort();
    json["parents"] = json!(ancestors);
    canonical_with_sets(json)
}
