//! The data files as they are written. See `testdata/README.md`.

use serde::Deserialize;
use std::collections::BTreeMap;

/// A data file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) principal: Option<String>,
    pub(crate) action: Option<String>,
    pub(crate) resource: Option<String>,
    pub(crate) context: Option<String>,
    pub(crate) entities: Option<String>,
    #[serde(default)]
    pub(crate) rows: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) columns: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) matrix: Vec<Matrix>,
    #[serde(default)]
    pub(crate) group: Vec<Group>,
    #[serde(default)]
    pub(crate) scenario: Vec<Scenario>,
}

/// A table of outcomes, one for each row with each column.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Matrix {
    pub(crate) expression: String,
    pub(crate) cells: String,
}

/// Expressions and their outcomes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    pub(crate) about: String,
    pub(crate) template: Option<String>,
    pub(crate) value: Option<String>,
    pub(crate) error: Option<String>,
    pub(crate) cases: Vec<Case>,
}

/// An expression with the outcome of its group, or with its own.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Case {
    Text(String),
    Row(Row),
}

/// An expression, as text or in its JSON form, and its outcome.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    #[serde(alias = "text")]
    pub(crate) expression: Option<String>,
    pub(crate) json: Option<String>,
    pub(crate) value: Option<String>,
    pub(crate) error: Option<String>,
}

/// Policies and requests.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    pub(crate) about: String,
    pub(crate) policies: Option<String>,
    pub(crate) policies_json: Option<String>,
    pub(crate) entities: Option<String>,
    #[serde(default)]
    pub(crate) links: Vec<Link>,
    pub(crate) requests: Vec<Request>,
}

/// A link of a template.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Link {
    pub(crate) template: String,
    pub(crate) id: String,
    pub(crate) principal: Option<String>,
    pub(crate) resource: Option<String>,
}

/// A request and its answer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    pub(crate) principal: Option<String>,
    pub(crate) action: Option<String>,
    pub(crate) resource: Option<String>,
    pub(crate) context: Option<String>,
    pub(crate) decision: Decision,
    pub(crate) determining: Vec<String>,
    #[serde(default)]
    pub(crate) erring: BTreeMap<String, String>,
}

/// A decision.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Decision {
    Allow,
    Deny,
}
