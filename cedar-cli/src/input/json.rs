//! JSON documents, and what can be wrong with them.

use super::Source;
use crate::report::{Failure, Label, Place, Problem};
use cedar_core::json::{JsonError, JsonErrorKind};
use serde::de::DeserializeOwned;
use std::fmt;
use std::sync::Arc;

/// The document that `source` is, for files that only this program has.
pub(crate) fn parse<T: DeserializeOwned>(source: &Arc<Source>) -> Result<T, Failure> {
    serde_json::from_str(source.text()).map_err(|error| syntax_problem(source, &error).into())
}

/// What `read` makes of the document that `source` is.
pub(crate) fn read<T>(
    source: &Arc<Source>,
    read: impl FnOnce(&str) -> Result<T, JsonError>,
) -> Result<T, Failure> {
    read(source.text()).map_err(|error| problem(source, &error).into())
}

/// The error of a document, at its place.
pub(crate) fn problem<K>(source: &Arc<Source>, error: &JsonError<K>) -> Problem
where
    K: fmt::Display + HasHelp,
{
    let message = match error.path().is_empty() {
        true => error.kind().to_string(),
        false => format!("in `{}`: {}", error.path(), error.kind()),
    };
    let problem = Problem::new(message).help(error.kind().help_text().map(str::to_owned));
    match error.place() {
        Some(place) => problem.at(Place::new(source, place.span.clone())),
        None => problem.because(format!("`{}` is at fault", source.name())),
    }
}

/// The place in `source` of what `path` leads to, such as
/// `|error| error.in_field("uid").in_element(3)` for `[3].uid`.
pub(crate) fn place(
    source: &Arc<Source>,
    path: impl FnOnce(JsonError) -> JsonError,
) -> Option<Place> {
    let here = JsonError::new(JsonErrorKind::Syntax(String::new()));
    let error = path(here).located(source.text());
    let span = error.place()?.span.clone();
    Some(Place::new(source, span))
}

/// Kinds of error that may know how to put them right.
pub(crate) trait HasHelp {
    /// How to put it right.
    fn help_text(&self) -> Option<&'static str>;
}

impl HasHelp for JsonErrorKind {
    fn help_text(&self) -> Option<&'static str> {
        self.help().or(match self {
            JsonErrorKind::Syntax(message) => syntax_help(message),
            _ => None,
        })
    }
}

fn syntax_problem(source: &Arc<Source>, error: &serde_json::Error) -> Problem {
    let offset = source.offset_of(error.line(), error.column());
    let full = error.to_string();
    // The place says where; the message need not repeat it.
    let position = format!(" at line {} column {}", error.line(), error.column());
    let message = full.strip_suffix(&position).unwrap_or(&full);
    let label = Label {
        range: offset..offset + 1,
        text: None,
    };
    Problem::new(message)
        .at(Place::labelled(source, label, []))
        .help(syntax_help(message).map(str::to_owned))
}

/// What usually is behind an error of JSON's own syntax.
fn syntax_help(message: &str) -> Option<&'static str> {
    if message.starts_with("trailing comma") {
        Some("JSON has no comma after the last element")
    } else if message.starts_with("EOF") {
        Some("the document ends before it is complete; is a `]`, `}` or `\"` missing?")
    } else if message.starts_with("key must be a string") {
        Some("JSON keys are written in double quotes")
    } else if message.starts_with("expected value") {
        Some("JSON has no comments and no single quotes; strings are written in double quotes")
    } else if message.starts_with("expected `,`") {
        Some("is a comma missing before this?")
    } else {
        None
    }
}
