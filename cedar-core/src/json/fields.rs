//! Objects with a fixed set of fields.

use super::error::{JsonError, JsonErrorKind};
use super::tree::{Json, JsonEntry};
use std::collections::HashSet;

/// Checks that no key of an object with free keys occurs twice.
///
/// # Errors
/// When one does.
pub(super) fn check_distinct(entries: &[JsonEntry<'_>]) -> Result<(), JsonError> {
    let mut seen = HashSet::with_capacity(entries.len());
    match entries.iter().find(|(key, _)| !seen.insert(*key)) {
        Some((key, _)) => Err(JsonError::new(JsonErrorKind::DuplicateKey((*key).into()))
            .in_field(key)
            .on_key()),
        None => Ok(()),
    }
}

/// The fields of an object, to be read by name.
///
/// A field that occurs twice is an error when it is read; fields that are never
/// read are ignored unless [`Fields::only`] refuses them.
#[derive(Clone, Copy)]
pub struct Fields<'j, 's> {
    entries: &'j [JsonEntry<'s>],
}

impl<'j, 's> Fields<'j, 's> {
    /// The fields of `json`.
    ///
    /// # Errors
    /// When it is not an object; `expected` says what should be here.
    pub fn of(json: &'j Json<'s>, expected: &'static str) -> Result<Self, JsonError> {
        json.as_object(expected).map(|entries| Fields { entries })
    }

    /// The same fields, none of which is beside those named.
    ///
    /// # Errors
    /// When there is another field.
    pub fn only(self, expected: &'static [&'static str]) -> Result<Self, JsonError> {
        match self.entries.iter().find(|(key, _)| !expected.contains(key)) {
            Some((key, _)) => Err(JsonError::new(JsonErrorKind::UnknownField { expected })
                .in_field(key)
                .on_key()),
            None => Ok(self),
        }
    }

    /// Whether there is a field `name`.
    pub fn has(self, name: &str) -> bool {
        self.entries.iter().any(|(key, _)| *key == name)
    }

    /// What `read` makes of the field `name`.
    ///
    /// # Errors
    /// When the field is missing or occurs twice, or as `read`.
    pub fn required<T, K: From<JsonErrorKind>>(
        self,
        name: &'static str,
        read: impl FnOnce(&'j Json<'s>) -> Result<T, JsonError<K>>,
    ) -> Result<T, JsonError<K>> {
        self.optional(name, read)?
            .ok_or_else(|| JsonError::new(JsonErrorKind::MissingField(name)))
    }

    /// What `read` makes of the field `name`, if there is one.
    ///
    /// # Errors
    /// When the field occurs twice, or as `read`.
    pub fn optional<T, K: From<JsonErrorKind>>(
        self,
        name: &'static str,
        read: impl FnOnce(&'j Json<'s>) -> Result<T, JsonError<K>>,
    ) -> Result<Option<T>, JsonError<K>> {
        let mut found = self.entries.iter().filter(|(key, _)| *key == name);
        let Some((_, value)) = found.next() else {
            return Ok(None);
        };
        if found.next().is_some() {
            return Err(JsonError::new(JsonErrorKind::DuplicateKey(name.into()))
                .in_field(name)
                .on_key());
        }
        read(value).map(Some).map_err(|error| error.in_field(name))
    }
}
