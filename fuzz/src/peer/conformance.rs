//! Entities and requests against a schema: both must accept the same.

use super::policy_json::chain;
use super::{Answer, Comparison};
use crate::choices::Choices;
use crate::generators::text::json_mutation;
use crate::generators::validation::data::{self, Request};
use crate::generators::validation::schema::Schema as Generated;
use cedar_policy as theirs;
use cedar_validator::Schema;
use std::fmt;

/// What may be as a schema says, or not.
#[derive(Clone, Debug)]
pub enum Subject {
    /// Entities in JSON.
    Entities(String),
    /// A request, with its context in JSON as it is written.
    Request(Request, String),
}

/// A schema in the Cedar form, and entities and requests for it; some of the documents
/// have one change.
pub fn generate(bytes: &[u8]) -> (String, Vec<Subject>) {
    let mut choices = Choices::new(bytes);
    let generated = Generated::generate(&mut choices);
    let mut subjects = Vec::new();
    for _ in 0..4 {
        let entities = data::entities(&mut choices, &generated);
        subjects.push(Subject::Entities(match choices.chance(15) {
            true => json_mutation::mutate(&mut choices, &entities),
            false => entities.to_string(),
        }));
        let request = data::request(&mut choices, &generated);
        let context = match choices.chance(10) {
            true => json_mutation::mutate(&mut choices, &request.context),
            false => request.context.to_string(),
        };
        subjects.push(Subject::Request(request, context));
    }
    (generated.to_cedar(), subjects)
}

/// Compares what both say of each subject.
pub fn compare(schema: &str, subjects: &[Subject]) -> Comparison {
    let mut comparison = Comparison::default();
    let ours = Schema::from_cedar_text(schema);
    let theirs = theirs::Schema::from_cedarschema_str(schema);
    let (Ok(ours), Ok((theirs, _))) = (ours, theirs) else {
        comparison.no_verdicts.push(schema.to_owned());
        return comparison;
    };
    let schemas = (&ours, &theirs);
    for subject in subjects {
        match subject {
            Subject::Entities(document) => {
                compare_entities(&mut comparison, schemas, schema, document);
            }
            Subject::Request(request, context) => {
                compare_request(&mut comparison, schemas, schema, (request, context));
            }
        }
    }
    comparison
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Entities(document) => write!(f, "entities\n{document}"),
            Subject::Request(request, context) => write!(
                f,
                "request\nprincipal: {}\naction: {}\nresource: {}\ncontext: {context}",
                request.principal, request.action, request.resource
            ),
        }
    }
}

fn answer(result: Result<(), String>) -> Answer {
    match result {
        Ok(()) => Answer::accepted("as the schema says"),
        Err(error) => Answer::refused(error),
    }
}

fn compare_entities(
    comparison: &mut Comparison,
    (ours, theirs): (&Schema, &theirs::Schema),
    schema: &str,
    document: &str,
) {
    let ours = ours.parse_entities(document).map(drop);
    let theirs = theirs::Entities::from_json_str(document, Some(theirs)).map(drop);
    comparison.record(
        || format!("entities\n{schema}\n{document}"),
        answer(ours.map_err(|error| error.to_string())),
        answer(theirs.map_err(|error| chain(&error))),
    );
}

fn compare_request(
    comparison: &mut Comparison,
    (ours, theirs): (&Schema, &theirs::Schema),
    schema: &str,
    (request, context): (&Request, &str),
) {
    comparison.record(
        || format!("request\n{schema}\n{request:?}\n{context}"),
        answer(our_request(ours, request, context)),
        answer(their_request(theirs, request, context)),
    );
}

fn our_request(schema: &Schema, request: &Request, context: &str) -> Result<(), String> {
    let uid = |text: &str| cedar_parser::parse_entity_uid(text).map_err(|error| error.to_string());
    let action = uid(&request.action)?;
    let context = schema
        .parse_context(&action, context)
        .map_err(|error| error.to_string())?;
    let request = cedar_core::Request::new(
        uid(&request.principal)?,
        action,
        uid(&request.resource)?,
        context,
    );
    schema
        .validate_request(&request)
        .map_err(|errors| format!("{errors:?}"))
}

fn their_request(schema: &theirs::Schema, request: &Request, context: &str) -> Result<(), String> {
    let uid = |text: &str| -> Result<theirs::EntityUid, String> {
        text.parse()
            .map_err(|error: theirs::ParseErrors| error.to_string())
    };
    let action = uid(&request.action)?;
    let context = theirs::Context::from_json_str(context, Some((schema, &action)))
        .map_err(|error| chain(&error))?;
    theirs::Request::new(
        uid(&request.principal)?,
        action,
        uid(&request.resource)?,
        context,
        Some(schema),
    )
    .map(drop)
    .map_err(|error| chain(&error))
}
