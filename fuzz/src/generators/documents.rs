//! Documents in every language that has a reader: generated ones, half of them with
//! one mutation, and whatever bytes say.

use super::text::{self, json_mutation, text_mutation};
use super::validation::schema::Schema;
use crate::case::{Document, Language};
use crate::choices::Choices;

/// Up to this length, bytes are a seed and not a document.
const SHORTEST_RAW: usize = 8;

/// The document that `bytes` determine.
pub fn case(bytes: &[u8]) -> Document {
    let mut choices = Choices::new(bytes);
    let language = Language::ALL[choices.below(Language::ALL.len())];
    let text = match language {
        Language::Policies => text::generate(&mut choices),
        Language::PoliciesJson => text::policies_json(bytes),
        Language::Schema => {
            let text = Schema::generate(&mut choices).to_cedar();
            match choices.chance(50) {
                true => text,
                false => text_mutation::mutate_characters(&mut choices, &text),
            }
        }
        Language::SchemaJson => {
            let json = Schema::generate(&mut choices).to_json(&mut choices);
            match choices.chance(50) {
                true => json.to_string(),
                false => json_mutation::mutate(&mut choices, &json),
            }
        }
        Language::Entities => text::entities_json(bytes),
        Language::Context => text::context_json(bytes),
    };
    Document { language, text }
}

/// The bytes as they are: the first says in which language the others are to be read.
/// Few bytes say nothing: what is too short for a document stands for a generated one.
pub fn raw(bytes: &[u8]) -> Document {
    if bytes.len() <= SHORTEST_RAW {
        return case(bytes);
    }
    let (language, text) = bytes.split_first().unwrap_or((&0, &[]));
    Document {
        language: Language::ALL[usize::from(*language) % Language::ALL.len()],
        text: String::from_utf8_lossy(text).into_owned(),
    }
}
