//! From the text in data files to what the engines take. Whatever is malformed
//! is a failure of the test.

use cedar_core::ast::{Expr, ExprKind, ExprRef, FunctionName, Literal};
use cedar_core::{EntityUid, Record, Set, Value};
use libtest_mimic::Failed;
use reference_model::ErrorKind;
use serde::de::DeserializeOwned;
use std::path::Path;

/// What an expression is expected to evaluate to.
pub(crate) struct Expected {
    pub(crate) result: Result<Value, ErrorKind>,
    /// The value as it is written, if it is one.
    pub(crate) written: Option<Expr>,
}

/// The kinds of error that data files name.
pub(crate) const ERROR_KINDS: [ErrorKind; 10] = [
    ErrorKind::EntityDoesNotExist,
    ErrorKind::EntityAttributeDoesNotExist,
    ErrorKind::EntityTagDoesNotExist,
    ErrorKind::RecordAttributeDoesNotExist,
    ErrorKind::TypeError,
    ErrorKind::IntegerOverflow,
    ErrorKind::UnlinkedSlot,
    ErrorKind::UnknownFunction,
    ErrorKind::WrongNumberOfArguments,
    ErrorKind::ExtensionFunction,
];

/// Reads a TOML file.
pub(crate) fn toml<T: DeserializeOwned>(path: &Path) -> Result<T, Failed> {
    let text = std::fs::read_to_string(path)?;
    Ok(toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?)
}

/// Reads an expression.
pub(crate) fn expression(text: &str) -> Result<Expr, Failed> {
    cedar_parser::parse_expression(text).map_err(|error| format!("`{text}`: {error}").into())
}

/// Reads an entity uid.
pub(crate) fn uid(text: &str) -> Result<EntityUid, Failed> {
    match expression(text)?.root().kind() {
        ExprKind::Literal(Literal::Entity(uid)) => Ok(uid.clone()),
        _ => Err(format!("`{text}` is not an entity uid").into()),
    }
}

/// Reads an error kind.
pub(crate) fn error_kind(text: &str) -> Result<ErrorKind, Failed> {
    let named = ERROR_KINDS.into_iter().find(|kind| kind.as_str() == text);
    named.ok_or_else(|| format!("`{text}` is not an error kind").into())
}

/// Reads an outcome: exactly one of a value and an error kind.
pub(crate) fn outcome(value: Option<&str>, error: Option<&str>) -> Result<Expected, Failed> {
    match (value, error) {
        (Some(text), None) => value_of(text),
        (None, Some(text)) => error_kind(text).map(Expected::error),
        _ => Err("a case needs either a value or an error".into()),
    }
}

/// Reads a cell of a matrix: `.` for a type error, an error kind with `-`
/// between its words, or a value.
pub(crate) fn cell(text: &str) -> Result<Expected, Failed> {
    if text == "." {
        return Ok(Expected::error(ErrorKind::TypeError));
    }
    match error_kind(&text.replace('-', " ")) {
        Ok(kind) => Ok(Expected::error(kind)),
        Err(_) => value_of(text),
    }
}

impl Expected {
    fn error(kind: ErrorKind) -> Self {
        Expected {
            result: Err(kind),
            written: None,
        }
    }
}

/// Reads a value that is written out: literals, sets, records and constructors
/// of extension types, so that no engine has a part in it.
fn value_of(text: &str) -> Result<Expected, Failed> {
    let written = expression(text)?;
    let value = written_out(written.root()).ok_or_else(|| format!("`{text}` is not a value"))?;
    Ok(Expected {
        result: Ok(value),
        written: Some(written),
    })
}

fn written_out(expr: ExprRef<'_>) -> Option<Value> {
    let child = |id| written_out(expr.child(id));
    match expr.kind() {
        ExprKind::Literal(literal) => Some(Value::from(literal)),
        ExprKind::Set(elements) => {
            let elements = elements.iter().map(|id| child(*id));
            Some(Value::Set(elements.collect::<Option<Set>>()?))
        }
        ExprKind::Record(fields) => {
            let fields = fields
                .iter()
                .map(|(key, id)| Some((key.clone(), child(*id)?)));
            let fields = fields.collect::<Option<Vec<_>>>()?;
            Record::from_fields(fields).ok().map(Value::Record)
        }
        ExprKind::Call(FunctionName::Known(function), arguments) => {
            let [literal] = &**arguments else { return None };
            let literal = child(*literal)?;
            function
                .is_constructor()
                .then(|| function.call(&[literal]).ok())?
        }
        _ => None,
    }
}
