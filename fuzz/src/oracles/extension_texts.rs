//! Engine and model must read the same texts as extension values, and the same
//! values from them.

use super::Comparison;
use crate::case::TextCase;
use crate::generators::universe;
use crate::minimize::{smaller_texts, without_one};
use crate::question::Question;
use crate::report::differences;
use cedar_core::extensions::ExtensionValue;
use cedar_core::{Context, Entities, Evaluator, Request, Value};
use cedar_parser::parse_expression;
use reference_model::construct;
use std::fmt;

/// Asks both sides to read each text.
pub fn compare(case: &TextCase) -> Comparison {
    let mut comparison = Comparison::default();
    for (constructor, text) in &case.texts {
        let engine = constructor.call(&[Value::String(text.as_str().into())]);
        if let Ok(Value::Extension(value)) = &engine {
            printed(&mut comparison, value.clone());
            printed(&mut comparison, ExtensionValue::computed(value.kind()));
        }
        comparison.record(
            || format!("{}({text:?})", constructor.as_str()),
            Made(engine.ok()),
            construct(*constructor, text).map(Made),
        );
    }
    comparison
}

/// What is printed of a value must be an expression with this value, be it the
/// argument that the value was made from or one of a value that was computed.
fn printed(comparison: &mut Comparison, value: ExtensionValue) {
    let text = value.to_string();
    comparison.record_between(
        ["printed", "value"],
        || text.clone(),
        Made(value_of(&text)),
        Ok(Made(Some(Value::Extension(value)))),
    );
}

/// The value of an expression that asks nothing of a request.
fn value_of(text: &str) -> Option<Value> {
    let expr = parse_expression(text).ok()?;
    let uid = universe::uid("Nobody", "");
    let request = Request::new(uid.clone(), uid.clone(), uid, Context::default());
    let entities = Entities::default();
    Evaluator::new(&request, &entities).evaluate(&expr).ok()
}

impl Question for TextCase {
    fn ask(&self) -> Comparison {
        compare(self)
    }

    fn describe(&self, comparison: &Comparison) -> String {
        let lines = self.texts.iter();
        let lines =
            lines.map(|(constructor, text)| format!("{}({text:?})\n", constructor.as_str()));
        format!(
            "== texts\n{}{}",
            lines.collect::<String>(),
            differences(comparison)
        )
    }

    fn smaller(&self) -> Box<dyn Iterator<Item = Box<dyn Question>> + '_> {
        let fewer = without_one(&self.texts);
        let shorter = self
            .texts
            .iter()
            .enumerate()
            .flat_map(move |(index, (_, text))| {
                smaller_texts(text).map(move |smaller| {
                    let mut texts = self.texts.clone();
                    texts[index].1 = smaller;
                    texts
                })
            });
        Box::new(
            fewer
                .chain(shorter)
                .map(|texts| Box::new(TextCase { texts }) as Box<dyn Question>),
        )
    }
}

/// What a constructor made of a text.
#[derive(PartialEq)]
struct Made(Option<Value>);

impl fmt::Display for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(value) => writeln!(f, "{value:?}"),
            None => writeln!(f, "no value"),
        }
    }
}
