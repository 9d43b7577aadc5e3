//! Asking the model's index of policies.

use crate::answer::Answer;
use crate::model;
use crate::runtime::Map;
use crate::{NoVerdict, from_model, to_model};
use cedar_core::{Entities, PolicySet, Request};

/// The model's authorizer that evaluates only the policies which a request can
/// reach, found by what their scopes demand.
///
/// That its answers are those of [`Authorizer`](crate::Authorizer) is a theorem,
/// `IndexIsExact`; it is here so that the extracted code can be held to it.
///
/// The cost of a request grows with the product of the numbers of ancestors of
/// its principal, action and resource.
#[derive(Debug)]
pub struct IndexedAuthorizer {
    index: model::index::PolicyIndex,
    entities: Map<model::names::EntityUid, model::entities::EntityData>,
}

impl IndexedAuthorizer {
    /// The authorizer for these policies and entities.
    ///
    /// # Errors
    /// When a policy has no counterpart in the model, or the model gives no
    /// answer.
    pub fn new(policies: &PolicySet, entities: &Entities) -> Result<Self, NoVerdict> {
        let policies = policies
            .policies()
            .map(to_model::policy)
            .collect::<Result<Vec<_>, _>>()?;
        Ok(IndexedAuthorizer {
            index: model::index::build_index(&policies.into())?,
            entities: to_model::store(entities),
        })
    }

    /// The model's answer to a request.
    ///
    /// # Errors
    /// When the model gives no answer.
    pub fn is_authorized(&self, request: &Request) -> Result<Answer, NoVerdict> {
        let response = model::index::is_authorized_by_index(
            &to_model::request(request),
            &self.entities,
            &self.index,
        )?;
        Ok(from_model::answer(&response))
    }
}
