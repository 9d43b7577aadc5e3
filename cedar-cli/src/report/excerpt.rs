//! The few lines of a source that a report shows.

use crate::input::{Source, ceil_boundary, floor_boundary};
use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::borrow::Cow;
use std::ops::Range;

/// How much of a line is shown before and after a place, in bytes: enough for
/// every line that people write. Machines write documents of one line.
const MAX_SIDE: usize = 200;
/// The longest place that is underlined whole, in lines.
const MAX_LINES: usize = 10;
/// The longest place that is underlined whole, in bytes.
const MAX_PLACE: usize = 1_000;

/// A source of which only the lines around a place are read, and of long lines
/// only the part around it. Control characters are shown as `?`.
#[derive(Debug)]
pub(super) struct Excerpt<'a> {
    source: &'a Source,
    // INVARIANT: as long as the source's text, but with a line end at its end.
    shown: &'a str,
}

impl<'a> Excerpt<'a> {
    pub(super) fn new(source: &'a Source) -> Self {
        Excerpt {
            source,
            shown: source.shown(|text| with_line_end(without_controls(text))),
        }
    }

    /// The part of a place that is underlined: its first line, if it is long.
    pub(super) fn underlined(&self, range: &Range<usize>) -> Range<usize> {
        let place = self.shown.get(range.clone()).unwrap_or_default();
        if place.len() <= MAX_PLACE && place.lines().count() <= MAX_LINES {
            return range.clone();
        }
        let first_line = place.lines().next().map_or(0, str::len);
        let end = range.start + first_line.min(MAX_SIDE);
        range.start..floor_boundary(self.shown, end)
    }

    /// The lines of `range` with some around them.
    fn window(&self, range: &Range<usize>, before: usize, after: usize) -> Range<usize> {
        let head = self.shown.get(..range.start).unwrap_or_default();
        let tail = self.shown.get(range.end..).unwrap_or_default();
        self.window_start(head, before)..range.end + window_length(tail, after)
    }

    fn window_start(&self, head: &str, lines_before: usize) -> usize {
        let line_start = head.rfind('\n').map_or(0, |newline| newline + 1);
        if head.len() - line_start > MAX_SIDE {
            return ceil_boundary(self.shown, head.len() - MAX_SIDE);
        }
        let mut start = line_start;
        for _ in 0..lines_before {
            let Some(before) = head.get(..start.saturating_sub(1)).filter(|_| start > 0) else {
                break;
            };
            let previous = before.rfind('\n').map_or(0, |newline| newline + 1);
            if start - previous > MAX_SIDE {
                break;
            }
            start = previous;
        }
        start
    }
}

/// How much of the text after a place is shown.
fn window_length(tail: &str, lines_after: usize) -> usize {
    let mut length = 0;
    for line in tail.split_inclusive('\n').take(lines_after + 1) {
        if line.len() > MAX_SIDE {
            // The rest of the place's own line is cut short, a further line is left out.
            if length == 0 {
                length = floor_boundary(line, MAX_SIDE);
            }
            break;
        }
        length += line.len();
    }
    length
}

/// The text with each control character replaced by as many `?` as it has
/// bytes, so that a source cannot steer the terminal.
fn without_controls(text: &str) -> Cow<'_, str> {
    let is_hidden = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) {
            shown.extend(std::iter::repeat_n('?', c.len_utf8()));
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// The text with a line end, so that there is something to underline where the
/// text ends too early.
fn with_line_end(text: Cow<'_, str>) -> String {
    let mut text = text.into_owned();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

impl SourceCode for Excerpt<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let range = span.offset()..span.offset() + span.len();
        if range.len() > 2 * MAX_PLACE {
            // Two places too far apart for one excerpt: each gets its own.
            return Err(MietteError::OutOfBounds);
        }
        let wants_place_only = lines_before + lines_after == 0;
        let shown = if wants_place_only {
            range
        } else {
            self.window(&range, lines_before, lines_after)
        };
        let text = self
            .shown
            .get(shown.clone())
            .ok_or(MietteError::OutOfBounds)?;
        let (line, column) = self.source.line_and_column(shown.start);
        Ok(Box::new(MietteSpanContents::new_named(
            self.source.name().to_owned(),
            text.as_bytes(),
            (shown.start, shown.len()).into(),
            line - 1,
            if wants_place_only { column - 1 } else { 0 },
            text.lines().count(),
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, range: Range<usize>, expected: &str) {
        let source = Source::new("x", text);
        let excerpt = Excerpt::new(&source);
        let shown = excerpt.window(&range, 1, 1);
        assert_eq!(&excerpt.shown[shown], expected);
    }

    #[test]
    fn lines_around_the_place() {
        check("a\nb\nc\nd\ne", 4..5, "b\nc\nd\n");
        check("abc", 1..2, "abc\n");
        check("a\n\n\nb\n", 2..2, "a\n\n\n");
        check("", 0..0, "\n");
    }

    #[test]
    fn long_lines_are_cut() {
        let long = "é".repeat(500);
        let text = format!("{long}x{long}\n");
        check(&text, 1000..1001, &format!("{0}x{0}", "é".repeat(100)));
        let text = format!("{long}\nx\n{long}");
        check(&text, 1001..1002, "x\n");
    }

    #[test]
    fn controls_are_hidden_in_place() {
        let text = "a\u{1b}[31m\u{9b}b\n";
        let shown = without_controls(text);
        assert_eq!(shown, "a?[31m??b\n");
        assert_eq!(shown.len(), text.len());
    }
}
