//! Files of test cases for policies, as `cedar run-tests` takes them.
//!
//! | file | holds |
//! |---|---|
//! | `case` | one case: a request, entities and what is expected |
//! | `yaml` | YAML, read as the JSON that it stands for |

mod case;
mod yaml;

pub(crate) use case::{Expected, ExpectedError, ExpectedErrors, PolicyTest};

use super::json::Document;
use super::policies::{self, LoadedPolicies};
use super::{Source, entities};
use crate::args::PolicyFormat;
use crate::report::{Failure, Problem, both};
use case::Defaults;
use cedar_core::Entities;
use cedar_validator::Schema;
use clap::ValueEnum;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::path::Path;
use std::sync::Arc;

/// How test cases are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum TestsFormat {
    /// JSON
    Json,
    /// YAML 1.2
    Yaml,
}

/// The contents of a file of test cases.
pub(crate) struct PolicyTests {
    /// The policies that the file brings along.
    pub(crate) policies: Option<LoadedPolicies>,
    pub(crate) tests: Vec<PolicyTest>,
}

/// A file that is more than an array of cases. Unknown fields are refused: an
/// expectation with a slip in its name would never fail.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileJson<'a> {
    policies: Option<String>,
    #[serde(borrow)]
    entities: Option<&'a RawValue>,
    #[serde(borrow)]
    tests: Vec<&'a RawValue>,
}

impl TestsFormat {
    /// The format that a file's name tells; JSON if it tells none.
    pub(crate) fn of(path: &Path) -> Self {
        let extension = path.extension().and_then(|extension| extension.to_str());
        match extension.map(str::to_ascii_lowercase).as_deref() {
            Some("yaml" | "yml") => TestsFormat::Yaml,
            _ => TestsFormat::Json,
        }
    }
}

/// Reads a file of test cases. A case that is wrong does not stop the others.
/// Every case must say which decision it expects unless `is_snapshot`.
pub(crate) fn read(
    path: &Path,
    format: TestsFormat,
    schema: Option<&Schema>,
    is_snapshot: bool,
) -> Result<PolicyTests, Failure> {
    let source = Source::read(path)?;
    let document = match format {
        TestsFormat::Json => Document::new(source),
        TestsFormat::Yaml => yaml::as_json(&source)?,
    };
    let is_object = document.text().trim_start().starts_with('{');
    let defaults = |entities: Option<Arc<Entities>>| Defaults {
        schema,
        entities,
        is_snapshot,
        is_strict: is_object,
    };
    let (policies, elements, defaults) = if is_object {
        let file: FileJson<'_> = document.parse().map_err(|f| f.map(with_hint))?;
        let shared = file.entities.map(|json| {
            let entities = entities::parse(&document.part(json), schema);
            entities.map(Arc::new)
        });
        let policies = file.policies.map(|text| inline_policies(&document, text));
        let (policies, shared) = both(policies.transpose(), shared.transpose())?;
        (policies, file.tests, defaults(shared))
    } else {
        let elements: Vec<&RawValue> = document.parse()?;
        (None, elements, defaults(None))
    };
    let test = |element: &RawValue| PolicyTest::read(&document.part(element), &defaults);
    Ok(PolicyTests {
        policies,
        tests: elements.into_iter().map(test).collect(),
    })
}

/// The policies that are written in the file itself, renamed by `@id`.
fn inline_policies(document: &Document, text: String) -> Result<LoadedPolicies, Failure> {
    let name = format!("`policies` in {}", document.source_name());
    let source = Arc::new(Source::new(name, text));
    policies::parse(source, PolicyFormat::Cedar)?.renamed_by_annotation()
}

fn with_hint(problem: Problem) -> Problem {
    problem.help_if_none(|| {
        "a file of tests is an array of cases, or an object with `tests` and perhaps \
         `policies` and `entities`"
            .to_owned()
    })
}
