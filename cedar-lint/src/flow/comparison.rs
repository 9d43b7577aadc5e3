//! Comparisons and tests: what they tell when they hold, and those that never do.

use super::event::What;
use super::facts::Fact;
use super::walk::{Outcome, Walk};
use crate::kinds::Kind;
use crate::terms::TermId;
use cedar_core::ast::{BinaryOp, ExprKind, ExprRef, Literal};

/// What is said where only the schema knows better.
const BY_SCHEMA: &str = "it holds for no request that the schema allows";

impl<'a> Walk<'a> {
    /// Adds to `outcome` what a comparison or test tells, and whether it is
    /// already known to hold.
    pub(super) fn note_tests(&mut self, expr: ExprRef<'a>, outcome: &mut Outcome) {
        match expr.kind() {
            ExprKind::HasAttribute(operand, name) => {
                let Some(operand) = self.term(expr.child(*operand)) else {
                    return;
                };
                let fact = Fact::HasAttribute(operand, name.clone());
                self.note_test(outcome, fact, operand);
            }
            ExprKind::Binary(BinaryOp::HasTag, operand, tag) => {
                let operands = self
                    .term(expr.child(*operand))
                    .zip(self.term(expr.child(*tag)));
                if let Some((operand, tag)) = operands {
                    self.note_test(outcome, Fact::HasTag(operand, tag), operand);
                }
            }
            ExprKind::Binary(op @ (BinaryOp::Equal | BinaryOp::NotEqual), left, right) => {
                let (left, right) = (expr.child(*left), expr.child(*right));
                let facts: Vec<Fact> = [self.equality(left, right), self.equality(right, left)]
                    .into_iter()
                    .flatten()
                    .collect();
                let equal = self.known_equal(left, right);
                match op {
                    BinaryOp::Equal => (outcome.if_true, outcome.truth) = (facts, equal),
                    _ => (outcome.if_false, outcome.truth) = (facts, equal.map(|equal| !equal)),
                }
            }
            _ => {}
        }
    }

    fn note_test(&mut self, outcome: &mut Outcome, fact: Fact, operand: TermId) {
        if self.facts.contains(&fact) {
            outcome.truth = Some(true);
        }
        outcome.if_true = vec![fact, Fact::Exists(operand)];
    }

    /// The fact that `value` is the constant `constant`, if it is one.
    fn equality(&self, value: ExprRef<'a>, constant: ExprRef<'a>) -> Option<Fact> {
        let is_constant = |expr: ExprRef<'_>| matches!(expr.kind(), ExprKind::Literal(_));
        if !is_constant(constant) || is_constant(value) {
            return None;
        }
        Some(Fact::Equal(self.term(value)?, self.term(constant)?))
    }

    /// Whether two expressions are equal, if that is known. Sides that could
    /// fail have been evaluated by then.
    fn known_equal(&self, left: ExprRef<'a>, right: ExprRef<'a>) -> Option<bool> {
        let (a, b) = (self.term(left)?, self.term(right)?);
        if a == b {
            return Some(true);
        }
        Some(self.constant(left)? == self.constant(right)?)
    }

    /// The constant that an expression is or is known to be.
    fn constant(&self, expr: ExprRef<'a>) -> Option<TermId> {
        let term = self.term(expr)?;
        match expr.kind() {
            ExprKind::Literal(_) => Some(term),
            _ => self.facts.constant(term),
        }
    }

    /// Reports a comparison or test that never holds; of `!=`, that always does.
    pub(super) fn note_comparison(&mut self, expr: ExprRef<'a>, outcome: &mut Outcome) {
        if !is_comparison(expr.kind()) {
            return;
        }
        let why = self.mismatch(expr);
        if let Some((truth, _)) = &why {
            outcome.truth = Some(*truth);
        }
        let idle = matches!(expr.kind(), ExprKind::Binary(BinaryOp::NotEqual, ..));
        if outcome.truth != Some(idle) {
            return;
        }
        let why = match why {
            Some((_, why)) => why,
            None => self.other_reason(expr),
        };
        outcome.explained = true;
        self.report(expr, expr.span(), What::NeverHolds(why));
    }

    /// What a comparison always is because of the kinds of its sides, and why.
    fn mismatch(&self, expr: ExprRef<'a>) -> Option<(bool, String)> {
        match expr.kind() {
            ExprKind::Binary(op @ (BinaryOp::Equal | BinaryOp::NotEqual), left, right) => {
                let left = self.kinds.of(expr.child(*left));
                let right = self.kinds.of(expr.child(*right));
                left.is_disjoint(&right).then(|| {
                    let truth = *op == BinaryOp::NotEqual;
                    (truth, format!("{left} is never equal to {right}"))
                })
            }
            ExprKind::Binary(BinaryOp::Contains, set, element) => {
                let Kind::Set(elements) = self.kinds.of(expr.child(*set)) else {
                    return None;
                };
                let element = self.kinds.of(expr.child(*element));
                elements.is_disjoint(&element).then(|| {
                    let why = format!("each element is {elements}, which is never {element}");
                    (false, why)
                })
            }
            ExprKind::Binary(BinaryOp::ContainsAny, left, right) => {
                let sides = (
                    self.kinds.of(expr.child(*left)),
                    self.kinds.of(expr.child(*right)),
                );
                let (Kind::Set(left), Kind::Set(right)) = sides else {
                    return None;
                };
                left.is_disjoint(&right)
                    .then(|| (false, format!("{left} is never equal to {right}")))
            }
            ExprKind::Is(operand, name) | ExprKind::IsIn(operand, name, _) => {
                let Kind::Entity(types) = self.kinds.of(expr.child(*operand)) else {
                    return None;
                };
                let never = !types.is_empty() && !types.contains(name);
                never.then(|| (false, format!("{} is no `{name}`", Kind::Entity(types))))
            }
            _ => None,
        }
    }

    /// Why a comparison never holds, if not because of the kinds of its sides.
    fn other_reason(&self, expr: ExprRef<'a>) -> String {
        if let ExprKind::Binary(BinaryOp::Equal | BinaryOp::NotEqual, left, right) = expr.kind() {
            let (left, right) = (expr.child(*left), expr.child(*right));
            if self.term(left) == self.term(right) {
                return "both sides are the same".to_owned();
            }
            if self.known_equal(left, right) == Some(true) {
                return "both sides are known to be equal".to_owned();
            }
            if self.known_equal(left, right) == Some(false) {
                let is_literal = |e: ExprRef<'_>| matches!(e.kind(), ExprKind::Literal(_));
                return match is_literal(left) && is_literal(right) {
                    true => "the two constants are different".to_owned(),
                    false => "the value is already known to be something else".to_owned(),
                };
            }
        }
        BY_SCHEMA.to_owned()
    }
}

/// Whether it is worth a word that an expression never holds.
fn is_comparison(kind: &ExprKind) -> bool {
    match kind {
        ExprKind::Is(..) | ExprKind::IsIn(..) | ExprKind::HasAttribute(..) => true,
        ExprKind::Binary(op, ..) => matches!(
            op,
            BinaryOp::Equal
                | BinaryOp::NotEqual
                | BinaryOp::In
                | BinaryOp::Contains
                | BinaryOp::ContainsAny
                | BinaryOp::HasTag
        ),
        _ => false,
    }
}

/// The integer that an expression always is.
pub(super) fn integer(expr: ExprRef<'_>) -> Option<i64> {
    match expr.kind() {
        ExprKind::Literal(Literal::Long(value)) => Some(*value),
        _ => None,
    }
}
