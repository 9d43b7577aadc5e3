//! Engine and model must accept the same policies, templates and links, in both
//! modes and at each level, with the same types of all parts, and find that the same
//! ones can never be satisfied. What the engine says of its errors must be right: the
//! kinds of request there are, and the level that would do.

use super::{Comparison, Verdict, expression_types, schema_changes};
use crate::case::SchemaCase;
use cedar_core::ast::PolicyBody;
use cedar_core::{Policy, PolicyId, PolicySet, Template};
use cedar_validator::validation::MAX_REPORTED_ENVIRONMENTS;
use cedar_validator::{
    RequestEnvironment, Schema, ValidationError, ValidationErrorKind, ValidationMode,
    ValidationResult, ValidationWarningKind, Validator,
};
use reference_model::NoVerdict;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

/// The highest level that is asked for.
const HIGHEST_LEVEL: u32 = 3;

/// How to validate.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    /// In this mode.
    Mode(ValidationMode),
    /// In strict mode, at this level.
    Level(u32),
}

/// Asks both sides for their verdict on each policy and template, and on the
/// schema itself, which was accepted and so must be well-formed, and on what it is
/// after [changes](schema_changes).
pub fn compare(case: &SchemaCase) -> Comparison {
    let (schema, policies) = (&case.schema, &case.case.policies);
    let mut comparison = Comparison::default();
    let model = match reference_model::Validator::new(schema) {
        Ok(model) => model,
        Err(reason) => {
            comparison.no_verdicts.push(reason.to_string());
            return comparison;
        }
    };
    let well_formed = model.is_well_formed().map(Verdict::from);
    comparison.record(|| "the schema".to_owned(), Verdict::Accepted, well_formed);
    let text = &case.schema_text;
    schema_changes::compare(text, text.len(), &model, &mut comparison);
    let engine = Validator::new(Arc::clone(schema));
    let kinds: BTreeSet<RequestEnvironment> = schema.request_environments().collect();
    for way in Way::all() {
        let result = way.ask_engine(&engine, policies);
        comparison.record(
            || format!("passed, {way}"),
            Verdict::from(result.passed()),
            Ok(Verdict::from(result.errors().is_empty())),
        );
        comparison.record(
            || format!("passed without warnings, {way}"),
            result.passed_without_warnings(),
            Ok(result.errors().is_empty() && result.warnings().is_empty()),
        );
        for error in result.errors() {
            let wrong = wrong_details(&engine, policies, way, &kinds, error);
            let question = || format!("{}, {way}: {}", error.policy, error.kind);
            comparison.record(question, wrong.unwrap_or("right"), Ok("right"));
        }
        for template in policies.templates() {
            comparison.record(
                || format!("{}, {way}", template.id()),
                verdict(&result, [template.id()]),
                way.ask_model_of_template(&model, template)
                    .map(Verdict::from),
            );
        }
        for policy in policies.policies() {
            // What is wrong with a template is said of the template, not of its links.
            let template = policy.link().map_or(policy.id(), |link| &link.template_id);
            comparison.record(
                || format!("{}, {way}", policy.id()),
                verdict(&result, [policy.id(), template]),
                way.ask_model_of_policy(&model, policy).map(Verdict::from),
            );
        }
        // A level decides what is accepted, not what can be satisfied.
        let Way::Mode(mode) = way else { continue };
        for (id, body) in bodies(policies) {
            comparison.record(
                || format!("{id}, {way}: is accepted and can never be satisfied"),
                verdict(&result, [id]) == Verdict::Accepted && is_impossible(&result, id),
                model.is_impossible(body, mode),
            );
        }
    }
    for (id, body) in bodies(policies) {
        expression_types::compare(&engine, &model, id, body, &mut comparison);
    }
    comparison
}

/// The templates and the static policies. A link's conditions are its template's.
fn bodies(policies: &PolicySet) -> impl Iterator<Item = (&PolicyId, &PolicyBody)> {
    let templates = policies
        .templates()
        .map(|template| (template.id(), template.body()));
    let statics = policies.policies().filter(|policy| policy.link().is_none());
    templates.chain(statics.map(|policy| (policy.id(), policy.body())))
}

