//! Four ways to a decision must give one answer: the engine with its index, the
//! plain evaluator on every policy, the model on every policy, and the model on
//! the candidates of its own index. The engine names each policy once.

use super::Comparison;
use super::authorizer::named_once;
use crate::case::Case;
use crate::engines::by_evaluator;
use cedar_core::Authorizer;
use reference_model::{Answer, IndexedAuthorizer, NoVerdict};

/// Asks all sides every request of the case.
pub fn compare(case: &Case) -> Comparison {
    let mut comparison = Comparison::default();
    let scan = reference_model::Authorizer::new(&case.policies, &case.entities);
    let index = IndexedAuthorizer::new(&case.policies, &case.entities);
    for (number, request) in case.requests.iter().enumerate() {
        let response = Authorizer::new().is_authorized(request, &case.policies, &case.entities);
        let ours = named_once(&mut comparison, number, &response);
        let plain = by_evaluator(request, &case.policies, &case.entities);
        let ask_scan = |scan: &reference_model::Authorizer| scan.is_authorized(request);
        let ask_index = |index: &IndexedAuthorizer| index.is_authorized(request);
        let sides: [(&'static str, Result<Answer, NoVerdict>); 3] = [
            ("plain evaluator", Ok(plain)),
            ("model", scan.as_ref().map_err(|e| *e).and_then(ask_scan)),
            (
                "model with index",
                index.as_ref().map_err(|e| *e).and_then(ask_index),
            ),
        ];
        for (side, answer) in sides {
            let question = || format!("request {number}, {side}");
            comparison.record_between(["engine", side], question, ours.clone(), answer);
        }
    }
    comparison
}
