//! Changes that may turn a policy: from what its clauses compare.
//!
//! Each is a guess from one comparison and need not work; whoever asks must try
//! it. Together they are meant to hold what a person would think of first.

use super::edit::{Edit, World};
use super::place::{Place, Values};
use super::scope::{self, ScopePart};
use crate::ast::{
    ActionConstraint, BinaryOp, EntityUid, Expr, ExprId, ExprKind, Policy, ScopeConstraint, UnaryOp,
};
use crate::entities::Entities;
use crate::evaluator::Evaluator;
use crate::extensions::{Datetime, Decimal, Duration, ExtensionKind, ExtensionValue};
use crate::request::Request;
use crate::value::{Set, Value};
use std::collections::HashMap;

/// The most changes that are guessed for a policy.
pub(super) const MAX_ATTEMPTS: usize = 64;
/// The most elements of one set that are guessed from.
const MAX_ELEMENTS: usize = 8;
/// The largest set that is changed in a guess.
const MAX_SET: usize = 1_000;

/// The changes to try, those to the data before those to the request.
pub(super) fn attempts(
    request: &Request,
    entities: &Entities,
    policy: &Policy,
    world: &World,
) -> Vec<Edit> {
    let mut edits = Edits {
        world,
        data: Vec::new(),
        request: Vec::new(),
    };
    let evaluator = Evaluator::new(request, entities);
    for part in ScopePart::ALL {
        edits.of_scope(
            part,
            part.entity(request),
            policy,
            part.is_met(&evaluator, policy),
        );
    }
    let evaluator = match policy.link() {
        Some(link) => evaluator.with_slots(&link.values),
        None => evaluator,
    };
    for condition in &policy.body().conditions {
        let values = evaluator.evaluate_each(&condition.body);
        let guesses = Guesses {
            expr: &condition.body,
            places: Place::of_nodes(&condition.body, &values),
            values,
            entities,
        };
        guesses.add_to(&mut edits);
    }
    edits.data.extend(edits.request);
    edits.data.truncate(MAX_ATTEMPTS);
    edits.data
}

/// The changes found so far, without repetitions.
struct Edits<'w> {
    world: &'w World,
    data: Vec<Edit>,
    request: Vec<Edit>,
}

impl Edits<'_> {
    fn is_full(&self) -> bool {
        self.data.len() >= MAX_ATTEMPTS
    }

    fn add(&mut self, edit: Edit) {
        let edits = match edit {
            Edit::Ask { .. } => &mut self.request,
            _ => &mut self.data,
        };
        if edits.len() < MAX_ATTEMPTS && !edits.contains(&edit) {
            edits.push(edit);
        }
    }

    fn set(&mut self, place: &Place, to: Value) {
        let from = self.world.value_at(place);
        if from.as_ref() != Some(&to) {
            self.add(Edit::Set {
                place: place.clone(),
                from,
                to,
            });
        }
    }

    fn remove(&mut self, place: Place) {
        if self.world.value_at(&place).is_some() {
            self.add(Edit::Remove { place });
        }
    }

    fn join(&mut self, entity: &EntityUid, parent: &EntityUid) {
        if entity != parent {
            self.add(Edit::AddParent {
                entity: entity.clone(),
                parent: parent.clone(),
            });
        }
    }

    /// Changes that make a request meet a part of the scope, or no longer.
    fn of_scope(&mut self, part: ScopePart, entity: &EntityUid, policy: &Policy, is_met: bool) {
        if is_met {
            return;
        }
        let ask = |entity: &EntityUid| Edit::Ask {
            part,
            entity: entity.clone(),
        };
        let Some((constraint, slot)) = scope::entity_constraint(policy, part) else {
            match &policy.body().action {
                ActionConstraint::Any => {}
                ActionConstraint::Equal(uid) | ActionConstraint::In(uid) => self.add(ask(uid)),
                ActionConstraint::InSet(uids) => {
                    uids.iter()
                        .take(MAX_ELEMENTS)
                        .for_each(|uid| self.add(ask(uid)));
                }
            }
            return;
        };
        match constraint {
            ScopeConstraint::Any | ScopeConstraint::Is(_) => {}
            ScopeConstraint::Equal(named) => {
                if let Some(uid) = policy.resolve(named, slot) {
                    self.add(ask(uid));
                }
            }
            ScopeConstraint::In(group) | ScopeConstraint::IsIn(_, group) => {
                if let Some(group) = policy.resolve(group, slot) {
                    self.join(entity, group);
                }
            }
        }
    }
}

/// A condition with everything that guesses are made from.
struct Guesses<'a> {
    expr: &'a Expr,
    values: Values,
    places: HashMap<ExprId, Place>,
    entities: &'a Entities,
}

