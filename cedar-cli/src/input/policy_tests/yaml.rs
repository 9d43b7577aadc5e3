//! YAML, read as the JSON that it stands for.

use crate::input::Source;
use crate::input::json::Document;
use crate::report::{Failure, Place, Problem};
use std::sync::Arc;

/// The JSON document that a YAML document stands for. Only `true` and `false`
/// are booleans; keys must be different; nesting and what anchors expand to
/// are limited.
///
/// What is wrong with the contents is shown in that JSON, whose name says so.
pub(super) fn as_json(source: &Arc<Source>) -> Result<Document, Failure> {
    let options = serde_saphyr::options! { strict_booleans: true };
    let value: serde_json::Value = serde_saphyr::from_str_with_options(source.text(), options)
        .map_err(|error| problem(source, &error))?;
    let text =
        serde_json::to_string_pretty(&value).map_err(|error| Problem::new(error.to_string()))?;
    let name = format!("{} as JSON", source.name());
    Ok(Document::new(Arc::new(Source::new(name, text))))
}

fn problem(source: &Arc<Source>, error: &serde_saphyr::Error) -> Problem {
    let error = error.without_snippet();
    let problem = Problem::new(format!("`{}` is not YAML that can be read", source.name()))
        .because(message(&error.to_string()));
    let Some(location) = error.location() else {
        return problem;
    };
    let line = usize::try_from(location.line()).unwrap_or(usize::MAX);
    let column = usize::try_from(location.column()).unwrap_or(usize::MAX);
    let start = source.offset_of(line, column);
    problem.at(Place::new(source, start..start + 1))
}

/// The first line, without the position, which is shown anyway.
fn message(full: &str) -> String {
    let first = full.lines().next().unwrap_or_default();
    let first = first.strip_prefix("error: ").unwrap_or(first);
    let first = match first.split_once(": ") {
        Some((place, rest)) if place.starts_with("line ") => rest,
        _ => first,
    };
    // What a program could set differently is no help to a user.
    let cuts = [" at line ", ", set "].map(|cut| first.find(cut).unwrap_or(first.len()));
    let end = cuts.into_iter().min().unwrap_or(first.len());
    first.get(..end).unwrap_or(first).to_owned()
}
