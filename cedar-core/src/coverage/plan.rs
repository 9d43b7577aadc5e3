//! Which parts of a policy are watched.

use super::point::{Goal, Point, PointKind};
use crate::ast::{
    ActionConstraint, Condition, ExprId, ExprKind, ExprRef, Literal, PolicyBody, ScopeConstraint,
    UnaryOp,
};
use std::collections::{HashMap, HashSet};

/// Which node of which condition is which point.
#[derive(Clone, Default, Debug)]
pub(super) struct Plan {
    nodes: HashMap<(usize, ExprId), usize>,
}

impl Plan {
    /// The parts of a policy that are worth watching, the policy itself first.
    ///
    /// Literals are not: they have one outcome. Nor is `a && b` as an operand
    /// of the same operator: its own operands are.
    pub(super) fn of(body: &PolicyBody) -> (Self, Vec<Point>) {
        let mut points = vec![Point::new(PointKind::Policy, body.span, Goal::TrueAndFalse)];
        let spans = body.scope_spans;
        let any = ScopeConstraint::Any;
        let scope = [
            (PointKind::Principal, spans.principal, body.principal != any),
            (
                PointKind::Action,
                spans.action,
                body.action != ActionConstraint::Any,
            ),
            (PointKind::Resource, spans.resource, body.resource != any),
        ];
        for (kind, span, is_constrained) in scope {
            if is_constrained {
                points.push(Point::new(kind, span, Goal::TrueAndFalse));
            }
        }
        let mut plan = Plan::default();
        for (i, condition) in body.conditions.iter().enumerate() {
            plan.add_condition(i, condition, &mut points);
        }
        // Nothing can keep it from being satisfied.
        if let [whole] = points.as_mut_slice()
            && body.conditions.is_empty()
        {
            whole.goal = Goal::Reached;
        }
        (plan, points)
    }

    /// The point of a node.
    pub(super) fn point(&self, condition: usize, node: ExprId) -> Option<usize> {
        self.nodes.get(&(condition, node)).copied()
    }

    fn add_condition(&mut self, number: usize, condition: &Condition, points: &mut Vec<Point>) {
        let mut found: Vec<(ExprId, Point)> = Vec::new();
        let mut seen: HashSet<ExprId> = HashSet::new();
        let root = Place {
            expr: condition.body.root(),
            kind: Some(PointKind::Condition(condition.kind)),
            is_boolean: true,
        };
        // The last of the stack comes next, so that parts come as in the source.
        let mut stack = vec![root];
        while let Some(place) = stack.pop() {
            let expr = place.expr;
            let is_literal = matches!(expr.kind(), ExprKind::Literal(Literal::Bool(_)));
            if !seen.insert(expr.id()) {
                continue;
            }
            if let Some(kind) = place.kind
                && !is_literal
            {
                let goal = match place.is_boolean {
                    true => Goal::TrueAndFalse,
                    false => Goal::Reached,
                };
                found.push((expr.id(), Point::new(kind, expr.span(), goal)));
            }
            let mut parts = place.parts();
            parts.reverse();
            stack.extend(parts);
        }
        for (node, point) in found {
            self.nodes.insert((number, node), points.len());
            points.push(point);
        }
    }
}

/// A node on the way through a condition.
struct Place<'a> {
    expr: ExprRef<'a>,
    /// What it is, if it is watched.
    kind: Option<PointKind>,
    /// Whether it must be a boolean for the condition not to fail.
    is_boolean: bool,
}

impl<'a> Place<'a> {
    fn parts(&self) -> Vec<Place<'a>> {
        let expr = self.expr;
        let part = |id: ExprId, kind: Option<PointKind>, is_boolean: bool| Place {
            expr: expr.child(id),
            kind,
            is_boolean,
        };
        match expr.kind() {
            ExprKind::And(left, right) => [left, right]
                .map(|id| {
                    let is_chain = matches!(expr.child(*id).kind(), ExprKind::And(..));
                    part(*id, (!is_chain).then_some(PointKind::AndOperand), true)
                })
                .into(),
            ExprKind::Or(left, right) => [left, right]
                .map(|id| {
                    let is_chain = matches!(expr.child(*id).kind(), ExprKind::Or(..));
                    part(*id, (!is_chain).then_some(PointKind::OrOperand), true)
                })
                .into(),
            ExprKind::If {
                condition,
                consequent,
                alternative,
            } => vec![
                part(*condition, Some(PointKind::IfCondition), true),
                part(*consequent, Some(PointKind::Consequent), self.is_boolean),
                part(*alternative, Some(PointKind::Alternative), self.is_boolean),
            ],
            ExprKind::Unary(UnaryOp::Not, operand) => vec![part(*operand, None, true)],
            kind => {
                let mut parts = Vec::new();
                kind.for_each_child(|child| parts.push(part(child, None, false)));
                parts
            }
        }
    }
}
