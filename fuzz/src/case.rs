//! A test case, apart from how it came about.

use cedar_core::{Entities, PolicySet, Request};

/// Policies, entities and the requests to decide with them.
#[derive(Clone, Debug)]
pub struct Case {
    /// The policies.
    pub policies: PolicySet,
    /// The entities.
    pub entities: Entities,
    /// The requests.
    pub requests: Vec<Request>,
}
