//! Validation: both must accept the same policies, in both modes and at all levels.

use super::known::{INAPPLICABLE, Known};
use super::{Answer, Comparison};
use crate::generators::validation::Case;
use crate::generators::validation::policies::Link;
use cedar_core::ast::SlotValues;
use cedar_core::{EntityUid, PolicyId};
use std::collections::{BTreeSet, HashMap};

/// The highest level that is asked for.
const HIGHEST_LEVEL: u32 = 3;
/// The warning that a policy can never apply.
const IMPOSSIBLE: &str = "ImpossiblePolicy";

/// A schema and policies, as text.
pub struct Question<'a> {
    /// The schema, in the Cedar form.
    pub schema: &'a str,
    /// Policies and templates, one a line.
    pub policies: &'a str,
    /// Links of the templates.
    pub links: &'a [Link],
}

/// How to validate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// In strict mode.
    Strict,
    /// In permissive mode.
    Permissive,
    /// In strict mode, at this level.
    Level(u32),
}

/// What a validator finds: policies by id, with the kinds of what is found.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Findings {
    /// Errors.
    pub errors: BTreeSet<(String, String)>,
    /// Warnings.
    pub warnings: BTreeSet<(String, String)>,
}

/// A schema and policies, read by both sides.
pub struct Read {
    ours: (cedar_validator::Validator, cedar_core::PolicySet),
    theirs: (cedar_policy::Validator, cedar_policy::PolicySet),
    ids: Vec<String>,
}

/// Asks both sides for their verdicts on all policies of the case: each policy
/// in each way is one question.
pub fn compare(case: &Case) -> Comparison {
    let (schema, policies) = (case.schema.to_cedar(), case.policies.join("\n"));
    compare_texts(&Question {
        schema: &schema,
        policies: &policies,
        links: &case.links,
    })
}

/// As [`compare`], for texts from anywhere.
pub fn compare_texts(question: &Question<'_>) -> Comparison {
    let mut comparison = Comparison::default();
    let read = match Read::new(question) {
        Ok(read) => read,
        Err((ours, theirs)) => {
            let text = || format!("{}\n{}", question.schema, question.policies);
            comparison.record(text, ours, theirs);
            return comparison;
        }
    };
    for way in Way::all() {
        let (ours, theirs) = (read.ours(way), read.theirs(way));
        for id in &read.ids {
            record(&mut comparison, question, (way, id), (&ours, &theirs));
        }
    }
    comparison
}

impl Question<'_> {
    /// The schema and what there is of a policy.
    fn about(&self, way: Way, id: &str) -> String {
        let link = self.links.iter().find(|link| link.id == id);
        let template = link.map(template_id);
        let position = template.as_deref().unwrap_or(id).strip_prefix("policy");
        let position = position.and_then(|number| number.parse::<usize>().ok());
        let policy = position.and_then(|position| self.policies.lines().nth(position));
        let policy = policy.unwrap_or(self.policies);
        format!("{id}, {way:?}, {link:?}\n{}---\n{policy}", self.schema)
    }
}

impl Way {
    /// All ways.
    pub fn all() -> impl Iterator<Item = Way> {
        let levels = (0..=HIGHEST_LEVEL).map(Way::Level);
        [Way::Strict, Way::Permissive].into_iter().chain(levels)
    }
}

impl Read {
    /// Reads the texts on both sides; the answers of both if not both accept them.
    ///
    /// # Errors
    /// What each side says of the schema or the policies.
    pub fn new(question: &Question<'_>) -> Result<Self, (Answer, Answer)> {
        let ours =
            our_validator(question.schema).and_then(|schema| Ok((schema, our_policies(question)?)));
        let theirs = their_validator(question.schema)
            .and_then(|schema| Ok((schema, their_policies(question)?)));
        let answer = |error: Option<&String>| match error {
            None => Answer::accepted("schema and policies"),
            Some(error) => Answer::refused(error),
        };
        match (ours, theirs) {
            (Ok(ours), Ok(theirs)) => {
                let policies = ours.1.policies().map(|policy| policy.id().to_string());
                let templates = ours.1.templates().map(|template| template.id().to_string());
                let ids = policies.chain(templates).collect();
                Ok(Read { ours, theirs, ids })
            }
            (ours, theirs) => Err((answer(ours.as_ref().err()), answer(theirs.as_ref().err()))),
        }
    }

    /// What this project's validator finds.
    pub fn ours(&self, way: Way) -> Findings {
        use cedar_validator::ValidationMode::{Permissive, Strict};
        let (validator, policies) = &self.ours;
        let result = match way {
            Way::Strict => validator.validate(policies, Strict),
            Way::Permissive => validator.validate(policies, Permissive),
            Way::Level(level) => validator.validate_with_level(policies, Strict, level),
        };
        let errors = result.errors().iter();
        let warnings = result.warnings().iter();
        Findings {
            errors: errors
                .map(|e| (e.policy.to_string(), kind(&e.kind)))
                .collect(),
            warnings: warnings
                .map(|w| (w.policy.to_string(), kind(&w.kind)))
                .collect(),
        }
    }

