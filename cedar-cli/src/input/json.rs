//! JSON documents, parts of them, and what can be wrong with them.

use super::Source;
use crate::report::{Failure, Place, Problem};
use cedar_core::json::{JsonError, JsonErrorKind};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// A JSON document, or a value within one: text that is read on its own and
/// whose errors are shown in the whole.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    source: Arc<Source>,
    range: Range<usize>,
}

/// Kinds of error in a document.
pub(crate) trait Kind: fmt::Display {
    /// How to put it right.
    fn help(&self) -> Option<&'static str>;

    /// The message of an error of JSON's own syntax.
    fn syntax_message(&self) -> Option<&str>;
}

impl Document {
    /// The document that a file holds; standard input if the path is `-`.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        Source::read(path).map(Document::new)
    }

    /// The document that `source` is.
    pub(crate) fn new(source: Arc<Source>) -> Self {
        let range = 0..source.text().len();
        Document { source, range }
    }

    /// The part that `value`, which was borrowed from this document, is.
    pub(crate) fn part(&self, value: &RawValue) -> Self {
        let text = self.text();
        // `value` is a slice of `text`, so its address says where it is.
        let start = (value.get().as_ptr() as usize)
            .checked_sub(text.as_ptr() as usize)
            .filter(|start| start + value.get().len() <= text.len())
            .unwrap_or(0);
        let range = self.in_source(start..start + value.get().len());
        let source = Arc::clone(&self.source);
        Document { source, range }
    }

    /// Where the document comes from.
    pub(crate) fn source_name(&self) -> &str {
        self.source.name()
    }

    /// The text.
    pub(crate) fn text(&self) -> &str {
        self.source
            .text()
            .get(self.range.clone())
            .unwrap_or_default()
    }

    /// The whole.
    pub(crate) fn place(&self) -> Place {
        Place::new(&self.source, self.range.clone())
    }

    /// The place of what `path` leads to, such as
    /// `|error| error.in_field("uid").in_element(3)` for `[3].uid`.
    pub(crate) fn place_of(&self, path: impl FnOnce(JsonError) -> JsonError) -> Place {
        let here = JsonError::new(JsonErrorKind::Syntax(String::new()));
        self.place_of_error(&path(here).located(self.text()))
    }

    /// What serde makes of the text.
    pub(crate) fn parse<'a, T: Deserialize<'a>>(&'a self) -> Result<T, Failure> {
        serde_json::from_str(self.text()).map_err(|error| self.syntax_problem(&error).into())
    }

    /// What `read` makes of the text.
    pub(crate) fn read<'a, T, K: Kind>(
        &'a self,
        read: impl FnOnce(&'a str) -> Result<T, JsonError<K>>,
    ) -> Result<T, Failure> {
        read(self.text()).map_err(|error| self.problem(&error).into())
    }

    /// What `read` makes of the text, or everything that is wrong with it.
    pub(crate) fn read_all<'a, T, K: Kind, E: IntoIterator<Item = JsonError<K>>>(
        &'a self,
        read: impl FnOnce(&'a str) -> Result<T, E>,
    ) -> Result<T, Failure> {
        read(self.text()).map_err(|errors| {
            let problems = errors.into_iter().map(|error| self.problem(&error));
            Failure::from_problems(problems.collect()).unwrap_or_else(|| {
                Problem::new("this is not as expected")
                    .at(self.place())
                    .into()
            })
        })
    }

    /// An error of the text, at its place.
    pub(crate) fn problem<K: Kind>(&self, error: &JsonError<K>) -> Problem {
        let message = match error.path().is_empty() {
            true => error.kind().to_string(),
            false => format!("in `{}`: {}", error.path(), error.kind()),
        };
        let place = self.place_of_error(error);
        let help = match error.kind().syntax_message() {
            Some(message) => syntax_help(message, place.text()),
            None => error.kind().help(),
        };
        Problem::new(message)
            .help(help.map(str::to_owned))
            .at(place)
    }

    fn place_of_error<K>(&self, error: &JsonError<K>) -> Place {
        match error.place() {
            Some(place) => Place::new(&self.source, self.in_source(place.span.clone())),
            None => self.place(),
        }
    }

    fn syntax_problem(&self, error: &serde_json::Error) -> Problem {
        let offset = offset_of(self.text(), error.line(), error.column());
        let full = error.to_string();
        // The place says where; the message need not repeat it.
        let position = format!(" at line {} column {}", error.line(), error.column());
        let message = full.strip_suffix(&position).unwrap_or(&full);
        let place = Place::new(&self.source, self.in_source(offset..offset + 1));
        Problem::new(message)
            .help(syntax_help(message, place.text()).map(str::to_owned))
            .at(place)
    }

    fn in_source(&self, range: Range<usize>) -> Range<usize> {
        self.range.start + range.start..self.range.start + range.end
    }
}

impl Kind for JsonErrorKind {
    fn help(&self) -> Option<&'static str> {
        self.help()
    }

    fn syntax_message(&self) -> Option<&str> {
        match self {
            JsonErrorKind::Syntax(message) => Some(message),
            _ => None,
        }
    }
}

/// The byte offset of a line and a column as `serde_json` counts them: both
/// from 1, columns in bytes, 0 for the end of the line before.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let line_start = text
        .match_indices('\n')
        .map(|(i, _)| i + 1)
        .nth(line.wrapping_sub(2))
        .unwrap_or(0);
    (line_start + column.saturating_sub(1)).min(text.len())
}

/// What usually is behind an error of JSON's own syntax at `found`.
fn syntax_help(message: &str, found: &str) -> Option<&'static str> {
    if message.starts_with("trailing comma") {
        Some("JSON has no comma after the last element")
    } else if message.starts_with("EOF") {
        Some("the document ends before it is complete; is a `]`, `}` or `\"` missing?")
    } else if message.starts_with("key must be a string") {
        Some("JSON keys are written in double quotes")
    } else if found.starts_with('\'') {
        Some("JSON strings are written in double quotes")
    } else if found.starts_with(['/', '#']) {
        Some("JSON has no comments")
    } else if message.starts_with("expected `,`") {
        Some("is a comma missing before this?")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets() {
        let text = "ab\ncd\n";
        for ((line, column), expected) in [((1, 1), 0), ((1, 3), 2), ((2, 0), 3), ((2, 2), 4)] {
            assert_eq!(offset_of(text, line, column), expected, "{line}:{column}");
        }
    }

    #[test]
    fn parts_know_where_they_are() {
        let source = Source::new("x", " [1, {\"a\": tru}]");
        let document = Document::new(Arc::new(Source::new("x", source.text())));
        let elements: Result<Vec<&RawValue>, _> = document.parse();
        assert!(elements.is_err());
        let document = Document::new(Arc::new(Source::new("x", " [1, {\"a\": true}]")));
        let elements: Vec<&RawValue> = document.parse().unwrap();
        let part = document.part(elements[1]);
        assert_eq!(part.text(), "{\"a\": true}");
        let place = part.place_of(|error| error.in_field("a"));
        assert_eq!(place.labels()[0].range, 11..15);
    }
}
