//! Entities.

use super::json::{Document, Kind};
use crate::report::Failure;
use cedar_core::Entities;
use cedar_validator::{DataErrorKind, Schema};
use std::path::Path;

/// Reads entities from a JSON file, as the schema says if there is one.
pub(crate) fn read(path: &Path, schema: Option<&Schema>) -> Result<Entities, Failure> {
    parse(&Document::open(path)?, schema)
}

/// The entities that a JSON document holds.
pub(crate) fn parse(document: &Document, schema: Option<&Schema>) -> Result<Entities, Failure> {
    match schema {
        None => document.read(Entities::from_json_str),
        Some(schema) => document.read(|text| schema.parse_entities(text)),
    }
}

impl Kind for DataErrorKind {
    fn help(&self) -> Option<&'static str> {
        match self {
            DataErrorKind::Json(kind) => kind.help(),
            _ => None,
        }
    }

    fn syntax_message(&self) -> Option<&str> {
        match self {
            DataErrorKind::Json(kind) => kind.syntax_message(),
            _ => None,
        }
    }
}
