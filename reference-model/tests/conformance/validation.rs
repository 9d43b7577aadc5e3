//! Policies that are validated against a schema. The production validator must
//! find exactly the kinds of error in the data; the model says yes or no.

use crate::read;
use cedar_core::ast::SlotValues;
use cedar_core::{PolicyId, PolicySet};
use cedar_validator::{Schema, ValidationMode, ValidationResult, Validator};
use libtest_mimic::Failed;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::path::Path;

/// The levels that each case with a `level` is validated at.
const LEVELS: std::ops::Range<u32> = 0..6;

/// A data file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: String,
    /// Where a `condition` stands: `{condition}` is replaced by it.
    policy: Option<String>,
    group: Vec<Group>,
}

/// Cases of one rule.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    about: String,
    /// In the place of the file's schema.
    schema: Option<String>,
    cases: Vec<Case>,
}

/// A policy and what is wrong with it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    condition: Option<String>,
    policy: Option<String>,
    /// A link of the policy, which is then a template.
    link: Option<Link>,
    /// The kinds of error in both modes.
    errors: Option<BTreeSet<String>>,
    /// The kinds of error in strict mode.
    strict: Option<BTreeSet<String>>,
    /// The kinds of error in permissive mode.
    permissive: Option<BTreeSet<String>>,
    /// The kinds of warning in strict mode.
    #[serde(default)]
    warnings: BTreeSet<String>,
    /// The lowest level at which the policy passes in strict mode; -1 if there
    /// is none.
    level: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Link {
    principal: Option<String>,
    resource: Option<String>,
}

/// Checks every case of one file.
pub(crate) fn run(path: &Path, name: &str) -> Result<(), Failed> {
    let file: File = read::toml(path)?;
    let mut failures = Vec::new();
    for group in &file.group {
        let schema = read_schema(group.schema.as_ref().unwrap_or(&file.schema))?;
        let model = reference_model::Validator::new(&schema)?;
        let validator = Validator::new(schema);
        for case in &group.cases {
            let text = case.text(&file)?;
            let policies = policies(case, &text)?;
            let wrong = [
                check_findings(case, &validator, &policies),
                check_model(case, &model, &policies)?,
                check_levels(case, &validator, &policies),
            ];
            let wrong = wrong.into_iter().flatten();
            failures.extend(wrong.map(|wrong| format!("{}: {text}\n    {wrong}", group.about)));
        }
    }
    if failures.is_empty() {
        return Ok(());
    }
    let count = failures.len();
    Err(format!("{name}: {count} failed\n\n{}", failures.join("\n")).into())
}

/// The kinds of error that the cases of a file expect.
pub(crate) fn kinds(path: &Path) -> Result<BTreeSet<String>, Failed> {
    let file: File = read::toml(path)?;
    let cases = file.group.iter().flat_map(|group| &group.cases);
    Ok(cases
        .flat_map(|case| {
            let errors = case.expected(ValidationMode::Strict).into_iter();
            let level = case.level.map(|_| "EntityDerefLevelViolation".to_owned());
            errors.chain(case.warnings.iter().cloned()).chain(level)
        })
        .collect())
}

impl Case {
    fn text(&self, file: &File) -> Result<String, Failed> {
        match (&self.condition, &self.policy, &file.policy) {
            (None, Some(policy), _) => Ok(policy.clone()),
            (Some(condition), None, Some(frame)) => Ok(frame.replace("{condition}", condition)),
            _ => Err("a case needs either a condition or a policy".into()),
        }
    }

    fn expected(&self, mode: ValidationMode) -> BTreeSet<String> {
        let own = match mode {
            ValidationMode::Strict => &self.strict,
            ValidationMode::Permissive => &self.permissive,
        };
        own.clone()
            .or_else(|| self.errors.clone())
            .unwrap_or_default()
    }
}

fn check_findings(case: &Case, validator: &Validator, policies: &PolicySet) -> Vec<String> {
    let mut wrong = Vec::new();
    for mode in [ValidationMode::Strict, ValidationMode::Permissive] {
        let result = validator.validate(policies, mode);
        let (found, expected) = (error_kinds(&result), case.expected(mode));
        if found != expected {
            wrong.push(format!("{mode:?}: {found:?}, expected {expected:?}"));
        }
        let warnings = result.warnings().iter().map(|w| kind_name(&w.kind));
        let warnings: BTreeSet<String> = warnings.collect();
        if mode == ValidationMode::Strict && warnings != case.warnings {
            let expected = &case.warnings;
            wrong.push(format!("warnings {warnings:?}, expected {expected:?}"));
        }
    }
    wrong
}

fn check_model(
    case: &Case,
    model: &reference_model::Validator,
    policies: &PolicySet,
) -> Result<Vec<String>, Failed> {
    let mut wrong = Vec::new();
    for mode in [ValidationMode::Strict, ValidationMode::Permissive] {
        let expected = case.expected(mode).is_empty();
        let accepted = model.accepts(policies, mode)?;
        if accepted != expected {
            wrong.push(format!("model, {mode:?}: {accepted}, expected {expected}"));
        }
    }
    Ok(wrong)
}

/// A policy that passes at a level passes at all higher ones.
fn check_levels(case: &Case, validator: &Validator, policies: &PolicySet) -> Vec<String> {
    let Some(lowest) = case.level else {
        return Vec::new();
    };
    let wrong = LEVELS.filter(|level| {
        let mode = ValidationMode::Strict;
        let passes = validator
            .validate_with_level(policies, mode, *level)
            .passed();
        passes != (lowest >= 0 && i64::from(*level) >= lowest)
    });
    wrong
        .map(|level| format!("wrong at level {level}, expected to pass from {lowest} on"))
        .collect()
}

fn error_kinds(result: &ValidationResult) -> BTreeSet<String> {
    result.errors().iter().map(|e| kind_name(&e.kind)).collect()
}

/// The name of the variant.
pub(crate) fn kind_name(kind: &impl Debug) -> String {
    let text = format!("{kind:?}");
    let end = text.find(|c: char| !c.is_alphanumeric());
    text[..end.unwrap_or(text.len())].to_owned()
}

fn read_schema(text: &str) -> Result<Schema, Failed> {
    Schema::from_cedar_text(text).map_err(|error| format!("{text}: {error}").into())
}

fn policies(case: &Case, text: &str) -> Result<PolicySet, Failed> {
    let mut policies =
        cedar_parser::parse_policy_set(text).map_err(|error| format!("{text}: {error}"))?;
    if let Some(link) = &case.link {
        let uid = |text: &Option<String>| text.as_deref().map(read::uid).transpose();
        let values = SlotValues {
            principal: uid(&link.principal)?,
            resource: uid(&link.resource)?,
        };
        policies.link(&PolicyId::new("policy0"), PolicyId::new("link"), values)?;
    }
    Ok(policies)
}
