//! Contexts: a value that is a record.

use super::error::{JsonError, JsonErrorKind};
use super::tree::{Duplicates, Json, JsonArena};
use super::value::{FieldsJson, check_keys, read_value};
use super::write::ToJsonError;
use crate::evaluator::EvaluationErrorKind;
use crate::request::Context;
use crate::value::{Value, ValueType};
use serde::Serialize;

/// Reads a context.
///
/// # Errors
/// When it is not a record, or as [`read_value`].
pub fn read_context(json: &Json<'_>) -> Result<Context, JsonError> {
    json.as_object("an object")?;
    match read_value(json)? {
        Value::Record(record) => Ok(Context::from_record(record)),
        other => Err(JsonError::new(JsonErrorKind::Evaluation(
            EvaluationErrorKind::TypeError {
                expected: vec![ValueType::Record],
                actual: other.value_type(),
            },
        ))),
    }
}

impl Context {
    /// Reads a context from JSON. Of a repeated key the last one counts.
    ///
    /// # Errors
    /// As [`read_context`], or when the source is not JSON.
    pub fn from_json_str(source: &str) -> Result<Self, JsonError> {
        let arena = JsonArena::default();
        let tree = Json::parse(source, Duplicates::LastWins, &arena)?;
        read_context(&tree).map_err(|error| error.located(source))
    }

    /// The context in its JSON form, with explicit escapes.
    ///
    /// # Errors
    /// When a record in it has a key that is an escape.
    pub fn to_json(&self) -> Result<impl Serialize + '_, ToJsonError> {
        check_keys(&Value::Record(self.record().clone()))?;
        Ok(FieldsJson(self.record()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::test_support::check_error;

    #[test]
    fn the_last_of_a_repeated_key_counts() {
        for (source, expected) in [
            (r#"{}"#, "{}"),
            (r#"{"a": 1, "a": 2}"#, r#"{"a": 2}"#),
            (
                r#"{"a": null, "a": {"b": 1.5, "b": 3}}"#,
                r#"{"a": {"b": 3}}"#,
            ),
            (
                r#"{"a": {"__entity": 1, "__entity": {"type": "U", "id": "x"}}}"#,
                r#"{"a": U::"x"}"#,
            ),
        ] {
            let context = Context::from_json_str(source).unwrap();
            let value = Value::Record(context.record().clone());
            assert_eq!(value.to_string(), expected, "{source}");
        }
    }

    #[test]
    fn a_context_is_a_record() {
        for (source, message) in [
            ("[]", "expected an object, got an array at line 1 column 1"),
            ("null", "expected an object, got `null` at line 1 column 1"),
            (
                r#"{"__entity": {"type": "U", "id": "x"}}"#,
                "type error: expected record, got entity at line 1 column 1",
            ),
            (
                r#"{"__extn": {"fn": "ip", "arg": "::1"}}"#,
                "type error: expected record, got ipaddr at line 1 column 1",
            ),
            (
                r#"{"a": [1, null]}"#,
                "in `a[1]`: found a `null`, which is not a value in Cedar at line 1 column 11",
            ),
        ] {
            check_error(source, Context::from_json_str(source), message);
        }
    }

    #[test]
    fn round_trip() {
        let source = r#"{"a":{"__extn":{"fn":"ip","arg":"::1"}},"b":[1,2]}"#;
        let context = Context::from_json_str(source).unwrap();
        let written = serde_json::to_string(&context.to_json().unwrap()).unwrap();
        assert_eq!(written, source);
        // The whole context is a value, so its keys must not look like an escape.
        let context = Context::from_json_str(r#"{"__entity": 1, "b": 2}"#).unwrap();
        assert!(context.to_json().is_err());
    }
}
