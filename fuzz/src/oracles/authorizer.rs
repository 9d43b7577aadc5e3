//! Engine and model must decide alike: decision, determining policies, erring
//! policies and the kind of each error. Each policy is named once.

use super::Comparison;
use crate::case::Case;
use cedar_core::{Authorizer, Response};
use reference_model::Answer;

/// Asks both sides every request of the case.
pub fn compare(case: &Case) -> Comparison {
    let mut comparison = Comparison::default();
    let model = match reference_model::Authorizer::new(&case.policies, &case.entities) {
        Ok(model) => model,
        Err(reason) => {
            comparison.no_verdicts = vec![reason.to_string(); case.requests.len()];
            return comparison;
        }
    };
    let engine = Authorizer::new();
    for (index, request) in case.requests.iter().enumerate() {
        let response = engine.is_authorized(request, &case.policies, &case.entities);
        let ours = named_once(&mut comparison, index, &response);
        let theirs = model.is_authorized(request);
        comparison.record(|| format!("request {index}"), ours, theirs);
    }
    comparison
}

/// The answer, which must name each policy once. A request counts as one comparison, so
/// that it does counts as none.
pub(super) fn named_once(
    comparison: &mut Comparison,
    request: usize,
    response: &Response,
) -> Answer {
    let answer = Answer::from(response);
    let diagnostics = response.diagnostics();
    let named = diagnostics.reason().count() + diagnostics.errors().count();
    let once = answer.determining.len() + answer.erring.len();
    if named != once {
        let question = || format!("request {request}, policies named");
        comparison.record_between(["named", "different"], question, named, Ok(once));
    }
    answer
}
