//! Production types to model types.
//!
//! What the language defines as a shorthand is written out here: `!=`, `>`,
//! `>=` and `is … in` have no form of their own in the model.

use crate::NoVerdict;
use crate::model::entities::EntityData;
use crate::model::expressions::{self as model, Expr};
use crate::model::ipaddrs::{Family, Ipaddr};
use crate::model::names::{EntityUid, SlotId};
use crate::model::patterns::PatternElem;
use crate::model::policies::{ActionConstraint, Condition, Effect, Policy, ScopeConstraint};
use crate::model::requests::Request;
use crate::model::templates::{self, EntityOrSlot, LinkResult, Template};
use crate::model::values::{ExtensionValue, Primitive, Value};
use crate::runtime::{Map, Shared, Text};
use cedar_core::ast::{self, BinaryOp, ExprKind, ExprRef, FunctionName, UnaryOp, Variable};
use cedar_core::extensions::{ExtensionFunction, ExtensionKind};
use std::cell::RefCell;
use std::collections::HashMap;
use std::net;

/// The model's text: Unicode scalar values.
pub(crate) fn text(text: &str) -> Text {
    text.chars().collect()
}

/// A uid.
pub(crate) fn uid(uid: &cedar_core::EntityUid) -> EntityUid {
    EntityUid {
        ty: text(uid.entity_type().as_str()),
        id: text(uid.id().as_str()),
    }
}

/// A value.
pub(crate) fn value(value: &cedar_core::Value) -> Value {
    use cedar_core::Value as V;
    match value {
        V::Bool(b) => primitive(Primitive::Bool { b: *b }),
        V::Long(i) => primitive(Primitive::Long { i: i128::from(*i) }),
        V::String(s) => primitive(Primitive::String { s: text(s) }),
        V::Entity(entity) => primitive(Primitive::EntityRef { uid: uid(entity) }),
        V::Set(elements) => Value::Set {
            elements: elements.iter().map(self::value).collect(),
        },
        V::Record(fields) => Value::Record {
            attrs: record(fields),
        },
        V::Extension(extension) => Value::Extension {
            extension: extension_value(extension.kind()),
        },
    }
}

/// The fields of a record.
pub(crate) fn record(record: &cedar_core::Record) -> Map<Text, Value> {
    record
        .iter()
        .map(|(key, field)| (text(key), value(field)))
        .collect()
}

/// An entity store: each entity with all its ancestors.
pub(crate) fn store(entities: &cedar_core::Entities) -> Map<EntityUid, EntityData> {
    entities
        .iter()
        .map(|entity| {
            let data = EntityData {
                attrs: record(entity.attributes()),
                tags: record(entity.tags()),
                ancestors: entities.ancestors(entity.uid()).map(uid).collect(),
            };
            (uid(entity.uid()), data)
        })
        .collect()
}

/// A request.
pub(crate) fn request(request: &cedar_core::Request) -> Request {
    Request {
        principal: uid(&request.principal),
        action: uid(&request.action),
        resource: uid(&request.resource),
        context: record(request.context.record()),
    }
}

/// A policy: the model links its template, which for a static policy has no
/// slots.
///
/// # Errors
/// When the model stops or refuses the link, which it does for no policy that
/// was made through the production types.
pub(crate) fn policy(policy: &cedar_core::Policy) -> Result<Policy, NoVerdict> {
    let id = text(policy.id().as_str());
    match templates::link(&template(policy.body()), &id, &slots(policy))? {
        LinkResult::Linked { policy } => Ok(policy),
        LinkResult::NotLinked { .. } => Err(NoVerdict::NoCounterpart),
    }
}

/// A template, or a static policy as a template without slots.
pub(crate) fn template(body: &ast::PolicyBody) -> Template {
    Template {
        effect: match body.effect {
            cedar_core::Effect::Permit => Effect::Permit,
            cedar_core::Effect::Forbid => Effect::Forbid,
        },
        principal: scope(&body.principal),
        action: action(&body.action),
        resource: scope(&body.resource),
        conditions: body.conditions.iter().map(condition).collect(),
    }
}

