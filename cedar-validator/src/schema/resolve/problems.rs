//! The errors and warnings found so far.

use super::super::error::{
    SchemaError, SchemaErrorKind, SchemaErrors, SchemaWarning, SchemaWarningKind,
};
use cedar_core::Span;

/// Collects what is wrong or suspicious.
#[derive(Default)]
pub(super) struct Problems {
    errors: Vec<SchemaError>,
    warnings: Vec<SchemaWarning>,
}

/// A place in one of the fragments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place {
    pub(super) fragment: usize,
    pub(super) span: Span,
}

impl Problems {
    pub(super) fn error(&mut self, place: Place, kind: SchemaErrorKind) {
        self.errors.push(SchemaError {
            kind,
            fragment: place.fragment,
            span: place.span,
            hint: None,
        });
    }

    pub(super) fn warning(&mut self, place: Place, kind: SchemaWarningKind) {
        self.warnings.push(SchemaWarning {
            kind,
            fragment: place.fragment,
            span: place.span,
        });
    }

    /// The errors, if one of them is that there are too many declarations to
    /// go on.
    pub(super) fn too_many_declarations(&self) -> Option<SchemaErrors> {
        self.errors
            .iter()
            .any(|error| error.kind == SchemaErrorKind::TooManyDeclarations)
            .then(|| SchemaErrors::from_vec(self.errors.clone()))
            .flatten()
    }

    /// The warnings, if there is no error.
    pub(super) fn finish(mut self) -> Result<Vec<SchemaWarning>, SchemaErrors> {
        if let Some(errors) = SchemaErrors::from_vec(self.errors) {
            return Err(errors);
        }
        self.warnings.sort_by_key(|warning| {
            let start = warning.span.range().map_or(usize::MAX, |range| range.start);
            (warning.fragment, start)
        });
        Ok(self.warnings)
    }
}
