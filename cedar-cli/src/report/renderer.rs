//! The choice of a form for problems.

use super::human::HumanForm;
use super::problem::Problem;
use super::{json, plain};
use clap::ValueEnum;
use std::io::IsTerminal as _;

/// How problems are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum ErrorFormat {
    /// The source underlined, in colour on terminals
    Human,
    /// Plain sentences, for screen readers and logs
    Plain,
    /// One JSON object a line, for programs
    Json,
}

/// Where problems are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stream {
    /// Standard output.
    Output,
    /// Standard error.
    Error,
}

impl Stream {
    /// Whether this is a terminal.
    pub(super) fn is_terminal(self) -> bool {
        match self {
            Stream::Output => std::io::stdout().is_terminal(),
            Stream::Error => std::io::stderr().is_terminal(),
        }
    }

    /// The columns of the terminal, if this is one.
    pub(super) fn width(self) -> Option<usize> {
        let size = match self {
            Stream::Output => terminal_size::terminal_size_of(std::io::stdout()),
            Stream::Error => terminal_size::terminal_size_of(std::io::stderr()),
        };
        size.map(|(width, _)| width.0.into())
    }
}

/// Turns problems into text.
pub(crate) enum Renderer {
    Human(Box<HumanForm>),
    Plain,
    Json,
}

impl Renderer {
    /// The renderer for `format` that suits what a stream is.
    pub(crate) fn new(format: ErrorFormat, stream: Stream) -> Self {
        match format {
            ErrorFormat::Human => Renderer::Human(Box::new(HumanForm::new(stream))),
            ErrorFormat::Plain => Renderer::Plain,
            ErrorFormat::Json => Renderer::Json,
        }
    }

    /// The problem as text, with a line end.
    pub(crate) fn render(&self, problem: &Problem) -> String {
        match self {
            Renderer::Human(form) => form.render(problem),
            Renderer::Plain => plain::render(problem),
            Renderer::Json => json::render(problem),
        }
    }
}
