//! The Cedar form of schemas.

mod lower;
mod print;

pub use print::SchemaPrintError;
pub(super) use print::name_or_string;

use super::fragment::SchemaFragment;
use cedar_parser::{ParseErrors, parse_schema};
use std::str::FromStr;

impl SchemaFragment {
    /// Reads a fragment from the Cedar form.
    ///
    /// # Errors
    /// All that is wrong with the text itself; what its names mean is checked
    /// when fragments become a schema.
    pub fn from_cedar_str(text: &str) -> Result<Self, ParseErrors> {
        parse_schema(text).map(lower::lower)
    }

    /// The fragment in the Cedar form.
    ///
    /// # Errors
    /// When something can only be said in the JSON form.
    pub fn to_cedar(&self) -> Result<String, SchemaPrintError> {
        print::print(self)
    }
}

/// Reads the Cedar form.
impl FromStr for SchemaFragment {
    type Err = ParseErrors;

    fn from_str(text: &str) -> Result<Self, ParseErrors> {
        SchemaFragment::from_cedar_str(text)
    }
}
