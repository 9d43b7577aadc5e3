//! The lints.

use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// Something to look for in policies.
///
/// Codes are stable: suppressions and scripts name them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Lint {
    /// A `forbid` whose evaluation can fail, so that the request gets through.
    FallibleForbid,
    /// A `forbid` that reads an entity which need not exist.
    MissingEntity,
    /// An attribute or tag that is read without a test for it, and no schema
    /// that promises it.
    UnguardedAccess,
    /// A policy that no request satisfies.
    NeverApplies,
    /// A policy that an unconditional `forbid` makes pointless.
    ShadowedPolicy,
    /// A comparison or test that never holds, whatever the data.
    NeverMatches,
    /// A part of a condition that is never evaluated.
    UnreachableBranch,
    /// A policy that says the same as another.
    DuplicatePolicy,
    /// Two names that look alike.
    ConfusableNames,
    /// A text that does not read as it is.
    SuspiciousText,
    /// An `@allow` that names no lint.
    UnknownLint,
}

/// How much a finding matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    /// Worth knowing; often right as it is.
    Note,
    /// Probably a mistake.
    Warning,
}

/// A text that is no lint's code.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no lint `{0}`")]
pub struct UnknownLint(pub String);

impl Lint {
    /// Every lint.
    pub const ALL: [Lint; 11] = [
        Lint::FallibleForbid,
        Lint::MissingEntity,
        Lint::UnguardedAccess,
        Lint::NeverApplies,
        Lint::ShadowedPolicy,
        Lint::NeverMatches,
        Lint::UnreachableBranch,
        Lint::DuplicatePolicy,
        Lint::ConfusableNames,
        Lint::SuspiciousText,
        Lint::UnknownLint,
    ];

    /// The code that names the lint.
    pub fn code(self) -> &'static str {
        match self {
            Lint::FallibleForbid => "fallible-forbid",
            Lint::MissingEntity => "missing-entity",
            Lint::UnguardedAccess => "unguarded-access",
            Lint::NeverApplies => "never-applies",
            Lint::ShadowedPolicy => "shadowed-policy",
            Lint::NeverMatches => "never-matches",
            Lint::UnreachableBranch => "unreachable-branch",
            Lint::DuplicatePolicy => "duplicate-policy",
            Lint::ConfusableNames => "confusable-names",
            Lint::SuspiciousText => "suspicious-text",
            Lint::UnknownLint => "unknown-lint",
        }
    }

    /// How much its findings matter.
    pub fn level(self) -> Level {
        match self {
            Lint::MissingEntity => Level::Note,
            _ => Level::Warning,
        }
    }

    /// The lint in one sentence.
    pub fn summary(self) -> &'static str {
        match self {
            Lint::FallibleForbid => "a `forbid` can fail on data that the schema allows",
            Lint::MissingEntity => "a `forbid` reads an entity that may be missing",
            Lint::UnguardedAccess => "an attribute or tag is read without a test that it is there",
            Lint::NeverApplies => "a policy can never apply",
            Lint::ShadowedPolicy => "a policy is overruled by an unconditional `forbid`",
            Lint::NeverMatches => "a comparison can never hold",
            Lint::UnreachableBranch => "a part of a condition is never evaluated",
            Lint::DuplicatePolicy => "two policies say the same",
            Lint::ConfusableNames => "two names look alike",
            Lint::SuspiciousText => "a text does not read as it is",
            Lint::UnknownLint => "an `@allow` names no lint",
        }
    }

    /// The lint in full, as Markdown: what it finds, why that matters, an
    /// example and what to do.
    pub fn explanation(self) -> &'static str {
        match self {
            Lint::FallibleForbid => include_str!("../explanations/fallible-forbid.md"),
            Lint::MissingEntity => include_str!("../explanations/missing-entity.md"),
            Lint::UnguardedAccess => include_str!("../explanations/unguarded-access.md"),
            Lint::NeverApplies => include_str!("../explanations/never-applies.md"),
            Lint::ShadowedPolicy => include_str!("../explanations/shadowed-policy.md"),
            Lint::NeverMatches => include_str!("../explanations/never-matches.md"),
            Lint::UnreachableBranch => include_str!("../explanations/unreachable-branch.md"),
            Lint::DuplicatePolicy => include_str!("../explanations/duplicate-policy.md"),
            Lint::ConfusableNames => include_str!("../explanations/confusable-names.md"),
            Lint::SuspiciousText => include_str!("../explanations/suspicious-text.md"),
            Lint::UnknownLint => include_str!("../explanations/unknown-lint.md"),
        }
    }
}

impl fmt::Display for Lint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Lint {
    type Err = UnknownLint;

    fn from_str(code: &str) -> Result<Self, UnknownLint> {
        Lint::ALL
            .into_iter()
            .find(|lint| lint.code() == code)
            .ok_or_else(|| UnknownLint(code.to_owned()))
    }
}

impl UnknownLint {
    /// The lint that was probably meant.
    pub fn suggestion(&self) -> Option<Lint> {
        let distance = |lint: &Lint| strsim::damerau_levenshtein(&self.0, lint.code());
        let nearest = Lint::ALL.into_iter().min_by_key(distance)?;
        (distance(&nearest) <= 1 + self.0.len() / 4).then_some(nearest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_name_lints() {
        for lint in Lint::ALL {
            assert_eq!(lint.code().parse(), Ok(lint));
            assert!(
                lint.explanation().starts_with(&format!("# {lint}\n")),
                "{lint}"
            );
        }
        let unknown = "falible-forbid".parse::<Lint>().unwrap_err();
        assert_eq!(unknown.suggestion(), Some(Lint::FallibleForbid));
        assert_eq!(UnknownLint("id".into()).suggestion(), None);
    }
}
