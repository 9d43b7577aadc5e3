//! What can be wrong with a JSON document.

use super::locate::locate;
use super::path::{JsonPath, JsonStep};
use super::tree::{JsonType, MAX_JSON_DEPTH};
use crate::ast::{
    EntityUid, ExpressionTooDeep, InvalidAnnotationKey, LinkError, NameError, PolicySetError,
    SlotId, StaticPolicyHasSlots,
};
use crate::entities::EntitiesError;
use crate::evaluator::EvaluationErrorKind;
use smol_str::SmolStr;
use std::fmt;
use std::ops::Range;
use thiserror::Error;

/// An error in a JSON document: what is wrong and where.
///
/// `K` is [`JsonErrorKind`], or a wider enum of a reader that knows more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JsonError<K = JsonErrorKind>(Box<Parts<K>>);

#[derive(Clone, PartialEq, Eq, Debug)]
struct Parts<K> {
    kind: K,
    path: JsonPath,
    on_key: bool,
    place: Option<Place>,
}

/// A place in the source of a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The bytes to underline; empty at the end of the source.
    pub span: Range<usize>,
    /// The line of the first of them, from one.
    pub line: usize,
    /// The character of the line, from one.
    pub column: usize,
}

/// The kinds of error in a JSON document.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum JsonErrorKind {
    /// The text is not JSON.
    #[error("{0}")]
    Syntax(String),
    /// Arrays and objects nest too deep.
    #[error("arrays and objects are nested more than {MAX_JSON_DEPTH} levels deep")]
    TooDeep,
    /// A value of another type was expected.
    #[error("expected {expected}, got {actual}")]
    UnexpectedType {
        /// What was expected.
        expected: &'static str,
        /// What is there.
        actual: JsonType,
    },
    /// An object lacks a field.
    #[error("missing field `{0}`")]
    MissingField(&'static str),
    /// An object has a field that means nothing here.
    #[error("unknown field, expected {}", OneOf(expected))]
    UnknownField {
        /// The fields that there could be.
        expected: &'static [&'static str],
    },
    /// A key occurs twice in an object.
    #[error("the key `{0}` occurs two or more times in the same object")]
    DuplicateKey(SmolStr),
    /// A text is none of those that mean something here.
    #[error("unknown {what} `{found}`, expected {}", OneOf(expected))]
    UnknownWord {
        /// What the text stands for.
        what: &'static str,
        /// The text.
        found: SmolStr,
        /// The texts that there could be.
        expected: &'static [&'static str],
    },
    /// `null` is no value.
    #[error("found a `null`, which is not a value in Cedar")]
    Null,
    /// A number is not an integer in the range of 64 bits.
    #[error("this number is not a 64-bit signed integer")]
    NotALong,
    /// The `__expr` escape of early versions.
    #[error("the `__expr` escape is no longer supported")]
    ExprEscape,
    /// A text is not a name.
    #[error(transparent)]
    InvalidName(#[from] NameError),
    /// A text cannot be the key of an annotation.
    #[error(transparent)]
    InvalidAnnotationKey(#[from] InvalidAnnotationKey),
    /// An extension value cannot be made.
    #[error("{0}")]
    Evaluation(EvaluationErrorKind),
    /// The name of an extension function is unknown and not even a name.
    #[error("extension function `{0}` does not exist")]
    NoSuchFunction(SmolStr),
    /// An action has a parent that is not an action.
    #[error("action `{action}` has a non-action parent `{parent}`")]
    NonActionParent {
        /// The action.
        action: EntityUid,
        /// Its parent.
        parent: EntityUid,
    },
    /// Entities that each are fine do not make a store.
    #[error(transparent)]
    Entities(#[from] EntitiesError),
    /// An action was expected.
    #[error("expected an entity uid with type `Action` but got `{0}`")]
    NotAnAction(EntityUid),
    /// A slot has the wrong name for its position.
    #[error("expected the slot `{expected}` in this position, got `{found}`")]
    MisplacedSlot {
        /// The only slot that the position can have.
        expected: SlotId,
        /// What is there.
        found: SmolStr,
    },
    /// A slot in a condition.
    #[error("found template slot `{0}` in a condition")]
    SlotInCondition(SlotId),
    /// An expression object must have exactly one key.
    #[error("an object for an expression must have exactly one key, but this has {0}")]
    NotOneKey(usize),
    /// `has` needs attributes.
    #[error("expected at least one attribute")]
    NoAttribute,
    /// An expression is too deep.
    #[error(transparent)]
    ExpressionTooDeep(#[from] ExpressionTooDeep),
    /// A static policy has slots.
    #[error(transparent)]
    StaticPolicyHasSlots(#[from] StaticPolicyHasSlots),
    /// Policies that each are fine do not make a set.
    #[error(transparent)]
    PolicySet(#[from] PolicySetError),
    /// A link does not fit its template.
    #[error(transparent)]
    Link(#[from] LinkError),
}

impl JsonErrorKind {
    /// How to put it right, where that can be said.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            JsonErrorKind::Null => Some("leave the attribute out instead"),
            JsonErrorKind::NotALong => Some(
                "write integers without fraction or exponent; \
                 other numbers need an extension type: `{\"__extn\": {\"fn\": \"decimal\", \"arg\": \"1.5\"}}`",
            ),
            JsonErrorKind::ExprEscape => Some(
                "to create an entity reference, use `__entity`; \
                 to create an extension value, use `__extn`",
            ),
            JsonErrorKind::NonActionParent { .. } => {
                Some("parents of actions need to have type `Action` themselves, perhaps namespaced")
            }
            JsonErrorKind::NotAnAction(_) => {
                Some("action entities must have type `Action`, optionally in a namespace")
            }
            JsonErrorKind::MisplacedSlot { .. } => {
                Some("principal slots must be named `?principal` and resource slots `?resource`")
            }
            JsonErrorKind::SlotInCondition(_) => {
                Some("slots can only stand in the scope of a template")
            }
            JsonErrorKind::StaticPolicyHasSlots(_) => {
                Some("put the policy under `templates`, or give an entity instead of the slot")
            }
            JsonErrorKind::UnexpectedType {
                expected: super::uid::EXPECTED_UID,
                actual: JsonType::String,
            } => Some("write `{\"type\": \"User\", \"id\": \"alice\"}` for `User::\"alice\"`"),
            _ => None,
        }
    }
}

impl<K> JsonError<K> {
    /// An error in the value that is being read, whose path is still to come.
    pub fn new(kind: impl Into<K>) -> Self {
        JsonError(Box::new(Parts {
            kind: kind.into(),
            path: JsonPath::default(),
            on_key: false,
            place: None,
        }))
    }

    /// The same error in the field `key` of an object.
    #[must_use]
    pub fn in_field(mut self, key: &str) -> Self {
        self.0.path.prepend(JsonStep::Key(key.into()));
        self
    }

    /// The same error in the element `index` of an array.
    #[must_use]
    pub fn in_element(mut self, index: usize) -> Self {
        self.0.path.prepend(JsonStep::Index(index));
        self
    }

    /// The same error about the key at the end of its path, not about the value.
    #[must_use]
    pub fn on_key(mut self) -> Self {
        self.0.on_key = true;
        self
    }

    /// The same error with its place in `source`, the whole document.
    #[must_use]
    pub fn located(mut self, source: &str) -> Self {
        if self.0.place.is_none() {
            self.0.place =
                locate(source, &self.0.path, self.0.on_key).map(|span| Place::new(source, span));
        }
        self
    }

    /// The same error of a wider kind.
    pub fn map_kind<L>(self, wider: impl FnOnce(K) -> L) -> JsonError<L> {
        let Parts {
            kind,
            path,
            on_key,
            place,
        } = *self.0;
        JsonError(Box::new(Parts {
            kind: wider(kind),
            path,
            on_key,
            place,
        }))
    }

    /// What is wrong.
    pub fn kind(&self) -> &K {
        &self.0.kind
    }

    /// The path of the value that is wrong; empty for errors of syntax.
    pub fn path(&self) -> &JsonPath {
        &self.0.path
    }

    /// Where it stands in the source, when the source was at hand.
    pub fn place(&self) -> Option<&Place> {
        self.0.place.as_ref()
    }
}

impl JsonError {
    /// How to put it right, where that can be said.
    pub fn help(&self) -> Option<&'static str> {
        self.kind().help()
    }

    /// An error of the JSON parser, which knows line and byte column.
    pub(super) fn from_parser(error: &serde_json::Error, source: &str) -> Self {
        let text = error.to_string();
        let suffix = format!(" at line {} column {}", error.line(), error.column());
        let message = text.strip_suffix(&suffix).unwrap_or(&text);
        let mut result = JsonError::new(if message == "recursion limit exceeded" {
            JsonErrorKind::TooDeep
        } else {
            JsonErrorKind::Syntax(message.to_owned())
        });
        let offset = offset_of(source, error.line(), error.column());
        let width = source.get(offset..).and_then(|rest| rest.chars().next());
        let end = offset + width.map_or(0, char::len_utf8);
        result.0.place = Some(Place::new(source, offset..end));
        result
    }
}

impl Place {
    fn new(source: &str, span: Range<usize>) -> Self {
        let before = source.get(..span.start).unwrap_or(source);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        let column = before.get(line_start..).unwrap_or("").chars().count() + 1;
        Place { span, line, column }
    }
}

/// The byte offset of a line and byte column, both from one, moved to the
/// start of a character.
fn offset_of(source: &str, line: usize, column: usize) -> usize {
    let line_start: usize = source
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let mut offset = (line_start + column.saturating_sub(1)).min(source.len());
    while !source.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

impl<K: fmt::Display> fmt::Display for JsonError<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path().is_empty() {
            write!(f, "in `{}`: ", self.path())?;
        }
        write!(f, "{}", self.kind())?;
        match self.place() {
            Some(place) => write!(f, " at line {} column {}", place.line, place.column),
            None => Ok(()),
        }
    }
}

impl<K: fmt::Debug + fmt::Display> std::error::Error for JsonError<K> {}

struct OneOf<'a>(&'a [&'static str]);

impl fmt::Display for OneOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => f.write_str("none"),
            [only] => write!(f, "`{only}`"),
            [first, rest @ ..] => {
                write!(f, "one of `{first}`")?;
                rest.iter().try_for_each(|word| write!(f, ", `{word}`"))
            }
        }
    }
}
