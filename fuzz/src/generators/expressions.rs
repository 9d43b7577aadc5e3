//! Conditions: expressions that are directed by type and mostly well typed.

use super::universe::{Attribute, Type, TypeIndex, Universe, extension_type};
use super::values;
use crate::choices::Choices;
use cedar_core::Span;
use cedar_core::ast::{
    BinaryOp, Expr, ExprBuilder, ExprId, ExprKind, FunctionName, Literal, Pattern, PatternElement,
    UnaryOp, Variable,
};
use cedar_core::extensions::ExtensionFunction;
use smol_str::SmolStr;

/// How deep a condition may grow.
const DEPTH: usize = 4;
/// In how many of 100 places an expression of another type stands.
const MISFIT_PERCENT: usize = 2;

/// Generates one condition.
pub struct Conditions<'c, 'b> {
    choices: &'c mut Choices<'b>,
    universe: &'c Universe,
    builder: ExprBuilder,
}

impl<'c, 'b> Conditions<'c, 'b> {
    /// A generator that draws from `choices`.
    pub fn new(choices: &'c mut Choices<'b>, universe: &'c Universe) -> Self {
        Conditions {
            choices,
            universe,
            builder: ExprBuilder::new(),
        }
    }

    /// A condition: mostly a boolean expression.
    pub fn generate(mut self) -> Expr {
        let root = self.boolean(DEPTH);
        self.builder
            .finish(root)
            .expect("the depth of generated expressions is far below the limit")
    }

    /// An expression of any of the types that the universe has attributes of, or
    /// of an extension type.
    pub fn of_any_type(mut self) -> Expr {
        let ty = match self.choices.chance(30) {
            true => extension_type(self.choices),
            false => self.any_type(),
        };
        let root = self.expression(&ty, DEPTH);
        self.builder
            .finish(root)
            .expect("the depth of generated expressions is far below the limit")
    }

    /// An expression of type `ty`, or rarely of another.
    fn expression(&mut self, ty: &Type, depth: usize) -> ExprId {
        if self.choices.chance(MISFIT_PERCENT) {
            let other = [Type::Bool, Type::Long, Type::String, Type::Decimal]
                [self.choices.below(4)]
            .clone();
            return self.well_typed(&other, depth.saturating_sub(1));
        }
        self.well_typed(ty, depth)
    }

    fn well_typed(&mut self, ty: &Type, depth: usize) -> ExprId {
        if depth > 0 && self.choices.chance(6) {
            return self.conditional(ty, depth);
        }
        if *ty != Type::Bool
            && depth > 0
            && self.choices.chance(55)
            && let Some(access) = self.access(ty)
        {
            return access;
        }
        match ty {
            Type::Bool => self.boolean(depth),
            Type::Long => self.long(depth),
            Type::String => {
                let text = values::string(self.choices);
                self.literal(Literal::String(text))
            }
            Type::Entity(index) => self.entity(*index),
            Type::Set(element) => self.set(element, depth),
            Type::Record(attributes) => self.record(attributes, depth),
            Type::Decimal => self.constructor(ExtensionFunction::Decimal),
            Type::IpAddr => self.constructor(ExtensionFunction::Ip),
            Type::Datetime => self.datetime(depth),
            Type::Duration => self.duration(depth),
        }
    }

    fn boolean(&mut self, depth: usize) -> ExprId {
        if depth == 0 {
            return self.simple_boolean();
        }
        match self.choices.below(24) {
            0..=3 => {
                let left = self.expression(&Type::Bool, depth - 1);
                let right = self.expression(&Type::Bool, depth - 1);
                self.add(ExprKind::And(left, right))
            }
            4..=6 => {
                let left = self.expression(&Type::Bool, depth - 1);
                let right = self.expression(&Type::Bool, depth - 1);
                self.add(ExprKind::Or(left, right))
            }
            7 => {
                let operand = self.expression(&Type::Bool, depth - 1);
                self.add(ExprKind::Unary(UnaryOp::Not, operand))
            }
            8..=14 => self.guarded(depth),
            15..=17 => {
                let ty = self.any_type();
                let subject = self.expression(&ty, depth - 1);
                self.test(subject, &ty, depth)
            }
            18 => self.conditional(&Type::Bool, depth),
            _ => self.simple_boolean(),
        }
    }

