//! Errors as plain text that shows the source.

use cedar_core::Span;
use std::fmt::Write;

use crate::error::{ParseError, ParseErrors, is_unprintable};
use crate::source::{Location, Source};

/// The most characters of a source line that are shown.
const WIDEST: usize = 160;
/// How many characters are shown before the text at fault in a line that is cut.
const BEFORE: usize = 60;

/// Writes all errors, one after the other, with the source lines they are about.
///
/// ```
/// use cedar_parser::{Source, parse_policy_set, render_errors};
///
/// let text = "permit(principal, action, resource)\nwhen { principl == action };";
/// let errors = parse_policy_set(text).unwrap_err();
/// let expected = "\
/// error: `principl` is not a variable
///  --> policies.cedar:2:8
///   |
/// 2 | when { principl == action };
///   |        ^^^^^^^^
///   = help: did you mean `principal`?
/// ";
/// assert_eq!(render_errors(&Source::new("policies.cedar", text), &errors), expected);
/// ```
pub fn render_errors(source: &Source<'_>, errors: &ParseErrors) -> String {
    let rendered: Vec<_> = errors
        .iter()
        .map(|error| render_error(source, error))
        .collect();
    rendered.join("\n")
}

/// Writes one error with the source line it is about. Ends with a line break.
pub fn render_error(source: &Source<'_>, error: &ParseError) -> String {
    let mut out = format!("error: {}\n", error.kind);
    let related = error.related.as_deref();
    let widest_line = [Some(error.span), related.map(|(span, _)| *span)]
        .into_iter()
        .flatten()
        .filter_map(Span::range)
        .map(|range| source.location(range.start).line)
        .max();
    let gutter = widest_line.map_or(1, |line| line.to_string().len());
    let label = error.label.as_deref().unwrap_or("");
    push_excerpt(&mut out, source, error.span, label, gutter, "-->");
    if let Some((span, label)) = related {
        push_excerpt(&mut out, source, *span, label, gutter, ":::");
    }
    if let Some(hint) = &error.hint {
        push_line(&mut out, format_args!("{:gutter$} = help: {hint}", ""));
    }
    out
}

/// Shows where `span` is.
fn push_excerpt(
    out: &mut String,
    source: &Source<'_>,
    span: Span,
    label: &str,
    gutter: usize,
    arrow: &str,
) {
    let Some(range) = span.range() else { return };
    let start = source.location(range.start);
    let Location { line, column } = start;
    let name = source.name();
    push_line(
        out,
        format_args!("{:gutter$}{arrow} {name}:{line}:{column}", ""),
    );
    push_line(out, format_args!("{:gutter$} |", ""));
    let text: Vec<char> = source.line(line).chars().collect();
    let end = source.location(range.end);
    let end_column = match end.line == line {
        true => end.column,
        false => text.len() + 1,
    };
    let window = Window::new(&text, column - 1);
    push_line(out, format_args!("{line:gutter$} | {}", window.text(&text)));
    let underline = window.underline(&text, column - 1, end_column.saturating_sub(1));
    push_line(out, format_args!("{:gutter$} | {underline} {label}", ""));
}

/// Adds a line without space at its end.
fn push_line(out: &mut String, line: std::fmt::Arguments<'_>) {
    let start = out.len();
    // INVARIANT: writing to a string cannot fail.
    let _ = out.write_fmt(line);
    let end = out.trim_end().len().max(start);
    out.truncate(end);
    out.push('\n');
}

/// The part of a long line that is shown.
struct Window {
    start: usize,
    end: usize,
    is_cut: bool,
}

impl Window {
    fn new(text: &[char], focus: usize) -> Self {
        if text.len() <= WIDEST {
            return Window {
                start: 0,
                end: text.len(),
                is_cut: false,
            };
        }
        let start = focus.saturating_sub(BEFORE);
        Window {
            start,
            end: (start + WIDEST).min(text.len()),
            is_cut: start > 0,
        }
    }

    fn text(&self, text: &[char]) -> String {
        let shown = text.get(self.start..self.end).unwrap_or(&[]);
        let cut = if self.is_cut { "…" } else { "" };
        let rest = if self.end < text.len() { "…" } else { "" };
        let shown = shown.iter().map(|c| match c {
            '\t' => '\t',
            c if is_unprintable(*c) => '\u{fffd}',
            c => *c,
        });
        format!("{cut}{}{rest}", shown.collect::<String>())
    }

    /// Carets below the characters from `start` up to `end`, at least one.
    fn underline(&self, text: &[char], start: usize, end: usize) -> String {
        let before = text.get(self.start..start).unwrap_or(&[]);
        let indent = before.iter().map(|c| if *c == '\t' { '\t' } else { ' ' });
        let cut = if self.is_cut { " " } else { "" };
        let count = end.min(self.end).saturating_sub(start).max(1);
        format!("{cut}{}{}", indent.collect::<String>(), "^".repeat(count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse_policy_set;

    fn check(text: &str, expected: &str) {
        let errors = parse_policy_set(text).unwrap_err();
        let source = Source::new("p.cedar", text);
        assert_eq!(render_errors(&source, &errors), expected);
    }

    #[test]
    fn shows_the_line_and_the_place() {
        check(
            "permit(principal, action, resource)\nwhen { principl == 1 };",
            "error: `principl` is not a variable\n\
             \x20--> p.cedar:2:8\n\
             \x20 |\n\
             2 | when { principl == 1 };\n\
             \x20 |        ^^^^^^^^\n\
             \x20 = help: did you mean `principal`?\n",
        );
    }

    #[test]
    fn shows_related_places_and_labels() {
        check(
            "permit(principal, action, resource)\n\twhen { (true };",
            "error: unexpected `}`\n\
             \x20--> p.cedar:2:15\n\
             \x20 |\n\
             2 | \twhen { (true };\n\
             \x20 | \t             ^ expected `)`\n\
             \x20::: p.cedar:2:9\n\
             \x20 |\n\
             2 | \twhen { (true };\n\
             \x20 | \t       ^ this `(` is not closed\n",
        );
    }

    #[test]
    fn control_characters_and_long_lines_do_no_harm() {
        let text = format!(
            "permit(principal, action, resource) when {{ \"\u{1b}{}\" == x }};",
            "y".repeat(1000)
        );
        let errors = parse_policy_set(&text).unwrap_err();
        let rendered = render_errors(&Source::new("p", &text), &errors);
        assert!(!rendered.contains('\u{1b}'), "{rendered}");
        let carets = rendered.lines().find(|line| line.contains('^')).unwrap();
        let shown = rendered
            .lines()
            .find(|line| line.contains(" == x"))
            .unwrap();
        let column = carets.chars().position(|c| c == '^').unwrap();
        assert_eq!(shown.chars().nth(column), Some('x'), "{rendered}");
        assert!(shown.chars().count() < 200, "{rendered}");
    }

    #[test]
    fn ends_are_shown() {
        check(
            "permit(principal, action, resource)\n",
            "error: expected `;` at the end of the policy\n\
             \x20--> p.cedar:1:36\n\
             \x20 |\n\
             1 | permit(principal, action, resource)\n\
             \x20 |                                    ^\n\
             \x20 = help: add `;` here\n",
        );
    }
}
