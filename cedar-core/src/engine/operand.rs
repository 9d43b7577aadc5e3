//! Values that are borrowed where they can be.

use crate::ast::{EntityUid, Literal};
use crate::extensions::ExtensionValue;
use crate::value::{Record, Set, Value};

/// A value during evaluation. Scalars are copied, everything else is borrowed
/// from the policy, the request or the store unless it was computed just now.
#[derive(Clone)]
pub(super) enum Operand<'a> {
    Bool(bool),
    Long(i64),
    String(&'a str),
    Entity(&'a EntityUid),
    Set(&'a Set),
    Record(&'a Record),
    Extension(&'a ExtensionValue),
    /// A value that was computed; never a boolean or an integer.
    Owned(Value),
}

impl<'a> Operand<'a> {
    /// The value itself, for sets and records that are put together.
    pub(super) fn into_value(self) -> Value {
        match self {
            Operand::Bool(value) => Value::Bool(value),
            Operand::Long(value) => Value::Long(value),
            Operand::String(value) => Value::String(value.into()),
            Operand::Entity(value) => Value::Entity(value.clone()),
            Operand::Set(value) => Value::Set(value.clone()),
            Operand::Record(value) => Value::Record(value.clone()),
            Operand::Extension(value) => Value::Extension(value.clone()),
            Operand::Owned(value) => value,
        }
    }

    /// A value that was computed.
    pub(super) fn computed(value: Value) -> Self {
        match value {
            Value::Bool(value) => Operand::Bool(value),
            Value::Long(value) => Operand::Long(value),
            other => Operand::Owned(other),
        }
    }

    /// The string, if this is one.
    pub(super) fn as_str(&self) -> Option<&str> {
        match self {
            Operand::String(text) => Some(text),
            Operand::Owned(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// The uid, if this is an entity.
    pub(super) fn as_entity(&self) -> Option<&EntityUid> {
        match self {
            Operand::Entity(uid) => Some(uid),
            Operand::Owned(Value::Entity(uid)) => Some(uid),
            _ => None,
        }
    }

    /// The set, if this is one.
    pub(super) fn as_set(&self) -> Option<&Set> {
        match self {
            Operand::Set(set) => Some(set),
            Operand::Owned(Value::Set(set)) => Some(set),
            _ => None,
        }
    }

    /// The extension value, if this is one.
    pub(super) fn as_extension(&self) -> Option<&ExtensionValue> {
        match self {
            Operand::Extension(value) => Some(value),
            Operand::Owned(Value::Extension(value)) => Some(value),
            _ => None,
        }
    }

    /// The record, if this is one.
    pub(super) fn as_record(&self) -> Option<&Record> {
        match self {
            Operand::Record(record) => Some(record),
            Operand::Owned(Value::Record(record)) => Some(record),
            _ => None,
        }
    }
}

impl<'a> From<&'a Value> for Operand<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Bool(value) => Operand::Bool(*value),
            Value::Long(value) => Operand::Long(*value),
            Value::String(value) => Operand::String(value),
            Value::Entity(value) => Operand::Entity(value),
            Value::Set(value) => Operand::Set(value),
            Value::Record(value) => Operand::Record(value),
            Value::Extension(value) => Operand::Extension(value),
        }
    }
}

impl<'a> From<&'a Literal> for Operand<'a> {
    fn from(literal: &'a Literal) -> Self {
        match literal {
            Literal::Bool(value) => Operand::Bool(*value),
            Literal::Long(value) => Operand::Long(*value),
            Literal::String(value) => Operand::String(value),
            Literal::Entity(value) => Operand::Entity(value),
        }
    }
}

/// Cedar's `==`.
impl PartialEq for Operand<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Operand::Bool(a), Operand::Bool(b)) => a == b,
            (Operand::Long(a), Operand::Long(b)) => a == b,
            (Operand::String(a), Operand::String(b)) => a == b,
            (Operand::Entity(a), Operand::Entity(b)) => a == b,
            _ => {
                both(self.as_str(), other.as_str(), |a, b| a == b)
                    || both(self.as_entity(), other.as_entity(), |a, b| a == b)
                    || both(self.as_set(), other.as_set(), |a, b| a == b)
                    || both(self.as_record(), other.as_record(), |a, b| a == b)
                    || both(self.as_extension(), other.as_extension(), |a, b| a == b)
            }
        }
    }
}

fn both<T>(a: Option<T>, b: Option<T>, test: impl FnOnce(T, T) -> bool) -> bool {
    a.zip(b).is_some_and(|(a, b)| test(a, b))
}
