//! What can go wrong when an expression is evaluated.

use crate::ast::{BinaryOp, EntityUid, Name, SlotId, Span, UnaryOp};
use crate::extensions::{ExtensionError, ExtensionFunction};
use crate::value::{Value, ValueType};
use smol_str::SmolStr;
use std::fmt;
use thiserror::Error;

/// An error of evaluation and the sub-expression that raised it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{kind}")]
pub struct EvaluationError {
    kind: Box<EvaluationErrorKind>,
    span: Span,
}

/// The kinds of evaluation error.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EvaluationErrorKind {
    /// An attribute or tag of an entity that is not in the store was read.
    #[error("entity `{0}` does not exist")]
    EntityDoesNotExist(EntityUid),
    /// An entity does not have the attribute that was read.
    #[error("`{entity}` does not have the attribute `{attribute}`")]
    EntityAttributeDoesNotExist {
        /// The entity.
        entity: EntityUid,
        /// The attribute.
        attribute: SmolStr,
    },
    /// An entity does not have the tag that was read.
    #[error("`{entity}` does not have the tag `{tag}`")]
    EntityTagDoesNotExist {
        /// The entity.
        entity: EntityUid,
        /// The tag's key.
        tag: SmolStr,
    },
    /// A record does not have the attribute that was read.
    #[error("record does not have the attribute `{attribute}`")]
    RecordAttributeDoesNotExist {
        /// The attribute.
        attribute: SmolStr,
        /// The attributes that the record has.
        available: Vec<SmolStr>,
    },
    /// An operand has the wrong type.
    #[error("type error: expected {}, got {actual}", OneOf(expected))]
    TypeError {
        /// The types that would do; at least one.
        expected: Vec<ValueType>,
        /// The type of the operand.
        actual: ValueType,
    },
    /// The result of arithmetic is not a 64-bit integer.
    #[error("integer overflow while attempting to {0}")]
    IntegerOverflow(IntegerOverflow),
    /// A slot that no link has filled was evaluated.
    #[error("template slot `{0}` was not linked")]
    UnlinkedSlot(SlotId),
    /// No function has this name.
    #[error("extension function `{0}` does not exist")]
    UnknownFunction(Name),
    /// A function was called with the wrong number of arguments.
    #[error(
        "wrong number of arguments provided to extension function `{}`: expected {expected}, got {actual}",
        function.as_str()
    )]
    WrongNumberOfArguments {
        /// The function.
        function: ExtensionFunction,
        /// How many it takes, the receiver of a method included.
        expected: usize,
        /// How many it was given.
        actual: usize,
    },
    /// A function has no value for its arguments.
    #[error("error while evaluating `{}` extension function: {error}", function.as_str())]
    ExtensionFunction {
        /// The function.
        function: ExtensionFunction,
        /// What was wrong.
        error: ExtensionError,
    },
}

/// The operation that overflowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntegerOverflow {
    /// `left op right`
    Binary {
        /// `+`, `-` or `*`
        op: BinaryOp,
        /// The left operand.
        left: i64,
        /// The right operand.
        right: i64,
    },
    /// `-operand`
    Unary {
        /// `-`
        op: UnaryOp,
        /// The operand.
        operand: i64,
    },
}

impl EvaluationError {
    /// The error of this kind, raised at `span`.
    pub fn new(kind: EvaluationErrorKind, span: Span) -> Self {
        EvaluationError {
            kind: Box::new(kind),
            span,
        }
    }

    /// What went wrong.
    pub fn kind(&self) -> &EvaluationErrorKind {
        &self.kind
    }

    /// The sub-expression that raised the error, in the source of its policy.
    pub fn span(&self) -> Span {
        self.span
    }
}

impl EvaluationErrorKind {
    /// The error of `actual` where a value of the type `expected` is needed.
    pub(crate) fn expected(expected: ValueType, actual: &Value) -> Self {
        EvaluationErrorKind::TypeError {
            expected: vec![expected],
            actual: actual.value_type(),
        }
    }

    /// The error of `actual` where something with attributes is needed.
    pub(super) fn expected_record_or_entity(actual: &Value) -> Self {
        EvaluationErrorKind::TypeError {
            expected: vec![ValueType::Record, ValueType::Entity],
            actual: actual.value_type(),
        }
    }

    /// What to try, where something useful can be said.
    pub fn hint(&self) -> Option<String> {
        match self {
            EvaluationErrorKind::EntityAttributeDoesNotExist { attribute, .. } => Some(format!(
                "guard the access with `has {attribute}`, or give the entity this attribute"
            )),
            EvaluationErrorKind::EntityTagDoesNotExist { .. } => {
                Some("guard the access with `hasTag`".into())
            }
            EvaluationErrorKind::RecordAttributeDoesNotExist { available, .. } => {
                if available.is_empty() {
                    return Some("the record has no attributes".into());
                }
                let names: Vec<String> = available.iter().map(|a| format!("`{a}`")).collect();
                Some(format!("the record has {}", names.join(", ")))
            }
            EvaluationErrorKind::EntityDoesNotExist(_) => {
                Some("add the entity to the entities that are given with the request".into())
            }
            _ => None,
        }
    }
}

/// Writes `long`, or `one of [record, entity]`.
struct OneOf<'a>(&'a [ValueType]);

impl fmt::Display for OneOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [only] => only.fmt(f),
            several => {
                let names: Vec<&str> = several.iter().map(|t| t.as_str()).collect();
                write!(f, "one of [{}]", names.join(", "))
            }
        }
    }
}

impl fmt::Display for IntegerOverflow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IntegerOverflow::Unary { operand, .. } => write!(f, "negate the value `{operand}`"),
            IntegerOverflow::Binary { op, left, right } => {
                let verb = match op {
                    BinaryOp::Add => "add",
                    BinaryOp::Subtract => "subtract",
                    _ => "multiply",
                };
                write!(f, "{verb} the values `{left}` and `{right}`")
            }
        }
    }
}
