//! Coverage as a table for terminals.

use super::missing;
use crate::input::Source;
use crate::report::Printable;
use cedar_core::Span;
use cedar_core::coverage::{Coverage, Point, PointKind, PolicyCoverage, Tally};
use std::fmt::Write as _;

/// How many characters of a part are shown.
const MAX_TEXT: usize = 48;

/// The table, a line for each part, with a line end.
pub(crate) fn table(coverage: &Coverage, source: &Source) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_table(&mut text, coverage, source);
    text
}

fn write_table(text: &mut String, coverage: &Coverage, source: &Source) -> std::fmt::Result {
    writeln!(text, "coverage of {}", source.name())?;
    writeln!(text, "   true  false  error  place   part")?;
    for policy in coverage.policies() {
        writeln!(
            text,
            "{}, {}",
            Printable(policy.id().as_str()),
            share(policy.tally())
        )?;
        for point in policy.points() {
            write_point(text, point, policy, source)?;
        }
    }
    writeln!(text, "in all {}", share(coverage.tally()))
}

fn write_point(
    text: &mut String,
    point: &Point,
    policy: &PolicyCoverage,
    source: &Source,
) -> std::fmt::Result {
    let outcomes = point.outcomes;
    let place = match point.span.range() {
        Some(range) => {
            let (line, column) = source.line_and_column(range.start);
            format!("{line}:{column}")
        }
        None => "-".to_owned(),
    };
    write!(
        text,
        "{:7}{:7}{:7}  {place:6}  ",
        outcomes.is_true, outcomes.is_false, outcomes.error,
    )?;
    let part = excerpt(source, point.span);
    let kind = point.kind.as_str();
    match point.kind {
        PointKind::Policy => write!(text, "{kind} ({})", policy.effect())?,
        _ if part.is_empty() => write!(text, "{kind}")?,
        // A constraint names itself.
        PointKind::Principal | PointKind::Action | PointKind::Resource => {
            write!(text, "{}", Printable(&part))?;
        }
        _ => write!(text, "{kind} {}", Printable(&part))?,
    }
    match missing(point) {
        Some(missing) => writeln!(text, "  <- {missing}"),
        None => writeln!(text),
    }
}

fn share(tally: Tally) -> String {
    format!(
        "{} of {} outcomes ({:.1} %)",
        tally.shown,
        tally.total,
        tally.percent()
    )
}

/// The part in one line, cut where it is long.
fn excerpt(source: &Source, span: Span) -> String {
    let part = span.range().and_then(|range| source.text().get(range));
    let words: Vec<&str> = part.unwrap_or_default().split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
