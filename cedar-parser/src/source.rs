//! Source texts with a name and a line index, for messages that point at them.

use cedar_core::Span;

/// A text and where it comes from.
///
/// Errors carry byte offsets only; a source turns them into lines and columns.
#[derive(Clone, Debug)]
pub struct Source<'s> {
    name: &'s str,
    text: &'s str,
    /// INVARIANT: the offsets at which lines start, ascending, the first is 0.
    line_starts: Vec<usize>,
}

/// A place as people count: both numbers start at 1, columns are characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Location {
    /// The line.
    pub line: usize,
    /// The character within the line.
    pub column: usize,
}

impl<'s> Source<'s> {
    /// The source `text`, called `name` in messages; usually the file's path.
    ///
    /// Linear in the length of the text.
    pub fn new(name: &'s str, text: &'s str) -> Self {
        let after_breaks = text.match_indices('\n').map(|(offset, _)| offset + 1);
        Source {
            name,
            text,
            line_starts: std::iter::once(0).chain(after_breaks).collect(),
        }
    }

    /// What the source is called.
    pub fn name(&self) -> &'s str {
        self.name
    }

    /// The whole text.
    pub fn text(&self) -> &'s str {
        self.text
    }

    /// The text of `span`; empty if the span is not in this source.
    pub fn snippet(&self, span: Span) -> &'s str {
        span.range()
            .and_then(|range| self.text.get(range))
            .unwrap_or("")
    }

    /// The place of a byte offset; offsets beyond the end count as the end.
    pub fn location(&self, offset: usize) -> Location {
        let offset = offset.min(self.text.len());
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let start = self.line_start(line);
        let before = self.text.get(start..offset).unwrap_or("");
        Location {
            line,
            column: before.chars().count() + 1,
        }
    }

    /// The text of a line, without its line break; empty if there is no such line.
    pub fn line(&self, line: usize) -> &'s str {
        let rest = self.text.get(self.line_start(line)..).unwrap_or("");
        let text = rest.split('\n').next().unwrap_or("");
        text.strip_suffix('\r').unwrap_or(text)
    }

    /// The byte offset at which a line starts; the text's length if there is
    /// no such line.
    pub fn line_start(&self, line: usize) -> usize {
        line.checked_sub(1)
            .and_then(|index| self.line_starts.get(index))
            .copied()
            .unwrap_or(self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, offset: usize, line: usize, column: usize, content: &str) {
        let source = Source::new("test", text);
        let location = source.location(offset);
        assert_eq!(location, Location { line, column }, "{text:?} at {offset}");
        assert_eq!(source.line(location.line), content, "{text:?} at {offset}");
    }

    #[test]
    fn locations() {
        check("", 0, 1, 1, "");
        check("ab", 1, 1, 2, "ab");
        check("ab", 9, 1, 3, "ab");
        check("ab\ncd", 2, 1, 3, "ab");
        check("ab\ncd", 3, 2, 1, "cd");
        check("ab\r\ncd\r\n", 5, 2, 2, "cd");
        check("ab\n", 3, 2, 1, "");
        check("é𝄞x", 6, 1, 3, "é𝄞x");
    }
}
