//! Text that the user gave, and where it came from.

use crate::report::{Failure, Place, Problem};
use std::fmt;
use std::io::Read as _;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// A text with a name: a file's, `standard input`, or that of an option.
pub(crate) struct Source {
    name: String,
    text: String,
    // Where each line starts; made when a place is first reported.
    line_starts: OnceLock<Vec<usize>>,
    // What reports show of the text; made when a report first does.
    shown: OnceLock<String>,
}

/// Standard input can be read only once.
static STDIN_IS_TAKEN: AtomicBool = AtomicBool::new(false);

impl Source {
    /// The text `text`, which came from `name`.
    pub(crate) fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Source {
            name: name.into(),
            text: text.into(),
            line_starts: OnceLock::new(),
            shown: OnceLock::new(),
        }
    }

    /// The contents of a file; of standard input if the path is `-`.
    pub(crate) fn read(path: &Path) -> Result<Arc<Self>, Failure> {
        if path == Path::new("-") {
            return Source::stdin();
        }
        let name = path.display().to_string();
        let bytes = std::fs::read(path)
            .map_err(|error| Problem::new(format!("cannot read `{name}`: {error}")))?;
        Source::from_bytes(name, bytes)
    }

    /// The contents of a file, of standard input if there is no path.
    pub(crate) fn read_or_stdin(path: Option<&Path>) -> Result<Arc<Self>, Failure> {
        path.map_or_else(Source::stdin, Source::read)
    }

    fn stdin() -> Result<Arc<Self>, Failure> {
        if STDIN_IS_TAKEN.swap(true, Ordering::Relaxed) {
            return Err(Problem::new("standard input can be read only once")
                .help(Some("give all inputs but one as files".to_owned()))
                .into());
        }
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .map_err(|error| Problem::new(format!("cannot read standard input: {error}")))?;
        Source::from_bytes("standard input".to_owned(), bytes)
    }

    fn from_bytes(name: String, bytes: Vec<u8>) -> Result<Arc<Self>, Failure> {
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Arc::new(Source::new(name, text))),
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let lossy = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let source = Arc::new(Source::new(name, lossy));
                let place = Place::new(
                    &source,
                    valid..valid + char::REPLACEMENT_CHARACTER.len_utf8(),
                );
                Err(
                    Problem::new(format!("`{}` is not UTF-8 text", source.name()))
                        .at(place)
                        .into(),
                )
            }
        }
    }

    /// Where the text came from.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The text as reports show it, which `make` makes of the text once: there
    /// may be thousands of reports about one source.
    pub(crate) fn shown(&self, make: impl FnOnce(&str) -> String) -> &str {
        self.shown.get_or_init(|| make(&self.text))
    }

    /// The line and the column of a byte offset. Both count from 1; columns
    /// count characters.
    pub(crate) fn line_and_column(&self, offset: usize) -> (usize, usize) {
        let starts = self.line_starts.get_or_init(|| {
            let after_newlines = self.text.match_indices('\n').map(|(i, _)| i + 1);
            std::iter::once(0).chain(after_newlines).collect()
        });
        let line = starts.partition_point(|start| *start <= offset).max(1);
        let start = starts.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(start..offset).unwrap_or_default();
        (line, before.chars().count() + 1)
    }

    /// The byte offset of a line and a column, both from 1, columns in
    /// characters; the end of the text if there is no such place.
    pub(crate) fn offset_of(&self, line: usize, column: usize) -> usize {
        let mut lines = self.text.split_inclusive('\n');
        let before: usize = lines
            .by_ref()
            .take(line.saturating_sub(1))
            .map(str::len)
            .sum();
        let text = lines.next().unwrap_or_default();
        let within = text.char_indices().nth(column.saturating_sub(1));
        before + within.map_or(text.len(), |(offset, _)| offset)
    }

    /// The nearest range that lies in the text and splits no character. White
    /// space at the end of the text counts as its last visible character's
    /// end, so that there is a line to show.
    pub(crate) fn clamp(&self, range: Range<usize>) -> Range<usize> {
        let visible = self.text.trim_end().len();
        let start = floor_boundary(&self.text, range.start).min(visible);
        let end = ceil_boundary(&self.text, range.end).min(visible);
        start..end.max(start)
    }
}

/// The last place at or before `offset` that splits no character.
pub(crate) fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The first place at or after `offset` that splits no character.
pub(crate) fn ceil_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset += 1;
    }
    offset
}

/// Shows the name only: texts can be long.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Source").field(&self.name).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns() {
        let source = Source::new("x", "ab\néd\n\nx");
        for (offset, expected) in [
            (0, (1, 1)),
            (2, (1, 3)),
            (3, (2, 1)),
            (5, (2, 2)),
            (7, (3, 1)),
            (8, (4, 1)),
            (9, (4, 2)),
        ] {
            assert_eq!(source.line_and_column(offset), expected, "{offset}");
            assert_eq!(source.offset_of(expected.0, expected.1), offset);
        }
    }

    #[test]
    fn ranges_are_brought_into_the_text() {
        let source = Source::new("x", "é b\n\n");
        assert_eq!(source.clamp(1..1), 0..2);
        assert_eq!(source.clamp(3..4), 3..4);
        assert_eq!(source.clamp(6..6), 4..4);
        assert_eq!(source.clamp(3..100), 3..4);
    }
}
