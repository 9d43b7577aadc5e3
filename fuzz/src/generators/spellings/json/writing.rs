//! JSON as it is written.

use super::super::Speller;
use serde_json::Value;

/// JSON whose fields stand in an order of their own.
#[derive(Clone, Debug)]
pub(super) enum Written {
    /// Text that is taken as it is: a number, a mistake.
    Plain(String),
    /// A string, before it is escaped.
    Text(String),
    /// An array.
    Array(Vec<Written>),
    /// An object.
    Object(Vec<(String, Written)>),
}

/// The name of a field that readers ignore, as often as it occurs.
pub(super) const IGNORED: &str = "more";

/// What a key means that occurs twice in an object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Repeats {
    /// What the last one says.
    LastCounts,
    /// That the document must be refused.
    Mistake,
}

impl Written {
    pub(super) fn plain(text: impl ToString) -> Self {
        Written::Plain(text.to_string())
    }

    pub(super) fn text(text: impl Into<String>) -> Self {
        Written::Text(text.into())
    }

    pub(super) fn object<const N: usize>(fields: [(&str, Written); N]) -> Self {
        let fields = fields.into_iter();
        Written::Object(fields.map(|(key, json)| (key.to_owned(), json)).collect())
    }
}

impl From<&Value> for Written {
    fn from(json: &Value) -> Self {
        match json {
            Value::String(text) => Written::text(text),
            Value::Array(items) => Written::Array(items.iter().map(Written::from).collect()),
            Value::Object(fields) => {
                let fields = fields.iter();
                Written::Object(
                    fields
                        .map(|(key, json)| (key.clone(), json.into()))
                        .collect(),
                )
            }
            other => Written::plain(other),
        }
    }
}

impl Speller<'_, '_> {
    /// The text of a document.
    pub(super) fn laid_out(&mut self, written: &Written, repeats: Repeats) -> String {
        let is_wide = self.choices.chance(20);
        let mut text = String::new();
        self.lay_out(written, repeats, is_wide, &mut text);
        if is_wide {
            text.insert_str(0, "\n ");
            text.push_str("\t\r\n");
        }
        text
    }

    fn lay_out(&mut self, written: &Written, repeats: Repeats, is_wide: bool, text: &mut String) {
        match written {
            Written::Plain(plain) => text.push_str(plain),
            Written::Text(string) => self.quote(string, text),
            Written::Array(items) => {
                let gap = if is_wide { ",\n" } else { "," };
                text.push('[');
                for (index, item) in items.iter().enumerate() {
                    text.push_str(if index > 0 { gap } else { "" });
                    self.lay_out(item, repeats, is_wide, text);
                }
                text.push(']');
            }
            Written::Object(fields) => {
                let (gap, colon) = if is_wide { (" , ", "\t: ") } else { (",", ":") };
                let fields = self.arranged(fields, repeats);
                text.push('{');
                for (index, (key, field)) in fields.iter().enumerate() {
                    text.push_str(if index > 0 { gap } else { "" });
                    self.quote(key, text);
                    text.push_str(colon);
                    self.lay_out(field, repeats, is_wide, text);
                }
                text.push('}');
            }
        }
    }

    /// The fields in some order; rarely one occurs twice.
    fn arranged(
        &mut self,
        fields: &[(String, Written)],
        repeats: Repeats,
    ) -> Vec<(String, Written)> {
        let mut fields = fields.to_vec();
        if self.choices.chance(30) {
            let by = self.choices.below(fields.len());
            fields.rotate_left(by);
        }
        let may_repeat = match repeats {
            Repeats::LastCounts => self.choices.chance(3),
            Repeats::Mistake => self.mistakes > 0 && self.choices.chance(5),
        };
        let has_entity = fields.iter().any(|(key, _)| key == "entity");
        let is_read = |key: &str| key != IGNORED && !(key == "slot" && has_entity);
        let read: Vec<_> = fields.iter().filter(|(key, _)| is_read(key)).collect();
        let repeated = if may_repeat {
            self.choices.pick(&read)
        } else {
            None
        };
        if let Some((key, field)) = repeated.map(|field| (*field).clone()) {
            let other = match self.choices.below(3) {
                0 => Written::plain("null"),
                1 => Written::Object(vec![(key.clone(), Written::plain(1.5))]),
                _ => field,
            };
            fields.insert(0, (key, other));
            if repeats == Repeats::Mistake {
                self.mistakes -= 1;
            }
        }
        fields
    }

    /// A string in any of the ways to write it.
    fn quote(&mut self, string: &str, text: &mut String) {
        text.push('"');
        let is_escaped = self.choices.chance(8);
        for character in string.chars() {
            if is_escaped && self.choices.chance(50) {
                let mut units = [0; 2];
                for unit in character.encode_utf16(&mut units) {
                    text.push_str(&format!("\\u{unit:04x}"));
                }
                continue;
            }
            match character {
                '/' if is_escaped => text.push_str("\\/"),
                '\u{8}' => text.push_str("\\b"),
                '\u{c}' => text.push_str("\\f"),
                '\n' => text.push_str("\\n"),
                '\r' => text.push_str("\\r"),
                '\t' => text.push_str("\\t"),
                '"' => text.push_str("\\\""),
                '\\' => text.push_str("\\\\"),
                other if (other as u32) < 0x20 => {
                    text.push_str(&format!("\\u{:04X}", other as u32));
                }
                other => text.push(other),
            }
        }
        text.push('"');
    }
}
