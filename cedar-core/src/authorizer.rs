//! The authorizer: from a request to a decision.

use crate::ast::{Effect, Policy, PolicyId, PolicySet};
use crate::engine::{Run, Verdict};
use crate::entities::Entities;
use crate::evaluator::EvaluationError;
use crate::request::Request;
use smallvec::SmallVec;
use std::fmt;
use thiserror::Error;

/// Decides requests.
#[derive(Clone, Debug, Default)]
pub struct Authorizer(());

/// The answer to a request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Decision {
    /// The principal may.
    Allow,
    /// The principal may not.
    Deny,
}

/// A decision and what led to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Response {
    decision: Decision,
    diagnostics: Diagnostics,
}

/// Which policies decided and which could not be evaluated.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Diagnostics {
    reason: PolicyIds,
    // Mostly there are none: then nothing is dropped.
    errors: Option<Box<[AuthorizationError]>>,
}

/// Mostly one policy decides: it takes no allocation.
type PolicyIds = SmallVec<[PolicyId; 1]>;

/// Policies that are satisfied: mostly a few.
type Policies<'a> = SmallVec<[&'a Policy; 4]>;

/// The satisfied policies of the effect that decides: the `forbid`s as soon as
/// there is one, else the `permit`s.
struct Determining<'a> {
    effect: Effect,
    policies: Policies<'a>,
}

impl<'a> Determining<'a> {
    /// Without a satisfied policy.
    fn none() -> Self {
        Determining {
            effect: Effect::Permit,
            policies: Policies::new(),
        }
    }

    /// `policy` is satisfied, too.
    fn add(&mut self, policy: &'a Policy) {
        match (policy.effect(), self.effect) {
            (Effect::Permit, Effect::Forbid) => return,
            (Effect::Forbid, Effect::Permit) => {
                self.effect = Effect::Forbid;
                self.policies.clear();
            }
            _ => {}
        }
        self.policies.push(policy);
    }

    fn decision(&self) -> Decision {
        match self.effect {
            Effect::Permit if !self.policies.is_empty() => Decision::Allow,
            _ => Decision::Deny,
        }
    }
}

/// A policy that could not be evaluated, and so did not count.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("error while evaluating policy `{policy}`: {error}")]
pub struct AuthorizationError {
    /// The policy.
    pub policy: PolicyId,
    /// What went wrong.
    pub error: EvaluationError,
}

impl Authorizer {
    /// An authorizer.
    pub fn new() -> Self {
        Self::default()
    }

    /// Decides a request.
    ///
    /// The decision is [`Decision::Allow`] if and only if some `permit` is
    /// satisfied and no `forbid` is. Policies whose evaluation fails are
    /// skipped and reported. The theorems `ExplicitPermit`,
    /// `ForbidOverridesPermit`, `DefaultDeny` and `OrderDoesNotMatter` of the
    /// reference model state what follows.
    ///
    /// Cost: that of the policies that the request can reach by their scopes and
    /// the conjuncts that their conditions begin with, not of all. Nothing is
    /// allocated if at most one policy determines the decision, at most four
    /// are satisfied, none errs and no condition computes a set, a record or a
    /// string; nothing is kept.
    pub fn is_authorized(
        &self,
        request: &Request,
        policies: &PolicySet,
        entities: &Entities,
    ) -> Response {
        let run = Run::new(request, entities);
        let mut determining = Determining::none();
        let mut errors: Option<Vec<AuthorizationError>> = None;
        policies.candidates(&run, |loaded, found| match run.verdict(loaded, found) {
            Verdict::Unsatisfied => {}
            Verdict::Satisfied => determining.add(&loaded.policy),
            Verdict::Fails => match run.plainly(&loaded.policy) {
                Ok(false) => {}
                Ok(true) => determining.add(&loaded.policy),
                Err(error) => errors.get_or_insert_default().push(AuthorizationError {
                    policy: loaded.policy.id().clone(),
                    error,
                }),
            },
        });
        let mut reason = PolicyIds::new();
        for policy in &determining.policies {
            reason.push(policy.id().clone());
        }
        let errors = errors.map(Vec::into_boxed_slice);
        Response {
            decision: determining.decision(),
            diagnostics: Diagnostics { reason, errors },
        }
    }
}

impl Response {
    /// The decision.
    pub fn decision(&self) -> Decision {
        self.decision
    }

    /// What led to it.
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.diagnostics
    }

    /// The determining policies themselves, with their annotations. `policies`
    /// must be the set that was asked; what it no longer holds is left out.
    ///
    /// ```
    /// use cedar_core::{Authorizer, Context, Entities, Request};
    /// use cedar_parser::{parse_entity_uid, parse_policy_set};
    ///
    /// let policies = parse_policy_set(
    ///     r#"@advice("ask your lead")
    ///        forbid(principal, action, resource == List::"payroll");"#,
    /// )?;
    /// let request = Request::new(
    ///     parse_entity_uid(r#"User::"ada""#)?,
    ///     parse_entity_uid(r#"Action::"view""#)?,
    ///     parse_entity_uid(r#"List::"payroll""#)?,
    ///     Context::empty(),
    /// );
    /// let response = Authorizer::new().is_authorized(&request, &policies, &Entities::empty());
    /// let advice: Vec<&str> = response
    ///     .determining_policies(&policies)
    ///     .filter_map(|policy| policy.body().annotation("advice"))
    ///     .collect();
    /// assert_eq!(advice, ["ask your lead"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn determining_policies<'a>(
        &'a self,
        policies: &'a PolicySet,
    ) -> impl Iterator<Item = &'a Policy> {
        let reason = self.diagnostics.reason.iter();
        reason.filter_map(|id| policies.policy(id))
    }
}

impl Diagnostics {
    /// The determining policies: the satisfied `forbid`s if there are any,
    /// else the satisfied `permit`s. Each occurs once; the order means nothing.
    pub fn reason(&self) -> impl ExactSizeIterator<Item = &PolicyId> {
        self.reason.iter()
    }

    /// The policies that could not be evaluated. Each occurs once; the order
    /// means nothing.
    pub fn errors(&self) -> impl ExactSizeIterator<Item = &AuthorizationError> {
        self.errors.as_deref().unwrap_or_default().iter()
    }
}

impl Decision {
    /// `allow` or `deny`.
    pub fn as_str(self) -> &'static str {
        match self {
            Decision::Allow => "allow",
            Decision::Deny => "deny",
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
