//! Expressions that are deep, for what engines do only below some depth.

use crate::choices::Choices;
use cedar_core::Span;
use cedar_core::ast::{BinaryOp, Expr, ExprBuilder, ExprId, ExprKind, Literal, UnaryOp};

/// How deep most of them are: more than an engine may take to be shallow.
const USUAL: usize = 60;
/// How deep the others are: more than fits the stack that an engine may count on.
const GREAT: usize = 1_200;

/// The expression under many operators that keep its value, or err where its type is
/// not theirs.
pub fn over(choices: &mut Choices<'_>, expr: &Expr) -> Expr {
    let most = if choices.chance(90) { USUAL } else { GREAT };
    let levels = choices.between(most / 2, most);
    let mut builder = ExprBuilder::new();
    let mut top = builder.append(expr.root());
    let operators = choices.pick(&[&KEEP_ANY, &KEEP_TRUTHS, &KEEP_NUMBERS]);
    let operators = operators.copied().unwrap_or(&KEEP_ANY);
    for _ in 0..levels {
        top = operators[choices.below(operators.len())](&mut builder, top);
    }
    builder.finish(top).expect("the limit is above this depth")
}

/// Puts a level over an expression.
type Level = fn(&mut ExprBuilder, ExprId) -> ExprId;

const KEEP_ANY: [Level; 3] = [
    |builder, below| {
        let condition = literal(builder, Literal::Bool(true));
        let alternative = literal(builder, Literal::Long(1));
        let consequent = below;
        add(
            builder,
            ExprKind::If {
                condition,
                consequent,
                alternative,
            },
        )
    },
    |builder, below| {
        let condition = literal(builder, Literal::Bool(false));
        let consequent = literal(builder, Literal::Long(1));
        let alternative = below;
        add(
            builder,
            ExprKind::If {
                condition,
                consequent,
                alternative,
            },
        )
    },
    |builder, below| {
        let record = add(builder, ExprKind::Record([("a".into(), below)].into()));
        add(builder, ExprKind::GetAttribute(record, "a".into()))
    },
];

const KEEP_TRUTHS: [Level; 3] = [
    |builder, below| {
        let left = literal(builder, Literal::Bool(true));
        add(builder, ExprKind::And(left, below))
    },
    |builder, below| {
        let right = literal(builder, Literal::Bool(false));
        add(builder, ExprKind::Or(below, right))
    },
    |builder, below| add(builder, ExprKind::Unary(UnaryOp::Not, below)),
];

const KEEP_NUMBERS: [Level; 3] = [
    |builder, below| {
        let right = literal(builder, Literal::Long(0));
        add(builder, ExprKind::Binary(BinaryOp::Add, below, right))
    },
    |builder, below| {
        let left = literal(builder, Literal::Long(1));
        add(builder, ExprKind::Binary(BinaryOp::Multiply, left, below))
    },
    |builder, below| add(builder, ExprKind::Unary(UnaryOp::Negate, below)),
];

fn literal(builder: &mut ExprBuilder, literal: Literal) -> ExprId {
    add(builder, ExprKind::Literal(literal))
}

fn add(builder: &mut ExprBuilder, kind: ExprKind) -> ExprId {
    builder.add(kind, Span::NONE)
}
