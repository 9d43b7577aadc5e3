//! Explanations for programs.

use super::Explained;
use serde_json::{Value, json};
use std::ops::Range;

/// The longest text of a place, in bytes; the rest is left out.
const MAX_TEXT: usize = 300;

impl Explained<'_> {
    /// The explanation as JSON, each place with its line, its column and its
    /// text.
    pub(crate) fn json(&self) -> Value {
        // INVARIANT: the keys of an explanation are strings, so it can be written.
        let mut json = serde_json::to_value(self.explanation).unwrap_or_default();
        self.add_places(&mut json);
        if let Value::Object(fields) = &mut json {
            fields.insert("source".to_owned(), json!(self.policies.source.name()));
        }
        json
    }

    /// INVARIANT: an explanation nests a few levels, whatever it is about.
    fn add_places(&self, json: &mut Value) {
        match json {
            Value::Array(elements) => elements.iter_mut().for_each(|e| self.add_places(e)),
            Value::Object(fields) => {
                if let Some(Value::Object(span)) = fields.get_mut("span")
                    && let Some(range) = range(span)
                {
                    let (line, column) = self.policies.source.line_and_column(range.start);
                    span.insert("line".to_owned(), json!(line));
                    span.insert("column".to_owned(), json!(column));
                    span.insert("text".to_owned(), json!(self.cut(range)));
                }
                fields.values_mut().for_each(|value| self.add_places(value));
            }
            _ => {}
        }
    }

    fn cut(&self, range: Range<usize>) -> &str {
        let text = self.policies.source.text().get(range).unwrap_or_default();
        let end = crate::input::floor_boundary(text, MAX_TEXT);
        text.get(..end).unwrap_or_default()
    }
}

fn range(span: &serde_json::Map<String, Value>) -> Option<Range<usize>> {
    let offset = |name: &str| usize::try_from(span.get(name)?.as_u64()?).ok();
    Some(offset("start")?..offset("end")?)
}
