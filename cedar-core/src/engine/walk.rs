//! The evaluation of any expression, node by node.

use super::compiled::{Compiled, SHALLOW};
use super::constants::Constants;
use super::operand::Operand;
use super::party::{Part, Party};
use super::run::{Fails, Result, Run};
use crate::ast::{
    BinaryOp, EntityUid, ExprId, ExprKind, ExprRef, FunctionName, Policy, SlotId, SlotValues,
    UnaryOp, Variable,
};
use crate::entities::Entity;
use crate::extensions::ExtensionValue;
use crate::stack::with_room;
use crate::value::{Record, Set, Value};
use smol_str::SmolStr;
use std::cell::{OnceCell, RefCell};
use std::cmp::Ordering;
use std::collections::HashMap;

/// What nodes evaluate to; `None` where that fails.
type Known<'a> = HashMap<ExprId, Option<Operand<'a>>>;

/// One node of a condition, with what its evaluation needs.
pub(super) struct Walk<'r, 'a> {
    run: &'r Run<'a>,
    constants: &'a Constants,
    slots: Option<&'a SlotValues>,
    is_shallow: bool,
    /// What shared nodes evaluate to: each is looked at once.
    /// Made when the first one is met, since most conditions have none.
    known: OnceCell<RefCell<Known<'a>>>,
}

impl<'r, 'a> Walk<'r, 'a> {
    /// Evaluates `expr`, of a condition of `policy`.
    pub(super) fn new(
        run: &'r Run<'a>,
        policy: &'a Policy,
        compiled: &'a Compiled,
        expr: ExprRef<'a>,
    ) -> Self {
        Walk {
            run,
            constants: &compiled.constants,
            slots: policy.link().map(|link| &link.values),
            is_shallow: expr.whole().depth() <= SHALLOW,
            known: OnceCell::new(),
        }
    }

