//! Policy text: every form of the grammar, near-valid strings, one mutation.
//!
//! The text is drawn form by form, not printed from a tree, so that it has what
//! no printer writes: needless parentheses, trailing commas, comments, odd
//! white space, several ways to say the same.

pub mod expression;
pub mod json_mutation;
pub mod layout;
pub mod literals;
pub mod policy;
pub mod text_mutation;

use crate::choices::Choices;
use serde_json::Value;

/// One to four policies or templates; in about half of the cases with one
/// mutation, after which they are mostly wrong.
pub fn generate(choices: &mut Choices<'_>) -> String {
    let mut tokens = Vec::new();
    for _ in 0..choices.between(1, 4) {
        policy::policy(choices, &mut tokens);
    }
    match choices.below(4) {
        0 => text_mutation::mutate_tokens(choices, &mut tokens),
        1 => {
            let text = layout::lay_out(choices, &tokens);
            return text_mutation::mutate_characters(choices, &text);
        }
        _ => {}
    }
    layout::lay_out(choices, &tokens)
}

/// The policies of a case as a JSON document; in most cases with one mutation.
pub fn policies_json(bytes: &[u8]) -> String {
    let case = super::case(bytes);
    let json = case
        .policies
        .to_json()
        .expect("the generator's policies have a JSON form");
    document(bytes, serde_json::to_value(json))
}

/// The entities of a case as a JSON document; in most cases with one mutation.
pub fn entities_json(bytes: &[u8]) -> String {
    let case = super::case(bytes);
    let json = case
        .entities
        .to_json()
        .expect("the generator's entities have a JSON form");
    document(bytes, serde_json::to_value(json))
}

/// The context of a request as a JSON document; in most cases with one mutation.
pub fn context_json(bytes: &[u8]) -> String {
    let case = super::case(bytes);
    let request = case.requests.first().expect("a case has requests");
    let json = request
        .context
        .to_json()
        .expect("the generator's contexts have a JSON form");
    document(bytes, serde_json::to_value(json))
}

fn document(bytes: &[u8], json: serde_json::Result<Value>) -> String {
    let json = json.expect("a JSON form is JSON");
    let mut choices = Choices::new(bytes);
    match choices.chance(20) {
        true => json.to_string(),
        false => json_mutation::mutate(&mut choices, &json),
    }
}
