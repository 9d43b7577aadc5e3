//! Schemas.

use super::json::{Document, Kind};
use super::{Source, syntax};
use crate::args::SchemaFormat;
use crate::report::{Failure, Place, Problem};
use cedar_core::Span;
use cedar_validator::schema::{SchemaErrors, SchemaJsonErrorKind, SchemaWarning};
use cedar_validator::{Schema, SchemaFragment};
use std::path::Path;
use std::sync::Arc;

/// A schema, and what in it is allowed but probably not meant.
pub(crate) struct LoadedSchema {
    pub(crate) schema: Schema,
    pub(crate) warnings: Vec<Problem>,
}

/// Reads a schema from a file.
pub(crate) fn read(path: &Path, format: SchemaFormat) -> Result<LoadedSchema, Failure> {
    parse(&Source::read(path)?, format)
}

/// The schema that `source` is.
pub(crate) fn parse(source: &Arc<Source>, format: SchemaFormat) -> Result<LoadedSchema, Failure> {
    let fragment = parse_fragment(source, format)?;
    let schema = Schema::from_fragments([&fragment]).map_err(|errors| failure(source, &errors))?;
    let warnings = schema.warnings().iter();
    Ok(LoadedSchema {
        warnings: warnings.map(|warning| problem(source, warning)).collect(),
        schema,
    })
}

/// The declarations that `source` holds, whatever their names mean.
pub(crate) fn parse_fragment(
    source: &Arc<Source>,
    format: SchemaFormat,
) -> Result<SchemaFragment, Failure> {
    match format {
        SchemaFormat::Cedar => SchemaFragment::from_cedar_str(source.text())
            .map_err(|errors| syntax::failure(source, &errors)),
        SchemaFormat::Json => {
            Document::new(Arc::clone(source)).read_all(SchemaFragment::from_json_str)
        }
    }
}

/// What is wrong with the schema that `source` is.
pub(crate) fn failure(source: &Arc<Source>, errors: &SchemaErrors) -> Failure {
    let problems = errors.iter().map(|error| {
        let problem = Problem::new(error.to_string()).help(error.hint.clone());
        located(problem, source, error.span)
    });
    Failure::from_problems(problems.collect())
        .unwrap_or_else(|| Problem::new(format!("`{}` is not a schema", source.name())).into())
}

fn problem(source: &Arc<Source>, warning: &SchemaWarning) -> Problem {
    let problem = Problem::new(warning.to_string()).warning();
    located(problem, source, warning.span)
}

/// The problem at its place; a name that is written with escapes has none.
fn located(problem: Problem, source: &Arc<Source>, span: Span) -> Problem {
    match span.range() {
        Some(range) => problem.at(Place::new(source, range)),
        None => problem.because(format!("in the schema in `{}`", source.name())),
    }
}

impl Kind for SchemaJsonErrorKind {
    fn help(&self) -> Option<&'static str> {
        SchemaJsonErrorKind::help(self)
    }

    fn syntax_message(&self) -> Option<&str> {
        match self {
            SchemaJsonErrorKind::Json(kind) => kind.syntax_message(),
            _ => None,
        }
    }
}
