//! `&&`, `||`, `!` and `if`.
//!
//! What is never evaluated is not typed either: the right of `false && …` and
//! of `true || …`, and the branch that is never taken.

use super::capability::Capabilities;
use super::infer::{Typechecker, negated};
use super::{Inferred, Typed};
use crate::types::{BoolType, Type};
use crate::validation::IncompatiblePosition;
use cedar_core::ast::ExprRef;

impl<'a> Typechecker<'a, '_> {
    /// `left && right`: the right side may use what the left one tests for.
    pub(super) fn and(
        &mut self,
        left: ExprRef<'a>,
        right: ExprRef<'a>,
        prior: &Capabilities,
    ) -> Inferred {
        let left = self.expect_bool(left, prior);
        if let Some((BoolType::False, _)) = left {
            return Some(Typed::plain(Type::FALSE));
        }
        let (left, left_capabilities) = left.unwrap_or((BoolType::Any, Capabilities::default()));
        let (right, right_capabilities) =
            self.expect_bool(right, &prior.union(&left_capabilities))?;
        let value = match (left, right) {
            // Both being true tests for nothing where one is never true.
            (_, BoolType::False) => return Some(Typed::plain(Type::FALSE)),
            (BoolType::True, right) => right,
            _ => BoolType::Any,
        };
        Some(Typed {
            value: Type::Bool(value),
            capabilities: left_capabilities.union(&right_capabilities),
        })
    }

    /// `left || right`: known afterwards is what both sides test for.
    pub(super) fn or(
        &mut self,
        left: ExprRef<'a>,
        right: ExprRef<'a>,
        prior: &Capabilities,
    ) -> Inferred {
        let left = self.expect_bool(left, prior);
        if let Some((BoolType::True, capabilities)) = left {
            return Some(Typed {
                value: Type::TRUE,
                capabilities,
            });
        }
        let right = self.expect_bool(right, prior);
        let ((left, left_capabilities), (right, right_capabilities)) = (left?, right?);
        let (value, capabilities) = match (left, right) {
            (BoolType::False, right) => (right, right_capabilities),
            (left, BoolType::False) => (left, left_capabilities),
            (_, BoolType::True) => (BoolType::True, Capabilities::default()),
            _ => (
                BoolType::Any,
                left_capabilities.intersection(&right_capabilities),
            ),
        };
        Some(Typed {
            value: Type::Bool(value),
            capabilities,
        })
    }

    /// `!operand`
    pub(super) fn not(&mut self, operand: ExprRef<'a>, prior: &Capabilities) -> Inferred {
        let operand = self.expect_bool(operand, prior);
        let operand = operand.map(|(value, _)| Typed::plain(Type::Bool(value)));
        Some(Typed::plain(negated(operand)))
    }

    /// `if condition then consequent else alternative`
    pub(super) fn conditional(
        &mut self,
        expr: ExprRef<'a>,
        condition: ExprRef<'a>,
        consequent: ExprRef<'a>,
        alternative: ExprRef<'a>,
        prior: &Capabilities,
    ) -> Inferred {
        let condition = self.expect_bool(condition, prior);
        let (condition, tested) = condition.unwrap_or((BoolType::Any, Capabilities::default()));
        match condition {
            BoolType::False => self.infer(alternative, prior),
            BoolType::True => {
                let consequent = self.infer(consequent, &prior.union(&tested))?;
                Some(Typed {
                    capabilities: tested.union(&consequent.capabilities),
                    ..consequent
                })
            }
            BoolType::Any => {
                let consequent = self.infer(consequent, &prior.union(&tested));
                let alternative = self.infer(alternative, prior);
                let (consequent, alternative) = (consequent?, alternative?);
                let position = IncompatiblePosition::Branches;
                let value = self.bound(expr, &consequent.value, &alternative.value, position)?;
                Some(Typed {
                    value,
                    capabilities: tested
                        .union(&consequent.capabilities)
                        .intersection(&alternative.capabilities),
                })
            }
        }
    }
}