    /// A boolean expression of one operator on variables and literals.
    fn simple_boolean(&mut self) -> ExprId {
        match self.choices.below(20) {
            0 => {
                let value = self.choices.chance(50);
                self.literal(Literal::Bool(value))
            }
            1..=7 => {
                let (subject, index) = self.variable_entity();
                self.test(subject, &Type::Entity(index), 1)
            }
            8..=9 => {
                let (base, attributes) = self.base();
                match self.choices.pick(&attributes).cloned() {
                    Some(attribute) => self.add(ExprKind::HasAttribute(base, attribute.name)),
                    None => self.literal(Literal::Bool(false)),
                }
            }
            10..=12 => self
                .access(&Type::Bool)
                .unwrap_or_else(|| self.add_action_test()),
            13..=14 => self.add_action_test(),
            _ => {
                let (base, attributes) = self.base();
                match self.choices.pick(&attributes).cloned() {
                    Some(attribute) => {
                        let subject = self.add(ExprKind::GetAttribute(base, attribute.name));
                        self.test(subject, &attribute.ty, 1)
                    }
                    None => self.add_action_test(),
                }
            }
        }
    }

    fn add_action_test(&mut self) -> ExprId {
        let action = self.add(ExprKind::Variable(Variable::Action));
        let other = self.universe.any_action(self.choices);
        let other = self.literal(Literal::Entity(other));
        let op = [BinaryOp::Equal, BinaryOp::In, BinaryOp::NotEqual][self.choices.below(3)];
        self.add(ExprKind::Binary(op, action, other))
    }

    /// `base has a && … base.a …`, or the same with a tag; sometimes negated
    /// or on the wrong side of `||`.
    fn guarded(&mut self, depth: usize) -> ExprId {
        if self.choices.chance(30)
            && let Some(guarded) = self.guarded_tag(depth)
        {
            return guarded;
        }
        let (base, attributes) = self.base();
        let optional: Vec<&Attribute> = attributes.iter().filter(|a| !a.required).collect();
        let Some(attribute) = self.choices.pick(&optional).map(|a| (*a).clone()) else {
            return self.simple_boolean();
        };
        let has = self.add(ExprKind::HasAttribute(base, attribute.name.clone()));
        let access = self.add(ExprKind::GetAttribute(base, attribute.name));
        let test = self.test(access, &attribute.ty, depth);
        self.join_guard(has, test)
    }

    fn guarded_tag(&mut self, depth: usize) -> Option<ExprId> {
        let (base, index) = self.variable_entity();
        let ty = self.universe.shape(index).tags.clone()?;
        let key = if self.choices.chance(80) {
            let key = ["a", "ab", "view"][self.choices.below(3)];
            self.literal(Literal::String(key.into()))
        } else {
            self.expression(&Type::String, depth - 1)
        };
        let has = self.add(ExprKind::Binary(BinaryOp::HasTag, base, key));
        let access = self.add(ExprKind::Binary(BinaryOp::GetTag, base, key));
        let test = self.test(access, &ty, depth);
        Some(self.join_guard(has, test))
    }

    fn join_guard(&mut self, guard: ExprId, test: ExprId) -> ExprId {
        match self.choices.below(12) {
            0 => self.add(ExprKind::Or(guard, test)),
            1 => {
                let guard = self.add(ExprKind::Unary(UnaryOp::Not, guard));
                self.add(ExprKind::Or(guard, test))
            }
            2 => {
                let alternative = self.literal(Literal::Bool(false));
                self.add(ExprKind::If {
                    condition: guard,
                    consequent: test,
                    alternative,
                })
            }
            _ => self.add(ExprKind::And(guard, test)),
        }
    }

