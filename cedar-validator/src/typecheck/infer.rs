//! Which rule applies to an expression, and what its place expects of it.

use super::capability::{Capabilities, Class, Classes};
use super::environment::Environment;
use super::least_upper_bound::least_upper_bound;
use super::mode::ValidationMode;
use super::{Inferred, Typed};
use crate::schema::{ActionId, Schema};
use crate::stack::with_room;
use crate::types::{BoolType, EntityTypes, ExtensionType, Type};
use crate::validation::{IncompatiblePosition, ValidationErrorKind};
use cedar_core::Span;
use cedar_core::ast::{
    BinaryOp, Condition, ConditionKind, EntityUid, ExprKind, ExprRef, Literal, UnaryOp, Variable,
};
use smol_str::SmolStr;
use std::collections::{HashMap, HashSet};

/// Infers types in one environment.
pub(crate) struct Typechecker<'a, 'm> {
    pub(super) schema: &'a Schema,
    pub(super) mode: ValidationMode,
    pub(super) environment: Environment,
    pub(super) memory: &'m mut Memory<'a>,
    errors: Vec<(Span, ValidationErrorKind)>,
    /// Results for nodes that stand in several places.
    shared: HashMap<(*const ExprKind, Capabilities), Inferred>,
    /// The types of all nodes that were typed, if they are asked for.
    types: Option<NodeTypes>,
}

/// The types of nodes by address. Those that are never evaluated have none.
pub(crate) type NodeTypes = HashMap<*const ExprKind, Type>;

/// What does not depend on the environment, so that it is found out once.
pub(crate) struct Memory<'a> {
    pub(super) classes: Classes<'a>,
    /// Nodes that stand in several places of their expression.
    shared: HashSet<*const ExprKind>,
}

impl<'a> Memory<'a> {
    /// What is worth knowing about the expressions of a policy.
    pub(crate) fn of(expressions: impl IntoIterator<Item = ExprRef<'a>>) -> Self {
        let mut seen = HashSet::new();
        let mut shared = HashSet::new();
        let mut stack: Vec<ExprRef<'a>> = expressions.into_iter().collect();
        while let Some(expr) = stack.pop() {
            let node: *const ExprKind = expr.kind();
            if seen.insert(node) {
                expr.kind()
                    .for_each_child(|child| stack.push(expr.child(child)));
            } else if !matches!(expr.kind(), ExprKind::Variable(_) | ExprKind::Literal(_)) {
                shared.insert(node);
            }
        }
        Memory {
            classes: Classes::default(),
            shared,
        }
    }

    /// Whether the node stands in several places.
    pub(crate) fn is_shared(&self, expr: ExprRef<'_>) -> bool {
        let node: *const ExprKind = expr.kind();
        !self.shared.is_empty() && self.shared.contains(&node)
    }
}

impl<'a, 'm> Typechecker<'a, 'm> {
    pub(crate) fn new(
        schema: &'a Schema,
        mode: ValidationMode,
        environment: Environment,
        memory: &'m mut Memory<'a>,
    ) -> Self {
        Typechecker {
            schema,
            mode,
            environment,
            memory,
            errors: Vec::new(),
            shared: HashMap::new(),
            types: None,
        }
    }

    /// The same checker, which also keeps the types of all nodes.
    pub(crate) fn keeping_types(mut self) -> Self {
        self.types = Some(NodeTypes::new());
        self
    }

    /// What has been found wrong, and the types if they were kept.
    pub(crate) fn finish(self) -> (Vec<(Span, ValidationErrorKind)>, NodeTypes) {
        (self.errors, self.types.unwrap_or_default())
    }

    /// What is known of all conditions together: `when` as it is, `unless`
    /// negated, joined by `&&` from left to right.
    pub(crate) fn conditions(&mut self, conditions: &'a [Condition]) -> Option<BoolType> {
        let mut prior = Capabilities::default();
        let mut value = Some(BoolType::True);
        for condition in conditions {
            let found = self.expect_bool(condition.body.root(), &prior);
            let found = match condition.kind {
                ConditionKind::When => found,
                ConditionKind::Unless => found.map(|(value, _)| (!value, Capabilities::default())),
            };
            match found {
                Some((BoolType::False, _)) => return value.map(|_| BoolType::False),
                Some((found, capabilities)) => {
                    prior = prior.union(&capabilities);
                    if found == BoolType::Any {
                        value = value.map(|_| BoolType::Any);
                    }
                }
                None => value = None,
            }
        }
        value
    }

