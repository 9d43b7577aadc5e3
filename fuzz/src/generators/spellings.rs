//! Texts beside what they mean: the two are put together by the same choices, not
//! one by reading or printing the other, so that a mistake of the parser is not
//! shared by what it is compared with.
//!
//! The meaning is in the JSON form of expressions and policies; of schemas it is what
//! the full name of each declaration stands for, of entities and contexts what their
//! values are. Some texts contain something that must be refused.
//!
//! | module | holds |
//! |---|---|
//! | [`expressions`] | expressions |
//! | [`literals`] | numbers, names, strings and patterns |
//! | [`names`] | uids and names of types, alone |
//! | [`policies`] | policies and templates as text |
//! | [`schemas`] | schemas in both forms |
//! | [`json`] | policies, policy sets, entities and contexts in JSON |

mod expressions;
pub(crate) mod json;
mod literals;
mod names;
mod policies;
mod schemas;

use crate::choices::Choices;
use serde_json::Value;

/// An expression, policies, a schema or data as text, and what it means.
#[derive(Clone, Debug)]
pub struct Spelling {
    /// What it is.
    pub syntax: Syntax,
    /// The text.
    pub text: String,
    /// Its meaning; `None` if the text must be refused.
    pub meaning: Option<Value>,
    /// Expressions and policies that the text contains.
    pub parts: Vec<Spelling>,
}

impl Spelling {
    fn to_be_refused(syntax: Syntax, text: impl Into<String>) -> Self {
        Spelling {
            syntax,
            text: text.into(),
            meaning: None,
            parts: Vec::new(),
        }
    }
}

/// What a text is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Syntax {
    /// One expression.
    Expression,
    /// Policies and templates; they mean an array.
    Policies,
    /// The uid of an entity.
    EntityUid,
    /// The name of an entity type.
    EntityType,
    /// A schema in the Cedar form.
    SchemaText,
    /// A schema in the JSON form.
    SchemaJson,
    /// A policy or template in JSON.
    PolicyJson,
    /// A policy set in JSON.
    PolicySetJson,
    /// Entities in JSON.
    Entities,
    /// A context in JSON.
    Context,
}

/// A text beside its meaning, and texts that must be refused.
#[derive(Clone, Debug)]
pub struct Texts {
    /// The text with a meaning, mostly.
    pub spelling: Spelling,
    /// Texts that are nothing but a mistake. They are short, so that many can be asked about.
    pub refused: Vec<Spelling>,
}

/// How many texts that must be refused are asked about beside one with a meaning.
const REFUSED: usize = 8;

/// The texts that `bytes` determine.
pub fn texts(bytes: &[u8]) -> Texts {
    let mut choices = Choices::new(bytes);
    let spelling = spelling(&mut choices);
    let mut speller = Speller {
        choices: &mut choices,
        mistakes: 1,
    };
    let refused = (0..REFUSED).map(|_| speller.refusal()).collect();
    Texts { spelling, refused }
}

/// The text with a meaning that `bytes` determine; three in ten have a mistake in them.
pub fn generate(bytes: &[u8]) -> Spelling {
    spelling(&mut Choices::new(bytes))
}

fn spelling(choices: &mut Choices<'_>) -> Spelling {
    let mistakes = usize::from(choices.chance(30));
    let mut speller = Speller { choices, mistakes };
    match speller.choices.below(14) {
        0..2 => return speller.schema(),
        2..5 => return speller.policies(),
        5 => return speller.schema_to_refuse(),
        6..10 => return speller.json(),
        10 if speller.choices.chance(30) => return speller.name_alone(),
        _ => {}
    }
    let depth = speller.choices.between(0, 4);
    speller.expression(depth).1
}

/// A schema in one of the forms, three in ten with something that must be refused.
pub fn generate_schema(choices: &mut Choices<'_>) -> Spelling {
    let mistakes = usize::from(choices.chance(30));
    Speller { choices, mistakes }.schema()
}

/// The text of an expression, three in ten with something that must be refused.
pub fn expression_text(choices: &mut Choices<'_>) -> String {
    let mistakes = usize::from(choices.chance(30));
    let depth = choices.between(0, 4);
    Speller { choices, mistakes }.expression(depth).1.text
}

