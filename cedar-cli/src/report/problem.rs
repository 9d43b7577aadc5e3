//! One thing that is wrong, where it is, and what to do about it.

use crate::input::Source;
use std::ops::Range;
use std::sync::Arc;

/// An error or a warning.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) severity: Severity,
    /// Lower case, no final period.
    pub(crate) message: String,
    /// What led to the message, outermost first.
    pub(crate) causes: Vec<String>,
    pub(crate) place: Option<Place>,
    pub(crate) help: Option<String>,
}

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Severity {
    /// The command cannot do its work.
    Error,
    /// The command goes on.
    Warning,
    /// Nothing is wrong.
    Note,
}

/// Where a problem is.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) source: Arc<Source>,
    /// What to underline; the first label is the place proper.
    /// INVARIANT: not empty.
    labels: Vec<Label>,
}

/// A part of a source with a word about it.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    /// Byte offsets.
    pub(crate) range: Range<usize>,
    pub(crate) text: Option<String>,
}

impl Problem {
    /// An error that says `message`.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Problem {
            severity: Severity::Error,
            message: message.into(),
            causes: Vec::new(),
            place: None,
            help: None,
        }
    }

    /// The same as a warning.
    pub(crate) fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// The same as a note.
    pub(crate) fn note(mut self) -> Self {
        self.severity = Severity::Note;
        self
    }

    /// The same with what led to it.
    pub(crate) fn because(mut self, cause: impl Into<String>) -> Self {
        self.causes.push(cause.into());
        self
    }

    /// The same at a place.
    pub(crate) fn at(mut self, place: impl Into<Option<Place>>) -> Self {
        self.place = place.into().or(self.place);
        self
    }

    /// The same with a hint, if there is one.
    pub(crate) fn help(mut self, hint: impl Into<Option<String>>) -> Self {
        self.help = hint.into().or(self.help);
        self
    }

    /// The same with a hint, unless there is a better one already.
    pub(crate) fn help_if_none(mut self, hint: impl FnOnce() -> String) -> Self {
        self.help.get_or_insert_with(hint);
        self
    }
}

impl Problem {
    /// The problem in one line, without the hint: `file:3:5: message: cause`.
    pub(crate) fn one_line(&self) -> String {
        let mut parts = Vec::new();
        if let Some((place, label)) = self.place.as_ref().and_then(Place::first) {
            let (line, column) = place.source.line_and_column(label.range.start);
            parts.push(format!("{}:{line}:{column}", place.source.name()));
        }
        parts.push(self.message.clone());
        parts.extend(self.causes.iter().cloned());
        parts.join(": ").replace('\n', " ")
    }
}

impl Place {
    /// The part `range` of a source, in bytes.
    pub(crate) fn new(source: &Arc<Source>, range: Range<usize>) -> Self {
        Place::labelled(source, Label { range, text: None }, [])
    }

    /// The part `first`, and others that matter.
    pub(crate) fn labelled(
        source: &Arc<Source>,
        first: Label,
        others: impl IntoIterator<Item = Label>,
    ) -> Self {
        let labels = std::iter::once(first)
            .chain(others)
            .map(|label| Label {
                range: source.clamp(label.range),
                ..label
            })
            .collect();
        Place {
            source: Arc::clone(source),
            labels,
        }
    }

    /// The text of the place proper.
    pub(crate) fn text(&self) -> &str {
        let first = self.labels.first();
        first
            .and_then(|label| self.source.text().get(label.range.clone()))
            .unwrap_or_default()
    }

    /// This place and its first label.
    pub(crate) fn first(&self) -> Option<(&Place, &Label)> {
        Some((self, self.labels.first()?))
    }

    /// What to underline, the place proper first.
    pub(crate) fn labels(&self) -> &[Label] {
        &self.labels
    }
}
