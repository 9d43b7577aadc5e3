//! Documents in JSON beside what they mean: policies and policy sets, entities and
//! contexts. A document is never written by the engine's writers.
//!
//! | module | holds |
//! |---|---|
//! | [`writing`] | JSON as it is written: fields in any order, keys that repeat |
//! | [`policies`] | one policy, in any of the ways to write it |
//! | [`policy_sets`] | static policies, templates and links |
//! | [`data`] | values, entities and contexts |
//! | [`mistakes`] | what must be refused |

mod data;
mod mistakes;
mod policies;
mod policy_sets;
mod writing;

pub(crate) use data::{in_order, set_of};

use super::{Speller, Spelling, Syntax};
use serde_json::Value;
use writing::{Repeats, Written};

impl Speller<'_, '_> {
    /// A document in one of the languages, or one that says nothing but what must be
    /// refused, which takes no time to draw.
    pub(super) fn json(&mut self) -> Spelling {
        if self.mistakes > 0 && self.choices.chance(50) {
            return self.json_to_refuse();
        }
        match self.choices.below(8) {
            0..3 => self.policy_json(),
            3..5 => self.policy_set_json(),
            5..7 => self.entities_json(),
            _ => self.context_json(),
        }
    }

    pub(super) fn json_to_refuse(&mut self) -> Spelling {
        let all = mistakes::DOCUMENTS.len() + mistakes::PLACES.len();
        let at = self.choices.below(all);
        let (syntax, place, mistakes) = match mistakes::DOCUMENTS.get(at) {
            Some((syntax, mistakes)) => (*syntax, "HERE", *mistakes),
            None => mistakes::PLACES[at - mistakes::DOCUMENTS.len()],
        };
        let mistake = mistakes[self.choices.below(mistakes.len())];
        Spelling::to_be_refused(syntax, mistakes::filled_in(place, mistake))
    }

    /// The document, and what it means unless a mistake was made in it.
    fn document(
        &mut self,
        syntax: Syntax,
        written: &Written,
        meaning: Value,
        mistakes_before: usize,
    ) -> Spelling {
        let repeats = match syntax {
            Syntax::PolicyJson | Syntax::Context => Repeats::LastCounts,
            _ => Repeats::Mistake,
        };
        let text = self.laid_out(written, repeats);
        Spelling {
            syntax,
            text,
            meaning: (self.mistakes == mistakes_before).then_some(meaning),
            parts: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::seeded_bytes;
    use crate::choices::Choices;
    use crate::oracles::spellings::is_refused;

    fn documents(mistakes: usize) -> impl Iterator<Item = Spelling> {
        (0..3_000).map(move |seed| {
            let bytes = seeded_bytes(seed);
            let mut choices = Choices::new(&bytes);
            let mut speller = Speller {
                choices: &mut choices,
                mistakes,
            };
            speller.json()
        })
    }

    #[test]
    fn each_mistake_is_refused_alone() {
        let documents = mistakes::DOCUMENTS;
        let documents = documents.map(|(syntax, mistakes)| (syntax, "HERE", mistakes));
        for (syntax, place, mistakes) in documents.into_iter().chain(mistakes::PLACES) {
            for mistake in mistakes {
                let spelling = Spelling::to_be_refused(syntax, mistakes::filled_in(place, mistake));
                assert!(is_refused(&spelling), "{}", spelling.text);
            }
        }
    }

    #[test]
    fn most_documents_mean_something() {
        for (mistakes, expected) in [(0, 3_000..3_001), (1, 500..2_000)] {
            let meant = documents(mistakes).filter(|d| d.meaning.is_some()).count();
            assert!(expected.contains(&meant), "{meant} with {mistakes}");
        }
    }

    #[test]
    fn documents_are_written_in_all_ways() {
        let texts: Vec<String> = documents(0).map(|document| document.text).collect();
        for form in [
            "\"all\"",
            "\"in\":null",
            "\"__extn\":{\"fn\":\"ip\",\"arg\"",
            "\"__extn\":{\"fn\":\"ip\",\"args\"",
            "\"Value\":[",
            "\"Value\":{\"",
            "\"attr\":[\"",
            "\"offset\"",
            "\\u00",
            "\\ud83d",
            "\\/",
            "\"more\"",
            "\"tags\":{}",
            "\"annotations\":{}",
            "\"templateLinks\":[{",
            "\"?resource\":{\"__entity\"",
            "\"?resource\":{\"type\"",
        ] {
            let count = texts.iter().filter(|text| text.contains(form)).count();
            assert!(count >= 5, "`{form}` occurs in {count} documents");
        }
    }
}
