//! The tree-walking evaluator: the definition that people read.
//!
//! Evaluation is strict and goes left to right. `&&`, `||` and `if` do not
//! evaluate what they do not need; every other operator evaluates all operands
//! before it looks at their types. The first error is the result.

mod error;
mod observer;
mod operators;
mod policy;

pub use error::{EvaluationError, EvaluationErrorKind, IntegerOverflow};
pub use observer::Observer;

use crate::ast::{
    Expr, ExprId, ExprKind, ExprRef, FunctionName, SlotId, SlotValues, UnaryOp, Variable,
};
use crate::entities::Entities;
use crate::request::Request;
use crate::stack::with_room;
use crate::value::{Record, Set, Value, ValueType};
use smol_str::SmolStr;
use std::cell::RefCell;
use std::collections::HashMap;

/// Evaluates expressions and policies for one request and one entity store.
#[derive(Clone, Copy, Debug)]
pub struct Evaluator<'a> {
    request: &'a Request,
    entities: &'a Entities,
    slots: Option<&'a SlotValues>,
}

type Result<T> = std::result::Result<T, EvaluationError>;

impl<'a> Evaluator<'a> {
    /// The evaluator for `request` and `entities`.
    pub fn new(request: &'a Request, entities: &'a Entities) -> Self {
        Evaluator {
            request,
            entities,
            slots: None,
        }
    }

    /// The same, with slots that stand for the entities of `slots`.
    #[must_use]
    pub fn with_slots(self, slots: &'a SlotValues) -> Self {
        Evaluator {
            slots: Some(slots),
            ..self
        }
    }

    /// The value of an expression.
    ///
    /// # Errors
    /// The first error in evaluation order.
    pub fn evaluate(&self, expr: &Expr) -> Result<Value> {
        self.evaluate_observed(expr, &mut ())
    }

    /// The value of an expression; `observer` is told what each node that
    /// counts comes to.
    ///
    /// # Errors
    /// The first error in evaluation order.
    pub fn evaluate_observed(&self, expr: &Expr, observer: &mut impl Observer) -> Result<Value> {
        self.walk(observer).node(expr.root())
    }

    /// What each node comes to by itself, whether or not an evaluation of the
    /// whole would reach it. Linear in the number of nodes.
    pub(crate) fn evaluate_each(&self, expr: &Expr) -> HashMap<ExprId, Result<Value>> {
        let mut observer = ();
        let walk = Walk {
            keeps_all: true,
            ..self.walk(&mut observer)
        };
        for node in expr.nodes() {
            // The result is kept, and its operands' are known by now.
            let _ = walk.node(node);
        }
        walk.known.into_inner()
    }

    fn walk<'o, O: Observer>(&self, observer: &'o mut O) -> Walk<'a, 'o, O> {
        Walk {
            evaluator: *self,
            keeps_all: false,
            known: RefCell::default(),
            observer: RefCell::new(observer),
        }
    }
}

/// The evaluation of one expression.
struct Walk<'a, 'o, O> {
    evaluator: Evaluator<'a>,
    /// Whether what nodes evaluate to is kept of all nodes, not only of shared ones.
    keeps_all: bool,
    /// What shared nodes evaluate to: each is looked at once.
    known: RefCell<HashMap<ExprId, Result<Value>>>,
    observer: RefCell<&'o mut O>,
}

impl<O: Observer> Walk<'_, '_, O> {
    fn node(&self, expr: ExprRef<'_>) -> Result<Value> {
        if !self.keeps_all && !expr.is_shared() {
            return self.anew(expr);
        }
        if let Some(known) = self.known.borrow().get(&expr.id()) {
            return known.clone();
        }
        let result = self.anew(expr);
        self.known.borrow_mut().insert(expr.id(), result.clone());
        result
    }

    fn anew(&self, expr: ExprRef<'_>) -> Result<Value> {
        let result = with_room(|| self.kind(expr));
        self.observer.borrow_mut().evaluated(expr, &result);
        result
    }

