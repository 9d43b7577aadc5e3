//! Our values as values of the official crate.

use super::Answer;
use crate::integration::Outcome;
use cedar_policy as theirs;
use std::collections::BTreeSet;

/// The same policies, by way of JSON.
///
/// # Errors
/// When they have no JSON form, or the official crate does not accept it.
pub fn policies(ours: &cedar_core::PolicySet) -> Result<theirs::PolicySet, String> {
    let json = ours.to_json().map_err(|error| error.to_string())?;
    let json = serde_json::to_value(json).map_err(|error| error.to_string())?;
    theirs::PolicySet::from_json_value(json).map_err(|error| error.to_string())
}

/// The same entities, by way of JSON.
///
/// # Errors
/// As [`policies`].
pub fn entities(ours: &cedar_core::Entities) -> Result<theirs::Entities, String> {
    let json = ours.to_json().map_err(|error| error.to_string())?;
    let json = serde_json::to_value(json).map_err(|error| error.to_string())?;
    theirs::Entities::from_json_value(json, None).map_err(|error| error.to_string())
}

/// The same request; the context by way of JSON.
///
/// # Errors
/// As [`policies`].
pub fn request(ours: &cedar_core::Request) -> Result<theirs::Request, String> {
    let json = ours.context.to_json().map_err(|error| error.to_string())?;
    let json = serde_json::to_value(json).map_err(|error| error.to_string())?;
    let context =
        theirs::Context::from_json_value(json, None).map_err(|error| error.to_string())?;
    theirs::Request::new(
        uid(&ours.principal)?,
        uid(&ours.action)?,
        uid(&ours.resource)?,
        context,
        None,
    )
    .map_err(|error| error.to_string())
}

/// What the response says.
pub fn answer(response: &theirs::Response) -> Answer {
    let diagnostics = response.diagnostics();
    let (ids, messages): (BTreeSet<String>, Vec<String>) = diagnostics
        .errors()
        .map(|theirs::AuthorizationError::PolicyEvaluationError(error)| {
            (id(error.policy_id()), error.to_string())
        })
        .unzip();
    decided(
        response.decision() == theirs::Decision::Allow,
        diagnostics.reason().map(id).collect(),
        ids,
        messages.join("; "),
    )
}

/// The id itself: the official crate displays it with escapes.
fn id(id: &theirs::PolicyId) -> String {
    let text: &str = id.as_ref();
    text.to_owned()
}

/// What our response says, in the same words.
pub fn our_answer(response: &cedar_core::Response) -> Answer {
    let diagnostics = response.diagnostics();
    let errors = || diagnostics.errors();
    decided(
        response.decision() == cedar_core::Decision::Allow,
        diagnostics.reason().map(ToString::to_string).collect(),
        errors().map(|error| error.policy.to_string()).collect(),
        errors()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("; "),
    )
}

/// What a test expects, in the same words.
pub fn expected(outcome: &Outcome) -> Answer {
    decided(
        outcome.decision == "allow",
        outcome.reason.clone(),
        outcome.errors.clone(),
        String::new(),
    )
}

fn decided(
    allowed: bool,
    reasons: BTreeSet<String>,
    errors: BTreeSet<String>,
    detail: String,
) -> Answer {
    Answer {
        verdict: format!("allow {allowed}, due to {reasons:?}, errors in {errors:?}"),
        detail,
    }
}

fn uid(ours: &cedar_core::EntityUid) -> Result<theirs::EntityUid, String> {
    let entity_type = ours
        .entity_type()
        .as_str()
        .parse()
        .map_err(|error: theirs::ParseErrors| error.to_string())?;
    Ok(theirs::EntityUid::from_type_name_and_id(
        entity_type,
        theirs::EntityId::new(ours.id().as_str()),
    ))
}
