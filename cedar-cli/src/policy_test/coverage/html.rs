//! Coverage as one HTML page that needs nothing else: the source coloured by
//! what tests have shown, then the numbers.

use super::missing;
use crate::input::Source;
use cedar_core::coverage::{Coverage, Outcomes, Point, Tally};
use std::fmt::Write as _;

const STYLE: &str = "\
body{font-family:sans-serif;margin:2em;color:#222;background:#fff}\
pre{font-size:1.05em;line-height:1.5}\
table{border-collapse:collapse}td,th{padding:.1em .8em;text-align:left}\
td.n{text-align:right;font-variant-numeric:tabular-nums}\
.all{background:#d7f0d7}.some{background:#fdeeb9}.none{background:#f8d0d0}\
.some,.none{text-decoration:underline dotted}\
tr.policy td{font-weight:bold;padding-top:.8em}";

/// The page.
pub(crate) fn html(coverage: &Coverage, source: &Source) -> String {
    let mut page = String::new();
    // Writing to a string cannot fail.
    let _ = write_page(&mut page, coverage, source);
    page
}

fn write_page(page: &mut String, coverage: &Coverage, source: &Source) -> std::fmt::Result {
    let name = escape(source.name());
    writeln!(
        page,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">"
    )?;
    writeln!(
        page,
        "<title>coverage of {name}</title>\n<style>{STYLE}</style>\n</head>"
    )?;
    writeln!(page, "<body>\n<h1>{name}</h1>")?;
    writeln!(
        page,
        "<p>Tests have shown {}. Green parts have been true and false, \
                    yellow ones only one of them, red ones neither.</p>",
        share(coverage.tally())
    )?;
    write!(page, "<pre>")?;
    write_source(page, coverage, source)?;
    writeln!(page, "</pre>\n<table>")?;
    writeln!(
        page,
        "<tr><th>true</th><th>false</th><th>error</th><th>line</th><th>part</th><th></th></tr>"
    )?;
    for policy in coverage.policies() {
        let id = escape(policy.id().as_str());
        let share = share(policy.tally());
        writeln!(
            page,
            "<tr class=\"policy\"><td colspan=\"6\">{id}: {share}</td></tr>"
        )?;
        for point in policy.points() {
            write_row(page, point, source)?;
        }
    }
    writeln!(page, "</table>\n</body>\n</html>")
}

fn write_row(page: &mut String, point: &Point, source: &Source) -> std::fmt::Result {
    let Outcomes {
        is_true,
        is_false,
        error,
    } = point.outcomes;
    let range = point.span.range();
    let line = range.map(|range| source.line_and_column(range.start).0.to_string());
    writeln!(
        page,
        "<tr><td class=\"n\">{is_true}</td><td class=\"n\">{is_false}</td>\
         <td class=\"n\">{error}</td><td class=\"n\">{}</td><td>{}</td>\
         <td class=\"{}\">{}</td></tr>",
        line.unwrap_or_default(),
        escape(point.kind.as_str()),
        class(point),
        missing(point).unwrap_or_default()
    )
}

/// The source, each stretch marked by the innermost part that it belongs to.
fn write_source(page: &mut String, coverage: &Coverage, source: &Source) -> std::fmt::Result {
    let text = source.text();
    // Outer parts first, so that inner ones are laid over them.
    let mut parts: Vec<(usize, usize, &Point)> = coverage
        .policies()
        .iter()
        .flat_map(|policy| policy.points().iter().skip(1))
        .filter_map(|point| {
            let range = point.span.range()?;
            Some((range.start, range.end, point))
        })
        .collect();
    parts.sort_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
    let mut ends: Vec<(usize, &Point)> = Vec::new();
    let mut at = 0;
    let mut parts = parts.into_iter().peekable();
    loop {
        let next_start = parts.peek().map(|part| part.0);
        let next_end = ends.last().map(|end| end.0);
        let next = match (next_start, next_end) {
            (Some(start), Some(end)) if end <= start => end,
            (Some(start), _) => start,
            (None, Some(end)) => end,
            (None, None) => break,
        };
        write_stretch(page, text.get(at..next), ends.last().map(|end| end.1))?;
        at = at.max(next);
        if next_end == Some(next) {
            ends.pop();
        } else if let Some((_, end, point)) = parts.next() {
            // A part ends no later than the one around it.
            let end = ends.last().map_or(end, |outer| end.min(outer.0));
            ends.push((end, point));
        }
    }
    write_stretch(page, text.get(at..), None)
}

fn write_stretch(page: &mut String, text: Option<&str>, point: Option<&Point>) -> std::fmt::Result {
    let text = text.unwrap_or_default();
    match point {
        _ if text.is_empty() => Ok(()),
        None => write!(page, "{}", escape(text)),
        Some(point) => {
            let Outcomes {
                is_true,
                is_false,
                error,
            } = point.outcomes;
            write!(
                page,
                "<span class=\"{}\" title=\"{}: true {is_true}, false {is_false}, error {error}\">\
                 {}</span>",
                class(point),
                escape(point.kind.as_str()),
                escape(text)
            )
        }
    }
}

fn class(point: &Point) -> &'static str {
    match point.tally() {
        tally if tally.is_complete() => "all",
        Tally { shown: 0, .. } => "none",
        _ => "some",
    }
}

fn share(tally: Tally) -> String {
    let Tally { shown, total } = tally;
    format!("{shown} of {total} outcomes ({:.1} %)", tally.percent())
}

/// The text with what means something in HTML written out.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
