//! Names, places and values in serialised form: text as Cedar writes it.

use crate::ast::{Annotations, ConditionKind, Span};
use crate::evaluator::EvaluationError;
use crate::value::Value;
use serde::ser::{SerializeMap, Serializer};
use std::fmt::{self, Write as _};

/// The longest text of a value, in characters; the rest is shown as `…`.
pub const MAX_VALUE_TEXT: usize = 300;

/// A value as Cedar writes it, cut after [`MAX_VALUE_TEXT`] characters.
#[derive(Clone, Copy, Debug)]
pub struct ValueText<'a>(pub &'a Value);

impl fmt::Display for ValueText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut cut = Cut {
            text: String::new(),
            left: MAX_VALUE_TEXT,
        };
        // Values nest as deep as their text is long at least, so the limit
        // bounds the recursion as well.
        let is_whole = write!(cut, "{}", self.0).is_ok();
        f.write_str(&cut.text)?;
        f.write_str(if is_whole { "" } else { "…" })
    }
}

/// Takes so many characters and then refuses.
struct Cut {
    text: String,
    left: usize,
}

impl fmt::Write for Cut {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for c in text.chars() {
            self.left = self.left.checked_sub(1).ok_or(fmt::Error)?;
            self.text.push(c);
        }
        Ok(())
    }
}

/// What has a text form, as that text.
pub(super) fn display<T: fmt::Display, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// The same for several.
pub(super) fn all<T: fmt::Display, S: Serializer>(
    values: &[T],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(values.iter().map(|value| value.to_string()))
}

/// The same for what may be absent.
pub(super) fn optional<T: fmt::Display, S: Serializer>(
    value: &Option<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.collect_str(value),
        None => serializer.serialize_none(),
    }
}

/// A value as Cedar text; `null` where there is none.
pub(super) fn value<S: Serializer>(
    value: &Option<Value>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.collect_str(&ValueText(value)),
        None => serializer.serialize_none(),
    }
}

/// The byte offsets `start` and `end`; `null` for what was not read from text.
pub(super) fn span<S: Serializer>(span: &Span, serializer: S) -> Result<S::Ok, S::Error> {
    let Some(range) = span.range() else {
        return serializer.serialize_none();
    };
    let mut map = serializer.serialize_map(Some(2))?;
    map.serialize_entry("start", &range.start)?;
    map.serialize_entry("end", &range.end)?;
    map.end()
}

/// Message, hint and place of an error.
pub(super) fn error<S: Serializer>(
    error: &EvaluationError,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("message", &error.to_string())?;
    if let Some(hint) = error.kind().hint() {
        map.serialize_entry("hint", &hint)?;
    }
    if let Some(range) = error.span().range() {
        let place = [("start", range.start), ("end", range.end)];
        map.serialize_entry("span", &std::collections::BTreeMap::from(place))?;
    }
    map.end()
}

/// The texts of annotations by key.
pub(super) fn annotations<S: Serializer>(
    annotations: &Annotations,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(
        annotations
            .iter()
            .map(|(key, annotation)| (key.as_str(), annotation.text())),
    )
}

/// `when` or `unless`.
pub(super) fn condition_kind<S: Serializer>(
    kind: &ConditionKind,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match kind {
        ConditionKind::When => "when",
        ConditionKind::Unless => "unless",
    })
}
