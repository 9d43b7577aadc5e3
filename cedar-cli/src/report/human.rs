//! Problems for people: the source underlined, in colour on terminals.

use super::excerpt::Excerpt;
use super::printable::Printable;
use super::problem::{Problem, Severity};
use super::renderer::Stream;
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan};
use std::fmt;

/// The form of problems for people.
pub(crate) struct HumanForm {
    handler: GraphicalReportHandler,
}

impl HumanForm {
    /// The form for what a stream is: colour and line wrapping on a terminal,
    /// neither elsewhere, so that logs can be searched.
    pub(super) fn new(stream: Stream) -> Self {
        let theme = if wants_colour(stream) {
            GraphicalTheme::unicode()
        } else {
            GraphicalTheme::unicode_nocolor()
        };
        let handler = GraphicalReportHandler::new_themed(theme);
        let handler = match stream.width() {
            Some(width) => handler.with_width(width),
            None => handler.with_wrap_lines(false),
        };
        HumanForm { handler }
    }

    /// The problem as text, with a line end.
    pub(super) fn render(&self, problem: &Problem) -> String {
        let mut text = String::new();
        let report = Report::new(problem);
        if self.handler.render_report(&mut text, &report).is_err() {
            return super::plain::render(problem);
        }
        // The renderer puts an empty line before a problem, none after it.
        text.trim_start_matches('\n').to_owned()
    }
}

/// Whether the stream is a terminal whose user has not opted out of colour.
fn wants_colour(stream: Stream) -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    stream.is_terminal() && !is_set("NO_COLOR") && !is_dumb
}

/// A problem in the form that the renderer takes.
#[derive(Debug)]
struct Report<'a> {
    problem: &'a Problem,
    excerpt: Option<Excerpt<'a>>,
    cause: Option<Cause>,
}

/// What led to a problem, and what led to that.
#[derive(Debug)]
struct Cause {
    message: String,
    source: Option<Box<Cause>>,
}

impl<'a> Report<'a> {
    fn new(problem: &'a Problem) -> Self {
        let cause = problem.causes.iter().rev().fold(None, |source, message| {
            Some(Cause {
                message: message.clone(),
                source: source.map(Box::new),
            })
        });
        Report {
            problem,
            excerpt: problem
                .place
                .as_ref()
                .map(|place| Excerpt::new(&place.source)),
            cause,
        }
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Printable(&self.problem.message).fmt(f)
    }
}

impl std::error::Error for Report<'_> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| cause as _)
    }
}

impl Diagnostic for Report<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.problem.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help(&self) -> Option<Box<dyn fmt::Display + '_>> {
        let help = self.problem.help.as_deref();
        help.map(|help| Box::new(Printable(help)) as _)
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.excerpt.as_ref().map(|excerpt| excerpt as _)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let place = self.problem.place.as_ref()?;
        let excerpt = self.excerpt.as_ref()?;
        let labels = place.labels().iter().enumerate().map(|(i, label)| {
            let text = label
                .text
                .as_deref()
                .map(|text| Printable(text).to_string());
            let range = excerpt.underlined(&label.range);
            if i == 0 {
                LabeledSpan::new_primary_with_span(text, range)
            } else {
                LabeledSpan::new_with_span(text, range)
            }
        });
        Some(Box::new(labels))
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Printable(&self.message).fmt(f)
    }
}

impl std::error::Error for Cause {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|cause| cause.as_ref() as _)
    }
}
