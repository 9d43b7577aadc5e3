//! What a test file says.

use crate::args::{PolicyFormat, SchemaFormat};
use serde::Deserialize;
use serde_json::value::RawValue;

/// A test. Keys are in camel case; in the oldest tests, in snake case, with
/// other names for some.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct TestFile<'a> {
    /// Path of the policies.
    pub(super) policies: String,
    #[serde(default, alias = "policy_format")]
    pub(super) policy_format: PolicyFormat,
    /// Path of the entities.
    pub(super) entities: String,
    /// Path of the schema.
    pub(super) schema: String,
    #[serde(default, alias = "schema_format")]
    pub(super) schema_format: SchemaFormat,
    /// Whether the policies pass strict validation.
    #[serde(alias = "should_validate")]
    pub(super) should_validate: bool,
    #[serde(borrow, alias = "queries")]
    pub(super) requests: Vec<TestRequest<'a>>,
}

/// A request and the answer that it must get. Entities and context are left as
/// text: what they mean depends on the schema.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct TestRequest<'a> {
    #[serde(alias = "desc")]
    pub(super) description: String,
    #[serde(borrow)]
    pub(super) principal: &'a RawValue,
    #[serde(borrow)]
    pub(super) action: &'a RawValue,
    #[serde(borrow)]
    pub(super) resource: &'a RawValue,
    #[serde(borrow)]
    pub(super) context: &'a RawValue,
    /// Whether the request must be one that the schema allows.
    #[serde(
        default = "yes",
        alias = "validate_request",
        alias = "enable_request_validation"
    )]
    pub(super) validate_request: bool,
    pub(super) decision: ExpectedDecision,
    /// The ids of the determining policies.
    #[serde(alias = "reasons")]
    pub(super) reason: Vec<String>,
    /// The ids of the policies that cannot be evaluated.
    pub(super) errors: Vec<String>,
}

/// The decision that is expected.
#[derive(Clone, Copy, Deserialize)]
pub(super) enum ExpectedDecision {
    #[serde(rename = "allow", alias = "Allow")]
    Allow,
    #[serde(rename = "deny", alias = "Deny")]
    Deny,
}

fn yes() -> bool {
    true
}
