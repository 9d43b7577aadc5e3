//! The choice of a form for problems.

use super::human::HumanForm;
use super::problem::Problem;
use super::{json, plain};
use clap::ValueEnum;

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

/// Turns problems into text.
pub(crate) enum Renderer {
    Human(Box<HumanForm>),
    Plain,
    Json,
}

impl Renderer {
    /// The renderer for `format` that suits what standard error is.
    pub(crate) fn for_stderr(format: ErrorFormat) -> Self {
        match format {
            ErrorFormat::Human => Renderer::Human(Box::new(HumanForm::for_stderr())),
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