    /// What the official crate finds.
    pub fn theirs(&self, way: Way) -> Findings {
        use cedar_policy::ValidationMode::{Permissive, Strict};
        let (validator, policies) = &self.theirs;
        let result = match way {
            Way::Strict => validator.validate(policies, Strict),
            Way::Permissive => validator.validate(policies, Permissive),
            Way::Level(level) => validator.validate_with_level(policies, Strict, level),
        };
        Findings {
            errors: result
                .validation_errors()
                .map(|e| (e.policy_id().to_string(), kind(e)))
                .collect(),
            warnings: result
                .validation_warnings()
                .map(|w| (w.policy_id().to_string(), kind(w)))
                .collect(),
        }
    }
}

impl Findings {
    /// The kinds of error in a policy.
    pub fn errors_in(&self, policy: &str) -> Vec<&str> {
        kinds(&self.errors, policy)
    }

    /// The kinds of warning on a policy.
    pub fn warnings_on(&self, policy: &str) -> Vec<&str> {
        kinds(&self.warnings, policy)
    }
}

fn kinds<'f>(found: &'f BTreeSet<(String, String)>, policy: &str) -> Vec<&'f str> {
    let found = found.iter().filter(|(id, _)| id == policy);
    found.map(|(_, kind)| kind.as_str()).collect()
}

/// The name of the variant.
pub(super) fn kind(value: &impl std::fmt::Debug) -> String {
    let text = format!("{value:?}");
    let end = text.find(|c: char| !c.is_alphanumeric());
    text[..end.unwrap_or(text.len())].to_owned()
}

/// Compares what both found in one policy.
fn record(
    comparison: &mut Comparison,
    question: &Question<'_>,
    (way, id): (Way, &str),
    (ours, theirs): (&Findings, &Findings),
) {
    let (our_errors, their_errors) = (ours.errors_in(id), theirs.errors_in(id));
    let explained = Known::between_findings(&our_errors, &theirs.warnings_on(id));
    let relevant = |errors: &[&str]| match explained {
        Some(_) => errors.iter().any(|kind| *kind != INAPPLICABLE),
        None => !errors.is_empty(),
    };
    let fails = (relevant(&our_errors), relevant(&their_errors));
    // What is said of a policy that fails anyway does not matter.
    let cannot_apply = |findings: &Findings| {
        fails == (false, false) && findings.warnings_on(id).contains(&IMPOSSIBLE)
    };
    let verdicts = (
        (fails.0, cannot_apply(ours)),
        (fails.1, cannot_apply(theirs)),
    );
    if verdicts.0 == verdicts.1 {
        return match explained {
            Some(name) if our_errors.is_empty() != their_errors.is_empty() => {
                comparison.record_explained([name]);
            }
            _ => comparison.agreements += 1,
        };
    }
    let answer = |(fails, impossible), findings: &Findings| Answer {
        verdict: format!(
            "{}{}",
            if fails { "fails" } else { "passes" },
            if impossible { ", can never apply" } else { "" }
        ),
        detail: format!(
            "{:?} {:?}",
            findings.errors_in(id),
            findings.warnings_on(id)
        ),
    };
    let (ours, theirs) = (answer(verdicts.0, ours), answer(verdicts.1, theirs));
    comparison.record(|| question.about(way, id), ours, theirs);
}

fn our_validator(schema: &str) -> Result<cedar_validator::Validator, String> {
    let schema = cedar_validator::Schema::from_cedar_text(schema);
    let schema = schema.map_err(|error| format!("schema: {error}"))?;
    Ok(cedar_validator::Validator::new(schema))
}

fn their_validator(schema: &str) -> Result<cedar_policy::Validator, String> {
    let schema = cedar_policy::Schema::from_cedarschema_str(schema);
    let (schema, _) = schema.map_err(|error| format!("schema: {error}"))?;
    Ok(cedar_policy::Validator::new(schema))
}

fn our_policies(question: &Question<'_>) -> Result<cedar_core::PolicySet, String> {
    let mut policies =
        cedar_parser::parse_policy_set(question.policies).map_err(|error| error.to_string())?;
    for link in question.links {
        let uid = |text: &Option<String>| -> Result<Option<EntityUid>, String> {
            let text = text.as_ref();
            let uid = text.map(|text| cedar_parser::parse_entity_uid(text));
            uid.transpose().map_err(|error| error.to_string())
        };
        let values = SlotValues {
            principal: uid(&link.principal)?,
            resource: uid(&link.resource)?,
        };
        policies
            .link(
                &PolicyId::new(template_id(link)),
                PolicyId::new(&link.id),
                values,
            )
            .map_err(|error| error.to_string())?;
    }
    Ok(policies)
}

fn their_policies(question: &Question<'_>) -> Result<cedar_policy::PolicySet, String> {
    let parsed = question.policies.parse::<cedar_policy::PolicySet>();
    let mut policies = parsed.map_err(|error| error.to_string())?;
    for link in question.links {
        let slots = [
            (cedar_policy::SlotId::principal(), &link.principal),
            (cedar_policy::SlotId::resource(), &link.resource),
        ];
        let mut values = HashMap::new();
        for (slot, value) in slots {
            if let Some(text) = value {
                let uid: Result<cedar_policy::EntityUid, _> = text.parse();
                values.insert(slot, uid.map_err(|error| error.to_string())?);
            }
        }
        policies
            .link(
                cedar_policy::PolicyId::new(template_id(link)),
                cedar_policy::PolicyId::new(&link.id),
                values,
            )
            .map_err(|error| error.to_string())?;
    }
    Ok(policies)
}

fn template_id(link: &Link) -> String {
    format!("policy{}", link.template)
}
