//! Both must decide alike: decision, determining and erring policies.

use super::{Comparison, official};
use crate::case::Case;

/// Asks both sides every request of the case.
pub fn compare(case: &Case) -> Comparison {
    let mut comparison = Comparison::default();
    let converted = official::policies(&case.policies)
        .and_then(|policies| Ok((policies, official::entities(&case.entities)?)));
    let (policies, entities) = match converted {
        Ok(converted) => converted,
        Err(reason) => {
            comparison.no_verdicts = vec![reason; case.requests.len()];
            return comparison;
        }
    };
    for request in &case.requests {
        match official::request(request) {
            Err(reason) => comparison.no_verdicts.push(reason),
            Ok(their_request) => decide(
                &mut comparison,
                Side {
                    policies: &case.policies,
                    entities: &case.entities,
                    request,
                },
                Side {
                    policies: &policies,
                    entities: &entities,
                    request: &their_request,
                },
                &|| format!("{request:?}"),
            ),
        }
    }
    comparison
}

/// What a side needs to decide.
pub(super) struct Side<'a, P, E, R> {
    pub(super) policies: &'a P,
    pub(super) entities: &'a E,
    pub(super) request: &'a R,
}

type Ours<'a> = Side<'a, cedar_core::PolicySet, cedar_core::Entities, cedar_core::Request>;
type Theirs<'a> = Side<'a, cedar_policy::PolicySet, cedar_policy::Entities, cedar_policy::Request>;

/// Asks both sides one request.
pub(super) fn decide(
    comparison: &mut Comparison,
    ours: Ours<'_>,
    theirs: Theirs<'_>,
    question: &dyn Fn() -> String,
) {
    let our_response =
        cedar_core::Authorizer::new().is_authorized(ours.request, ours.policies, ours.entities);
    let their_response = cedar_policy::Authorizer::new().is_authorized(
        theirs.request,
        theirs.policies,
        theirs.entities,
    );
    comparison.record(
        || {
            let json = theirs.policies.clone().to_json();
            let policies = json.map_or_else(|error| error.to_string(), |json| json.to_string());
            format!("{}\nwith the policies {policies}", question())
        },
        official::our_answer(&our_response),
        official::answer(&their_response),
    );
}
