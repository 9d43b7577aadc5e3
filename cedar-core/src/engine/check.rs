//! The checks that most conditions are made of, each evaluated in one step.

use super::compiled::{Compiled, SHALLOW};
use super::operand::Operand;
use super::party::Part;
use super::run::{Fails, Result, Run};
use super::walk::{Walk, in_any};
use crate::ast::{BinaryOp, Expr, ExprId, ExprKind, ExprRef, Literal, Policy, UnaryOp, Variable};
use crate::entities::Entity;
use crate::value::{Record, Value};
use smol_str::SmolStr;
use std::cmp::Ordering;

/// What a condition checks.
///
/// Names and literals stay in the condition's expression: the ids are those of
/// its nodes.
#[derive(Clone, Debug)]
pub(super) enum Check {
    /// `a && b`
    Both(Box<[Check; 2]>),
    /// `a || b`
    Either(Box<[Check; 2]>),
    /// `!a`
    Not(Box<Check>),
    /// An attribute alone: a boolean.
    IsTrue(Attribute),
    /// `… has name`
    Has(Attribute),
    /// `attribute == variable`
    IsParty(Attribute, Part),
    /// `attribute == literal`
    IsLiteral(Attribute, ExprId),
    /// `variable == Type::"id"`
    PartyIs(Part, ExprId),
    /// `variable in Type::"id"`
    PartyIn(Part, ExprId),
    /// `variable in attribute`
    PartyInAttribute(Part, Attribute),
    /// `<`, `<=`, `>` or `>=` of attributes and integers.
    Order(ExprId),
    /// Anything else, which is walked.
    Other(ExprId),
}

/// `variable.name`, or with more attributes in between: a node that reads an
/// attribute, or tests for one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attribute {
    node: ExprId,
    /// The variable, if nothing is in between.
    of: Option<Variable>,
}

/// A condition that is to be evaluated for a request.
pub(super) struct Site<'r, 'a> {
    pub(super) run: &'r Run<'a>,
    pub(super) policy: &'a Policy,
    pub(super) expr: &'a Expr,
    pub(super) compiled: &'a Compiled,
}

impl Check {
    /// What `expr` checks. Linear in the number of its nodes.
    pub(super) fn of(expr: &Expr) -> Self {
        let root = expr.root();
        // A walk remembers what shared nodes come to.
        match expr.depth() <= SHALLOW && !expr.has_shared_nodes() {
            true => Check::of_node(root),
            false => Check::Other(root.id()),
        }
    }

    fn of_node(node: ExprRef<'_>) -> Self {
        let both = |left: &ExprId, right: &ExprId| {
            Box::new([left, right].map(|id| Check::of_node(node.child(*id))))
        };
        let check = match node.kind() {
            ExprKind::And(left, right) => Some(Check::Both(both(left, right))),
            ExprKind::Or(left, right) => Some(Check::Either(both(left, right))),
            ExprKind::Unary(UnaryOp::Not, operand) => {
                Some(Check::Not(Box::new(Check::of_node(node.child(*operand)))))
            }
            ExprKind::GetAttribute(..) => Attribute::read_by(node).map(Check::IsTrue),
            ExprKind::HasAttribute(..) => Attribute::tested_by(node).map(Check::Has),
            ExprKind::Binary(op, left, right) => {
                Check::of_binary(node, *op, node.child(*left), node.child(*right))
            }
            _ => None,
        };
        check.unwrap_or(Check::Other(node.id()))
    }

    fn of_binary(
        node: ExprRef<'_>,
        op: BinaryOp,
        left: ExprRef<'_>,
        right: ExprRef<'_>,
    ) -> Option<Self> {
        match op {
            BinaryOp::Equal => {
                Check::of_equal(left, right).or_else(|| Check::of_equal(right, left))
            }
            BinaryOp::In => {
                let part = part(left)?;
                Some(match right.kind() {
                    ExprKind::Literal(Literal::Entity(_)) => Check::PartyIn(part, right.id()),
                    _ => Check::PartyInAttribute(part, Attribute::read_by(right)?),
                })
            }
            BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual => {
                let is_taken = |operand: ExprRef<'_>| match operand.kind() {
                    ExprKind::Literal(Literal::Long(_)) => true,
                    _ => Attribute::read_by(operand).is_some(),
                };
                (is_taken(left) && is_taken(right)).then(|| Check::Order(node.id()))
            }
            _ => None,
        }
    }

    fn of_equal(left: ExprRef<'_>, right: ExprRef<'_>) -> Option<Self> {
        if let Some(party) = part(left) {
            return match right.kind() {
                ExprKind::Literal(Literal::Entity(_)) => Some(Check::PartyIs(party, right.id())),
                _ => None,
            };
        }
        let attribute = Attribute::read_by(left)?;
        match right.kind() {
            ExprKind::Literal(_) => Some(Check::IsLiteral(attribute, right.id())),
            _ => Some(Check::IsParty(attribute, part(right)?)),
        }
    }
}

