//! Stricter than Cedar: a `forbid` that cannot be evaluated denies.

use crate::ast::{Effect, PolicyId, PolicySet};
use crate::authorizer::{Authorizer, Decision, Response};
use crate::entities::Entities;
use crate::request::Request;

/// Decides requests **unlike Cedar**: as [`Authorizer`] does, but a request is
/// also denied when some `forbid` cannot be evaluated.
///
/// Cedar skips a policy whose evaluation fails, so a `forbid` that reads an
/// attribute which is not there forbids nothing: it fails open. Whoever prefers
/// a denial asks this type instead. It allows nothing that Cedar denies, and no
/// theorem about Cedar's authorizer speaks of it beyond that.
///
/// ```
/// use cedar_core::{Context, Decision, Entities, Request, StricterThanCedar};
/// use cedar_parser::{parse_entity_uid, parse_policy_set};
///
/// let policies = parse_policy_set(
///     "permit(principal, action, resource);
///      forbid(principal, action, resource) when { context.isTest };",
/// )?;
/// let request = Request::new(
///     parse_entity_uid(r#"User::"ada""#)?,
///     parse_entity_uid(r#"Action::"view""#)?,
///     parse_entity_uid(r#"List::"groceries""#)?,
///     Context::empty(),
/// );
/// let response =
///     StricterThanCedar::new().deny_if_a_forbid_errs(&request, &policies, &Entities::empty());
/// assert_eq!(response.cedar_response().decision(), Decision::Allow);
/// assert_eq!(response.decision_unlike_cedar(), Decision::Deny);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct StricterThanCedar(Authorizer);

/// Cedar's answer, and what makes the stricter one differ.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StricterResponse {
    cedar: Response,
    erring_forbids: Vec<PolicyId>,
}

impl StricterThanCedar {
    /// A stricter authorizer.
    pub fn new() -> Self {
        Self::default()
    }

    /// Decides a request: allow if and only if Cedar allows it and every
    /// `forbid` that counts can be evaluated.
    pub fn deny_if_a_forbid_errs(
        &self,
        request: &Request,
        policies: &PolicySet,
        entities: &Entities,
    ) -> StricterResponse {
        let cedar = self.0.is_authorized(request, policies, entities);
        let is_forbid = |id: &PolicyId| {
            policies
                .policy(id)
                .is_some_and(|policy| policy.effect() == Effect::Forbid)
        };
        let erring = cedar.diagnostics().errors().map(|error| &error.policy);
        let erring_forbids = erring.filter(|id| is_forbid(id)).cloned().collect();
        StricterResponse {
            cedar,
            erring_forbids,
        }
    }
}

impl StricterResponse {
    /// The decision, which may be a denial where Cedar's is an allowance.
    pub fn decision_unlike_cedar(&self) -> Decision {
        match self.erring_forbids.is_empty() {
            true => self.cedar.decision(),
            false => Decision::Deny,
        }
    }

    /// What Cedar answers.
    pub fn cedar_response(&self) -> &Response {
        &self.cedar
    }

    /// The `forbid`s that could not be evaluated, and so deny.
    pub fn erring_forbids(&self) -> impl ExactSizeIterator<Item = &PolicyId> {
        self.erring_forbids.iter()
    }
}
