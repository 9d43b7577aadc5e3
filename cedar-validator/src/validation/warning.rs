//! What validation can find suspicious about a policy.

use cedar_core::{PolicyId, Span};
use smol_str::SmolStr;
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
    /// A string with letters of several scripts.
    #[error("string `{text:?}` contains mixed scripts")]
    MixedScriptString {
        /// The string.
        text: SmolStr,
    },
    /// A string that changes the direction in which it is shown.
    #[error("string `{text:?}` contains bidirectional control characters")]
    BidiCharsInString {
        /// The string.
        text: SmolStr,
    },
    /// A name that changes the direction in which it is shown.
    #[error("identifier `{}` contains bidirectional control characters", .name.escape_debug())]
    BidiCharsInIdentifier {
        /// The name of an attribute or the id of an entity.
        name: SmolStr,
    },
    /// A name with letters of several scripts.
    #[error("identifier `{}` contains mixed scripts", .name.escape_debug())]
    MixedScriptIdentifier {
        /// The name of an attribute or the id of an entity.
        name: SmolStr,
    },
    /// A name with a character that may be taken for another.
    #[error(
        "identifier `{}` contains the character `{}`, which is neither printable ASCII \
         nor in Unicode's General Security Profile for Identifiers",
        .name.escape_debug(), .character.escape_debug()
    )]
    ConfusableIdentifier {
        /// The name of an attribute or the id of an entity.
        name: SmolStr,
        /// The first such character.
        character: char,
    },
}

/// `policy: message`
impl fmt::Display for ValidationWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "for policy `{}`, {}", self.policy, self.kind)
    }
}
