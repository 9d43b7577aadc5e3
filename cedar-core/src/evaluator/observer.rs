//! Watching an evaluation.

use super::EvaluationError;
use crate::ast::ExprRef;
use crate::value::Value;

/// Is told what the nodes of an expression come to, as they do: operands before
/// the operation.
///
/// What `&&`, `||` and `if` do not need is not evaluated and not told. A node
/// with several parents is told once.
pub trait Observer {
    /// The node `expr` has come to `result`.
    fn evaluated(&mut self, expr: ExprRef<'_>, result: &Result<Value, EvaluationError>);
}

/// Nobody watches.
impl Observer for () {
    fn evaluated(&mut self, _: ExprRef<'_>, _: &Result<Value, EvaluationError>) {}
}
