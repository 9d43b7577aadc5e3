//! What a run came to, and the exit code that says so.

use std::process::ExitCode;

/// What a run of the program came to.
///
/// The codes are part of the interface: scripts branch on them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// The request is allowed, or the command did what it was asked to do.
    Success,
    /// Something could not be read, parsed, evaluated or written, or a check
    /// that the command makes did not hold. Wrong usage counts as well, so that
    /// [`Outcome::Deny`] can mean nothing but a decision.
    Failure,
    /// The request is denied.
    Deny,
    /// The policies do not fit the schema.
    ValidationFailed,
}

impl Outcome {
    /// The exit code, as a number.
    pub(crate) fn code(self) -> u8 {
        match self {
            Outcome::Success => 0,
            Outcome::Failure => 1,
            Outcome::Deny => 2,
            Outcome::ValidationFailed => 3,
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        ExitCode::from(outcome.code())
    }
}
