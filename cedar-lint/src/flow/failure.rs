//! What can fail.

use super::comparison::integer;
use super::event::{Failure, What};
use super::facts::Fact;
use super::walk::{Outcome, Walk};
use cedar_core::Value;
use cedar_core::ast::{BinaryOp, ExprKind, ExprRef, FunctionName, Literal, UnaryOp, Variable};
use cedar_core::extensions::ExtensionFunction;
use cedar_validator::types::{EntityTypes, Type};
use smol_str::SmolStr;

impl<'a> Walk<'a> {
    /// Reports how the evaluation of a node can fail when that of its operands
    /// does not, and adds to `outcome` what its success tells.
    pub(super) fn note_failures(&mut self, expr: ExprRef<'a>, outcome: &mut Outcome) {
        let failure = match expr.kind() {
            ExprKind::GetAttribute(operand, name) => {
                let operand = expr.child(*operand);
                let failure = self.attribute(operand, name);
                if let Some(term) = self.term(operand) {
                    outcome.always.push(Fact::HasAttribute(term, name.clone()));
                    outcome.always.push(Fact::Exists(term));
                }
                failure
            }
            ExprKind::Binary(BinaryOp::GetTag, operand, tag) => {
                let terms = self
                    .term(expr.child(*operand))
                    .zip(self.term(expr.child(*tag)));
                terms.and_then(|(operand, tag)| {
                    let fact = Fact::HasTag(operand, tag);
                    let failure = (!self.facts.contains(&fact)).then_some(Failure::Tag);
                    outcome.always.extend([fact, Fact::Exists(operand)]);
                    failure
                })
            }
            ExprKind::Binary(op, left, right) => {
                let operands = integer(expr.child(*left)).zip(integer(expr.child(*right)));
                overflows(*op, operands).then_some(Failure::Overflow)
            }
            ExprKind::Unary(UnaryOp::Negate, operand) => {
                let fits = integer(expr.child(*operand)).and_then(i64::checked_neg);
                fits.is_none().then_some(Failure::Overflow)
            }
            ExprKind::Call(FunctionName::Known(function), arguments) => {
                let arguments = arguments.iter().map(|argument| expr.child(*argument));
                has_no_value(*function, arguments).then_some(Failure::Function(*function))
            }
            _ => None,
        };
        if let Some(failure) = failure {
            self.report(expr, expr.span(), What::CanFail(failure));
        }
    }

    /// How reading an attribute can fail.
    fn attribute(&self, operand: ExprRef<'a>, name: &SmolStr) -> Option<Failure> {
        let term = self.term(operand)?;
        if self.facts.contains(&Fact::HasAttribute(term, name.clone())) {
            return None;
        }
        let absent = Failure::Attribute(name.clone());
        if !self.kinds.has_schema() {
            let is_there = matches!(
                operand.kind(),
                ExprKind::Record(fields) if fields.iter().any(|(key, _)| key == name)
            );
            return (!is_there).then_some(absent);
        }
        match self.kinds.type_of(operand)? {
            Type::Record(record) => match record.attribute(name) {
                Some(attribute) if !attribute.required => Some(absent),
                // An attribute that is not declared is an error of validation.
                _ => None,
            },
            Type::Entity(types) => {
                if !self.is_required(types, name)? {
                    return Some(absent);
                }
                let exists = self.facts.contains(&Fact::Exists(term))
                    || matches!(operand.kind(), ExprKind::Variable(Variable::Action));
                (!exists).then_some(Failure::Entity)
            }
            _ => None,
        }
    }

    /// Whether all of these types require the attribute; `None` if one does
    /// not declare it.
    fn is_required(&self, types: &EntityTypes, name: &SmolStr) -> Option<bool> {
        let schema = self.kinds.schema()?;
        let mut required = true;
        for id in types.known()? {
            required &= schema
                .entity_type(*id)
                .attributes()
                .attribute(name)?
                .required;
        }
        Some(required)
    }
}

/// Whether arithmetic can overflow; `operands` if they are known.
fn overflows(op: BinaryOp, operands: Option<(i64, i64)>) -> bool {
    let checked = match op {
        BinaryOp::Add => i64::checked_add,
        BinaryOp::Subtract => i64::checked_sub,
        BinaryOp::Multiply => i64::checked_mul,
        _ => return false,
    };
    operands.and_then(|(a, b)| checked(a, b)).is_none()
}

/// Whether a function has no value for some arguments of the right type.
fn has_no_value<'a>(
    function: ExtensionFunction,
    mut arguments: impl Iterator<Item = ExprRef<'a>>,
) -> bool {
    if !function.is_constructor() {
        return matches!(
            function,
            ExtensionFunction::Offset
                | ExtensionFunction::DurationSince
                | ExtensionFunction::ToDate
        );
    }
    match arguments.next().map(ExprRef::kind) {
        Some(ExprKind::Literal(Literal::String(text))) => {
            function.call(&[Value::from(text.as_str())]).is_err()
        }
        _ => true,
    }
}
