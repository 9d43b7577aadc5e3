//! Policies and templates.

use super::json::Document;
use super::{Source, syntax};
use crate::args::PolicyFormat;
use crate::report::{Failure, Label, Place, Problem};
use cedar_core::ast::{LinkError, PolicyBody, PolicySetError, RenameError};
use cedar_core::json::PolicyDocument;
use cedar_core::{Policy, PolicyId, PolicySet, Span, Template};
use cedar_parser::ParsedPolicy;
use std::sync::Arc;

/// The annotation that names a policy or template.
const ID_ANNOTATION: &str = "id";

/// The id of a policy or template that is a JSON document of its own.
const LONE_POLICY: &str = "JSON policy";

/// Policies and the text that they were read from.
pub(crate) struct LoadedPolicies {
    pub(crate) source: Arc<Source>,
    pub(crate) policies: PolicySet,
}

/// The policies that `source` holds.
pub(crate) fn parse(source: Arc<Source>, format: PolicyFormat) -> Result<LoadedPolicies, Failure> {
    let policies = match format {
        PolicyFormat::Cedar => cedar_parser::parse_policy_set(source.text())
            .map_err(|errors| syntax::failure(&source, &errors))?,
        PolicyFormat::Json => {
            let document = Document::new(Arc::clone(&source));
            let policies = document.read(PolicyDocument::from_json_str)?;
            policy_set(policies).map_err(|error| Problem::new(error.to_string()))?
        }
    };
    Ok(LoadedPolicies { source, policies })
}

/// The policy set that a JSON document is.
fn policy_set(document: PolicyDocument) -> Result<PolicySet, PolicySetError> {
    let body = match document {
        PolicyDocument::PolicySet(policies) => return Ok(policies),
        PolicyDocument::Policy(body) => *body,
    };
    let mut policies = PolicySet::new();
    let id = PolicyId::new(LONE_POLICY);
    match Policy::new_static(id.clone(), body.clone()) {
        Ok(policy) => policies.add(policy)?,
        Err(_has_slots) => policies.add_template(Template::new(id, body))?,
    }
    Ok(policies)
}

impl LoadedPolicies {
    /// The same policies, where those with `@id("…")` have that id.
    ///
    /// Links keep their own ids: the annotation names their template.
    pub(crate) fn renamed_by_annotation(self) -> Result<Self, Failure> {
        let policies = self
            .policies
            .with_ids_from_annotation(ID_ANNOTATION)
            .map_err(|error| self.clash(&error))?;
        Ok(LoadedPolicies {
            source: self.source,
            policies,
        })
    }

    /// The same policies with places: those that were read from JSON stand in
    /// the text that they print as.
    ///
    /// JSON can say what text cannot; then there are no places.
    pub(crate) fn with_places(self) -> Self {
        let has_places = |body: &PolicyBody| body.span.range().is_some();
        if bodies(&self.policies).all(|(_, body)| has_places(body)) {
            return self;
        }
        self.as_text().unwrap_or(self)
    }

    /// The policies as they are when their text is read, if that says the same.
    fn as_text(&self) -> Option<Self> {
        let mut text = String::new();
        for (_, body) in bodies(&self.policies) {
            text.push_str(&cedar_parser::print_policy_body(body));
            text.push_str("\n\n");
        }
        let read = cedar_parser::parse_policies(&text).ok()?;
        let mut policies = PolicySet::new();
        for ((id, body), parsed) in bodies(&self.policies).zip(read) {
            let parsed_body = match &parsed {
                ParsedPolicy::Static(policy) => policy.body(),
                ParsedPolicy::Template(template) => template.body(),
            };
            if parsed_body != body {
                return None;
            }
            match parsed {
                ParsedPolicy::Static(policy) => policies.add(policy.with_id(id.clone())),
                ParsedPolicy::Template(template) => {
                    policies.add_template(template.with_id(id.clone()))
                }
            }
            .ok()?;
        }
        for (policy, link) in self
            .policies
            .policies()
            .filter_map(|p| Some((p, p.link()?)))
        {
            let values = link.values.clone();
            policies
                .link(&link.template_id, policy.id().clone(), values)
                .ok()?;
        }
        let name = format!("{} as text", self.source.name());
        Some(LoadedPolicies {
            source: Arc::new(Source::new(name, text)),
            policies,
        })
    }

    /// The place of `span`, which is of a policy in this set.
    pub(crate) fn place(&self, span: Span) -> Option<Place> {
        span.range().map(|range| Place::new(&self.source, range))
    }

    /// The same with a word about it.
    pub(crate) fn place_labelled(&self, span: Span, text: &str) -> Option<Place> {
        let label = Label {
            range: span.range()?,
            text: Some(text.to_owned()),
        };
        Some(Place::labelled(&self.source, label, []))
    }

    fn clash(&self, error: &RenameError) -> Problem {
        let span = bodies(&self.policies).find(|(id, _)| **id == error.policy);
        Problem::new(error.to_string())
            .help("`@id` annotations name policies, so each must be different".to_owned())
            .at(span.and_then(|(_, body)| self.place(body.span)))
    }
}

/// What the static policies and the templates say, by their ids.
fn bodies(policies: &PolicySet) -> impl Iterator<Item = (&PolicyId, &PolicyBody)> {
    let statics = policies.policies().filter(|p| p.link().is_none());
    let statics = statics.map(|p| (p.id(), p.body()));
    statics.chain(policies.templates().map(|t| (t.id(), t.body())))
}

/// Why `link` cannot be linked.
pub(crate) fn link_problem(error: &LinkError, link: &PolicyId) -> Problem {
    Problem::new(format!("cannot link `{link}`")).because(error.to_string())
}
