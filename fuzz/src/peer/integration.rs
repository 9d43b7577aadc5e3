//! Tests in Cedar's integration format, as the official crate answers them.
//!
//! The answers that a test expects stand in the place of ours: so exported tests are
//! shown to be ones that another implementation can read and pass.

use super::known::{INAPPLICABLE, Known};
use super::policy_json::chain;
use super::validation::kind;
use super::{Answer, Comparison, official};
use crate::integration::{Files, Format, TestRequest, Uid};
use cedar_policy as theirs;

/// Asks the official crate all that the test asks: whether the policies pass strict
/// validation, and each request. What it cannot read is one difference.
pub fn compare(files: &Files) -> Comparison {
    let mut comparison = Comparison::default();
    match Loaded::new(files) {
        Ok(loaded) => loaded.ask_all(files, &mut comparison),
        Err(reason) => comparison.record(
            || files.test.policies.clone(),
            Answer::accepted("the test"),
            Answer::refused(reason),
        ),
    }
    comparison
}

struct Loaded {
    schema: theirs::Schema,
    policies: theirs::PolicySet,
    entities: theirs::Entities,
}

impl Loaded {
    fn new(files: &Files) -> Result<Self, String> {
        let schema = match files.test.schema_format {
            Format::Cedar => theirs::Schema::from_cedarschema_str(&files.schema)
                .map(|(schema, _)| schema)
                .map_err(|error| chain(&error)),
            Format::Json => {
                theirs::Schema::from_json_str(&files.schema).map_err(|error| chain(&error))
            }
        }?;
        let policies = match files.test.policy_format {
            Format::Cedar => files.policies.parse().map_err(|error| {
                let error: theirs::ParseErrors = error;
                chain(&error)
            }),
            Format::Json => {
                theirs::PolicySet::from_json_str(&files.policies).map_err(|error| chain(&error))
            }
        }?;
        let entities = theirs::Entities::from_json_str(&files.entities, Some(&schema))
            .map_err(|error| chain(&error))?;
        Ok(Loaded {
            schema,
            policies,
            entities,
        })
    }

    fn ask_all(&self, files: &Files, comparison: &mut Comparison) {
        self.validate(files, comparison);
        for request in &files.test.requests {
            let theirs = match self.answer(request) {
                Ok(answer) => answer,
                Err(reason) => Answer::refused(reason),
            };
            comparison.record(
                || format!("{}, {}", files.test.policies, request.description),
                official::expected(&request.outcome),
                theirs,
            );
        }
    }

    fn validate(&self, files: &Files, comparison: &mut Comparison) {
        let validator = theirs::Validator::new(self.schema.clone());
        let result = validator.validate(&self.policies, theirs::ValidationMode::Strict);
        let (expected, validates) = (files.test.should_validate, result.validation_passed());
        let warnings: Vec<String> = result.validation_warnings().map(kind).collect();
        let warnings: Vec<&str> = warnings.iter().map(String::as_str).collect();
        // The test does not say why its policies should not validate.
        match Known::between_findings(&[INAPPLICABLE], &warnings) {
            Some(known) if !expected && validates => comparison.record_explained([known]),
            _ => comparison.record(
                || format!("{}, validation", files.test.policies),
                Answer::accepted(expected),
                Answer::accepted(validates),
            ),
        }
    }

    fn answer(&self, request: &TestRequest) -> Result<Answer, String> {
        let action = uid(&request.action)?;
        // A request that the schema does not allow is read without it.
        let schema = request.validate_request.then_some(&self.schema);
        let context = theirs::Context::from_json_value(
            request.context.clone(),
            schema.map(|schema| (schema, &action)),
        )
        .map_err(|error| chain(&error))?;
        let request = theirs::Request::new(
            uid(&request.principal)?,
            action,
            uid(&request.resource)?,
            context,
            schema,
        )
        .map_err(|error| chain(&error))?;
        let authorizer = theirs::Authorizer::new();
        Ok(official::answer(&authorizer.is_authorized(
            &request,
            &self.policies,
            &self.entities,
        )))
    }
}

fn uid(uid: &Uid) -> Result<theirs::EntityUid, String> {
    let entity_type = uid
        .entity_type
        .parse()
        .map_err(|error: theirs::ParseErrors| chain(&error))?;
    Ok(theirs::EntityUid::from_type_name_and_id(
        entity_type,
        theirs::EntityId::new(uid.id.as_str()),
    ))
}
