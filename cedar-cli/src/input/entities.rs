//! Entities.

use super::json::Document;
use crate::report::Failure;
use cedar_core::Entities;
use std::path::Path;

/// Reads entities from a JSON file.
pub(crate) fn read(path: &Path) -> Result<Entities, Failure> {
    parse(&Document::open(path)?)
}

/// The entities that a JSON document holds.
pub(crate) fn parse(document: &Document) -> Result<Entities, Failure> {
    document.read(Entities::from_json_str)
}
