//! Operators and built-in methods on values.

use super::error::{EvaluationErrorKind, IntegerOverflow};
use crate::ast::{BinaryOp, EntityUid, UnaryOp};
use crate::entities::Entities;
use crate::extensions::ExtensionKind;
use crate::value::{Set, Value, ValueType};

type Result<T> = std::result::Result<T, EvaluationErrorKind>;

/// The result of an operator with one operand.
pub(super) fn unary(op: UnaryOp, operand: &Value) -> Result<Value> {
    match op {
        UnaryOp::Not => match operand {
            Value::Bool(value) => Ok(Value::Bool(!value)),
            other => Err(EvaluationErrorKind::expected(ValueType::Bool, other)),
        },
        UnaryOp::Negate => {
            let operand = long(operand)?;
            operand
                .checked_neg()
                .map(Value::Long)
                .ok_or(EvaluationErrorKind::IntegerOverflow(
                    IntegerOverflow::Unary { op, operand },
                ))
        }
        UnaryOp::IsEmpty => Ok(Value::Bool(set(operand)?.is_empty())),
    }
}

/// The result of an operator with two operands.
pub(super) fn binary(
    op: BinaryOp,
    left: &Value,
    right: &Value,
    entities: &Entities,
) -> Result<Value> {
    match op {
        BinaryOp::Equal => Ok(Value::Bool(left == right)),
        BinaryOp::NotEqual => Ok(Value::Bool(left != right)),
        BinaryOp::Less => compare(left, right).map(|order| Value::Bool(order.is_lt())),
        BinaryOp::LessEqual => compare(left, right).map(|order| Value::Bool(order.is_le())),
        BinaryOp::Greater => compare(left, right).map(|order| Value::Bool(order.is_gt())),
        BinaryOp::GreaterEqual => compare(left, right).map(|order| Value::Bool(order.is_ge())),
        BinaryOp::In => is_in(left, right, entities),
        BinaryOp::Add => arithmetic(op, left, right, i64::checked_add),
        BinaryOp::Subtract => arithmetic(op, left, right, i64::checked_sub),
        BinaryOp::Multiply => arithmetic(op, left, right, i64::checked_mul),
        BinaryOp::Contains => Ok(Value::Bool(set(left)?.contains(right))),
        BinaryOp::ContainsAll => Ok(Value::Bool(set(left)?.contains_all(set(right)?))),
        BinaryOp::ContainsAny => Ok(Value::Bool(set(left)?.contains_any(set(right)?))),
        BinaryOp::GetTag => get_tag(left, right, entities),
        BinaryOp::HasTag => {
            let (uid, tag) = (entity(left)?, string(right)?);
            Ok(Value::Bool(
                entities
                    .get(uid)
                    .is_some_and(|entity| entity.tags().get(tag).is_some()),
            ))
        }
    }
}

/// `left in right`: every element of a set on the right must be an entity,
/// even when an earlier one decides.
pub(super) fn is_in(left: &Value, right: &Value, entities: &Entities) -> Result<Value> {
    let descendant = entity(left)?;
    match right {
        Value::Entity(ancestor) => Ok(Value::Bool(entities.is_in(descendant, ancestor))),
        Value::Set(ancestors) => {
            let ancestors = ancestors.iter().map(entity).collect::<Result<Vec<_>>>()?;
            Ok(Value::Bool(
                ancestors
                    .into_iter()
                    .any(|ancestor| entities.is_in(descendant, ancestor)),
            ))
        }
        other => Err(EvaluationErrorKind::TypeError {
            expected: vec![ValueType::Set, ValueType::Entity],
            actual: other.value_type(),
        }),
    }
}

/// The uid of an entity value.
pub(super) fn entity(value: &Value) -> Result<&EntityUid> {
    match value {
        Value::Entity(uid) => Ok(uid),
        other => Err(EvaluationErrorKind::expected(ValueType::Entity, other)),
    }
}

fn long(value: &Value) -> Result<i64> {
    match value {
        Value::Long(value) => Ok(*value),
        other => Err(EvaluationErrorKind::expected(ValueType::Long, other)),
    }
}

fn string(value: &Value) -> Result<&str> {
    match value {
        Value::String(value) => Ok(value),
        other => Err(EvaluationErrorKind::expected(ValueType::String, other)),
    }
}

fn set(value: &Value) -> Result<&Set> {
    match value {
        Value::Set(value) => Ok(value),
        other => Err(EvaluationErrorKind::expected(ValueType::Set, other)),
    }
}

fn arithmetic(
    op: BinaryOp,
    left: &Value,
    right: &Value,
    checked: fn(i64, i64) -> Option<i64>,
) -> Result<Value> {
    let (left, right) = (long(left)?, long(right)?);
    checked(left, right)
        .map(Value::Long)
        .ok_or(EvaluationErrorKind::IntegerOverflow(
            IntegerOverflow::Binary { op, left, right },
        ))
}

/// The order behind `<`, `<=`, `>` and `>=`: of integers, datetimes, durations.
fn compare(left: &Value, right: &Value) -> Result<std::cmp::Ordering> {
    use ExtensionKind::{Datetime, Duration};
    match (left, right) {
        (Value::Long(left), Value::Long(right)) => return Ok(left.cmp(right)),
        (Value::Extension(a), Value::Extension(b)) => match (a.kind(), b.kind()) {
            (Datetime(left), Datetime(right)) => return Ok(left.cmp(&right)),
            (Duration(left), Duration(right)) => return Ok(left.cmp(&right)),
            _ => {}
        },
        _ => {}
    }
    let comparable = [ValueType::Long, ValueType::Datetime, ValueType::Duration];
    let (left, right) = (left.value_type(), right.value_type());
    Err(if comparable.contains(&left) {
        EvaluationErrorKind::TypeError {
            expected: vec![left],
            actual: right,
        }
    } else {
        EvaluationErrorKind::TypeError {
            expected: comparable.to_vec(),
            actual: left,
        }
    })
}

fn get_tag(left: &Value, right: &Value, entities: &Entities) -> Result<Value> {
    let (uid, tag) = (entity(left)?, string(right)?);
    let entity = entities
        .get(uid)
        .ok_or_else(|| EvaluationErrorKind::EntityDoesNotExist(uid.clone()))?;
    entity
        .tags()
        .get(tag)
        .cloned()
        .ok_or_else(|| EvaluationErrorKind::EntityTagDoesNotExist {
            entity: uid.clone(),
            tag: tag.into(),
        })
}
