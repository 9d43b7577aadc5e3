//! Evaluation for one request.

use super::constants::Constants;
use super::operand::Operand;
use crate::ast::{
    BinaryOp, ConditionKind, EntityUid, Expr, ExprId, ExprKind, ExprRef, FunctionName, Loaded,
    SlotId, SlotValues, UnaryOp, Variable,
};
use crate::entities::{Entities, Entity};
use crate::evaluator::{EvaluationError, Evaluator};
use crate::extensions::ExtensionValue;
use crate::request::Request;
use crate::stack::with_room;
use crate::value::{Record, Set, Value};
use std::cell::{OnceCell, RefCell};
use std::cmp::Ordering;
use std::collections::HashMap;

/// Up to this depth an expression is walked without looking at the stack: such
/// a walk needs far less than [`with_room`] leaves.
const SHALLOW: u32 = 32;

/// The state of one request: what it names, looked up at most once.
pub(crate) struct Run<'a> {
    request: &'a Request,
    entities: &'a Entities,
    principal: OnceCell<Option<&'a Entity>>,
    action: OnceCell<Option<&'a Entity>>,
    resource: OnceCell<Option<&'a Entity>>,
}

/// The evaluation fails; the plain evaluator says how.
struct Fails;

type Result<T> = std::result::Result<T, Fails>;

/// One condition of a policy, with what its evaluation needs.
struct Walk<'r, 'a> {
    run: &'r Run<'a>,
    constants: &'a Constants,
    slots: Option<&'a SlotValues>,
    is_shallow: bool,
    /// What shared nodes evaluate to: each is looked at once.
    known: RefCell<HashMap<ExprId, Option<Operand<'a>>>>,
}

impl<'a> Run<'a> {
    /// The state at the start of a request.
    pub(crate) fn new(request: &'a Request, entities: &'a Entities) -> Self {
        Run {
            request,
            entities,
            principal: OnceCell::new(),
            action: OnceCell::new(),
            resource: OnceCell::new(),
        }
    }

    /// Whether the request meets the policy's scope and all of its conditions.
    ///
    /// # Errors
    /// The one that `evaluator`, which must be for the same request and
    /// entities, gives for this policy.
    pub(crate) fn satisfies(
        &self,
        loaded: &'a Loaded,
        evaluator: &Evaluator<'_>,
    ) -> std::result::Result<bool, EvaluationError> {
        if !evaluator.matches_scope(&loaded.policy) {
            return Ok(false);
        }
        match self.conditions(loaded) {
            Ok(satisfied) => Ok(satisfied),
            Err(Fails) => evaluator.satisfies(&loaded.policy),
        }
    }