    /// A boolean expression about `subject`, which has type `ty`.
    fn test(&mut self, subject: ExprId, ty: &Type, depth: usize) -> ExprId {
        let less = depth.saturating_sub(1);
        if self.choices.chance(15) {
            let other = self.expression(ty, less);
            let op = [BinaryOp::Equal, BinaryOp::NotEqual][self.choices.below(2)];
            return self.add(ExprKind::Binary(op, subject, other));
        }
        match ty {
            Type::Bool => {
                if self.choices.chance(70) {
                    subject
                } else {
                    self.add(ExprKind::Unary(UnaryOp::Not, subject))
                }
            }
            Type::Long => {
                let op = [
                    BinaryOp::Less,
                    BinaryOp::LessEqual,
                    BinaryOp::Greater,
                    BinaryOp::GreaterEqual,
                    BinaryOp::Equal,
                ][self.choices.below(5)];
                let other = self.expression(ty, less);
                self.either_way(op, subject, other)
            }
            Type::String => self.test_string(subject),
            Type::Entity(index) => self.test_entity(subject, *index, less),
            Type::Set(element) => self.test_set(subject, element, less),
            Type::Record(attributes) => self.test_record(subject, attributes, depth),
            // These have methods for that and no operators.
            Type::Decimal | Type::IpAddr if self.choices.chance(3) => {
                let op = [BinaryOp::Less, BinaryOp::GreaterEqual][self.choices.below(2)];
                let other = self.expression(ty, less);
                self.add(ExprKind::Binary(op, subject, other))
            }
            Type::Decimal => {
                let method = [
                    ExtensionFunction::LessThan,
                    ExtensionFunction::LessThanOrEqual,
                    ExtensionFunction::GreaterThan,
                    ExtensionFunction::GreaterThanOrEqual,
                ][self.choices.below(4)];
                let other = self.expression(ty, less);
                self.call(method, vec![subject, other])
            }
            Type::IpAddr => self.test_ip(subject, less),
            Type::Datetime | Type::Duration => {
                let op = [
                    BinaryOp::Less,
                    BinaryOp::LessEqual,
                    BinaryOp::Greater,
                    BinaryOp::GreaterEqual,
                ][self.choices.below(4)];
                let other = self.expression(ty, less);
                self.either_way(op, subject, other)
            }
        }
    }

    fn test_string(&mut self, subject: ExprId) -> ExprId {
        if self.choices.chance(40) {
            let text = values::string(self.choices);
            let other = self.literal(Literal::String(text));
            return self.add(ExprKind::Binary(BinaryOp::Equal, subject, other));
        }
        let length = self.choices.below(5);
        let pattern: Pattern = (0..length)
            .map(|_| match self.choices.below(5) {
                0 => PatternElement::Char('a'),
                1 => PatternElement::Char('b'),
                2 => PatternElement::Char(['*', 'ü', '𝄞', '"'][self.choices.below(4)]),
                _ => PatternElement::Wildcard,
            })
            .collect();
        self.add(ExprKind::Like(subject, pattern))
    }

    fn test_entity(&mut self, subject: ExprId, index: TypeIndex, depth: usize) -> ExprId {
        let parents = &self.universe.shape(index).parents;
        let ancestor = match self.choices.pick(parents) {
            Some(parent) if self.choices.chance(75) => *parent,
            _ => index,
        };
        match self.choices.below(10) {
            0 | 1 => {
                let ty = self.type_name(index);
                self.add(ExprKind::Is(subject, ty))
            }
            2 => {
                let ty = self.type_name(index);
                let other = self.expression(&Type::Entity(ancestor), depth);
                self.add(ExprKind::IsIn(subject, ty, other))
            }
            3..=5 => {
                let other = self.expression(&Type::Entity(ancestor), depth);
                self.add(ExprKind::Binary(BinaryOp::In, subject, other))
            }
            6 | 7 => {
                let set = Type::Set(Box::new(Type::Entity(ancestor)));
                let other = self.expression(&set, depth);
                self.add(ExprKind::Binary(BinaryOp::In, subject, other))
            }
            8 => {
                let set = Type::Set(Box::new(Type::Entity(index)));
                let other = self.expression(&set, depth);
                self.add(ExprKind::Binary(BinaryOp::Contains, other, subject))
            }
            _ => {
                let other = self.expression(&Type::Entity(index), depth);
                self.add(ExprKind::Binary(BinaryOp::Equal, subject, other))
            }
        }
    }