    fn kind(&self, expr: ExprRef<'_>) -> Result<Value> {
        let child = |id: &ExprId| self.node(expr.child(*id));
        let value = match expr.kind() {
            ExprKind::Literal(literal) => Ok(Value::from(literal)),
            ExprKind::Variable(variable) => Ok(self.variable(*variable)),
            ExprKind::Slot(slot) => self.slot(*slot),
            ExprKind::If {
                condition,
                consequent,
                alternative,
            } => {
                let branch = if self.boolean(expr.child(*condition))? {
                    consequent
                } else {
                    alternative
                };
                return child(branch);
            }
            ExprKind::And(left, right) => Ok(Value::Bool(
                self.boolean(expr.child(*left))? && self.boolean(expr.child(*right))?,
            )),
            ExprKind::Or(left, right) => Ok(Value::Bool(
                self.boolean(expr.child(*left))? || self.boolean(expr.child(*right))?,
            )),
            ExprKind::Unary(UnaryOp::Not, operand) => {
                Ok(Value::Bool(!self.boolean(expr.child(*operand))?))
            }
            ExprKind::Unary(op, operand) => operators::unary(*op, &child(operand)?),
            ExprKind::Binary(op, left, right) => {
                let left = child(left)?;
                let right = child(right)?;
                operators::binary(*op, &left, &right, self.evaluator.entities)
            }
            ExprKind::GetAttribute(operand, attribute) => {
                self.attribute(&child(operand)?, attribute)
            }
            ExprKind::HasAttribute(operand, attribute) => {
                self.has_attribute(&child(operand)?, attribute)
            }
            ExprKind::Like(operand, pattern) => match child(operand)? {
                Value::String(text) => Ok(Value::Bool(pattern.matches(&text))),
                other => Err(EvaluationErrorKind::expected(ValueType::String, &other)),
            },
            ExprKind::Is(operand, entity_type) => operators::entity(&child(operand)?)
                .map(|uid| Value::Bool(uid.entity_type() == entity_type)),
            ExprKind::IsIn(operand, entity_type, ancestor) => {
                let operand = child(operand)?;
                match operators::entity(&operand) {
                    Ok(uid) if uid.entity_type() != entity_type => Ok(Value::Bool(false)),
                    Ok(_) => operators::is_in(&operand, &child(ancestor)?, self.evaluator.entities),
                    Err(error) => Err(error),
                }
            }
            ExprKind::Set(elements) => {
                let elements = elements.iter().map(child).collect::<Result<Vec<_>>>()?;
                Ok(Value::Set(elements.into_iter().collect::<Set>()))
            }
            ExprKind::Record(fields) => return self.record(expr, fields),
            ExprKind::Call(function, arguments) => {
                let arguments = arguments.iter().map(child).collect::<Result<Vec<_>>>()?;
                match function {
                    FunctionName::Known(function) => function.call(&arguments),
                    FunctionName::Unknown(name) => {
                        Err(EvaluationErrorKind::UnknownFunction(name.clone()))
                    }
                }
            }
        };
        value.map_err(|kind| EvaluationError::new(kind, expr.span()))
    }

    fn boolean(&self, expr: ExprRef<'_>) -> Result<bool> {
        match self.node(expr)? {
            Value::Bool(value) => Ok(value),
            other => Err(EvaluationError::new(
                EvaluationErrorKind::expected(ValueType::Bool, &other),
                expr.span(),
            )),
        }
    }

    fn variable(&self, variable: Variable) -> Value {
        match variable {
            Variable::Principal => Value::Entity(self.evaluator.request.principal.clone()),
            Variable::Action => Value::Entity(self.evaluator.request.action.clone()),
            Variable::Resource => Value::Entity(self.evaluator.request.resource.clone()),
            Variable::Context => Value::Record(self.evaluator.request.context.record().clone()),
        }
    }

    fn slot(&self, slot: SlotId) -> std::result::Result<Value, EvaluationErrorKind> {
        self.evaluator
            .slots
            .and_then(|slots| slots.get(slot))
            .map(|uid| Value::Entity(uid.clone()))
            .ok_or(EvaluationErrorKind::UnlinkedSlot(slot))
    }

    fn attribute(
        &self,
        value: &Value,
        attribute: &SmolStr,
    ) -> std::result::Result<Value, EvaluationErrorKind> {
        match value {
            Value::Record(record) => record.get(attribute).cloned().ok_or_else(|| {
                EvaluationErrorKind::RecordAttributeDoesNotExist {
                    attribute: attribute.clone(),
                    available: record.iter().map(|(key, _)| key.clone()).collect(),
                }
            }),
            Value::Entity(uid) => match self.evaluator.entities.get(uid) {
                None => Err(EvaluationErrorKind::EntityDoesNotExist(uid.clone())),
                Some(entity) => entity.attributes().get(attribute).cloned().ok_or_else(|| {
                    EvaluationErrorKind::EntityAttributeDoesNotExist {
                        entity: uid.clone(),
                        attribute: attribute.clone(),
                    }
                }),
            },
            other => Err(EvaluationErrorKind::expected_record_or_entity(other)),
        }
    }

