//! Expressions. What the language defines as a shorthand is written out here:
//! `!=`, `>`, `>=` and `is … in` have no form of their own in the model.

use super::values::{text, uid};
use crate::model::expressions::{self as model, Expr};
use crate::model::names::SlotId;
use crate::model::patterns::PatternElem;
use crate::model::values::Primitive;
use crate::runtime::Shared;
use cedar_core::ast::{self, BinaryOp, ExprKind, ExprRef, FunctionName, UnaryOp, Variable};
use cedar_core::extensions::ExtensionFunction;
use std::cell::RefCell;
use std::collections::HashMap;

/// An expression. What is shared stays shared.
pub(crate) fn expr(expr: ExprRef<'_>) -> Expr {
    Expressions::default().expr(expr)
}

/// The conversion of one expression.
#[derive(Default)]
struct Expressions {
    known: RefCell<HashMap<ast::ExprId, Shared<Expr>>>,
}

impl Expressions {
    fn shared(&self, source: ExprRef<'_>) -> Shared<Expr> {
        if let Some(known) = self.known.borrow().get(&source.id()) {
            return known.clone();
        }
        let expr = Shared::new(self.expr(source));
        if source.is_shared() {
            self.known.borrow_mut().insert(source.id(), expr.clone());
        }
        expr
    }

    fn expr(&self, source: ExprRef<'_>) -> Expr {
        stacker::maybe_grow(128 * 1024, 1024 * 1024, || self.kind(source))
    }

    fn kind(&self, source: ExprRef<'_>) -> Expr {
        let child = |id: &ast::ExprId| self.shared(source.child(*id));
        let all = |ids: &[ast::ExprId]| ids.iter().map(|id| self.expr(source.child(*id))).collect();
        match source.kind() {
            ExprKind::Literal(literal) => Expr::Literal {
                literal: match literal {
                    ast::Literal::Bool(b) => Primitive::Bool { b: *b },
                    ast::Literal::Long(i) => Primitive::Long { i: i128::from(*i) },
                    ast::Literal::String(s) => Primitive::String { s: text(s) },
                    ast::Literal::Entity(entity) => Primitive::EntityRef { uid: uid(entity) },
                },
            },
            ExprKind::Variable(variable) => Expr::Variable {
                variable: match variable {
                    Variable::Principal => model::Var::Principal,
                    Variable::Action => model::Var::Action,
                    Variable::Resource => model::Var::Resource,
                    Variable::Context => model::Var::Context,
                },
            },
            ExprKind::Slot(slot) => Expr::Slot {
                slot: slot_id(*slot),
            },
            ExprKind::If {
                condition,
                consequent,
                alternative,
            } => Expr::If {
                condition: child(condition),
                consequent: child(consequent),
                alternative: child(alternative),
            },
            ExprKind::And(left, right) => Expr::And {
                left: child(left),
                right: child(right),
            },
            ExprKind::Or(left, right) => Expr::Or {
                left: child(left),
                right: child(right),
            },
            ExprKind::Unary(op, operand) => Expr::Unary {
                unary_op: match op {
                    UnaryOp::Not => model::UnaryOp::Not,
                    UnaryOp::Negate => model::UnaryOp::Neg,
                    UnaryOp::IsEmpty => model::UnaryOp::IsEmpty,
                },
                arg: child(operand),
            },
            ExprKind::Binary(op, left, right) => binary(*op, child(left), child(right)),
            ExprKind::GetAttribute(operand, attribute) => Expr::GetAttr {
                target: child(operand),
                attr: text(attribute),
            },
            ExprKind::HasAttribute(operand, attribute) => Expr::HasAttr {
                target: child(operand),
                attr: text(attribute),
            },
            ExprKind::Like(operand, pattern) => Expr::LikePattern {
                target: child(operand),
                pattern: pattern.elements().iter().map(pattern_element).collect(),
            },
            ExprKind::Is(operand, entity_type) => Expr::IsType {
                target: child(operand),
                ty: text(entity_type.as_str()),
            },
            ExprKind::IsIn(operand, entity_type, ancestor) => {
                let operand = child(operand);
                Expr::And {
                    left: Shared::new(Expr::IsType {
                        target: operand.clone(),
                        ty: text(entity_type.as_str()),
                    }),
                    right: Shared::new(Expr::Binary {
                        binary_op: model::BinaryOp::In,
                        left: operand,
                        right: child(ancestor),
                    }),
                }
            }
            ExprKind::Set(elements) => Expr::SetOf {
                elements: all(elements),
            },
            ExprKind::Record(fields) => {
                let mut in_key_order: Vec<_> = fields.iter().collect();
                in_key_order.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
                Expr::RecordOf {
                    fields: in_key_order
                        .into_iter()
                        .map(|(key, field)| (text(key), self.expr(source.child(*field))))
                        .collect(),
                }
            }
            ExprKind::Call(function, arguments) => Expr::Call {
                callee: function_name(function),
                args: all(arguments),
            },
        }
    }
}

