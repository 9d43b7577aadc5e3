//! The JSON form of schemas.

mod error;
mod fields;
mod read;
mod read_type;
mod write;

pub use error::SchemaJsonErrorKind;
pub use write::SchemaJson;

use super::fragment::SchemaFragment;
use cedar_core::json::{Duplicates, Json, JsonArena, JsonError};
use fields::{Errors, Places};
use std::fmt;

/// One thing that is wrong with a schema in JSON, and where.
pub type SchemaJsonError = JsonError<SchemaJsonErrorKind>;

/// Everything that is wrong with the form of a schema in JSON, in the order of
/// the source.
///
/// INVARIANT: there is at least one error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaJsonErrors(Vec<SchemaJsonError>);

impl SchemaFragment {
    /// Reads a fragment from JSON.
    ///
    /// # Errors
    /// It is not JSON, or parts of it have not the form of a schema; of each
    /// declaration and of each attribute what is wrong first.
    pub fn from_json_str(source: &str) -> Result<Self, SchemaJsonErrors> {
        let arena = JsonArena::default();
        let tree = Json::parse(source, Duplicates::Keep, &arena)
            .map_err(|error| SchemaJsonErrors::of(error.into(), Some(source)))?;
        read::read_fragment(&tree, Places::of(Some(source)))
            .map_err(|errors| SchemaJsonErrors::of(errors, Some(source)))
    }

    /// Reads a fragment from a JSON document that was read with
    /// [`Duplicates::Keep`]. Its parts have no places.
    ///
    /// # Errors
    /// As [`SchemaFragment::from_json_str`].
    pub fn from_json(json: &Json<'_>) -> Result<Self, SchemaJsonErrors> {
        read::read_fragment(json, Places::of(None))
            .map_err(|errors| SchemaJsonErrors::of(errors, None))
    }

    /// The fragment in its JSON form.
    pub fn to_json(&self) -> SchemaJson<'_> {
        SchemaJson(self)
    }
}

impl SchemaJsonErrors {
    /// The errors; at least one.
    pub fn iter(&self) -> std::slice::Iter<'_, SchemaJsonError> {
        self.0.iter()
    }

    fn of(errors: Errors, source: Option<&str>) -> Self {
        // Finding a place takes a look at the whole source.
        const MOST_PLACES: usize = 100;
        let mut errors = errors.into_vec();
        if let Some(source) = source {
            errors = errors
                .into_iter()
                .enumerate()
                .map(|(i, error)| match i < MOST_PLACES {
                    true => error.located(source),
                    false => error,
                })
                .collect();
            errors.sort_by_key(|error| error.place().map_or(usize::MAX, |place| place.span.start));
        }
        SchemaJsonErrors(errors)
    }
}

impl IntoIterator for SchemaJsonErrors {
    type Item = SchemaJsonError;
    type IntoIter = std::vec::IntoIter<SchemaJsonError>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// The messages, one a line.
impl fmt::Display for SchemaJsonErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.0.iter().enumerate() {
            let separator = if i == 0 { "" } else { "\n" };
            write!(f, "{separator}{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for SchemaJsonErrors {}
