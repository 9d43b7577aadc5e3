//! Problems for programs: one JSON object a line.

use super::problem::{Label, Place, Problem, Severity};
use serde::Serialize;

/// The problem as one line of JSON.
pub(super) fn render(problem: &Problem) -> String {
    let mut line = serde_json::to_string(&JsonProblem::from(problem)).unwrap_or_default();
    line.push('\n');
    line
}

#[derive(Serialize)]
struct JsonProblem<'a> {
    message: &'a str,
    severity: &'static str,
    causes: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    filename: &'a str,
    labels: Vec<JsonLabel<'a>>,
    /// Always empty: each problem is a line of its own.
    related: [(); 0],
}

#[derive(Serialize)]
struct JsonLabel<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    /// In bytes.
    span: JsonSpan,
    /// From 1.
    line: usize,
    /// In characters, from 1.
    column: usize,
}

#[derive(Serialize)]
struct JsonSpan {
    offset: usize,
    length: usize,
}

impl<'a> From<&'a Problem> for JsonProblem<'a> {
    fn from(problem: &'a Problem) -> Self {
        let place = problem.place.as_ref();
        JsonProblem {
            message: &problem.message,
            severity: match problem.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "advice",
            },
            causes: &problem.causes,
            help: problem.help.as_deref(),
            filename: place.map(|place| place.source.name()).unwrap_or_default(),
            labels: place.map(labels).unwrap_or_default(),
            related: [],
        }
    }
}

fn labels(place: &Place) -> Vec<JsonLabel<'_>> {
    let json = |label: &'_ Label| {
        let (line, column) = place.source.line_and_column(label.range.start);
        (line, column, label.range.clone())
    };
    place
        .labels()
        .iter()
        .map(|label| {
            let (line, column, range) = json(label);
            JsonLabel {
                label: label.text.as_deref(),
                span: JsonSpan {
                    offset: range.start,
                    length: range.len(),
                },
                line,
                column,
            }
        })
        .collect()
}