impl Guesses<'_> {
    fn add_to(&self, edits: &mut Edits<'_>) {
        let root = self.expr.root().id();
        self.truth(root, edits);
        for node in self.expr.nodes() {
            if edits.is_full() {
                return;
            }
            match node.kind() {
                ExprKind::And(left, right) | ExprKind::Or(left, right) => {
                    self.truth(*left, edits);
                    self.truth(*right, edits);
                }
                ExprKind::Unary(UnaryOp::Not, operand) => self.truth(*operand, edits),
                ExprKind::Unary(UnaryOp::IsEmpty, operand) => {
                    self.set(*operand, Value::Set(Set::default()), edits);
                }
                ExprKind::If {
                    condition,
                    consequent,
                    alternative,
                } => {
                    for branch in [condition, consequent, alternative] {
                        self.truth(*branch, edits);
                    }
                }
                ExprKind::Binary(op, left, right) => self.binary(*op, *left, *right, edits),
                ExprKind::IsIn(left, _, right) => self.membership(*left, *right, edits),
                ExprKind::HasAttribute(operand, name) => {
                    let place =
                        Place::of_attribute(self.expr, *operand, name, &self.values, &self.places);
                    self.presence(place, edits);
                }
                ExprKind::Like(operand, pattern) => {
                    self.set(*operand, Value::String(pattern.shortest_match()), edits);
                }
                ExprKind::Call(_, arguments) => {
                    if let [left, right] = **arguments {
                        self.either_way(left, right, edits);
                    }
                }
                _ => {}
            }
        }
    }

    fn value(&self, node: ExprId) -> Option<&Value> {
        self.values.get(&node)?.as_ref().ok()
    }

    /// The place that `node` reads gets a value.
    fn set(&self, node: ExprId, to: Value, edits: &mut Edits<'_>) {
        if let Some(place) = self.places.get(&node) {
            edits.set(place, to);
        }
    }

    /// Something that stands where a boolean does becomes the other one.
    fn truth(&self, node: ExprId, edits: &mut Edits<'_>) {
        if self.places.contains_key(&node) {
            self.set(node, Value::Bool(true), edits);
            self.set(node, Value::Bool(false), edits);
        }
    }

    /// Something that is asked for appears or goes away.
    fn presence(&self, place: Option<Place>, edits: &mut Edits<'_>) {
        let Some(place) = place else { return };
        match edits.world.value_at(&place) {
            Some(_) => edits.remove(place),
            // Where nothing else says which value, one is as good as another.
            None => edits.set(&place, Value::Bool(true)),
        }
    }

    /// Either side becomes equal to the other.
    fn either_way(&self, left: ExprId, right: ExprId, edits: &mut Edits<'_>) {
        for (node, other) in [(left, right), (right, left)] {
            if let Some(value) = self.value(other) {
                self.set(node, value.clone(), edits);
            }
        }
    }

    fn binary(&self, op: BinaryOp, left: ExprId, right: ExprId, edits: &mut Edits<'_>) {
        match op {
            BinaryOp::Equal | BinaryOp::NotEqual => {
                self.either_way(left, right, edits);
                self.other_value(left, right, edits);
            }
            BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual => {
                self.either_way(left, right, edits);
                self.next_to(left, right, edits);
            }
            BinaryOp::In => self.membership(left, right, edits),
            BinaryOp::Contains => self.element(left, right, edits),
            BinaryOp::ContainsAll | BinaryOp::ContainsAny => self.elements(left, right, edits),
            BinaryOp::HasTag => self.presence(Place::of_tag(left, right, &self.values), edits),
            BinaryOp::GetTag | BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply => {}
        }
    }

    /// Where both sides are equal, one becomes something else.
    fn other_value(&self, left: ExprId, right: ExprId, edits: &mut Edits<'_>) {
        for (node, other) in [(left, right), (right, left)] {
            let different = match self.value(other) {
                Some(Value::Bool(value)) => Value::Bool(!value),
                Some(Value::Long(value)) => Value::Long(value.wrapping_add(1)),
                Some(Value::String(text)) if text.is_empty() => Value::from("other"),
                Some(Value::String(_)) => Value::from(""),
                Some(Value::Set(set)) if !set.is_empty() => Value::Set(Set::default()),
                _ => continue,
            };
            self.set(node, different, edits);
        }
    }

    /// Either side becomes the least that is greater, or the greatest that is
    /// less than the other.
    fn next_to(&self, left: ExprId, right: ExprId, edits: &mut Edits<'_>) {
        for (node, other) in [(left, right), (right, left)] {
            for step in [-1, 1] {
                if let Some(value) = self.value(other).and_then(|value| moved(value, step)) {
                    self.set(node, value, edits);
                }
            }
        }
    }

    fn membership(&self, left: ExprId, right: ExprId, edits: &mut Edits<'_>) {
        let Some(right_value) = self.value(right) else {
            return;
        };
        let groups: Vec<&EntityUid> = match right_value {
            Value::Entity(group) => vec![group],
            Value::Set(groups) => groups
                .iter()
                .filter_map(as_entity)
                .take(MAX_ELEMENTS)
                .collect(),
            _ => return,
        };
        let member = self.value(left).and_then(as_entity);
        for group in &groups {
            if let Some(member) = member {
                match self.entities.is_in(member, group) {
                    true => self.leave(member, group, edits),
                    false => edits.join(member, group),
                }
            }
            self.set(left, Value::Entity((*group).clone()), edits);
        }
        let Some(member) = member else { return };
        match right_value {
            Value::Entity(_) => self.set(right, Value::Entity(member.clone()), edits),
            Value::Set(set) => {
                self.with_elements(right, set, &only(&Value::Entity(member.clone())), edits)
            }
            _ => {}
        }
    }

    /// The direct memberships through which `member` is in `group` go away.
    fn leave(&self, member: &EntityUid, group: &EntityUid, edits: &mut Edits<'_>) {
        let Some(entity) = self.entities.get(member) else {
            return;
        };
        for parent in entity.parents().iter().take(MAX_ELEMENTS) {
            if self.entities.is_in(parent, group) {
                edits.add(Edit::RemoveParent {
                    entity: member.clone(),
                    parent: parent.clone(),
                });
            }
        }
    }

    fn element(&self, set: ExprId, element: ExprId, edits: &mut Edits<'_>) {
        let elements = match self.value(set) {
            Some(Value::Set(elements)) => elements.clone(),
            None => Set::default(),
            Some(_) => return,
        };
        if let Some(value) = self.value(element) {
            match elements.contains(value) {
                true => self.without_elements(set, &elements, &only(value), edits),
                false => self.with_elements(set, &elements, &only(value), edits),
            }
        }
        for value in elements.iter().take(MAX_ELEMENTS) {
            self.set(element, value.clone(), edits);
        }
    }

    fn elements(&self, left: ExprId, right: ExprId, edits: &mut Edits<'_>) {
        for (set, other) in [(left, right), (right, left)] {
            let Some(Value::Set(others)) = self.value(other) else {
                continue;
            };
            let elements = match self.value(set) {
                Some(Value::Set(elements)) => elements.clone(),
                None => Set::default(),
                Some(_) => continue,
            };
            if let Some(first) = others.iter().next() {
                self.with_elements(set, &elements, &only(first), edits);
            }
            self.with_elements(set, &elements, others, edits);
            self.without_elements(set, &elements, others, edits);
        }
    }

    fn with_elements(&self, set: ExprId, elements: &Set, more: &Set, edits: &mut Edits<'_>) {
        if self.places.contains_key(&set) && elements.len() + more.len() <= MAX_SET {
            let all = elements.iter().chain(more).cloned().collect();
            self.set(set, Value::Set(all), edits);
        }
    }

    fn without_elements(&self, set: ExprId, elements: &Set, less: &Set, edits: &mut Edits<'_>) {
        if self.places.contains_key(&set) && elements.len() <= MAX_SET {
            let rest = elements.iter().filter(|e| !less.contains(e)).cloned();
            self.set(set, Value::Set(rest.collect()), edits);
        }
    }
}

