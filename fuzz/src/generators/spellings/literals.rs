//! Numbers, names, strings and patterns beside what they stand for.

use super::{NAMES, Speller};
use serde_json::{Value, json};

impl Speller<'_, '_> {
    pub(super) fn number(&mut self) -> i64 {
        match self.choices.below(4) {
            0 => i64::MAX,
            1 => self.choices.below(3) as i64,
            _ => (self.choices.draw() >> self.choices.between(1, 60)) as i64,
        }
    }

    pub(super) fn name(&mut self) -> &'static str {
        NAMES[self.choices.below(NAMES.len())]
    }

    /// A string literal and what it stands for.
    pub(super) fn string(&mut self) -> (String, String) {
        let mut value = String::new();
        let mut text = String::from("\"");
        for _ in 0..self.choices.below(5) {
            let character = self.character();
            value.push(character);
            text.push_str(&self.spelled(character));
        }
        text.push('"');
        (text, value)
    }

    /// A pattern literal and what it stands for. A star is a wildcard unless it is
    /// escaped as one, however else it is spelled.
    pub(super) fn pattern(&mut self) -> (String, Value) {
        let mut parts: Vec<Value> = Vec::new();
        let mut text = String::from("\"");
        for _ in 0..self.choices.below(6) {
            match self.choices.below(4) {
                0 => {
                    const WILDCARDS: [&str; 3] = ["*", r"\x2a", r"\u{02A}"];
                    text.push_str(WILDCARDS[self.choices.below(WILDCARDS.len())]);
                    parts.push(json!("Wildcard"));
                }
                1 => {
                    text.push_str(r"\*");
                    parts.push(json!({"Literal": "*"}));
                }
                _ => {
                    let character = match self.character() {
                        '*' => 'x',
                        other => other,
                    };
                    text.push_str(&self.spelled(character));
                    parts.push(json!({"Literal": character}));
                }
            }
        }
        text.push('"');
        (text, Value::Array(parts))
    }

    fn character(&mut self) -> char {
        const CHARACTERS: [char; 14] = [
            'a',
            'Z',
            ' ',
            '*',
            '/',
            '"',
            '\'',
            '\\',
            '\n',
            '\r',
            '\t',
            '\0',
            'é',
            '\u{1F600}',
        ];
        CHARACTERS[self.choices.below(CHARACTERS.len())]
    }

    /// One of the ways to write a character in a string literal.
    pub(super) fn spelled(&mut self, character: char) -> String {
        let code = u32::from(character);
        let short = match character {
            '"' => Some(r#"\""#),
            '\'' => Some(r"\'"),
            '\\' => Some(r"\\"),
            '\n' => Some(r"\n"),
            '\r' => Some(r"\r"),
            '\t' => Some(r"\t"),
            '\0' => Some(r"\0"),
            _ => None,
        };
        match self.choices.below(6) {
            0 if code < 0x80 => format!(r"\x{code:02x}"),
            1 => format!(r"\u{{{code:X}}}"),
            2 => format!(r"\u{{{code:06x}}}"),
            3 => format!(r"\u{{0_{code:x}_}}"),
            // Others must be escaped.
            4 if matches!(character, '\n' | '\t' | '\'' | '\0') => character.to_string(),
            _ => short.map_or_else(|| character.to_string(), str::to_owned),
        }
    }
}