/// A policy or template in JSON, three in ten with something that must be refused.
pub fn policy_json_text(choices: &mut Choices<'_>) -> String {
    let mistakes = usize::from(choices.chance(30));
    Speller { choices, mistakes }.policy_json().text
}

struct Speller<'c, 'b> {
    choices: &'c mut Choices<'b>,
    /// How many mistakes are still to be made.
    mistakes: usize,
}

const NAMES: [&str; 6] = ["a", "b", "principal", "permit", "_x9", "Long"];

const TYPES: [&str; 4] = ["A", "N::A", "principal", "a::b::c_1"];

impl Speller<'_, '_> {
    /// Nothing but a mistake, in one of the languages.
    fn refusal(&mut self) -> Spelling {
        let (syntax, mistakes) = match self.choices.below(10) {
            0..3 => return self.schema_to_refuse(),
            3..7 => return self.json_to_refuse(),
            7 => (Syntax::Policies, policies::MISTAKES),
            8 => return self.name_alone(),
            _ => (Syntax::Expression, expressions::MISTAKES),
        };
        Spelling::to_be_refused(syntax, mistakes[self.choices.below(mistakes.len())])
    }

    /// Puts tokens and texts together, with spaces, line breaks and comments between.
    fn joined(&mut self, words: &[&str]) -> String {
        const GAPS: [(usize, &str); 6] = [
            (24, " "),
            (4, "\n"),
            (2, "\t"),
            (2, " // é \"\n"),
            (1, "//\r"),
            (1, " // // a\r\n"),
        ];
        let mut text = String::new();
        for word in words {
            let touches = |text: &str| text.ends_with(['(', '[', '{', ',', '.']);
            let may_touch =
                touches(&text) || word.starts_with(['(', ')', '[', ']', '{', '}', ',', '.']);
            let touch = text.is_empty() || may_touch && self.choices.chance(70);
            if !touch {
                text.push_str(self.choices.weighted(&GAPS));
            }
            text.push_str(word);
        }
        text
    }
}

/// A text that contains others: it means something if all of them do.
fn of_parts(
    syntax: Syntax,
    text: String,
    parts: Vec<Spelling>,
    meant: impl FnOnce(&[Value]) -> Value,
) -> Spelling {
    let meanings: Option<Vec<Value>> = parts.iter().map(|part| part.meaning.clone()).collect();
    Spelling {
        syntax,
        text,
        meaning: meanings.map(|meanings| meant(&meanings)),
        parts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::seeded_bytes;
    use std::collections::BTreeSet;

    #[test]
    fn each_mistake_is_refused_alone() {
        for text in expressions::MISTAKES {
            assert!(cedar_parser::parse_expression(text).is_err(), "{text}");
        }
        for text in policies::MISTAKES {
            assert!(cedar_parser::parse_policies(text).is_err(), "{text}");
        }
        for text in names::NO_UIDS {
            assert!(cedar_parser::parse_entity_uid(text).is_err(), "{text}");
        }
        for text in names::NO_TYPES {
            assert!(
                cedar_parser::parse_entity_type_name(text).is_err(),
                "{text}"
            );
        }
    }

    #[test]
    fn there_are_texts_of_both_kinds_and_of_any_size() {
        let spellings: Vec<Spelling> = (0..500).map(|seed| generate(&seeded_bytes(seed))).collect();
        let refused = spellings.iter().filter(|s| s.meaning.is_none()).count();
        let long = spellings.iter().filter(|s| s.text.len() > 60).count();
        assert!((50..250).contains(&refused), "{refused}");
        assert!((100..400).contains(&long), "{long}");
        let all = (0..5_000).flat_map(|seed| texts(&seeded_bytes(seed)).refused);
        let drawn: BTreeSet<String> = all.map(|spelling| spelling.text).collect();
        for mistake in expressions::MISTAKES.iter().chain(policies::MISTAKES) {
            assert!(drawn.contains(*mistake), "{mistake}");
        }
    }
}