    /// The value of an expression.
    fn node(&self, expr: ExprRef<'a>) -> Result<Operand<'a>> {
        // Most operands are one of these.
        match expr.kind() {
            ExprKind::Variable(variable) => Ok(self.variable(*variable)),
            ExprKind::Literal(literal) => Ok(Operand::from(literal)),
            _ if expr.is_shared() => self.shared(expr),
            ExprKind::GetAttribute(operand, attribute) if self.is_shallow => {
                self.get_attribute(expr.child(*operand), attribute)
            }
            _ => self.anew(expr),
        }
    }

    /// The truth of an expression.
    pub(super) fn boolean(&self, expr: ExprRef<'a>) -> Result<bool> {
        if self.is_shallow && !expr.is_shared() {
            return self.truth(expr);
        }
        self.other_truth(expr)
    }

    /// The truth of a node that is not looked up among the shared ones.
    fn truth(&self, expr: ExprRef<'a>) -> Result<bool> {
        let child = |id: &ExprId| expr.child(*id);
        match expr.kind() {
            ExprKind::And(left, right) => {
                Ok(self.boolean(child(left))? && self.boolean(child(right))?)
            }
            ExprKind::Or(left, right) => {
                Ok(self.boolean(child(left))? || self.boolean(child(right))?)
            }
            ExprKind::Unary(UnaryOp::Not, operand) => Ok(!self.boolean(child(operand))?),
            ExprKind::Binary(BinaryOp::Equal, left, right) => {
                Ok(self.node(child(left))? == self.node(child(right))?)
            }
            ExprKind::Binary(BinaryOp::In, left, right) => self.is_in(child(left), child(right)),
            ExprKind::HasAttribute(operand, attribute) => {
                self.has_attribute(child(operand), attribute)
            }
            _ => self.other_truth(expr),
        }
    }

    fn other_truth(&self, expr: ExprRef<'a>) -> Result<bool> {
        match self.node(expr)? {
            Operand::Bool(value) => Ok(value),
            _ => Err(Fails),
        }
    }

    fn shared(&self, expr: ExprRef<'a>) -> Result<Operand<'a>> {
        let all_known = self.known.get_or_init(RefCell::default);
        if let Some(known) = all_known.borrow().get(&expr.id()) {
            return known.clone().ok_or(Fails);
        }
        let operand = self.anew(expr).ok();
        all_known.borrow_mut().insert(expr.id(), operand.clone());
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
            // INVARIANT: these are the kinds that `truth` evaluates itself.
            ExprKind::And(..)
            | ExprKind::Or(..)
            | ExprKind::Unary(UnaryOp::Not, _)
            | ExprKind::Binary(BinaryOp::Equal | BinaryOp::In, _, _)
            | ExprKind::HasAttribute(..) => self.truth(expr).map(Operand::Bool),
            ExprKind::Unary(op, operand) => unary(*op, &child(operand)?),
            ExprKind::Binary(op, left, right) => {
                let left = child(left)?;
                let right = child(right)?;
                self.binary(*op, &left, &right)
            }
            ExprKind::GetAttribute(operand, attribute) => {
                self.get_attribute(expr.child(*operand), attribute)
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
                self.operand_is_in(&operand, &child(ancestor)?)
                    .map(Operand::Bool)
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

    fn get_attribute(&self, operand: ExprRef<'a>, attribute: &SmolStr) -> Result<Operand<'a>> {
        let found = |record: &'a Record| {
            let value = record.get_named(attribute).ok_or(Fails)?;
            Ok(Operand::from(value))
        };
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

    fn has_attribute(&self, operand: ExprRef<'a>, attribute: &SmolStr) -> Result<bool> {
        let has = |record: &Record| record.get_named(attribute).is_some();
        Ok(match self.subject(operand)? {
            Subject::Entity(entity) => entity.is_some_and(|entity| has(entity.attributes())),
            Subject::Record(record) => has(record),
            Subject::Owned(record) => has(&record),
        })
    }

    /// Something with attributes. Principal, action and resource are looked up
    /// once per request.
    fn subject(&self, operand: ExprRef<'a>) -> Result<Subject<'a>> {
        if let Some(party) = self.party(operand) {
            return Ok(Subject::Entity(party.entity()));
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
            BinaryOp::In => self.operand_is_in(left, right)?,
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

    fn is_in(&self, left: ExprRef<'a>, right: ExprRef<'a>) -> Result<bool> {
        if let Some(party) = self.party(left) {
            return in_any(&self.node(right)?, |ancestor| party.is_in(ancestor));
        }
        self.operand_is_in(&self.node(left)?, &self.node(right)?)
    }

    fn operand_is_in(&self, left: &Operand<'a>, right: &Operand<'a>) -> Result<bool> {
        let descendant = entity(left)?;
        let located = self.run.entities.locate(descendant);
        in_any(right, |ancestor| {
            descendant == ancestor || located.is_some_and(|located| located.has_ancestor(ancestor))
        })
    }

    /// The entity of the request that `expr` names, if it is a variable.
    fn party(&self, expr: ExprRef<'a>) -> Option<&Party<'a>> {
        match expr.kind() {
            ExprKind::Variable(variable) => Some(self.run.party(Part::of(*variable)?)),
            _ => None,
        }
    }
}

/// Something with attributes.
enum Subject<'a> {
    /// An entity, if it is in the store.
    Entity(Option<&'a Entity>),
    Record(&'a Record),
    Owned(Record),
}

/// Whether `right` is an entity, or a set with one, that passes the test. All
/// elements of a set must be entities, wherever the first that passes stands.
pub(super) fn in_any(right: &Operand<'_>, is_in: impl Fn(&EntityUid) -> bool) -> Result<bool> {
    let Some(ancestors) = right.as_set() else {
        return entity(right).map(is_in);
    };
    let mut found = false;
    for ancestor in ancestors {
        let Value::Entity(ancestor) = ancestor else {
            return Err(Fails);
        };
        found = found || is_in(ancestor);
    }
    Ok(found)
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
