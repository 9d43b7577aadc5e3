//! What can be wrong with a text, in words for the person who wrote it.

use cedar_core::Span;
use cedar_core::ast::{MAX_EXPRESSION_DEPTH, NameError};
use std::fmt;
use thiserror::Error;

use crate::policy::MAX_NESTING;
use crate::schema::SchemaTextErrorKind;

/// Everything that is wrong with a text, in the order of the text.
///
/// INVARIANT: there is at least one error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseErrors(Vec<ParseError>);

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// What is wrong; its `Display` is the message.
    pub kind: ParseErrorKind,
    /// The text at fault. At the end of the input it is empty.
    pub span: Span,
    /// What to write under the text at fault, if that says more than the message.
    pub label: Option<String>,
    /// How to put it right, if there is a good guess.
    pub hint: Option<String>,
    /// A second place that has to do with it, such as the bracket that is not closed.
    pub related: Option<Box<(Span, String)>>,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ParseErrorKind {
    /// The text does not fit 32-bit offsets.
    #[error("the text is longer than 4 GiB")]
    SourceTooLarge,
    /// A character that begins no token.
    #[error("unexpected character `{}`", .0.escape_debug())]
    UnexpectedCharacter(char),
    /// A string without an end.
    #[error("this string has no closing `\"`")]
    UnterminatedString,
    /// A string in single quotes.
    #[error("strings are written in double quotes")]
    SingleQuotedString,
    /// A backslash before a line break.
    #[error("a string cannot continue after a backslash at the end of a line")]
    BackslashAtEndOfLine,
    /// A backslash sequence that means nothing.
    #[error("`{0}` is not an escape sequence")]
    InvalidEscape(String),
    /// A raw carriage return within a string.
    #[error("a carriage return within a string must be written `\\r`")]
    RawCarriageReturn,
    /// An integer beyond 64 bits.
    #[error("the integer `{0}` is too large: the largest is 9223372036854775807")]
    IntegerTooLarge(String),

    /// A token where another was expected.
    #[error("unexpected {found}")]
    UnexpectedToken {
        /// The token, as messages quote it.
        found: String,
        /// What could stand there, most general first.
        expected: Vec<String>,
    },
    /// The text ends too early.
    #[error("unexpected end of input")]
    UnexpectedEnd {
        /// What could stand there, most general first.
        expected: Vec<String>,
    },
    /// A policy without `;`.
    #[error("expected `;` at the end of the policy")]
    MissingSemicolon,
    /// Too many open brackets.
    #[error("brackets are nested more than {MAX_NESTING} levels deep")]
    NestedTooDeeply,
    /// An expression that is too deep.
    #[error("this expression is nested more than {MAX_EXPRESSION_DEPTH} levels deep")]
    ExpressionTooDeep,

    /// Neither `permit` nor `forbid`.
    #[error("a policy starts with `permit` or `forbid`, not `{0}`")]
    UnknownEffect(String),
    /// The scope ends too early.
    #[error("the scope lacks `{0}`")]
    MissingScopeVariable(&'static str),
    /// Another word where a scope variable must stand.
    #[error("expected `{expected}` in the scope, found `{found}`")]
    WrongScopeVariable {
        /// What was written.
        found: String,
        /// What must stand there.
        expected: &'static str,
    },
    /// The scope has a fourth element.
    #[error("the scope has exactly `principal`, `action` and `resource`")]
    ExtraScopeElement,
    /// An operator that scopes do not have.
    #[error("`{0}` cannot be used in the scope")]
    InvalidScopeOperator(&'static str),
    /// `is` and `==` on one variable.
    #[error("`is` cannot be combined with `==`")]
    IsWithEqual,
    /// `in … is …`.
    #[error("`is` must come before `in`")]
    IsAfterIn,
    /// A set for the principal or resource, or after `==`.
    #[error("a set of entities can only stand after `action in`")]
    SetNotAllowed,
    /// A set within a set of actions.
    #[error("a set of actions cannot contain a set")]
    NestedActionSet,
    /// `action is …`.
    #[error("`is` cannot be used with `action` in the scope")]
    IsOnAction,
    /// An action that is not an `Action`.
    #[error("`{0}` is not an action: its type must be `Action` or end in `::Action`")]
    NotAnAction(String),
    /// A slot for the action.
    #[error("there is no slot for the action")]
    SlotForAction,
    /// Another slot than the variable's own.
    #[error("only the slot `{expected}` can stand here")]
    WrongSlot {
        /// The slot of this variable.
        expected: &'static str,
    },
    /// Neither `when` nor `unless`.
    #[error("a condition starts with `when` or `unless`, not `{0}`")]
    UnknownCondition(String),
    /// `when {}`.
    #[error("the `{0}` condition is empty")]
    EmptyCondition(&'static str),
    /// A slot outside the scope.
    #[error("the slot `{0}` can only be used in the scope")]
    SlotInCondition(String),
    /// A key used twice.
    #[error("the annotation `@{0}` is given twice")]
    DuplicateAnnotation(String),

    /// A reserved word where an identifier must stand.
    #[error("`{0}` is reserved and cannot be used as a name here")]
    ReservedWord(String),
    /// A path with a reserved component.
    #[error("`{name}` contains `{component}`, which is reserved")]
    ReservedName {
        /// The whole path.
        name: String,
        /// The component.
        component: String,
    },
    /// `Type::{…}`.
    #[error("an entity is written with a string: `{0}::\"id\"`")]
    InvalidEntity(String),
    /// An identifier that is no variable.
    #[error("`{0}` is not a variable")]
    UnknownVariable(String),
    /// A slot with another name.
    #[error("`{0}` is not a slot")]
    UnknownSlot(String),
    /// A call of something that is no function.
    #[error("`{0}` is not a function")]
    UnknownFunction(String),
    /// A call of a method on nothing.
    #[error("`{0}` is a method, not a function")]
    MethodAsFunction(String),
    /// A call of something that is no method.
    #[error("`{0}` is not a method")]
    UnknownMethod(String),
    /// A constructor called as a method.
    #[error("`{0}` is a function, not a method")]
    FunctionAsMethod(String),
    /// A call of something that has no name.
    #[error("only a function or a method can be called")]
    NotCallable,
    /// A built-in method with too many or too few arguments.
    #[error("`{method}` takes {}, not {actual}", arguments(*.expected))]
    WrongNumberOfArguments {
        /// The method.
        method: &'static str,
        /// How many it takes.
        expected: usize,
        /// How many were given.
        actual: usize,
    },
    /// More than four signs in a row.
    #[error("more than four `{0}` in a row")]
    TooManyUnaryOperators(char),
    /// `a < b < c`.
    #[error("comparisons cannot be chained")]
    ChainedRelations,
    /// An operator of other languages.
    #[error("Cedar has no operator `{0}`")]
    UnknownOperator(&'static str),
    /// More than an attribute after `has`, a pattern after `like`, or a type after `is`.
    #[error("the right-hand side of `{operator}` must be {expected}")]
    InvalidRightSide {
        /// `has`, `like` or `is`.
        operator: &'static str,
        /// What must stand there.
        expected: &'static str,
    },
    /// A key used twice in a record.
    #[error("the key `{0}` occurs twice in this record")]
    DuplicateKey(String),

    /// A mistake that only schemas can have.
    #[error(transparent)]
    Schema(#[from] SchemaTextErrorKind),

    /// A text that must be one policy holds another number of them.
    #[error("expected exactly one policy, found {0}")]
    NotOnePolicy(usize),
    /// A template where a static policy must stand.
    #[error("the slot `{0}` makes this a template, not a static policy")]
    TemplateNotAllowed(&'static str),
    /// A static policy where a template must stand.
    #[error("this policy has no slot, so it is not a template")]
    NotATemplate,
}

impl ParseErrors {
    /// The errors in the order of the text; at least one.
    pub fn iter(&self) -> std::slice::Iter<'_, ParseError> {
        self.0.iter()
    }

    /// The errors, if there are any.
    pub(crate) fn from_vec(mut errors: Vec<ParseError>) -> Option<Self> {
        errors.sort_by_key(|error| error.span.range().map_or(usize::MAX, |range| range.start));
        (!errors.is_empty()).then_some(ParseErrors(errors))
    }
}

impl From<ParseError> for ParseErrors {
    fn from(error: ParseError) -> Self {
        ParseErrors(vec![error])
    }
}

impl IntoIterator for ParseErrors {
    type Item = ParseError;
    type IntoIter = std::vec::IntoIter<ParseError>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a ParseErrors {
    type Item = &'a ParseError;
    type IntoIter = std::slice::Iter<'a, ParseError>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The messages, one a line. With the source at hand,
/// [`render_errors`](crate::render_errors) says more.
impl fmt::Display for ParseErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.0.iter().enumerate() {
            let separator = if i == 0 { "" } else { "\n" };
            write!(f, "{separator}{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ParseErrors {}

impl ParseError {
    pub(crate) fn new(kind: ParseErrorKind, span: Span) -> Self {
        let label = match &kind {
            ParseErrorKind::UnexpectedToken { expected, .. }
            | ParseErrorKind::UnexpectedEnd { expected } => expected_label(expected),
            _ => None,
        };
        ParseError {
            kind,
            span,
            label,
            hint: None,
            related: None,
        }
    }

    /// A name that cannot be one.
    pub(crate) fn invalid_name(error: NameError, span: Span) -> Self {
        let kind = match error {
            NameError::Reserved { name, component } if name == component => {
                ParseErrorKind::ReservedWord(component.into())
            }
            NameError::Reserved { name, component } => ParseErrorKind::ReservedName {
                name: quotable(&name),
                component: component.into(),
            },
            NameError::NotNormalized(name) => ParseErrorKind::UnexpectedToken {
                found: format!("`{}`", quotable(&name)),
                expected: vec!["a name".to_owned()],
            },
        };
        ParseError::new(kind, span)
    }

    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn with_hint_if_any(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)?;
        match &self.label {
            Some(label) => write!(f, ": {label}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ParseError {}

/// `text` as messages may quote it: characters that a terminal would act upon
/// are spelled out, and a long text is cut.
pub(crate) fn quotable(text: &str) -> String {
    const LONGEST: usize = 80;
    let mut quoted = String::new();
    for (i, c) in text.chars().enumerate() {
        if i == LONGEST {
            quoted.push('…');
            break;
        }
        if is_unprintable(c) {
            quoted.extend(c.escape_unicode());
        } else {
            quoted.push(c);
        }
    }
    quoted
}

/// Whether a character controls the terminal or the direction of text.
pub(crate) fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// `expected a, b or c`
fn expected_label(expected: &[String]) -> Option<String> {
    let (last, before) = expected.split_last()?;
    if before.is_empty() {
        return Some(format!("expected {last}"));
    }
    Some(format!("expected {} or {last}", before.join(", ")))
}

fn arguments(count: usize) -> String {
    match count {
        0 => "no arguments".to_owned(),
        1 => "1 argument".to_owned(),
        n => format!("{n} arguments"),
    }
}
