//! The way in.

use crate::finding::{Finding, Report};
use crate::suppression::Allowed;
use crate::terms::Terms;
use crate::{conditions, duplicates, shadow, texts};
use cedar_core::ast::PolicyBody;
use cedar_core::{Policy, PolicyId, PolicySet, Template};
use cedar_validator::{Schema, Validator};
use std::collections::HashMap;
use std::sync::Arc;
use thiserror::Error;

/// Looks for what is allowed in policies and probably not meant.
#[derive(Clone, Debug, Default)]
pub struct Linter {
    validator: Option<Validator>,
}

/// Why policies cannot be linted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LintError {
    /// The schema leaves out definitions, so there is no telling what there is.
    #[error("the schema is incomplete: `{}` declared `external` but not defined", .undefined.join("`, `"))]
    IncompleteSchema {
        /// What is not defined.
        undefined: Vec<String>,
    },
}

/// A policy set as lints look at it.
pub(crate) struct Set<'p> {
    /// Static policies and links, in the order of the source.
    pub(crate) policies: Vec<&'p Policy>,
    /// Static policies and templates: every text once.
    pub(crate) texts: Vec<(&'p PolicyId, &'p PolicyBody)>,
}

impl Linter {
    /// A linter that knows no schema: every attribute may be absent.
    pub fn new() -> Self {
        Self::default()
    }

    /// A linter for data that is as `schema` says.
    ///
    /// # Errors
    /// When the schema is incomplete.
    pub fn with_schema(schema: impl Into<Arc<Schema>>) -> Result<Self, LintError> {
        let validator = Validator::new(schema);
        match validator.schema().undefined() {
            [] => Ok(Linter {
                validator: Some(validator),
            }),
            undefined => Err(LintError::IncompleteSchema {
                undefined: undefined.to_vec(),
            }),
        }
    }

    /// Looks at all policies and templates.
    ///
    /// Cost: near linear in their size; with a schema, times the kinds of
    /// request that a policy's scope can match and that differ in what its
    /// conditions use.
    pub fn lint(&self, policies: &PolicySet) -> Report {
        let set = Set::of(policies);
        let mut terms = Terms::default();
        let mut findings = Vec::new();
        let mut allowed: HashMap<&PolicyId, Allowed> = HashMap::new();
        let mut roots = HashMap::new();
        for (id, body) in &set.texts {
            allowed.insert(id, Allowed::of(id, body, &mut findings));
            let of_conditions: Vec<_> = body.conditions.iter().map(|c| terms.of(&c.body)).collect();
            roots.insert(*id, duplicates::roots(body, &of_conditions));
            let validator = self.validator.as_ref();
            conditions::check(
                validator,
                id,
                body,
                &mut terms,
                &of_conditions,
                &mut findings,
            );
        }
        texts::check(&set, &mut findings);
        shadow::check(&set, self.validator.as_ref(), &mut findings);
        duplicates::check(&set, &roots, &mut findings);
        // Links stand where their template stands and share what it allows.
        for policy in &set.policies {
            if let Some(link) = policy.link()
                && let Some(template) = allowed.get(&link.template_id)
            {
                let template = template.clone();
                allowed.insert(policy.id(), template);
            }
        }
        report(findings, &allowed)
    }
}

impl<'p> Set<'p> {
    fn of(policies: &'p PolicySet) -> Self {
        let by_place = |body: &PolicyBody| body.span.range().map_or(0, |range| range.start);
        let mut ordered: Vec<&Policy> = policies.policies().collect();
        ordered.sort_by_key(|policy| by_place(policy.body()));
        let statics = ordered.iter().filter(|policy| policy.link().is_none());
        let mut texts: Vec<(&PolicyId, &PolicyBody)> = statics
            .map(|policy| (policy.id(), policy.body()))
            .chain(policies.templates().map(|t: &Template| (t.id(), t.body())))
            .collect();
        texts.sort_by_key(|(_, body)| by_place(body));
        Set {
            policies: ordered,
            texts,
        }
    }
}

/// The findings in the order of the source, apart from those that are allowed.
fn report(mut findings: Vec<Finding>, allowed: &HashMap<&PolicyId, Allowed>) -> Report {
    findings.sort_by_key(|finding| {
        let place = finding.span.range().map(|range| (range.start, range.end));
        (place, finding.lint)
    });
    findings.dedup();
    let (suppressed, findings) = findings.into_iter().partition(|finding| {
        allowed
            .get(&finding.policy)
            .is_some_and(|allowed| allowed.contains(finding.lint))
    });
    Report {
        findings,
        suppressed,
    }
}
