//! Both validators behind one trait.

use std::collections::BTreeSet;

/// A validator.
pub trait Validator: Sized {
    /// Its policies.
    type Policies;
    /// What it finds.
    type Result;

    /// Reads a schema in the Cedar form.
    fn from_cedar(text: &str) -> Self;
    /// Reads a schema in the JSON form.
    fn from_json(json: &str) -> Self;
    /// Parses policies.
    fn parse_policies(text: &str) -> Self::Policies;
    /// Validates policies in strict mode.
    fn validate(&self, policies: &Self::Policies) -> Self::Result;
    /// The policies with errors, by which both must agree.
    fn rejected(result: &Self::Result) -> BTreeSet<String>;
}

/// This project's validator.
pub struct Ours(cedar_validator::Validator);

/// The official crate's.
pub struct Official(cedar_policy::Validator);

/// The JSON form of a schema.
pub fn to_json(schema: &str) -> String {
    let fragment = cedar_validator::SchemaFragment::from_cedar_str(schema);
    let fragment = fragment.expect("the schema is right");
    serde_json::to_string(&fragment.to_json()).expect("a schema has a JSON form")
}

impl Validator for Ours {
    type Policies = cedar_core::PolicySet;
    type Result = cedar_validator::ValidationResult;

    fn from_cedar(text: &str) -> Self {
        let schema = cedar_validator::Schema::from_cedar_text(text);
        Ours(cedar_validator::Validator::new(
            schema.expect("the schema is right"),
        ))
    }

    fn from_json(json: &str) -> Self {
        let schema = cedar_validator::Schema::from_json_str(json);
        Ours(cedar_validator::Validator::new(
            schema.expect("the schema is right"),
        ))
    }

    fn parse_policies(text: &str) -> Self::Policies {
        cedar_parser::parse_policy_set(text).expect("the policies are right")
    }

    fn validate(&self, policies: &Self::Policies) -> Self::Result {
        self.0
            .validate(policies, cedar_validator::ValidationMode::Strict)
    }

    /// That no action applies is an error here and a warning there.
    fn rejected(result: &Self::Result) -> BTreeSet<String> {
        use cedar_validator::ValidationErrorKind::InvalidActionApplication;
        let errors = result.errors().iter();
        errors
            .filter(|error| error.kind != InvalidActionApplication)
            .map(|error| error.policy.to_string())
            .collect()
    }
}

impl Validator for Official {
    type Policies = cedar_policy::PolicySet;
    type Result = cedar_policy::ValidationResult;

    fn from_cedar(text: &str) -> Self {
        let schema = cedar_policy::Schema::from_cedarschema_str(text);
        Official(cedar_policy::Validator::new(
            schema.expect("the schema is right").0,
        ))
    }

    fn from_json(json: &str) -> Self {
        let schema = cedar_policy::Schema::from_json_str(json);
        Official(cedar_policy::Validator::new(
            schema.expect("the schema is right"),
        ))
    }

    fn parse_policies(text: &str) -> Self::Policies {
        text.parse().expect("the policies are right")
    }

    fn validate(&self, policies: &Self::Policies) -> Self::Result {
        self.0
            .validate(policies, cedar_policy::ValidationMode::Strict)
    }

    fn rejected(result: &Self::Result) -> BTreeSet<String> {
        let errors = result.validation_errors();
        errors.map(|error| error.policy_id().to_string()).collect()
    }
}
