//! What validation can find suspicious about a policy.

use cedar_core::{PolicyId, Span};
use std::fmt;
use thiserror::Error;

/// What is allowed in a policy but probably not meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidationWarning {
    /// The policy or template.
    pub policy: PolicyId,
    /// The part that is suspicious; [`Span::NONE`] if the policy was not text.
    pub span: Span,
    /// What is suspicious.
    pub kind: ValidationWarningKind,
}

/// What is suspicious about a policy.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum ValidationWarningKind {
    /// The policy can never be satisfied.
    #[error(
        "policy is impossible: the policy expression evaluates to false for all valid requests"
    )]
    ImpossiblePolicy,
}

/// `policy: message`
impl fmt::Display for ValidationWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "for policy `{}`, {}", self.policy, self.kind)
    }
}
