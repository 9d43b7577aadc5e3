//! The way in: policies against a schema.

use super::error::{ValidationError, ValidationErrorKind};
use super::policy::{self, Settings};
use super::references::References;
use super::scope::Scope;
use super::warning::{ValidationWarning, ValidationWarningKind};
use crate::schema::Schema;
use crate::typecheck::ValidationMode;
use cedar_core::{Policy, PolicyId, PolicySet, SlotId, Span};
use std::sync::Arc;

/// Checks policies against a schema.
///
/// Where it finds no error, evaluating a policy for a request and entities that
/// are as the schema says fails only because an entity is missing, an integer
/// overflows, or an extension function has no value.
///
/// ```
/// use cedar_validator::{Schema, ValidationErrorKind, ValidationMode, Validator};
///
/// let schema = Schema::from_cedar_text(
///     "entity User { age: Long, boss?: User };
///      action view appliesTo { principal: User, resource: User };",
/// )?;
/// let validator = Validator::new(schema);
/// let policies = cedar_parser::parse_policy_set(
///     "permit(principal, action, resource) when { principal.boss.age == \"18\" };",
/// )?;
/// let result = validator.validate(&policies, ValidationMode::Strict);
/// assert!(!result.passed());
/// for error in result.errors() {
///     // What, where, for which requests, and what to do about it.
///     println!("{error}");
///     println!("{:?} {:?}", error.span.range(), error.arises_in());
///     println!("{:?}", error.kind.help(validator.schema()));
/// }
/// let kinds = result.errors().iter().map(|error| &error.kind);
/// assert!(kinds.clone().any(|k| matches!(k, ValidationErrorKind::IncompatibleTypes { .. })));
/// // Comparing an integer with a string is pointless but never fails.
/// let result = validator.validate(&policies, ValidationMode::Permissive);
/// assert_eq!(result.errors().len(), 1);
/// // `principal.boss.age` is two steps away from the request.
/// let policies = cedar_parser::parse_policy_set(
///     "permit(principal, action, resource) when { principal has boss && principal.boss.age > 1 };",
/// )?;
/// assert!(!validator.validate_with_level(&policies, ValidationMode::Strict, 1).passed());
/// assert!(validator.validate_with_level(&policies, ValidationMode::Strict, 2).passed());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Validator {
    schema: Arc<Schema>,
}

/// What validation has found.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct ValidationResult {
    errors: Vec<ValidationError>,
    warnings: Vec<ValidationWarning>,
}

/// Collects what is found.
#[derive(Default)]
pub(super) struct Findings {
    errors: Vec<ValidationError>,
    warnings: Vec<ValidationWarning>,
}

impl Validator {
    /// A validator for a schema.
    pub fn new(schema: impl Into<Arc<Schema>>) -> Self {
        Validator {
            schema: schema.into(),
        }
    }

    /// The schema.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Checks all policies and templates of a set, and the values of links.
    ///
    /// Cost: for each policy, the size of its conditions times the number of
    /// kinds of request that its scope can match and that differ in what the
    /// conditions use.
    pub fn validate(&self, policies: &PolicySet, mode: ValidationMode) -> ValidationResult {
        self.run(policies, mode, None)
    }

    /// As [`Validator::validate`]; also checks that policies read no entity
    /// more than `level` steps away from the request (RFC 76).
    pub fn validate_with_level(
        &self,
        policies: &PolicySet,
        mode: ValidationMode,
        level: u32,
    ) -> ValidationResult {
        self.run(policies, mode, Some(level))
    }

    fn run(
        &self,
        policies: &PolicySet,
        mode: ValidationMode,
        level: Option<u32>,
    ) -> ValidationResult {
        let mut findings = Findings::default();
        let settings = Settings {
            schema: &self.schema,
            mode,
            level,
        };
        for template in policies.templates() {
            policy::check(settings, template.id(), template.body(), &mut findings);
        }
        for policy in policies.policies() {
            match policy.link() {
                None => policy::check(settings, policy.id(), policy.body(), &mut findings),
                Some(_) => self.check_link(policy, &mut findings),
            }
        }
        ValidationResult {
            errors: findings.errors,
            warnings: findings.warnings,
        }
    }

    /// The template is checked for all values of its slots, so of a link only
    /// these values remain to be checked: their types must be declared, and
    /// some action must apply to them.
    fn check_link(&self, policy: &Policy, findings: &mut Findings) {
        let span = policy.body().span;
        let mut references = References::new(&self.schema);
        for slot in [SlotId::Principal, SlotId::Resource] {
            if let Some(uid) = policy.slot_value(slot) {
                references.check_slot_value(uid, span);
            }
        }
        for (span, kind) in references.into_errors() {
            findings.error(policy::error(policy.id(), span, kind));
        }
        if Scope::of_link(policy).matches(&self.schema).is_empty() {
            let kind = ValidationErrorKind::InvalidActionApplication;
            findings.error(policy::error(policy.id(), span, kind));
        }
    }
}

impl ValidationResult {
    /// Whether there is no error.
    pub fn passed(&self) -> bool {
        self.errors.is_empty()
    }

    /// Whether there is neither error nor warning.
    pub fn passed_without_warnings(&self) -> bool {
        self.errors.is_empty() && self.warnings.is_empty()
    }

    /// What is wrong.
    pub fn errors(&self) -> &[ValidationError] {
        &self.errors
    }

    /// What is suspicious.
    pub fn warnings(&self) -> &[ValidationWarning] {
        &self.warnings
    }
}

impl Findings {
    pub(super) fn error(&mut self, error: ValidationError) {
        self.errors.push(error);
    }

    pub(super) fn warning(&mut self, policy: &PolicyId, span: Span, kind: ValidationWarningKind) {
        self.warnings.push(ValidationWarning {
            policy: policy.clone(),
            span,
            kind,
        });
    }
}
