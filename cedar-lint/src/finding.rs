//! What was found, and where.

use crate::lint::{Level, Lint};
use cedar_core::{PolicyId, Span};
use std::fmt;

/// A place where a lint applies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The lint.
    pub lint: Lint,
    /// The policy or template.
    pub policy: PolicyId,
    /// The part of it that is meant; [`Span::NONE`] if the policy was not text.
    pub span: Span,
    /// What is the matter.
    pub message: String,
    /// How to put it right, where that can be said.
    pub help: Option<String>,
    /// Another place that matters.
    pub related: Option<Related>,
}

/// A place that a finding refers to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Related {
    /// The policy or template.
    pub policy: PolicyId,
    /// The part of it that is meant; [`Span::NONE`] if the policy was not text.
    pub span: Span,
    /// What it has to do with the finding.
    pub message: String,
}

/// What a linter has found, in the order of the source.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Report {
    pub(crate) findings: Vec<Finding>,
    pub(crate) suppressed: Vec<Finding>,
}

impl Finding {
    /// A finding without help or related place.
    pub(crate) fn new(
        lint: Lint,
        policy: &PolicyId,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        Finding {
            lint,
            policy: policy.clone(),
            span,
            message: message.into(),
            help: None,
            related: None,
        }
    }

    /// The same with help.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with a place that matters.
    pub(crate) fn related(mut self, policy: &PolicyId, span: Span, message: &str) -> Self {
        self.related = Some(Related {
            policy: policy.clone(),
            span,
            message: message.to_owned(),
        });
        self
    }

    /// How much it matters.
    pub fn level(&self) -> Level {
        self.lint.level()
    }
}

/// `for policy …, message`
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "for policy `{}`, {}", self.policy, self.message)
    }
}

impl Report {
    /// What counts.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Drops the findings that are not wanted, suppressed ones too.
    pub fn retain(&mut self, mut wanted: impl FnMut(&Finding) -> bool) {
        self.findings.retain(&mut wanted);
        self.suppressed.retain(&mut wanted);
    }

    /// What an `@allow` in the policy keeps from counting.
    pub fn suppressed(&self) -> &[Finding] {
        &self.suppressed
    }
}
