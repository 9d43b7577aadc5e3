//! What is written and read again: cases, texts, JSON, schemas.

use super::data::Fit;
use super::{schemas, text, validation};
use crate::choices::Choices;
use crate::oracles::round_trips::RoundTrip;

/// What `bytes` determine.
pub fn trip(bytes: &[u8]) -> RoundTrip {
    let mut choices = Choices::new(bytes);
    match choices.below(8) {
        0..3 => RoundTrip::Case(Box::new(super::case(bytes))),
        3..5 => RoundTrip::Text(text::generate(&mut choices)),
        5 => RoundTrip::Json(text::policies_json(bytes)),
        _ => {
            let case = schemas::case(bytes, Fit::Exact);
            // The same schema again: the bytes determine it.
            let schema = validation::schema::Schema::generate(&mut Choices::new(bytes));
            let json = schema.to_json(&mut choices).to_string();
            RoundTrip::Schema(Box::new(case), json)
        }
    }
}