    fn conditions(&self, loaded: &'a Loaded) -> Result<bool> {
        let slots = loaded.policy.link().map(|link| &link.values);
        let conditions = &loaded.policy.body().conditions;
        for (condition, constants) in conditions.iter().zip(&*loaded.constants) {
            let holds = self.condition(&condition.body, constants, slots)?;
            if holds != (condition.kind == ConditionKind::When) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The truth of a condition.
    fn condition(
        &self,
        expr: &'a Expr,
        constants: &'a Constants,
        slots: Option<&'a SlotValues>,
    ) -> Result<bool> {
        let walk = Walk {
            run: self,
            constants,
            slots,
            is_shallow: expr.depth() <= SHALLOW,
            known: RefCell::default(),
        };
        walk.boolean(expr.root())
    }

    fn entity(&self, variable: Variable) -> Option<&'a Entity> {
        let (cell, uid) = match variable {
            Variable::Principal => (&self.principal, &self.request.principal),
            Variable::Action => (&self.action, &self.request.action),
            Variable::Resource => (&self.resource, &self.request.resource),
            Variable::Context => return None,
        };
        *cell.get_or_init(|| self.entities.get(uid))
    }
}

impl<'a> Walk<'_, 'a> {
    fn node(&self, expr: ExprRef<'a>) -> Result<Operand<'a>> {
        if expr.is_shared() {
            return self.shared(expr);
        }
        self.anew(expr)
    }

    fn shared(&self, expr: ExprRef<'a>) -> Result<Operand<'a>> {
        if let Some(known) = self.known.borrow().get(&expr.id()) {
            return known.clone().ok_or(Fails);
        }
        let operand = self.anew(expr).ok();
        self.known.borrow_mut().insert(expr.id(), operand.clone());
        operand.ok_or(Fails)
    }

    fn anew(&self, expr: ExprRef<'a>) -> Result<Operand<'a>> {
        if self.is_shallow {
            self.kind(expr)
        } else {
            with_room(|| self.kind(expr))
        }
    }

    fn kind(&self, expr: ExprRef<'a>) -> Result<Operand<'a>> {
        let child = |id: &ExprId| self.node(expr.child(*id));
        match expr.kind() {
            ExprKind::Literal(literal) => Ok(Operand::from(literal)),
            ExprKind::Variable(variable) => Ok(self.variable(*variable)),
            ExprKind::Slot(slot) => self.slot(*slot),
            ExprKind::If {
                condition,
                consequent,
                alternative,
            } => {
                if self.boolean(expr.child(*condition))? {
                    child(consequent)
                } else {
                    child(alternative)
                }
            }
            ExprKind::And(left, right) => Ok(Operand::Bool(
                self.boolean(expr.child(*left))? && self.boolean(expr.child(*right))?,
            )),
            ExprKind::Or(left, right) => Ok(Operand::Bool(
                self.boolean(expr.child(*left))? || self.boolean(expr.child(*right))?,
            )),
            ExprKind::Unary(op, operand) => unary(*op, &child(operand)?),
            ExprKind::Binary(op, left, right) => {
                let left = child(left)?;
                let right = child(right)?;
                self.binary(*op, &left, &right)
            }
            ExprKind::GetAttribute(operand, attribute) => {
                self.get_attribute(expr.child(*operand), attribute)
            }
            ExprKind::HasAttribute(operand, attribute) => {
                self.has_attribute(expr.child(*operand), attribute)
            }
            ExprKind::Like(operand, pattern) => {
                let operand = child(operand)?;
                let text = operand.as_str().ok_or(Fails)?;
                Ok(Operand::Bool(pattern.matches(text)))
            }
            ExprKind::Is(operand, entity_type) => {
                let operand = child(operand)?;
                Ok(Operand::Bool(
                    entity(&operand)?.entity_type() == entity_type,
                ))
            }
            ExprKind::IsIn(operand, entity_type, ancestor) => {
                let operand = child(operand)?;
                if entity(&operand)?.entity_type() != entity_type {
                    return Ok(Operand::Bool(false));
                }
                self.is_in(&operand, &child(ancestor)?)
            }
            ExprKind::Set(elements) => {
                if let Some(value) = self.constants.get(expr.id()) {
                    return Ok(Operand::from(value));
                }
                let elements = elements
                    .iter()
                    .map(|id| child(id).map(Operand::into_value))
                    .collect::<Result<Vec<_>>>()?;
                Ok(Operand::Owned(Value::Set(
                    elements.into_iter().collect::<Set>(),
                )))
            }
            ExprKind::Record(fields) => {
                if let Some(value) = self.constants.get(expr.id()) {
                    return Ok(Operand::from(value));
                }
                let fields = fields
                    .iter()
                    .map(|(key, id)| Ok((key.clone(), child(id)?.into_value())))
                    .collect::<Result<Vec<_>>>()?;
                // INVARIANT: the keys of a record expression are distinct.
                Ok(Operand::Owned(Value::Record(
                    Record::from_fields(fields).unwrap_or_default(),
                )))
            }
            ExprKind::Call(function, arguments) => {
                if let Some(value) = self.constants.get(expr.id()) {
                    return Ok(Operand::from(value));
                }
                let arguments = arguments
                    .iter()
                    .map(|id| child(id).map(Operand::into_value))
                    .collect::<Result<Vec<_>>>()?;
                match function {
                    FunctionName::Known(function) => function
                        .call(&arguments)
                        .map(Operand::computed)
                        .map_err(|_| Fails),
                    FunctionName::Unknown(_) => Err(Fails),
                }
            }
        }
    }

    fn boolean(&self, expr: ExprRef<'a>) -> Result<bool> {
        match self.node(expr)? {
            Operand::Bool(value) => Ok(value),
            _ => Err(Fails),
        }
    }

    fn variable(&self, variable: Variable) -> Operand<'a> {
        let request = self.run.request;
        match variable {
            Variable::Principal => Operand::Entity(&request.principal),
            Variable::Action => Operand::Entity(&request.action),
            Variable::Resource => Operand::Entity(&request.resource),
            Variable::Context => Operand::Record(request.context.record()),
        }
    }

    fn slot(&self, slot: SlotId) -> Result<Operand<'a>> {
        self.slots
            .and_then(|slots| slots.get(slot))
            .map(Operand::Entity)
            .ok_or(Fails)
    }

    fn get_attribute(&self, operand: ExprRef<'a>, attribute: &str) -> Result<Operand<'a>> {
        let found = |record: &'a Record| record.get(attribute).map(Operand::from).ok_or(Fails);
        match self.subject(operand)? {
            Subject::Entity(entity) => found(entity.ok_or(Fails)?.attributes()),
            Subject::Record(record) => found(record),
            Subject::Owned(record) => record
                .get(attribute)
                .cloned()
                .map(Operand::computed)
                .ok_or(Fails),
        }
    }

    fn has_attribute(&self, operand: ExprRef<'a>, attribute: &str) -> Result<Operand<'a>> {
        let has = |record: &Record| record.get(attribute).is_some();
        Ok(Operand::Bool(match self.subject(operand)? {
            Subject::Entity(entity) => entity.is_some_and(|entity| has(entity.attributes())),
            Subject::Record(record) => has(record),
            Subject::Owned(record) => has(&record),
        }))
    }

    /// Something with attributes. Principal, action and resource are looked up
    /// once per request.
    fn subject(&self, operand: ExprRef<'a>) -> Result<Subject<'a>> {
        if let ExprKind::Variable(variable) = operand.kind()
            && *variable != Variable::Context
        {
            return Ok(Subject::Entity(self.run.entity(*variable)));
        }
        match self.node(operand)? {
            Operand::Entity(uid) => Ok(Subject::Entity(self.run.entities.get(uid))),
            Operand::Record(record) => Ok(Subject::Record(record)),
            Operand::Owned(Value::Record(record)) => Ok(Subject::Owned(record)),
            Operand::Owned(Value::Entity(uid)) => Ok(Subject::Entity(self.run.entities.get(&uid))),
            _ => Err(Fails),
        }
    }

    fn binary(&self, op: BinaryOp, left: &Operand<'a>, right: &Operand<'a>) -> Result<Operand<'a>> {
        let of_order = |test: fn(Ordering) -> bool| compare(left, right).map(test);
        Ok(Operand::Bool(match op {
            BinaryOp::Equal => left == right,
            BinaryOp::NotEqual => left != right,
            BinaryOp::Less => of_order(Ordering::is_lt)?,
            BinaryOp::LessEqual => of_order(Ordering::is_le)?,
            BinaryOp::Greater => of_order(Ordering::is_gt)?,
            BinaryOp::GreaterEqual => of_order(Ordering::is_ge)?,
            BinaryOp::In => return self.is_in(left, right),
            BinaryOp::Add => return arithmetic(left, right, i64::checked_add),
            BinaryOp::Subtract => return arithmetic(left, right, i64::checked_sub),
            BinaryOp::Multiply => return arithmetic(left, right, i64::checked_mul),
            BinaryOp::Contains => contains(left.as_set().ok_or(Fails)?, right),
            BinaryOp::ContainsAll => {
                let (left, right) = (left.as_set().ok_or(Fails)?, right.as_set().ok_or(Fails)?);
                left.contains_all(right)
            }
            BinaryOp::ContainsAny => {
                let (left, right) = (left.as_set().ok_or(Fails)?, right.as_set().ok_or(Fails)?);
                left.contains_any(right)
            }
            BinaryOp::GetTag => {
                let (uid, tag) = (entity(left)?, string(right)?);
                let entity = self.run.entities.get(uid).ok_or(Fails)?;
                return entity.tags().get(tag).map(Operand::from).ok_or(Fails);
            }
            BinaryOp::HasTag => {
                let (uid, tag) = (entity(left)?, string(right)?);
                let entity = self.run.entities.get(uid);
                entity.is_some_and(|entity| entity.tags().get(tag).is_some())
            }
        }))
    }

    fn is_in(&self, left: &Operand<'a>, right: &Operand<'a>) -> Result<Operand<'a>> {
        let descendant = entity(left)?;
        let is_in = |ancestor: &EntityUid| self.run.entities.is_in(descendant, ancestor);
        if let Some(ancestors) = right.as_set() {
            let mut found = false;
            for ancestor in ancestors {
                let Value::Entity(ancestor) = ancestor else {
                    return Err(Fails);
                };
                found = found || is_in(ancestor);
            }
            return Ok(Operand::Bool(found));
        }
        entity(right).map(|ancestor| Operand::Bool(is_in(ancestor)))
    }
}

/// Something with attributes.
enum Subject<'a> {
    /// An entity, if it is in the store.
    Entity(Option<&'a Entity>),
    Record(&'a Record),
    Owned(Record),
}

fn unary<'a>(op: UnaryOp, operand: &Operand<'a>) -> Result<Operand<'a>> {
    match (op, operand) {
        (UnaryOp::Not, Operand::Bool(value)) => Ok(Operand::Bool(!value)),
        (UnaryOp::Negate, Operand::Long(value)) => {
            value.checked_neg().map(Operand::Long).ok_or(Fails)
        }
        (UnaryOp::IsEmpty, operand) => {
            let set = operand.as_set().ok_or(Fails)?;
            Ok(Operand::Bool(set.is_empty()))
        }
        _ => Err(Fails),
    }
}

fn arithmetic<'a>(
    left: &Operand<'a>,
    right: &Operand<'a>,
    checked: fn(i64, i64) -> Option<i64>,
) -> Result<Operand<'a>> {
    match (left, right) {
        (Operand::Long(left), Operand::Long(right)) => {
            checked(*left, *right).map(Operand::Long).ok_or(Fails)
        }
        _ => Err(Fails),
    }
}