    fn test_set(&mut self, subject: ExprId, element: &Type, depth: usize) -> ExprId {
        match self.choices.below(6) {
            0 => self.add(ExprKind::Unary(UnaryOp::IsEmpty, subject)),
            1..=3 => {
                let element = self.expression(element, depth);
                self.add(ExprKind::Binary(BinaryOp::Contains, subject, element))
            }
            n => {
                let op = if n == 4 {
                    BinaryOp::ContainsAll
                } else {
                    BinaryOp::ContainsAny
                };
                let other = self.expression(&Type::Set(Box::new(element.clone())), depth);
                self.either_way(op, subject, other)
            }
        }
    }

    fn test_record(&mut self, subject: ExprId, attributes: &[Attribute], depth: usize) -> ExprId {
        let Some(attribute) = self.choices.pick(attributes).cloned() else {
            return self.literal(Literal::Bool(true));
        };
        let access = self.add(ExprKind::GetAttribute(subject, attribute.name.clone()));
        let test = self.test(access, &attribute.ty, depth.saturating_sub(1));
        if attribute.required && self.choices.chance(80) {
            return test;
        }
        let has = self.add(ExprKind::HasAttribute(subject, attribute.name));
        self.join_guard(has, test)
    }

    fn test_ip(&mut self, subject: ExprId, depth: usize) -> ExprId {
        let method = [
            ExtensionFunction::IsIpv4,
            ExtensionFunction::IsIpv6,
            ExtensionFunction::IsLoopback,
            ExtensionFunction::IsMulticast,
            ExtensionFunction::IsInRange,
            ExtensionFunction::IsInRange,
            ExtensionFunction::IsInRange,
        ][self.choices.below(7)];
        if method != ExtensionFunction::IsInRange {
            return self.call(method, vec![subject]);
        }
        let range = self.expression(&Type::IpAddr, depth);
        self.call(method, vec![subject, range])
    }

    fn long(&mut self, depth: usize) -> ExprId {
        if depth == 0 || self.choices.chance(35) {
            let value = values::long(self.choices);
            return self.literal(Literal::Long(value));
        }
        match self.choices.below(9) {
            n @ 0..=5 => {
                let op = [BinaryOp::Add, BinaryOp::Subtract, BinaryOp::Multiply][n % 3];
                let left = self.expression(&Type::Long, depth - 1);
                let right = self.expression(&Type::Long, depth - 1);
                self.add(ExprKind::Binary(op, left, right))
            }
            6 => {
                let operand = self.expression(&Type::Long, depth - 1);
                self.add(ExprKind::Unary(UnaryOp::Negate, operand))
            }
            _ => {
                let method = [
                    ExtensionFunction::ToMilliseconds,
                    ExtensionFunction::ToSeconds,
                    ExtensionFunction::ToMinutes,
                    ExtensionFunction::ToHours,
                    ExtensionFunction::ToDays,
                ][self.choices.below(5)];
                let duration = self.expression(&Type::Duration, depth - 1);
                self.call(method, vec![duration])
            }
        }
    }

    fn datetime(&mut self, depth: usize) -> ExprId {
        if depth == 0 || self.choices.chance(60) {
            return self.constructor(ExtensionFunction::Datetime);
        }
        let datetime = self.expression(&Type::Datetime, depth - 1);
        if self.choices.chance(50) {
            return self.call(ExtensionFunction::ToDate, vec![datetime]);
        }
        let duration = self.expression(&Type::Duration, depth - 1);
        self.call(ExtensionFunction::Offset, vec![datetime, duration])
    }

    fn duration(&mut self, depth: usize) -> ExprId {
        if depth == 0 || self.choices.chance(60) {
            return self.constructor(ExtensionFunction::Duration);
        }
        let datetime = self.expression(&Type::Datetime, depth - 1);
        if self.choices.chance(50) {
            return self.call(ExtensionFunction::ToTime, vec![datetime]);
        }
        let since = self.expression(&Type::Datetime, depth - 1);
        self.call(ExtensionFunction::DurationSince, vec![datetime, since])
    }

    fn entity(&mut self, index: TypeIndex) -> ExprId {
        if index == self.universe.principal && self.choices.chance(45) {
            return self.add(ExprKind::Variable(Variable::Principal));
        }
        if index == self.universe.resource && self.choices.chance(45) {
            return self.add(ExprKind::Variable(Variable::Resource));
        }
        let uid = self.universe.any_uid(self.choices, index);
        self.literal(Literal::Entity(uid))
    }