impl Attribute {
    /// The attribute that `node` reads, if it does nothing else.
    fn read_by(node: ExprRef<'_>) -> Option<Self> {
        match node.kind() {
            ExprKind::GetAttribute(operand, _) => Attribute::at(node, node.child(*operand)),
            _ => None,
        }
    }

    /// The attribute that `node` tests for, if it does nothing else.
    fn tested_by(node: ExprRef<'_>) -> Option<Self> {
        match node.kind() {
            ExprKind::HasAttribute(operand, _) => Attribute::at(node, node.child(*operand)),
            _ => None,
        }
    }

    /// The attribute of `operand` at `node`, if a variable leads there.
    fn at(node: ExprRef<'_>, operand: ExprRef<'_>) -> Option<Self> {
        let of = match operand.kind() {
            ExprKind::Variable(variable) => Some(*variable),
            ExprKind::GetAttribute(..) => Attribute::read_by(operand).map(|_| None)?,
            _ => return None,
        };
        let node = node.id();
        Some(Attribute { node, of })
    }
}

/// The part of a request that an expression names.
fn part(expr: ExprRef<'_>) -> Option<Part> {
    match expr.kind() {
        ExprKind::Variable(variable) => Part::of(*variable),
        _ => None,
    }
}

impl<'a> Site<'_, 'a> {
    /// Whether the request passes the check, which is one of this condition's.
    pub(super) fn holds(&self, check: &Check) -> Result<bool> {
        match check {
            Check::Both(checks) => {
                let [first, second] = &**checks;
                Ok(self.holds(first)? && self.holds(second)?)
            }
            Check::Either(checks) => {
                let [first, second] = &**checks;
                Ok(self.holds(first)? || self.holds(second)?)
            }
            Check::Not(check) => Ok(!self.holds(check)?),
            Check::IsTrue(attribute) => match self.value(*attribute)? {
                Value::Bool(value) => Ok(*value),
                _ => Err(Fails),
            },
            Check::Has(attribute) => self.has(*attribute),
            Check::IsParty(attribute, part) => {
                let value = self.value(*attribute)?;
                Ok(matches!(value, Value::Entity(uid) if self.run.party(*part).is(uid)))
            }
            Check::IsLiteral(attribute, literal) => {
                let value = self.value(*attribute)?;
                Ok(Operand::from(value) == Operand::from(self.literal(*literal)?))
            }
            Check::PartyIs(part, literal) => match self.literal(*literal)? {
                Literal::Entity(uid) => Ok(self.run.party(*part).is_named(uid)),
                _ => Err(Fails),
            },
            Check::PartyIn(part, literal) => match self.literal(*literal)? {
                Literal::Entity(uid) => Ok(self.run.party(*part).is_in(uid)),
                _ => Err(Fails),
            },
            Check::PartyInAttribute(part, attribute) => {
                let party = self.run.party(*part);
                match self.value(*attribute)? {
                    Value::Entity(group) => Ok(party.is_in(group)),
                    value => in_any(&Operand::from(value), |group| party.is_in(group)),
                }
            }
            Check::Order(node) => self.order(*node),
            Check::Other(node) => self.walk(*node),
        }
    }

    fn has(&self, attribute: Attribute) -> Result<bool> {
        let (record, name) = self.record_and_name(attribute)?;
        Ok(record.is_some_and(|record| record.get_named(name).is_some()))
    }

    #[inline]
    fn value(&self, attribute: Attribute) -> Result<&'a Value> {
        let (record, name) = self.record_and_name(attribute)?;
        record
            .and_then(|record| record.get_named(name))
            .ok_or(Fails)
    }

    /// What should have the attribute, none if that is an entity which is not in
    /// the store; and the attribute's name.
    #[inline]
    fn record_and_name(&self, attribute: Attribute) -> Result<(Option<&'a Record>, &'a SmolStr)> {
        let node = self.node(attribute.node);
        let (ExprKind::GetAttribute(operand, name) | ExprKind::HasAttribute(operand, name)) =
            node.kind()
        else {
            return Err(Fails);
        };
        let record = match attribute.of {
            Some(variable) => self.record_of_variable(variable),
            None => self.record(node.child(*operand))?,
        };
        Ok((record, name))
    }

    #[inline]
    fn record_of_variable(&self, variable: Variable) -> Option<&'a Record> {
        match Part::of(variable) {
            Some(part) => self.run.party(part).entity().map(Entity::attributes),
            None => Some(self.run.request.context.record()),
        }
    }

    /// What the attributes of a variable lead to, if that has attributes itself.
    #[inline(never)]
    fn record(&self, expr: ExprRef<'a>) -> Result<Option<&'a Record>> {
        match self.value_of(expr)? {
            Value::Record(record) => Ok(Some(record)),
            Value::Entity(uid) => Ok(self.run.entities.get(uid).map(Entity::attributes)),
            _ => Err(Fails),
        }
    }

    /// What the attributes of a variable lead to.
    fn value_of(&self, expr: ExprRef<'a>) -> Result<&'a Value> {
        let ExprKind::GetAttribute(operand, name) = expr.kind() else {
            return Err(Fails);
        };
        let operand = expr.child(*operand);
        let record = match operand.kind() {
            ExprKind::Variable(variable) => self.record_of_variable(*variable),
            _ => self.record(operand)?,
        };
        record
            .and_then(|record| record.get_named(name))
            .ok_or(Fails)
    }

    /// A comparison of integers; of anything else, a walk.
    fn order(&self, node: ExprId) -> Result<bool> {
        let ExprKind::Binary(op, left, right) = self.node(node).kind() else {
            return Err(Fails);
        };
        match (self.integer(*left)?, self.integer(*right)?) {
            (Some(left), Some(right)) => Ok(op.holds_of(left.cmp(&right))),
            _ => self.walk(node),
        }
    }

    /// The integer that a literal or an attribute is; `None` for other values.
    fn integer(&self, node: ExprId) -> Result<Option<i64>> {
        let node = self.node(node);
        match node.kind() {
            ExprKind::Literal(Literal::Long(value)) => Ok(Some(*value)),
            _ => match self.value_of(node)? {
                Value::Long(value) => Ok(Some(*value)),
                _ => Ok(None),
            },
        }
    }

    fn literal(&self, node: ExprId) -> Result<&'a Literal> {
        match self.node(node).kind() {
            ExprKind::Literal(literal) => Ok(literal),
            _ => Err(Fails),
        }
    }

    #[inline(never)]
    fn walk(&self, node: ExprId) -> Result<bool> {
        let node = self.node(node);
        Walk::new(self.run, self.policy, self.compiled, node).boolean(node)
    }

    #[inline]
    fn node(&self, id: ExprId) -> ExprRef<'a> {
        self.expr.root().child(id)
    }
}

