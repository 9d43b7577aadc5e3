//! What kinds of value an expression can have.
//!
//! A schema says it; without one, literals, operators and the scope say some
//! of it.

use cedar_core::ast::{
    BinaryOp, EntityOrSlot, EntityTypeName, ExprKind, ExprRef, FunctionName, Literal, PolicyBody,
    ScopeConstraint, UnaryOp, Variable,
};
use cedar_core::{SlotId, ValueType};
use cedar_validator::types::{EntityTypes, Type};
use cedar_validator::{ConditionTypes, Schema};
use std::fmt;

/// How deep literals of sets are looked into. Beyond, nothing is known.
const MAX_SET_DEPTH: u32 = 8;

/// The kind of a value, as far as it is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// Any value.
    Unknown,
    /// A value of this type, other than an entity or a set.
    Plain(ValueType),
    /// An entity of one of these types; of any type if there is none.
    Entity(Vec<EntityTypeName>),
    /// A set with such elements.
    Set(Box<Kind>),
}

/// Where kinds come from.
#[derive(Clone, Copy)]
pub(crate) struct Kinds<'a> {
    body: &'a PolicyBody,
    typed: Option<(&'a Schema, &'a ConditionTypes<'a>)>,
}

impl<'a> Kinds<'a> {
    /// The kinds in the conditions of a policy, for some kinds of request if
    /// there is a schema.
    pub(crate) fn new(
        body: &'a PolicyBody,
        typed: Option<(&'a Schema, &'a ConditionTypes<'a>)>,
    ) -> Self {
        Kinds { body, typed }
    }

    /// Whether a schema says what there can be.
    pub(crate) fn has_schema(self) -> bool {
        self.typed.is_some()
    }

    /// The type that the schema gives, if there is a schema.
    pub(crate) fn type_of(self, expr: ExprRef<'a>) -> Option<&'a Type> {
        self.typed.and_then(|(_, types)| types.of(expr))
    }

    /// The schema, if there is one.
    pub(crate) fn schema(self) -> Option<&'a Schema> {
        self.typed.map(|(schema, _)| schema)
    }

    /// The kind of an expression's value.
    pub(crate) fn of(self, expr: ExprRef<'a>) -> Kind {
        match (self.typed, self.type_of(expr)) {
            (Some((schema, _)), Some(known)) => of_type(schema, known),
            (Some(_), None) => Kind::Unknown,
            (None, _) => self.of_structure(expr, MAX_SET_DEPTH),
        }
    }

    fn of_structure(self, expr: ExprRef<'a>, depth: u32) -> Kind {
        match expr.kind() {
            ExprKind::Literal(Literal::Bool(_))
            | ExprKind::And(..)
            | ExprKind::Or(..)
            | ExprKind::HasAttribute(..)
            | ExprKind::Like(..)
            | ExprKind::Is(..)
            | ExprKind::IsIn(..)
            | ExprKind::Unary(UnaryOp::Not | UnaryOp::IsEmpty, _) => Kind::Plain(ValueType::Bool),
            ExprKind::Literal(Literal::Long(_)) | ExprKind::Unary(UnaryOp::Negate, _) => {
                Kind::Plain(ValueType::Long)
            }
            ExprKind::Literal(Literal::String(_)) => Kind::Plain(ValueType::String),
            ExprKind::Literal(Literal::Entity(uid)) => {
                Kind::Entity(vec![uid.entity_type().clone()])
            }
            ExprKind::Variable(variable) => self.of_variable(*variable),
            ExprKind::Slot(_) => Kind::Entity(Vec::new()),
            ExprKind::Record(_) => Kind::Plain(ValueType::Record),
            ExprKind::Set(elements) => {
                let mut kinds = elements.iter().map(|element| match depth {
                    0 => Kind::Unknown,
                    _ => self.of_structure(expr.child(*element), depth - 1),
                });
                let first = kinds.next().unwrap_or(Kind::Unknown);
                Kind::Set(Box::new(kinds.fold(first, Kind::or)))
            }
            ExprKind::Binary(op, ..) => match op {
                BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply => {
                    Kind::Plain(ValueType::Long)
                }
                BinaryOp::GetTag => Kind::Unknown,
                _ => Kind::Plain(ValueType::Bool),
            },
            ExprKind::Call(FunctionName::Known(function), _) => Kind::Plain(function.result_type()),
            ExprKind::If { .. } | ExprKind::GetAttribute(..) | ExprKind::Call(..) => Kind::Unknown,
        }
    }

    fn of_variable(self, variable: Variable) -> Kind {
        let constraint = match variable {
            Variable::Context => return Kind::Plain(ValueType::Record),
            Variable::Action => return Kind::Entity(Vec::new()),
            Variable::Principal => &self.body.principal,
            Variable::Resource => &self.body.resource,
        };
        Kind::Entity(match constraint {
            ScopeConstraint::Is(name) | ScopeConstraint::IsIn(name, _) => vec![name.clone()],
            ScopeConstraint::Equal(EntityOrSlot::Entity(uid)) => vec![uid.entity_type().clone()],
            _ => Vec::new(),
        })
    }

    /// The entity that the scope says the principal or the resource is.
    pub(crate) fn equal_constraint(self, variable: SlotId) -> Option<&'a cedar_core::EntityUid> {
        let constraint = match variable {
            SlotId::Principal => &self.body.principal,
            SlotId::Resource => &self.body.resource,
        };
        match constraint {
            ScopeConstraint::Equal(EntityOrSlot::Entity(uid)) => Some(uid),
            _ => None,
        }
    }
}

