//! All that can decide a request, side by side.

use crate::case::Case;
use cedar_core::{Authorizer, Decision, Effect, Entities, Evaluator, PolicySet, Request};
use reference_model::{Answer, ErrorKind, IndexedAuthorizer};
use std::collections::{BTreeMap, BTreeSet};

/// The answers to one request of the case as columns, the first line that
/// differs marked.
pub fn answers(case: &Case, request: usize) -> String {
    let request = case.requests.get(request);
    request.map_or_else(String::new, |request| columns(&of_all(case, request)))
}

/// As [`answers`], and what the model says of the candidates of its own index.
pub fn answers_with_index(case: &Case, request: usize) -> String {
    let Some(request) = case.requests.get(request) else {
        return String::new();
    };
    let indexed = IndexedAuthorizer::new(&case.policies, &case.entities)
        .and_then(|model| model.is_authorized(request));
    let mut answers = of_all(case, request);
    answers.push((
        "model with index",
        indexed.map_or_else(
            |reason| format!("no verdict: {reason}"),
            |answer| answer.to_string(),
        ),
    ));
    columns(&answers)
}

fn of_all(case: &Case, request: &Request) -> Vec<(&'static str, String)> {
    vec![
        (
            "engine",
            by_engine(request, &case.policies, &case.entities).to_string(),
        ),
        (
            "evaluator",
            by_evaluator(request, &case.policies, &case.entities).to_string(),
        ),
        (
            "model",
            by_model(request, &case.policies, &case.entities)
                .map_or_else(|reason| reason, |answer| answer.to_string()),
        ),
    ]
}

/// The answer of the production authorizer.
pub fn by_engine(request: &Request, policies: &PolicySet, entities: &Entities) -> Answer {
    Answer::from(&Authorizer::new().is_authorized(request, policies, entities))
}

/// The answer of the model, or why it has none.
///
/// # Errors
/// When the model gives no answer.
pub fn by_model(
    request: &Request,
    policies: &PolicySet,
    entities: &Entities,
) -> Result<Answer, String> {
    reference_model::Authorizer::new(policies, entities)
        .and_then(|model| model.is_authorized(request))
        .map_err(|reason| format!("no verdict: {reason}"))
}

/// Each policy evaluated by the plain evaluator, and the rule that `forbid`
/// overrides `permit`.
pub fn by_evaluator(request: &Request, policies: &PolicySet, entities: &Entities) -> Answer {
    let evaluator = Evaluator::new(request, entities);
    let mut satisfied: BTreeMap<Effect, BTreeSet<_>> = BTreeMap::new();
    let mut erring = BTreeMap::new();
    for policy in policies.policies() {
        let id = policy.id().clone();
        match evaluator.satisfies(policy) {
            Ok(false) => {}
            Ok(true) => drop(satisfied.entry(policy.effect()).or_default().insert(id)),
            Err(error) => drop(erring.insert(id, ErrorKind::from(error.kind()))),
        }
    }
    let forbids = satisfied.remove(&Effect::Forbid);
    let permits = satisfied.remove(&Effect::Permit);
    let decision = match (&forbids, &permits) {
        (None, Some(_)) => Decision::Allow,
        _ => Decision::Deny,
    };
    Answer {
        decision,
        determining: forbids.or(permits).unwrap_or_default(),
        erring,
    }
}

/// Texts beside one another, line by line; the first line in which they are not
/// all the same is marked.
pub fn columns(texts: &[(&str, String)]) -> String {
    let rows = texts.iter().map(|(_, text)| text.lines().count()).max();
    let mut widths: Vec<usize> = texts
        .iter()
        .map(|(name, text)| text.lines().chain([*name]).map(width).max().unwrap_or(0))
        .collect();
    // Nothing stands to the right of the last column.
    if let Some(last) = widths.last_mut() {
        *last = 0;
    }
    let line = |mark: char, cells: &[&str]| {
        let cells: Vec<String> = cells
            .iter()
            .zip(&widths)
            .map(|(cell, wide)| format!("{cell:wide$}"))
            .collect();
        format!("{mark} {}\n", cells.join(" | "))
    };
    let names: Vec<&str> = texts.iter().map(|(name, _)| *name).collect();
    let mut table = line(' ', &names);
    let mut marked = false;
    for row in 0..rows.unwrap_or(0) {
        let cells: Vec<&str> = texts
            .iter()
            .map(|(_, text)| text.lines().nth(row).unwrap_or(""))
            .collect();
        let differs = cells.windows(2).any(|pair| pair[0] != pair[1]);
        table.push_str(&line(if differs && !marked { '>' } else { ' ' }, &cells));
        marked |= differs;
    }
    table
}

fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::seeded_bytes;
    use crate::generators;

    #[test]
    fn the_first_difference_is_marked() {
        let text = columns(&[
            ("a", "same\nx\ny".to_owned()),
            ("b", "same\nlonger\nz".to_owned()),
        ]);
        assert_eq!(
            text,
            "  a    | b\n  same | same\n> x    | longer\n  y    | z\n"
        );
    }

    #[test]
    fn all_three_answer_alike() {
        for seed in 0..300 {
            let case = generators::case(&seeded_bytes(seed));
            for request in &case.requests {
                let engine = by_engine(request, &case.policies, &case.entities);
                assert_eq!(
                    by_evaluator(request, &case.policies, &case.entities),
                    engine
                );
                assert_eq!(
                    by_model(request, &case.policies, &case.entities),
                    Ok(engine)
                );
            }
        }
    }
}
