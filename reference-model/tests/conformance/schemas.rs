//! Schemas, in both forms, and what is wrong with them.

use crate::read;
use crate::validation::kind_name;
use cedar_validator::schema::{SchemaErrors, SchemaJsonErrorKind};
use cedar_validator::{Schema, SchemaFragment};
use libtest_mimic::Failed;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::Path;

/// A data file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    group: Vec<Group>,
}

/// Cases of one rule.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    about: String,
    cases: Vec<Case>,
}

/// A schema in one of the forms, or several fragments, and what is wrong.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    text: Option<String>,
    json: Option<String>,
    fragments: Option<Vec<String>>,
    #[serde(default)]
    errors: BTreeSet<String>,
    #[serde(default)]
    warnings: BTreeSet<String>,
}

/// Checks every case of one file.
pub(crate) fn run(path: &Path, name: &str) -> Result<(), Failed> {
    let file: File = read::toml(path)?;
    let mut failures = Vec::new();
    for group in &file.group {
        for case in &group.cases {
            let (errors, warnings) = case.found()?;
            if errors != case.errors || warnings != case.warnings {
                let Case {
                    text,
                    json,
                    fragments,
                    ..
                } = case;
                failures.push(format!(
                    "{}: {text:?} {json:?} {fragments:?}\n    \
                     {errors:?} {warnings:?}, expected {:?} {:?}",
                    group.about, case.errors, case.warnings
                ));
            }
        }
    }
    if failures.is_empty() {
        return Ok(());
    }
    let count = failures.len();
    Err(format!("{name}: {count} failed\n\n{}", failures.join("\n")).into())
}

/// The kinds of error and warning that the cases of a file expect.
pub(crate) fn kinds(path: &Path) -> Result<BTreeSet<String>, Failed> {
    let file: File = read::toml(path)?;
    let cases = file.group.into_iter().flat_map(|group| group.cases);
    Ok(cases
        .flat_map(|case| case.errors.into_iter().chain(case.warnings))
        .collect())
}

impl Case {
    /// The kinds of error and of warning.
    fn found(&self) -> Result<(BTreeSet<String>, BTreeSet<String>), Failed> {
        let fragments: Result<Vec<_>, _> = match (&self.text, &self.json, &self.fragments) {
            (Some(text), None, None) => read_cedar(text).map(|fragment| vec![fragment]),
            (None, Some(json), None) => read_json(json).map(|fragment| vec![fragment]),
            (None, None, Some(texts)) => texts.iter().map(|text| read_cedar(text)).collect(),
            _ => return Err("a case needs a text, a JSON document or fragments".into()),
        };
        let schema = fragments.and_then(|fragments| {
            Schema::from_fragments(&fragments).map_err(|errors| resolution_kinds(&errors))
        });
        Ok(match schema {
            Err(errors) => (errors, BTreeSet::new()),
            Ok(schema) => {
                let warnings = schema.warnings().iter();
                let warnings = warnings.map(|warning| kind_name(&warning.kind));
                (BTreeSet::new(), warnings.collect())
            }
        })
    }
}

fn read_cedar(text: &str) -> Result<SchemaFragment, BTreeSet<String>> {
    SchemaFragment::from_cedar_str(text)
        .map_err(|errors| errors.iter().map(|error| kind_name(&error.kind)).collect())
}

fn read_json(json: &str) -> Result<SchemaFragment, BTreeSet<String>> {
    SchemaFragment::from_json_str(json).map_err(|errors| {
        let kinds = errors.iter().map(|error| match error.kind() {
            SchemaJsonErrorKind::Json(kind) => kind_name(kind),
            kind => kind_name(kind),
        });
        kinds.collect()
    })
}

fn resolution_kinds(errors: &SchemaErrors) -> BTreeSet<String> {
    errors.iter().map(|error| kind_name(&error.kind)).collect()
}