impl Kind {
    /// Whether no value is of both kinds.
    pub(crate) fn is_disjoint(&self, other: &Kind) -> bool {
        match (self, other) {
            (Kind::Unknown, _) | (_, Kind::Unknown) => false,
            (Kind::Plain(a), Kind::Plain(b)) => a != b,
            (Kind::Entity(a), Kind::Entity(b)) => {
                !a.is_empty() && !b.is_empty() && a.iter().all(|name| !b.contains(name))
            }
            // Both can be empty.
            (Kind::Set(_), Kind::Set(_)) => false,
            _ => true,
        }
    }

    fn or(self, other: Kind) -> Kind {
        match self == other {
            true => self,
            false => Kind::Unknown,
        }
    }
}

fn of_type(schema: &Schema, known: &Type) -> Kind {
    match known {
        Type::Never => Kind::Unknown,
        Type::Bool(_) => Kind::Plain(ValueType::Bool),
        Type::Long => Kind::Plain(ValueType::Long),
        Type::String => Kind::Plain(ValueType::String),
        Type::Record(_) => Kind::Plain(ValueType::Record),
        Type::Extension(extension) => Kind::Plain(extension.value_type()),
        Type::Set(element) => Kind::Set(Box::new(of_type(schema, element))),
        Type::Entity(types) => Kind::Entity(names(schema, types)),
    }
}

fn names(schema: &Schema, types: &EntityTypes) -> Vec<EntityTypeName> {
    let known = types.known().unwrap_or_default();
    known
        .iter()
        .map(|id| schema.entity_type(*id).name().clone())
        .collect()
}

/// With an article, as in "a string is never equal to an entity".
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Unknown => f.write_str("a value"),
            Kind::Plain(value_type) => match value_type {
                ValueType::Bool => f.write_str("a boolean"),
                ValueType::Long => f.write_str("an integer"),
                ValueType::String => f.write_str("a string"),
                ValueType::Record => f.write_str("a record"),
                ValueType::IpAddr => f.write_str("an `ipaddr`"),
                other => write!(f, "a `{}`", other.as_str()),
            },
            Kind::Entity(types) => match types.as_slice() {
                [] => f.write_str("an entity"),
                [one] => write!(f, "an entity of type `{one}`"),
                several => {
                    let names: Vec<String> = several.iter().map(|t| format!("`{t}`")).collect();
                    write!(f, "an entity of one of the types {}", names.join(", "))
                }
            },
            Kind::Set(_) => f.write_str("a set"),
        }
    }
}
