//! The readers must make of a text what it means, or refuse it: the meaning was put
//! together with the text, see [`crate::generators::spellings`].

mod data;
mod names;
mod policies;
mod schemas;

use super::Comparison;
use crate::generators::spellings::json::in_order;
use crate::generators::spellings::{Spelling, Syntax, Texts};
use crate::question::Question;
use crate::report::differences;
use cedar_core::json::ToJsonError;
use serde::Serialize;
use serde_json::{Value, json};

const REFUSED: &str = "refused\n";
const SIDES: [&str; 2] = ["read", "meant"];

/// Reads the text, and what is written of it.
pub fn compare(spelling: &Spelling) -> Comparison {
    let mut comparison = Comparison::default();
    let meant = match &spelling.meaning {
        None => REFUSED.to_owned(),
        Some(meaning) => written(meaning.clone()),
    };
    let read = match read(spelling.syntax, &spelling.text) {
        None => REFUSED.to_owned(),
        Some(Ok(json)) => written(json),
        Some(Err(error)) => format!("no JSON: {error}\n"),
    };
    let question = || spelling.text.clone();
    comparison.record_between(SIDES, question, read, Ok(meant.clone()));
    if spelling.syntax == Syntax::Policies {
        let count = spelling.meaning.as_ref().and_then(Value::as_array);
        let is_one = count.is_some_and(|policies| policies.len() == 1);
        comparison.record_between(
            SIDES,
            || format!("alone: {}", spelling.text),
            policies::alone(&spelling.text).map_or(REFUSED.to_owned(), written),
            Ok(if is_one {
                meant.clone()
            } else {
                REFUSED.to_owned()
            }),
        );
    }
    if spelling.meaning.is_some()
        && matches!(spelling.syntax, Syntax::SchemaText | Syntax::SchemaJson)
        && let Some(is_refused) = schemas::is_refused_twice(spelling.syntax, &spelling.text)
    {
        let question = || format!("each declaration twice: {}", spelling.text);
        let read = if is_refused { REFUSED } else { "read\n" };
        comparison.record_between(SIDES, question, read, Ok(REFUSED));
    }
    if spelling.meaning.is_some() {
        for (form, read) in written_again(spelling) {
            let question = || format!("written {form}: {}", spelling.text);
            let read = match read {
                Some(Ok(json)) => written(json),
                _ => REFUSED.to_owned(),
            };
            comparison.record_between(SIDES, question, read, Ok(meant.clone()));
        }
    }
    comparison
}

/// Whether the text is refused.
pub fn is_refused(spelling: &Spelling) -> bool {
    read(spelling.syntax, &spelling.text).is_none()
}

/// What a reader makes of a text, in JSON; `None` if it refuses it.
type Read = Option<Result<Value, ToJsonError>>;

fn read(syntax: Syntax, text: &str) -> Read {
    match syntax {
        Syntax::Expression => policies::expression(text),
        Syntax::Policies => policies::policies(text),
        Syntax::EntityUid => names::entity_uid(text),
        Syntax::EntityType => names::entity_type(text),
        Syntax::PolicyJson => policies::policy_json(text),
        Syntax::PolicySetJson => policies::policy_set_json(text),
        Syntax::SchemaText | Syntax::SchemaJson => schemas::schema(syntax, text),
        Syntax::Entities => data::entities(text),
        Syntax::Context => data::context(text),
    }
}

/// What is read of what is written of the text, in each form in which it can be.
fn written_again(spelling: &Spelling) -> Vec<(&'static str, Read)> {
    let text = spelling.text.as_str();
    match spelling.syntax {
        Syntax::Expression => policies::expression_again(text),
        Syntax::Policies => policies::policies_again(text),
        Syntax::EntityUid => names::entity_uid_again(text),
        Syntax::EntityType => Vec::new(),
        Syntax::PolicyJson => policies::policy_json_again(text),
        Syntax::PolicySetJson => policies::policy_set_json_again(text),
        Syntax::SchemaText | Syntax::SchemaJson => schemas::schema_again(spelling.syntax, text),
        Syntax::Entities => data::entities_again(text),
        Syntax::Context => data::context_again(text),
    }
}

fn json_value(json: impl Serialize) -> Value {
    serde_json::to_value(json).unwrap_or_default()
}

/// The JSON in lines, with the characters of patterns one by one.
fn written(json: Value) -> String {
    let json = in_order(with_single_characters(json));
    serde_json::to_string_pretty(&json).unwrap_or_default() + "\n"
}

fn with_single_characters(json: Value) -> Value {
    let single = |part: Value| match part.get("Literal").and_then(Value::as_str) {
        Some(text) => text.chars().map(|c| json!({"Literal": c})).collect(),
        None => vec![part],
    };
    match json {
        Value::Array(items) => items.into_iter().map(with_single_characters).collect(),
        Value::Object(fields) => {
            let field = |(key, value): (String, Value)| match (key.as_str(), value) {
                ("pattern", Value::Array(parts)) => {
                    (key, parts.into_iter().flat_map(single).collect())
                }
                (_, value) => (key, with_single_characters(value)),
            };
            Value::Object(fields.into_iter().map(field).collect())
        }
        other => other,
    }
}

/// Reads all of the texts.
fn compare_all(texts: &Texts) -> Comparison {
    let mut comparison = compare(&texts.spelling);
    for spelling in &texts.refused {
        let read = match is_refused(spelling) {
            true => REFUSED,
            false => "read\n",
        };
        let question = || format!("to be refused: {}", spelling.text);
        comparison.record_between(SIDES, question, read, Ok(REFUSED));
    }
    comparison
}

impl Question for Texts {
    fn ask(&self) -> Comparison {
        compare_all(self)
    }

    fn describe(&self, comparison: &Comparison) -> String {
        self.spelling.describe(comparison)
    }

    /// Each of the texts alone.
    fn smaller(&self) -> Box<dyn Iterator<Item = Box<dyn Question>> + '_> {
        let all = std::iter::once(&self.spelling).chain(&self.refused);
        Box::new(all.map(|spelling| Box::new(spelling.clone()) as Box<dyn Question>))
    }
}

impl Question for Spelling {
    fn ask(&self) -> Comparison {
        compare(self)
    }

    fn describe(&self, comparison: &Comparison) -> String {
        format!("== text\n{}\n{}", self.text, differences(comparison))
    }

    fn smaller(&self) -> Box<dyn Iterator<Item = Box<dyn Question>> + '_> {
        let parts = self.parts.iter().cloned();
        Box::new(parts.map(|part| Box::new(part) as Box<dyn Question>))
    }
}
