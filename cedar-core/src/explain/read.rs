//! What a condition read: attributes, tags and variables.

use super::finding::Finding;
use super::text;
use super::trace::{Trace, TraceNode};
use crate::ast::{BinaryOp, Expr, ExprId, ExprKind, ExprRef, Span, Variable, is_identifier};
use crate::value::Value;
use serde::Serialize;
use std::collections::HashSet;

/// The most steps of a path that are written; the first ones of a longer path
/// are shown as `…`.
const MAX_STEPS: usize = 16;

/// An attribute, a tag or a variable that a condition read.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[non_exhaustive]
pub struct Read {
    /// The node in the condition's expression.
    pub node: ExprId,
    /// Where it stands.
    #[serde(serialize_with = "text::span")]
    pub span: Span,
    /// What was read: `resource.owner`.
    pub path: String,
    /// Its value; none if it is not there.
    #[serde(serialize_with = "text::value")]
    pub value: Option<Value>,
    /// Whether it is in a part that decided.
    pub decisive: bool,
}

/// What was read, in the order of evaluation. Of `resource.owner.team`, only
/// the whole counts, unless the evaluation failed before.
pub(super) fn reads(expr: &Expr, trace: &Trace, findings: &[Finding]) -> Vec<Read> {
    let decisive = below(trace, findings);
    let left_out = not_worth_a_line(expr, trace);
    trace
        .nodes()
        .iter()
        .filter(|part| !left_out.contains(&part.node))
        .filter_map(|part| {
            let node = expr.root().child(part.node);
            is_read(node).then(|| Read {
                node: part.node,
                span: part.span,
                path: path(node, trace),
                value: part.value.clone(),
                decisive: decisive.contains(&part.node),
            })
        })
        .collect()
}

/// Whether the node reads something. `context` alone is not worth a line, and
/// literals say what they are.
fn is_read(node: ExprRef<'_>) -> bool {
    match node.kind() {
        ExprKind::Variable(variable) => *variable != Variable::Context,
        ExprKind::GetAttribute(..) | ExprKind::HasAttribute(..) => true,
        ExprKind::Binary(op, ..) => matches!(op, BinaryOp::GetTag | BinaryOp::HasTag),
        _ => false,
    }
}

/// The nodes that are only steps of a read, or were not read since a step
/// before them failed.
fn not_worth_a_line(expr: &Expr, trace: &Trace) -> HashSet<ExprId> {
    let mut found = HashSet::new();
    for part in trace.nodes() {
        let Some((operand, _)) = step(expr.root().child(part.node)) else {
            continue;
        };
        match trace.get(operand.id()).map(|operand| &operand.value) {
            Some(Some(_)) => found.insert(operand.id()),
            _ => found.insert(part.node),
        };
    }
    found
}

/// The nodes at and below the findings.
fn below(trace: &Trace, findings: &[Finding]) -> HashSet<ExprId> {
    let mut found = HashSet::new();
    let mut open: Vec<&TraceNode> = findings.iter().filter_map(|f| trace.get(f.node)).collect();
    while let Some(part) = open.pop() {
        if found.insert(part.node) {
            open.extend(trace.operands(part));
        }
    }
    found
}

/// How a path goes on.
enum Step<'a> {
    Get(&'a str),
    Has(&'a str),
    GetTag(ExprRef<'a>),
    HasTag(ExprRef<'a>),
}

/// What the node reads from, and how.
fn step(node: ExprRef<'_>) -> Option<(ExprRef<'_>, Step<'_>)> {
    match node.kind() {
        ExprKind::GetAttribute(operand, name) => Some((node.child(*operand), Step::Get(name))),
        ExprKind::HasAttribute(operand, name) => Some((node.child(*operand), Step::Has(name))),
        ExprKind::Binary(BinaryOp::GetTag, operand, tag) => {
            Some((node.child(*operand), Step::GetTag(node.child(*tag))))
        }
        ExprKind::Binary(BinaryOp::HasTag, operand, tag) => {
            Some((node.child(*operand), Step::HasTag(node.child(*tag))))
        }
        _ => None,
    }
}

/// The path that the node reads, as Cedar writes it. What it starts from is
/// named if it is a variable, else shown by its value.
fn path(node: ExprRef<'_>, trace: &Trace) -> String {
    let mut steps = Vec::new();
    let mut start = node;
    while steps.len() < MAX_STEPS
        && let Some((operand, step)) = step(start)
    {
        steps.push(step);
        start = operand;
    }
    let mut path = match start.kind() {
        ExprKind::Variable(variable) => variable.as_str().to_owned(),
        _ if step(start).is_some() => "…".to_owned(),
        _ => shown(start, trace),
    };
    for step in steps.iter().rev() {
        match step {
            Step::Get(name) => path.push_str(&attribute(name)),
            Step::Has(name) if is_identifier(name) => path.push_str(&format!(" has {name}")),
            Step::Has(name) => path.push_str(&format!(" has \"{}\"", name.escape_debug())),
            Step::GetTag(tag) => path.push_str(&format!(".getTag({})", shown(*tag, trace))),
            Step::HasTag(tag) => path.push_str(&format!(".hasTag({})", shown(*tag, trace))),
        }
    }
    path
}

/// `.name` or `["name"]`.
pub(super) fn attribute(name: &str) -> String {
    match is_identifier(name) {
        true => format!(".{name}"),
        false => format!("[\"{}\"]", name.escape_debug()),
    }
}

/// The node's value as text.
fn shown(node: ExprRef<'_>, trace: &Trace) -> String {
    match trace.get(node.id()).and_then(|part| part.value.as_ref()) {
        Some(value) => text::ValueText(value).to_string(),
        None => "…".to_owned(),
    }
}