fn binary(op: BinaryOp, left: Shared<Expr>, right: Shared<Expr>) -> Expr {
    use model::BinaryOp as M;
    let (binary_op, is_negated) = match op {
        BinaryOp::Equal => (M::Eq, false),
        BinaryOp::NotEqual => (M::Eq, true),
        BinaryOp::Less => (M::Less, false),
        BinaryOp::LessEqual => (M::LessEq, false),
        BinaryOp::Greater => (M::LessEq, true),
        BinaryOp::GreaterEqual => (M::Less, true),
        BinaryOp::In => (M::In, false),
        BinaryOp::Add => (M::Add, false),
        BinaryOp::Subtract => (M::Sub, false),
        BinaryOp::Multiply => (M::Mul, false),
        BinaryOp::Contains => (M::Contains, false),
        BinaryOp::ContainsAll => (M::ContainsAll, false),
        BinaryOp::ContainsAny => (M::ContainsAny, false),
        BinaryOp::GetTag => (M::GetTag, false),
        BinaryOp::HasTag => (M::HasTag, false),
    };
    let plain = Expr::Binary {
        binary_op,
        left,
        right,
    };
    if is_negated {
        Expr::Unary {
            unary_op: model::UnaryOp::Not,
            arg: Shared::new(plain),
        }
    } else {
        plain
    }
}

fn pattern_element(element: &ast::PatternElement) -> PatternElem {
    match element {
        ast::PatternElement::Char(c) => PatternElem::Literally { c: *c },
        ast::PatternElement::Wildcard => PatternElem::Wildcard,
    }
}

pub(super) fn slot_id(slot: cedar_core::SlotId) -> SlotId {
    match slot {
        cedar_core::SlotId::Principal => SlotId::PrincipalSlot,
        cedar_core::SlotId::Resource => SlotId::ResourceSlot,
    }
}

fn function_name(function: &FunctionName) -> model::ExtensionFunction {
    match function {
        FunctionName::Known(function) => extension_function(*function),
        _ => model::ExtensionFunction::UnknownFunction,
    }
}

/// A function of an extension type.
pub(crate) fn extension_function(function: ExtensionFunction) -> model::ExtensionFunction {
    use ExtensionFunction as F;
    use model::ExtensionFunction as M;
    match function {
        F::Decimal => M::DecimalFromText,
        F::Ip => M::IpFromText,
        F::Datetime => M::DatetimeFromText,
        F::Duration => M::DurationFromText,
        F::LessThan => M::LessThan,
        F::LessThanOrEqual => M::LessThanOrEqual,
        F::GreaterThan => M::GreaterThan,
        F::GreaterThanOrEqual => M::GreaterThanOrEqual,
        F::IsIpv4 => M::IsIpv4,
        F::IsIpv6 => M::IsIpv6,
        F::IsLoopback => M::IsLoopback,
        F::IsMulticast => M::IsMulticast,
        F::IsInRange => M::IsInRange,
        F::Offset => M::Offset,
        F::DurationSince => M::DurationSince,
        F::ToDate => M::ToDate,
        F::ToTime => M::ToTime,
        F::ToMilliseconds => M::ToMilliseconds,
        F::ToSeconds => M::ToSeconds,
        F::ToMinutes => M::ToMinutes,
        F::ToHours => M::ToHours,
        F::ToDays => M::ToDays,
    }
}