fn compare(left: &Operand<'_>, right: &Operand<'_>) -> Result<Ordering> {
    use crate::extensions::ExtensionKind::{Datetime, Duration};
    if let (Operand::Long(left), Operand::Long(right)) = (left, right) {
        return Ok(left.cmp(right));
    }
    let kind = |operand: &Operand<'_>| operand.as_extension().map(ExtensionValue::kind);
    match (kind(left), kind(right)) {
        (Some(Datetime(left)), Some(Datetime(right))) => Ok(left.cmp(&right)),
        (Some(Duration(left)), Some(Duration(right))) => Ok(left.cmp(&right)),
        _ => Err(Fails),
    }
}

/// Whether `operand` is an element; strings and entities are not cloned for it.
fn contains(set: &Set, operand: &Operand<'_>) -> bool {
    match operand {
        Operand::Bool(value) => set.contains(&Value::Bool(*value)),
        Operand::Long(value) => set.contains(&Value::Long(*value)),
        Operand::String(text) => set.contains_string(text),
        Operand::Entity(uid) => set.contains_entity(uid),
        Operand::Set(value) => set.contains(&Value::Set((*value).clone())),
        Operand::Record(value) => set.contains(&Value::Record((*value).clone())),
        Operand::Extension(value) => set.contains(&Value::Extension((*value).clone())),
        Operand::Owned(value) => set.contains(value),
    }
}

fn entity<'o>(operand: &'o Operand<'_>) -> Result<&'o EntityUid> {
    operand.as_entity().ok_or(Fails)
}

fn string<'o>(operand: &'o Operand<'_>) -> Result<&'o str> {
    operand.as_str().ok_or(Fails)
}