    fn has_attribute(
        &self,
        value: &Value,
        attribute: &SmolStr,
    ) -> std::result::Result<Value, EvaluationErrorKind> {
        let has = |record: &Record| record.get(attribute).is_some();
        match value {
            Value::Record(record) => Ok(Value::Bool(has(record))),
            Value::Entity(uid) => Ok(Value::Bool(
                self.evaluator
                    .entities
                    .get(uid)
                    .is_some_and(|entity| has(entity.attributes())),
            )),
            other => Err(EvaluationErrorKind::expected_record_or_entity(other)),
        }
    }

    /// Fields are evaluated in the order of their keys.
    fn record(&self, expr: ExprRef<'_>, fields: &[(SmolStr, ExprId)]) -> Result<Value> {
        let mut in_key_order: Vec<&(SmolStr, ExprId)> = fields.iter().collect();
        in_key_order.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        let fields = in_key_order
            .into_iter()
            .map(|(key, value)| Ok((key.clone(), self.node(expr.child(*value))?)))
            .collect::<Result<Vec<_>>>()?;
        // INVARIANT: the keys of a record expression are distinct.
        Ok(Value::Record(
            Record::from_fields(fields).unwrap_or_default(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::{
        ActionConstraint, Annotations, Condition, ConditionKind, Effect, EntityId, EntityTypeName,
        EntityUid, ExprBuilder, Literal, Policy, PolicyBody, PolicyId, PolicySet, ScopeConstraint,
        ScopeSpans, Span,
    };
    use crate::authorizer::{Authorizer, Decision};
    use crate::request::Context;

    /// `{a: {b: … }} has a.b`, nested so deep that looking at shared parts
    /// more than once would take longer than anyone can wait.
    fn nested_extended_has() -> Expr {
        let mut builder = ExprBuilder::new();
        let mut inner = builder.add(ExprKind::Literal(Literal::Bool(true)), Span::NONE);
        for _ in 0..200 {
            let mut record = inner;
            for key in ["b", "a"] {
                let fields = Box::new([(SmolStr::new(key), record)]);
                record = builder.add(ExprKind::Record(fields), Span::NONE);
            }
            let has_a = builder.add(ExprKind::HasAttribute(record, "a".into()), Span::NONE);
            let a = builder.add(ExprKind::GetAttribute(record, "a".into()), Span::NONE);
            let has_b = builder.add(ExprKind::HasAttribute(a, "b".into()), Span::NONE);
            inner = builder.add(ExprKind::And(has_a, has_b), Span::NONE);
        }
        builder.finish(inner).unwrap()
    }

    #[test]
    fn shared_parts_are_looked_at_once() {
        let expr = nested_extended_has();
        let mut builder = ExprBuilder::new();
        let copy = builder.append(expr.root());
        let copy = builder.finish(copy).unwrap();
        assert_eq!(copy.node_count(), expr.node_count());
        assert_eq!(copy, expr);

        let entity_type = EntityTypeName::from_normalized("T").unwrap();
        let uid = EntityUid::new(entity_type, EntityId::new("x"));
        let request = Request::new(uid.clone(), uid.clone(), uid, Context::empty());
        let entities = Entities::empty();
        let evaluator = Evaluator::new(&request, &entities);
        assert_eq!(evaluator.evaluate(&expr), Ok(Value::Bool(true)));

        let body = PolicyBody {
            annotations: Annotations::new(),
            effect: Effect::Permit,
            principal: ScopeConstraint::Any,
            action: ActionConstraint::Any,
            resource: ScopeConstraint::Any,
            conditions: vec![Condition {
                kind: ConditionKind::When,
                body: expr,
                span: Span::NONE,
            }],
            span: Span::NONE,
            scope_spans: ScopeSpans::NONE,
        };
        let mut policies = PolicySet::new();
        let policy = Policy::new_static(PolicyId::new("nested"), body).unwrap();
        policies.add(policy).unwrap();
        let response = Authorizer::new().is_authorized(&request, &policies, &entities);
        assert_eq!(response.decision(), Decision::Allow);
    }
}
