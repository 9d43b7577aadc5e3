//! The parts of a condition that decided it.

use super::text;
use super::trace::{Trace, TraceNode};
use crate::ast::{Expr, ExprId, ExprKind, Span, UnaryOp};
use crate::value::Value;
use serde::Serialize;
use std::collections::HashSet;

/// A part of a condition that decided: with another value, the condition could
/// have come to something else.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The node in the condition's expression.
    pub node: ExprId,
    /// Where it stands.
    #[serde(serialize_with = "text::span")]
    pub span: Span,
    /// What it came to; none if its evaluation failed.
    #[serde(serialize_with = "text::value")]
    pub value: Option<Value>,
}

/// The parts that decided, in the order of evaluation: what is left when `&&`,
/// `||`, `!` and `if` are taken apart and operands that did not matter are
/// dropped. Of an error, the part that raised it.
pub(super) fn findings(expr: &Expr, trace: &Trace) -> Vec<Finding> {
    let mut seen = HashSet::new();
    let mut open: Vec<&TraceNode> = trace.root().into_iter().collect();
    let mut found = Vec::new();
    while let Some(part) = open.pop() {
        if !seen.insert(part.node) {
            continue;
        }
        let deciding = deciding_operands(expr, trace, part);
        if deciding.is_empty() {
            found.push(Finding {
                node: part.node,
                span: part.span,
                value: part.value.clone(),
            });
        }
        open.extend(deciding.into_iter().rev());
    }
    found
}

/// The operands through which `part` came to what it is; none if it is decided
/// in itself.
fn deciding_operands<'a>(expr: &Expr, trace: &'a Trace, part: &'a TraceNode) -> Vec<&'a TraceNode> {
    let evaluated: Vec<&TraceNode> = trace.operands(part).collect();
    if part.value.is_none() {
        return evaluated
            .into_iter()
            .filter(|operand| operand.value.is_none())
            .collect();
    }
    let is_true = part.value == Some(Value::Bool(true));
    match expr.root().child(part.node).kind() {
        ExprKind::And(..) if is_true => evaluated,
        ExprKind::Or(..) if !is_true => evaluated,
        // The last operand that was evaluated is the one that decided.
        ExprKind::And(..) | ExprKind::Or(..) => evaluated.into_iter().last().into_iter().collect(),
        ExprKind::Unary(UnaryOp::Not, _) | ExprKind::If { .. } => evaluated,
        _ => Vec::new(),
    }
}