/// The entities that stand for the slots of a policy.
fn slots(policy: &cedar_core::Policy) -> Map<SlotId, EntityUid> {
    [cedar_core::SlotId::Principal, cedar_core::SlotId::Resource]
        .into_iter()
        .filter_map(|slot| Some((slot_id(slot), uid(policy.slot_value(slot)?))))
        .collect()
}

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

fn primitive(primitive: Primitive) -> Value {
    Value::Primitive { primitive }
}

fn extension_value(kind: ExtensionKind) -> ExtensionValue {
    match kind {
        ExtensionKind::Decimal(decimal) => ExtensionValue::Decimal {
            units: i128::from(decimal.ten_thousandths()),
        },
        ExtensionKind::IpAddr(ip) => ExtensionValue::IpaddrOf { ip: ipaddr(ip) },
        ExtensionKind::Datetime(datetime) => ExtensionValue::Datetime {
            ms: i128::from(datetime.epoch_millis()),
        },
        ExtensionKind::Duration(duration) => ExtensionValue::Duration {
            ms: i128::from(duration.millis()),
        },
    }
}

fn ipaddr(ip: cedar_core::extensions::IpAddr) -> Ipaddr {
    let (family, groups): (Family, Vec<i128>) = match ip.net().addr() {
        net::IpAddr::V4(address) => (
            Family::V4,
            address
                .octets()
                .iter()
                .map(|octet| i128::from(*octet))
                .collect(),
        ),
        net::IpAddr::V6(address) => (
            Family::V6,
            address
                .segments()
                .iter()
                .map(|group| i128::from(*group))
                .collect(),
        ),
    };
    Ipaddr {
        family,
        groups: groups.into(),
        prefix: i128::from(ip.net().prefix_len()),
    }
}

fn pattern_element(element: &ast::PatternElement) -> PatternElem {
    match element {
        ast::PatternElement::Char(c) => PatternElem::Literally { c: *c },
        ast::PatternElement::Wildcard => PatternElem::Wildcard,
    }
}

fn slot_id(slot: cedar_core::SlotId) -> SlotId {
    match slot {
        cedar_core::SlotId::Principal => SlotId::PrincipalSlot,
        cedar_core::SlotId::Resource => SlotId::ResourceSlot,
    }
}

fn scope(constraint: &ast::ScopeConstraint) -> ScopeConstraint<EntityOrSlot> {
    use ast::ScopeConstraint as C;
    match constraint {
        C::Any => ScopeConstraint::AnyEntity,
        C::Equal(entity) => ScopeConstraint::ScopeEq {
            entity: entity_or_slot(entity),
        },
        C::In(entity) => ScopeConstraint::ScopeIn {
            entity: entity_or_slot(entity),
        },
        C::Is(entity_type) => ScopeConstraint::ScopeIs {
            ty: text(entity_type.as_str()),
        },
        C::IsIn(entity_type, entity) => ScopeConstraint::ScopeIsIn {
            ty: text(entity_type.as_str()),
            entity: entity_or_slot(entity),
        },
    }
}

fn entity_or_slot(entity: &ast::EntityOrSlot) -> EntityOrSlot {
    match entity {
        ast::EntityOrSlot::Entity(entity) => EntityOrSlot::KnownEntity { uid: uid(entity) },
        ast::EntityOrSlot::Slot => EntityOrSlot::OpenSlot,
    }
}

fn action(constraint: &ast::ActionConstraint) -> ActionConstraint {
    use ast::ActionConstraint as C;
    match constraint {
        C::Any => ActionConstraint::AnyAction,
        C::Equal(action) => ActionConstraint::ActionEq { uid: uid(action) },
        C::In(action) => ActionConstraint::ActionIn { uid: uid(action) },
        C::InSet(actions) => ActionConstraint::ActionInAny {
            uids: actions.iter().map(uid).collect(),
        },
    }
}

fn condition(condition: &ast::Condition) -> Condition {
    let body = expr(condition.body.root());
    match condition.kind {
        ast::ConditionKind::When => Condition::When { body },
        ast::ConditionKind::Unless => Condition::Unless { body },
    }
}

fn function_name(function: &FunctionName) -> model::ExtensionFunction {
    use ExtensionFunction as F;
    use model::ExtensionFunction as M;
    let FunctionName::Known(function) = function else {
        return M::UnknownFunction;
    };
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