impl BinaryOp {
    /// Whether a comparison holds of operands in this order.
    fn holds_of(self, order: Ordering) -> bool {
        match self {
            BinaryOp::Less => order.is_lt(),
            BinaryOp::LessEqual => order.is_le(),
            BinaryOp::Greater => order.is_gt(),
            BinaryOp::GreaterEqual => order.is_ge(),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// There is one for each operator of each condition of each policy.
    #[test]
    fn a_check_is_small() {
        assert_eq!(size_of::<Check>(), 16);
    }

    fn shape(check: &Check) -> String {
        match check {
            Check::Both(both) => format!("({} && {})", shape(&both[0]), shape(&both[1])),
            Check::Either(both) => format!("({} || {})", shape(&both[0]), shape(&both[1])),
            Check::Not(check) => format!("!{}", shape(check)),
            Check::IsTrue(_) => "attribute".to_owned(),
            Check::Has(_) => "has".to_owned(),
            Check::IsParty(_, part) => format!("attribute == {part:?}"),
            Check::IsLiteral(..) => "attribute == literal".to_owned(),
            Check::PartyIs(part, _) => format!("{part:?} == entity"),
            Check::PartyIn(part, _) => format!("{part:?} in entity"),
            Check::PartyInAttribute(part, _) => format!("{part:?} in attribute"),
            Check::Order(_) => "order".to_owned(),
            Check::Other(_) => "other".to_owned(),
        }
    }

    /// The parser makes expressions of the library that it was built with, which
    /// this one reads as JSON.
    fn parse(text: &str) -> Expr {
        let expr = cedar_parser::parse_expression(text).unwrap();
        let json = serde_json::to_string(&expr.to_json().unwrap()).unwrap();
        Expr::from_json_str(&json).unwrap()
    }

    #[test]
    fn what_is_fused() {
        let rows = [
            ("principal.a.b", "attribute"),
            ("principal.a has b && !context.c", "(has && !attribute)"),
            ("resource.owner == principal", "attribute == Principal"),
            ("principal == resource.owner", "attribute == Principal"),
            (
                "context.a == \"x\" || 1 == context.b.c",
                "(attribute == literal || attribute == literal)",
            ),
            ("principal == User::\"a\"", "Principal == entity"),
            ("User::\"a\" == resource", "Resource == entity"),
            ("action in Action::\"a\"", "Action in entity"),
            ("principal in resource.readers", "Principal in attribute"),
            (
                "context.a < 3 && principal.b >= resource.c",
                "(order && order)",
            ),
            // A test for an attribute is no attribute.
            ("principal in (resource has readers)", "other"),
            ("(resource has readers) == principal", "other"),
            ("context.a < (context has b)", "other"),
            ("(if context.a then principal else resource).b", "other"),
            ("{a: true}.a", "other"),
            ("principal == 1", "other"),
            ("context == principal", "other"),
            ("context in principal", "other"),
            ("context.a == context.b", "other"),
            ("context.a != 1", "other"),
        ];
        for (condition, expected) in rows {
            assert_eq!(
                shape(&Check::of(&parse(condition))),
                expected,
                "{condition}"
            );
        }
        let deep = vec!["context.a"; 40].join(" && ");
        assert_eq!(shape(&Check::of(&parse(&deep))), "other");
    }
}
