//! Expressions in arguments.

use super::{Source, syntax};
use crate::report::Failure;
use cedar_core::ast::Expr;
use std::sync::Arc;

/// An expression and its text.
pub(crate) struct LoadedExpression {
    pub(crate) source: Arc<Source>,
    pub(crate) expression: Expr,
}

/// The expression that `text` is.
pub(crate) fn parse(text: &str) -> Result<LoadedExpression, Failure> {
    let source = Arc::new(Source::new("expression", text));
    match cedar_parser::parse_expression(source.text()) {
        Ok(expression) => Ok(LoadedExpression { source, expression }),
        Err(errors) => Err(syntax::failure(&source, &errors)),
    }
}