/// What is wrong with what an error says beside that the policy is refused.
fn wrong_details(
    engine: &Validator,
    policies: &PolicySet,
    way: Way,
    kinds: &BTreeSet<RequestEnvironment>,
    error: &ValidationError,
) -> Option<&'static str> {
    let listed: BTreeSet<&RequestEnvironment> = error.environments.iter().collect();
    if listed.len() != error.environment_count.min(MAX_REPORTED_ENVIRONMENTS)
        || listed.len() != error.environments.len()
    {
        return Some("the list is not as long as it says");
    }
    if !listed.iter().all(|kind| kinds.contains(kind)) {
        return Some("there is no such kind of request");
    }
    if let ValidationErrorKind::EntityDerefLevelViolation { allowed, actual } = error.kind {
        let is_same = |other: &ValidationError| {
            other.policy == error.policy
                && other.span == error.span
                && matches!(
                    other.kind,
                    ValidationErrorKind::EntityDerefLevelViolation { actual: a, .. } if a == actual
                )
        };
        let at = |level| {
            let result = Way::Level(level).ask_engine(engine, policies);
            result.errors().iter().any(is_same)
        };
        let is_asked = matches!(way, Way::Level(level) if level == allowed);
        // One less than it needs is not enough, and what it needs is.
        if !is_asked || actual <= allowed || !at(actual - 1) || at(actual) {
            return Some("another level would do");
        }
    }
    None
}

/// What the engine finds wrong with a policy set, way by way, for people.
pub fn findings(schema: &Arc<Schema>, policies: &PolicySet) -> String {
    let engine = Validator::new(Arc::clone(schema));
    let mut text = String::new();
    for way in Way::all() {
        for error in way.ask_engine(&engine, policies).errors() {
            text.push_str(&format!("{way}: {}: {}\n", error.policy, error.kind));
        }
    }
    text
}

impl Way {
    fn all() -> impl Iterator<Item = Way> {
        let modes = [ValidationMode::Strict, ValidationMode::Permissive].map(Way::Mode);
        modes.into_iter().chain((0..=HIGHEST_LEVEL).map(Way::Level))
    }

    fn ask_engine(self, engine: &Validator, policies: &PolicySet) -> ValidationResult {
        match self {
            Way::Mode(mode) => engine.validate(policies, mode),
            Way::Level(level) => {
                engine.validate_with_level(policies, ValidationMode::Strict, level)
            }
        }
    }

    fn ask_model_of_policy(
        self,
        model: &reference_model::Validator,
        policy: &Policy,
    ) -> Result<bool, NoVerdict> {
        match self {
            Way::Mode(mode) => model.accepts_policy(policy, mode),
            Way::Level(level) => {
                model.accepts_policy_at_level(policy, ValidationMode::Strict, level)
            }
        }
    }

    fn ask_model_of_template(
        self,
        model: &reference_model::Validator,
        template: &Template,
    ) -> Result<bool, NoVerdict> {
        match self {
            Way::Mode(mode) => model.accepts_template(template, mode),
            Way::Level(level) => {
                model.accepts_template_at_level(template, ValidationMode::Strict, level)
            }
        }
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Way::Mode(mode) => write!(f, "{mode:?}"),
            Way::Level(level) => write!(f, "level {level}"),
        }
    }
}

/// Whether the engine warns that the policy can never be satisfied.
fn is_impossible(result: &ValidationResult, id: &PolicyId) -> bool {
    let mut warnings = result.warnings().iter();
    warnings.any(|w| w.policy == *id && w.kind == ValidationWarningKind::ImpossiblePolicy)
}

/// The engine's verdict on the policy that has these ids.
fn verdict<const N: usize>(result: &ValidationResult, ids: [&PolicyId; N]) -> Verdict {
    Verdict::from(!result.errors().iter().any(|e| ids.contains(&&e.policy)))
}
