//! What each part of a condition came to.

use super::text;
use crate::ast::{Expr, ExprId, ExprRef, Span};
use crate::evaluator::{EvaluationError, Observer};
use crate::value::Value;
use serde::Serialize;
use std::collections::HashMap;

/// What each part of an expression that was evaluated came to, operands before
/// operations; the last one is the whole.
///
/// A part that is used twice occurs once, so a trace is never larger than its
/// expression.
#[derive(Clone, PartialEq, Default, Debug, Serialize)]
#[serde(transparent)]
pub struct Trace {
    nodes: Vec<TraceNode>,
    #[serde(skip)]
    places: HashMap<ExprId, usize>,
}

/// A part of an expression and what it came to.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[non_exhaustive]
pub struct TraceNode {
    /// The node in the condition's expression.
    pub node: ExprId,
    /// Where it stands.
    #[serde(serialize_with = "text::span")]
    pub span: Span,
    /// Its value; none if its evaluation failed.
    #[serde(serialize_with = "text::value")]
    pub value: Option<Value>,
    /// The operands that were evaluated, as positions in the trace.
    pub operands: Vec<usize>,
}

impl Trace {
    /// The parts, operands before operations.
    pub fn nodes(&self) -> &[TraceNode] {
        &self.nodes
    }

    /// The whole expression, unless it was not evaluated.
    pub fn root(&self) -> Option<&TraceNode> {
        self.nodes.last()
    }

    /// The part that is this node, if it was evaluated.
    pub fn get(&self, node: ExprId) -> Option<&TraceNode> {
        self.nodes.get(*self.places.get(&node)?)
    }

    /// The operands of a part that were evaluated.
    pub fn operands<'a>(&'a self, part: &'a TraceNode) -> impl Iterator<Item = &'a TraceNode> {
        part.operands.iter().filter_map(|at| self.nodes.get(*at))
    }
}

/// Records an evaluation.
#[derive(Default)]
pub(super) struct Recorder {
    results: Vec<(ExprId, Span, Option<Value>)>,
}

impl Observer for Recorder {
    fn evaluated(&mut self, expr: ExprRef<'_>, result: &Result<Value, EvaluationError>) {
        let value = result.as_ref().ok().cloned();
        self.results.push((expr.id(), expr.span(), value));
    }
}

impl Recorder {
    /// The trace of the evaluation of `expr`.
    pub(super) fn finish(self, expr: &Expr) -> Trace {
        let mut trace = Trace::default();
        for (node, span, value) in self.results {
            let mut operands = Vec::new();
            expr.root().child(node).kind().for_each_child(|child| {
                operands.extend(trace.places.get(&child));
            });
            trace.places.insert(node, trace.nodes.len());
            trace.nodes.push(TraceNode {
                node,
                span,
                value,
                operands,
            });
        }
        trace
    }
}