    fn set(&mut self, element: &Type, depth: usize) -> ExprId {
        let count = self.choices.below(4);
        let elements = (0..count)
            .map(|_| self.expression(element, depth.saturating_sub(1)))
            .collect();
        self.add(ExprKind::Set(elements))
    }

    fn record(&mut self, attributes: &[Attribute], depth: usize) -> ExprId {
        let fields = attributes
            .iter()
            .filter_map(|attribute| {
                let there = attribute.required || self.choices.chance(50);
                there.then(|| {
                    let value = self.expression(&attribute.ty, depth.saturating_sub(1));
                    (attribute.name.clone(), value)
                })
            })
            .collect();
        self.add(ExprKind::Record(fields))
    }

    fn conditional(&mut self, ty: &Type, depth: usize) -> ExprId {
        let condition = self.expression(&Type::Bool, depth - 1);
        let consequent = self.expression(ty, depth - 1);
        let alternative = self.expression(ty, depth - 1);
        self.add(ExprKind::If {
            condition,
            consequent,
            alternative,
        })
    }

    /// An attribute of type `ty` of a variable or an entity, if there is one.
    fn access(&mut self, ty: &Type) -> Option<ExprId> {
        for _ in 0..3 {
            let (base, attributes) = self.base();
            let fitting: Vec<&Attribute> = attributes.iter().filter(|a| a.ty == *ty).collect();
            if let Some(name) = self.choices.pick(&fitting).map(|a| a.name.clone()) {
                return Some(self.add(ExprKind::GetAttribute(base, name)));
            }
        }
        None
    }

    /// Something that has attributes, and which.
    fn base(&mut self) -> (ExprId, Vec<Attribute>) {
        if self.choices.chance(35) {
            let context = self.add(ExprKind::Variable(Variable::Context));
            return (context, self.universe.context.clone());
        }
        let (base, index) = self.variable_entity();
        (base, self.universe.shape(index).attributes.clone())
    }

    /// `principal`, `resource`, or rarely an entity literal.
    fn variable_entity(&mut self) -> (ExprId, TypeIndex) {
        match self.choices.below(20) {
            0..=8 => (
                self.add(ExprKind::Variable(Variable::Principal)),
                self.universe.principal,
            ),
            9..=17 => (
                self.add(ExprKind::Variable(Variable::Resource)),
                self.universe.resource,
            ),
            _ => {
                let index = self.universe.any_type(self.choices);
                (self.entity(index), index)
            }
        }
    }

    fn any_type(&mut self) -> Type {
        let (_, attributes) = self.base();
        match self.choices.pick(&attributes) {
            Some(attribute) => attribute.ty.clone(),
            None => Type::Long,
        }
    }

    fn type_name(&mut self, usual: TypeIndex) -> cedar_core::EntityTypeName {
        let index = if self.choices.chance(70) {
            usual
        } else {
            self.universe.any_type(self.choices)
        };
        self.universe.shape(index).name.clone()
    }

    /// The operator with its operands in either order.
    fn either_way(&mut self, op: BinaryOp, subject: ExprId, other: ExprId) -> ExprId {
        if self.choices.chance(70) {
            self.add(ExprKind::Binary(op, subject, other))
        } else {
            self.add(ExprKind::Binary(op, other, subject))
        }
    }

    /// A constructor call, mostly on a literal.
    fn constructor(&mut self, constructor: ExtensionFunction) -> ExprId {
        let argument: SmolStr = values::constructor_argument(self.choices, constructor);
        let argument = self.literal(Literal::String(argument));
        let mut arguments = vec![argument];
        if self.choices.chance(1) {
            arguments.push(argument);
        }
        self.call(constructor, arguments)
    }

    fn call(&mut self, function: ExtensionFunction, arguments: Vec<ExprId>) -> ExprId {
        self.add(ExprKind::Call(
            FunctionName::Known(function),
            arguments.into(),
        ))
    }

    fn literal(&mut self, literal: Literal) -> ExprId {
        self.add(ExprKind::Literal(literal))
    }

    fn add(&mut self, kind: ExprKind) -> ExprId {
        self.builder.add(kind, Span::NONE)
    }
}
