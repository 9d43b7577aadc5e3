//! Syntax errors of Cedar text, as problems.

use super::Source;
use crate::report::{Failure, Label, Place, Problem};
use cedar_core::Span;
use cedar_parser::{ParseError, ParseErrors};
use std::sync::Arc;

/// The failure to parse `source`.
pub(crate) fn failure(source: &Arc<Source>, errors: &ParseErrors) -> Failure {
    let problems = errors.iter().map(|error| problem(source, error)).collect();
    Failure::from_problems(problems)
        .unwrap_or_else(|| Problem::new(format!("cannot parse `{}`", source.name())).into())
}

fn problem(source: &Arc<Source>, error: &ParseError) -> Problem {
    let problem = Problem::new(error.kind.to_string()).help(error.hint.clone());
    let label = |span: Span, text| span.range().map(|range| Label { range, text });
    let Some(first) = label(error.span, error.label.clone()) else {
        return problem;
    };
    let related = error
        .related
        .as_ref()
        .and_then(|related| label(related.0, Some(related.1.clone())));
    problem.at(Place::labelled(source, first, related))
}
