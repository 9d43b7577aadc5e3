//! Contexts: a value that is a record.

use super::error::JsonError;
use super::tree::{Duplicates, Json};
use super::value::{FieldsJson, check_keys, read_value};
use super::write::ToJsonError;
use crate::request::Context;
use crate::value::Value;
use serde::Serialize;

const EXPECTED_CONTEXT: &str = "an object that is a record";

/// Reads a context.
///
/// # Errors
/// When it is not a record, or as [`read_value`].
pub fn read_context(json: &Json<'_>) -> Result<Context, JsonError> {
    json.as_object(EXPECTED_CONTEXT)?;
    match read_value(json)? {
        Value::Record(record) => Ok(Context::from_record(record)),
        _ => Err(json.unexpected(EXPECTED_CONTEXT)),
    }
}

impl Context {
    /// Reads a context from JSON. Of a repeated key the last one counts.
    ///
    /// # Errors
    /// As [`read_context`], or when the source is not JSON.
    pub fn from_json_str(source: &str) -> Result<Self, JsonError> {
        let tree = Json::parse(source, Duplicates::LastWins)?;
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
