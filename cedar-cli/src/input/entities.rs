//! Entities.

use super::{Source, json};
use crate::report::Failure;
use cedar_core::Entities;
use std::path::Path;

/// Reads entities from a JSON file.
pub(crate) fn read(path: &Path) -> Result<Entities, Failure> {
    json::read(&Source::read(path)?, Entities::from_json_str)
}