/// The set of one element.
fn only(value: &Value) -> Set {
    std::iter::once(value.clone()).collect()
}

fn as_entity(value: &Value) -> Option<&EntityUid> {
    match value {
        Value::Entity(uid) => Some(uid),
        _ => None,
    }
}

/// The value so many of the smallest steps away.
fn moved(value: &Value, steps: i64) -> Option<Value> {
    let extension = |kind| Value::Extension(ExtensionValue::computed(kind));
    match value {
        Value::Long(value) => value.checked_add(steps).map(Value::Long),
        Value::Extension(value) => match value.kind() {
            ExtensionKind::Datetime(time) => {
                let millis = time.epoch_millis().checked_add(steps)?;
                Some(extension(ExtensionKind::Datetime(
                    Datetime::from_epoch_millis(millis),
                )))
            }
            ExtensionKind::Duration(time) => {
                let millis = time.millis().checked_add(steps)?;
                Some(extension(ExtensionKind::Duration(Duration::from_millis(
                    millis,
                ))))
            }
            ExtensionKind::Decimal(number) => {
                let number = number.ten_thousandths().checked_add(steps)?;
                Some(extension(ExtensionKind::Decimal(
                    Decimal::from_ten_thousandths(number),
                )))
            }
            ExtensionKind::IpAddr(_) => None,
        },
        _ => None,
    }
}
