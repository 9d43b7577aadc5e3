//! The JSON form of schemas.

mod error;
mod fields;
mod read;
mod read_type;
mod write;

pub use error::SchemaJsonErrorKind;
pub use write::SchemaJson;

use super::fragment::SchemaFragment;
use cedar_core::json::{Duplicates, Json, JsonError};

/// What is wrong with a schema in JSON, and where.
pub type SchemaJsonError = JsonError<SchemaJsonErrorKind>;

impl SchemaFragment {
    /// Reads a fragment from JSON.
    ///
    /// # Errors
    /// The first in the order of the source: it is not JSON, or a part of it
    /// has not the form of a schema.
    pub fn from_json_str(source: &str) -> Result<Self, SchemaJsonError> {
        let tree = Json::parse(source, Duplicates::Keep)
            .map_err(|e| e.map_kind(SchemaJsonErrorKind::Json))?;
        Self::from_json(&tree).map_err(|error| error.located(source))
    }

    /// Reads a fragment from a JSON document that was read with
    /// [`Duplicates::Keep`].
    ///
    /// # Errors
    /// As [`SchemaFragment::from_json_str`].
    pub fn from_json(json: &Json<'_>) -> Result<Self, SchemaJsonError> {
        read::read_fragment(json)
    }

    /// The fragment in its JSON form.
    pub fn to_json(&self) -> SchemaJson<'_> {
        SchemaJson(self)
    }
}
