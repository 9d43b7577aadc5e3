//! Entities and requests against a schema: both must accept the same.

use super::policy_json::chain;
use super::{Answer, Comparison};
use crate::choices::Choices;
use crate::generators::text::json_mutation;
use crate::generators::validation::data::{self, Request};
use crate::generators::validation::schema::Schema as Generated;
use cedar_policy as theirs;
use cedar_validator::Schema;

/// Compares what both say of generated entities and requests; some of the
/// documents have one change.
pub fn compare(bytes: &[u8]) -> Comparison {
    let mut choices = Choices::new(bytes);
    let generated = Generated::generate(&mut choices);
    let text = generated.to_cedar();
    let mut comparison = Comparison::default();
    let ours = Schema::from_cedar_text(&text);
    let theirs = theirs::Schema::from_cedarschema_str(&text);
    let (Ok(ours), Ok((theirs, _))) = (ours, theirs) else {
        comparison.no_verdicts.push(text);
        return comparison;
    };
    for _ in 0..4 {
        let entities = data::entities(&mut choices, &generated);
        let document = match choices.chance(15) {
            true => json_mutation::mutate(&mut choices, &entities),
            false => entities.to_string(),
        };
        compare_entities(&mut comparison, (&ours, &theirs), &text, &document);
        let request = data::request(&mut choices, &generated);
        let context = match choices.chance(10) {
            true => json_mutation::mutate(&mut choices, &request.context),
            false => request.context.to_string(),
        };
        compare_request(
            &mut comparison,
            (&ours, &theirs),
            &text,
            (&request, &context),
        );
    }
    comparison
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