    /// What is known of `expr` where the capabilities `prior` hold.
    pub(super) fn infer(&mut self, expr: ExprRef<'a>, prior: &Capabilities) -> Inferred {
        let node: *const ExprKind = expr.kind();
        if !self.memory.is_shared(expr) {
            let inferred = with_room(|| self.infer_kind(expr, prior));
            self.keep_type(node, &inferred);
            return inferred;
        }
        // Only capabilities on its parts can make a difference.
        let class: Class = self.memory.classes.of(expr);
        let key = (node, prior.below(class));
        if let Some(known) = self.shared.get(&key) {
            return known.clone();
        }
        let inferred = with_room(|| self.infer_kind(expr, prior));
        self.keep_type(node, &inferred);
        self.shared.insert(key, inferred.clone());
        inferred
    }

    fn keep_type(&mut self, node: *const ExprKind, inferred: &Inferred) {
        if let (Some(types), Some(typed)) = (&mut self.types, inferred) {
            types.insert(node, typed.value.clone());
        }
    }

    fn infer_kind(&mut self, expr: ExprRef<'a>, prior: &Capabilities) -> Inferred {
        let child = |id| expr.child(id);
        match expr.kind() {
            ExprKind::Literal(literal) => self.literal(literal),
            ExprKind::Variable(variable) => Some(Typed::plain(self.variable(*variable))),
            // Slots stand in scopes only; of one elsewhere nothing is known but
            // that it is an entity.
            ExprKind::Slot(_) => Some(Typed::plain(Type::Entity(EntityTypes::Any))),
            ExprKind::If {
                condition,
                consequent,
                alternative,
            } => self.conditional(
                expr,
                child(*condition),
                child(*consequent),
                child(*alternative),
                prior,
            ),
            ExprKind::And(left, right) => self.and(child(*left), child(*right), prior),
            ExprKind::Or(left, right) => self.or(child(*left), child(*right), prior),
            ExprKind::Unary(UnaryOp::Not, operand) => self.not(child(*operand), prior),
            ExprKind::Unary(UnaryOp::Negate, operand) => self.negate(child(*operand), prior),
            ExprKind::Unary(UnaryOp::IsEmpty, operand) => self.is_empty(child(*operand), prior),
            ExprKind::Binary(op, left, right) => {
                self.binary(expr, *op, child(*left), child(*right), prior)
            }
            ExprKind::GetAttribute(operand, name) => {
                self.get_attribute(expr, child(*operand), name, prior)
            }
            ExprKind::HasAttribute(operand, name) => {
                self.has_attribute(child(*operand), name, prior)
            }
            ExprKind::Like(operand, _) => self.like(child(*operand), prior),
            ExprKind::Is(operand, entity_type) => self.is(child(*operand), entity_type, prior),
            ExprKind::IsIn(operand, entity_type, ancestor) => {
                self.is_in(child(*operand), entity_type, child(*ancestor), prior)
            }
            ExprKind::Set(elements) => self.set(expr, elements, prior),
            ExprKind::Record(fields) => self.record(expr, fields, prior),
            ExprKind::Call(function, arguments) => self.call(expr, function, arguments, prior),
        }
    }

    fn binary(
        &mut self,
        expr: ExprRef<'a>,
        op: BinaryOp,
        left: ExprRef<'a>,
        right: ExprRef<'a>,
        prior: &Capabilities,
    ) -> Inferred {
        match op {
            BinaryOp::Equal => self.equal(expr, left, right, prior),
            BinaryOp::NotEqual => {
                let equal = self.equal(expr, left, right, prior);
                Some(Typed::plain(negated(equal)))
            }
            BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual => {
                self.compare(left, right, prior)
            }
            BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply => {
                self.arithmetic(left, right, prior)
            }
            BinaryOp::In => self.is_member(left, right, prior),
            BinaryOp::Contains => self.contains(expr, left, right, prior),
            BinaryOp::ContainsAll | BinaryOp::ContainsAny => {
                self.contains_set(expr, left, right, prior)
            }
            BinaryOp::GetTag => self.get_tag(expr, left, right, prior),
            BinaryOp::HasTag => self.has_tag(left, right, prior),
        }
    }

    /// Entities of types that are not declared are reported elsewhere.
    fn literal(&mut self, literal: &Literal) -> Inferred {
        let value = match literal {
            Literal::Bool(value) => Type::Bool(BoolType::from(*value)),
            Literal::Long(_) => Type::Long,
            Literal::String(_) => Type::String,
            Literal::Entity(uid) => Type::entity(self.schema.entity_type_id(uid.entity_type())?),
        };
        Some(Typed::plain(value))
    }

