//! Problems as plain sentences, a line each.

use super::printable::Printable;
use super::problem::{Place, Problem, Severity};
use std::fmt::Write as _;

/// The problem as `file:line:column: error: message` and lines below it.
pub(super) fn render(problem: &Problem) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write(problem, &mut text);
    text
}

fn write(problem: &Problem, text: &mut String) -> std::fmt::Result {
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let place = problem.place.as_ref();
    if let Some((place, label)) = place.and_then(Place::first) {
        let (line, column) = place.source.line_and_column(label.range.start);
        write!(text, "{}:{line}:{column}: ", place.source.name())?;
    }
    writeln!(text, "{severity}: {}", Printable(&problem.message))?;
    for cause in &problem.causes {
        writeln!(text, "  because: {}", Printable(cause))?;
    }
    for label in place.map(|place| place.labels()).unwrap_or_default() {
        if let (Some(place), Some(note)) = (place, &label.text) {
            let (line, column) = place.source.line_and_column(label.range.start);
            writeln!(text, "  at {line}:{column}: {}", Printable(note))?;
        }
    }
    if let Some(help) = &problem.help {
        let help = Printable(help).to_string();
        writeln!(text, "  help: {}", help.replace('\n', "\n    "))?;
    }
    Ok(())
}
