//! The parser must make of a text what it means, or refuse it: the meaning was put
//! together with the text, see [`crate::generators::spellings`].

use super::Comparison;
use crate::generators::spellings::{Spelling, Syntax};
use crate::question::Question;
use crate::report::differences;
use cedar_core::json::ToJsonError;
use cedar_parser::{ParsedPolicy, parse_expression, parse_policies};
use serde::Serialize;
use serde_json::{Value, json};

const REFUSED: &str = "refused\n";

/// Reads the text.
pub fn compare(spelling: &Spelling) -> Comparison {
    let mut comparison = Comparison::default();
    let read = match read(spelling) {
        None => REFUSED.to_owned(),
        Some(Ok(json)) => written(json),
        Some(Err(error)) => format!("no JSON: {error}\n"),
    };
    let meant = match &spelling.meaning {
        None => REFUSED.to_owned(),
        Some(meaning) => written(meaning.clone()),
    };
    let question = || spelling.text.clone();
    comparison.record_between(["read", "meant"], question, read, Ok(meant));
    comparison
}

/// What the parser makes of the text, in JSON; `None` if it refuses it.
fn read(spelling: &Spelling) -> Option<Result<Value, ToJsonError>> {
    match spelling.syntax {
        Syntax::Expression => {
            let expr = parse_expression(&spelling.text).ok()?;
            Some(expr.to_json().map(json_value))
        }
        Syntax::Policies => {
            let policies = parse_policies(&spelling.text).ok()?;
            let bodies = policies.iter().map(|policy| match policy {
                ParsedPolicy::Static(policy) => policy.body(),
                ParsedPolicy::Template(template) => template.body(),
            });
            Some(bodies.map(|body| body.to_json().map(json_value)).collect())
        }
    }
}

fn json_value(json: impl Serialize) -> Value {
    serde_json::to_value(json).unwrap_or_default()
}

/// The JSON in lines, with the characters of patterns one by one.
fn written(json: Value) -> String {
    let json = with_single_characters(json);
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
