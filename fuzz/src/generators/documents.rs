//! Documents in every language that has a reader: generated ones, half of them with
//! one mutation, and whatever bytes say.

use super::spellings;
use super::text::{self, json_mutation, text_mutation};
use super::validation::schema::Schema;
use crate::campaign::seeded_bytes;
use crate::case::{Document, Language};
use crate::choices::Choices;
use crate::oracles::documents::is_accepted;
use std::collections::BTreeSet;

/// Up to this length, bytes are a seed and not a document.
const SHORTEST_RAW: usize = 8;

/// The document that `bytes` determine.
pub fn case(bytes: &[u8]) -> Document {
    let mut choices = Choices::new(bytes);
    let language = Language::ALL[choices.below(Language::ALL.len())];
    let text = match language {
        Language::Policies => text::generate(&mut choices),
        Language::PoliciesJson => text::policies_json(bytes),
        Language::Expression => spellings::expression_text(&mut choices),
        Language::PolicyJson => spellings::policy_json_text(&mut choices),
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

/// The bytes from which [`raw`] makes the document, if it is not too short.
pub fn to_raw(document: &Document) -> Vec<u8> {
    let position = Language::ALL.iter().position(|l| *l == document.language);
    // `0` is a multiple of the number of languages.
    let language = b'0' + position.unwrap_or_default() as u8;
    let mut bytes = vec![language];
    bytes.extend_from_slice(document.text.as_bytes());
    bytes
}

/// So many documents that their readers accept, as many in each language, each once,
/// and each short enough that its raw form has at most `longest` bytes.
pub fn accepted(count: usize, longest: usize) -> Vec<Document> {
    let mut wanted = [count.div_ceil(Language::ALL.len()); Language::ALL.len()];
    let mut seen = BTreeSet::new();
    let mut accepted = Vec::new();
    for document in (0..).map(|seed| case(&seeded_bytes(seed))) {
        let lengths = SHORTEST_RAW..longest;
        let left = &mut wanted[document.language as usize];
        if *left > 0
            && lengths.contains(&document.text.len())
            && is_accepted(&document)
            && seen.insert(document.text.clone())
        {
            *left -= 1;
            accepted.push(document);
        }
        if wanted.iter().all(|left| *left == 0) {
            break;
        }
    }
    accepted.truncate(count);
    accepted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepted_documents_are_of_all_languages_and_come_back_from_their_bytes() {
        let documents = accepted(80, 4096);
        for language in Language::ALL {
            let count = documents.iter().filter(|d| d.language == language).count();
            assert_eq!(count, 10, "{language:?}");
        }
        for document in &documents {
            let back = raw(&to_raw(document));
            assert_eq!(back.language, document.language);
            assert_eq!(back.text, document.text);
        }
    }
}