    fn variable(&self, variable: Variable) -> Type {
        match variable {
            Variable::Principal => Type::entity(self.environment.principal),
            Variable::Resource => Type::entity(self.environment.resource),
            Variable::Action => Type::entity(self.action().entity_type()),
            Variable::Context => Type::Record(self.action().context().clone()),
        }
    }

    pub(super) fn action(&self) -> &'a crate::schema::Action {
        self.schema.action(self.environment.action)
    }

    /// The entity that an expression always is: a literal, or the action.
    pub(super) fn known_uid(&self, expr: ExprRef<'a>) -> Option<&'a EntityUid> {
        match expr.kind() {
            ExprKind::Literal(Literal::Entity(uid)) => Some(uid),
            ExprKind::Variable(Variable::Action) => Some(self.action().uid()),
            _ => None,
        }
    }

    /// The declared action that an expression always is.
    pub(super) fn known_action(&self, expr: ExprRef<'a>) -> Option<ActionId> {
        self.schema.action_id(self.known_uid(expr)?)
    }

    pub(super) fn error(&mut self, span: Span, kind: ValidationErrorKind) {
        self.errors.push((span, kind));
    }

    /// Infers `expr`, whose type must be accepted.
    pub(super) fn expect(
        &mut self,
        expr: ExprRef<'a>,
        prior: &Capabilities,
        accepts: impl FnOnce(&Type) -> bool,
        expected: &[&str],
    ) -> Inferred {
        let typed = self.infer(expr, prior)?;
        if accepts(&typed.value) {
            return Some(typed);
        }
        self.unexpected(expr, &typed.value, expected);
        None
    }

    pub(super) fn unexpected(&mut self, expr: ExprRef<'a>, actual: &Type, expected: &[&str]) {
        let kind = ValidationErrorKind::UnexpectedType {
            expected: expected.iter().map(SmolStr::new).collect(),
            actual: self.schema.describe(actual),
        };
        self.error(expr.span(), kind);
    }

    /// Infers `expr`, which must be a boolean.
    pub(super) fn expect_bool(
        &mut self,
        expr: ExprRef<'a>,
        prior: &Capabilities,
    ) -> Option<(BoolType, Capabilities)> {
        let typed = self.expect(expr, prior, |t| matches!(t, Type::Bool(_)), &["Bool"])?;
        match typed.value {
            Type::Bool(value) => Some((value, typed.capabilities)),
            _ => None,
        }
    }

    /// Infers `expr`, which must be an entity.
    pub(super) fn expect_entity(
        &mut self,
        expr: ExprRef<'a>,
        prior: &Capabilities,
    ) -> Option<EntityTypes> {
        let is_entity = |t: &Type| matches!(t, Type::Entity(_));
        match self.expect(expr, prior, is_entity, &["an entity"])?.value {
            Type::Entity(types) => Some(types),
            _ => None,
        }
    }

    /// Infers `expr`, which must have exactly this type.
    pub(super) fn expect_type(
        &mut self,
        expr: ExprRef<'a>,
        prior: &Capabilities,
        expected: &Type,
    ) -> Inferred {
        let name = self.schema.describe(expected);
        self.expect(expr, prior, |actual| is_subtype(actual, expected), &[&name])
    }

    /// The least upper bound of some types, or an error at `expr`.
    pub(super) fn bound(
        &mut self,
        expr: ExprRef<'a>,
        a: &Type,
        b: &Type,
        position: IncompatiblePosition,
    ) -> Option<Type> {
        let bound = least_upper_bound(a, b, self.mode);
        if bound.is_none() {
            self.incompatible(expr, &[a, b], position);
        }
        bound
    }

    pub(super) fn incompatible(
        &mut self,
        expr: ExprRef<'a>,
        types: &[&Type],
        position: IncompatiblePosition,
    ) {
        let types = types.iter().map(|t| self.schema.describe(t)).collect();
        let kind = ValidationErrorKind::IncompatibleTypes { types, position };
        self.error(expr.span(), kind);
    }
}

/// The type of `!e`.
pub(super) fn negated(operand: Inferred) -> Type {
    match operand.map(|typed| typed.value) {
        Some(Type::Bool(value)) => Type::Bool(!value),
        _ => Type::BOOL,
    }
}

/// Whether every value of a type is one of another, for types without structure.
fn is_subtype(actual: &Type, expected: &Type) -> bool {
    match (actual, expected) {
        (Type::Bool(_), Type::Bool(BoolType::Any)) => true,
        (Type::Extension(a), Type::Extension(b)) => ExtensionType::eq(a, b),
        (actual, expected) => actual == expected,
    }
}
