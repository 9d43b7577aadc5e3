//! Levels: how far from the request a policy reads entities.
//!
//! Level 0 is what the request names, level 1 what these entities refer to,
//! and so on. A policy that validates at level `n` gives the same answer when
//! only the entities up to level `n` are loaded (RFC 76).

use super::error::ValidationErrorKind;
use crate::stack::with_room;
use crate::typecheck::{Memory, NodeTypes};
use crate::types::Type;
use cedar_core::ast::{BinaryOp, Condition, ConditionKind, ExprKind, ExprRef, Literal, Variable};
use cedar_core::{EntityUid, Span};
use std::collections::HashMap;

/// Where the entities that an expression refers to can be found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Level {
    /// This many steps from the request.
    At(u32),
    /// Nowhere in particular: an entity that the policy itself names.
    Literal,
}

/// Finds the places that read too far, in one kind of request.
pub(super) struct LevelChecker<'a, 'm> {
    allowed: u32,
    action: &'a EntityUid,
    types: &'m NodeTypes,
    memory: &'m Memory<'a>,
    errors: Vec<(Span, ValidationErrorKind)>,
    /// Results for nodes that stand in several places.
    shared: HashMap<(*const ExprKind, Vec<&'a str>), Level>,
}

impl<'a, 'm> LevelChecker<'a, 'm> {
    /// A checker for requests with `action`, given the types of all nodes that
    /// can be evaluated.
    pub(super) fn new(
        allowed: u32,
        action: &'a EntityUid,
        types: &'m NodeTypes,
        memory: &'m Memory<'a>,
    ) -> Self {
        LevelChecker {
            allowed,
            action,
            types,
            memory,
            errors: Vec::new(),
            shared: HashMap::new(),
        }
    }

    /// What reads too far in the conditions, as far as they are evaluated.
    pub(super) fn check(mut self, conditions: &'a [Condition]) -> Vec<(Span, ValidationErrorKind)> {
        for condition in conditions {
            let root = condition.body.root();
            self.level(root, &mut Vec::new());
            let fails = match condition.kind {
                ConditionKind::When => self.is_type(root, &Type::FALSE),
                ConditionKind::Unless => self.is_type(root, &Type::TRUE),
            };
            if fails {
                break;
            }
        }
        self.errors
    }

    /// The level of what is found in `expr` along `path`: the attributes of
    /// record literals that are accessed next, innermost last.
    fn level(&mut self, expr: ExprRef<'a>, path: &mut Vec<&'a str>) -> Level {
        if !self.memory.is_shared(expr) {
            return with_room(|| self.level_of_kind(expr, path));
        }
        let node: *const ExprKind = expr.kind();
        let key = (node, path.clone());
        if let Some(known) = self.shared.get(&key) {
            return *known;
        }
        let level = with_room(|| self.level_of_kind(expr, path));
        self.shared.insert(key, level);
        level
    }

    fn level_of_kind(&mut self, expr: ExprRef<'a>, path: &mut Vec<&'a str>) -> Level {
        let child = |id| expr.child(id);
        match expr.kind() {
            ExprKind::Literal(Literal::Entity(uid)) if uid != self.action => Level::Literal,
            ExprKind::Literal(_) | ExprKind::Slot(_) => Level::At(0),
            ExprKind::Variable(
                Variable::Principal | Variable::Action | Variable::Resource | Variable::Context,
            ) => Level::At(0),
            ExprKind::If {
                condition,
                consequent,
                alternative,
            } => self.level_of_if(
                child(*condition),
                child(*consequent),
                child(*alternative),
                path,
            ),
            ExprKind::And(left, right) => {
                self.value(child(*left));
                if !self.is_type(child(*left), &Type::FALSE) {
                    self.value(child(*right));
                }
                Level::At(0)
            }
            ExprKind::Or(left, right) => {
                self.value(child(*left));
                if !self.is_type(child(*left), &Type::TRUE) {
                    self.value(child(*right));
                }
                Level::At(0)
            }
            ExprKind::GetAttribute(operand, name) => {
                let operand = child(*operand);
                if self.is_entity(operand) {
                    return self.dereference(expr, operand);
                }
                path.push(name);
                let level = self.level(operand, path);
                path.pop();
                level
            }
            ExprKind::HasAttribute(operand, _) => {
                let operand = child(*operand);
                if self.is_entity(operand) {
                    self.dereference(expr, operand);
                } else {
                    self.value(operand);
                }
                Level::At(0)
            }
            ExprKind::Binary(BinaryOp::GetTag, entity, key) => {
                self.value(child(*key));
                self.dereference(expr, child(*entity))
            }
            ExprKind::Binary(BinaryOp::HasTag | BinaryOp::In, entity, other) => {
                self.dereference(expr, child(*entity));
                self.value(child(*other));
                Level::At(0)
            }
            ExprKind::IsIn(entity, _, ancestor) => {
                // Without a type the right side is never evaluated.
                if self.types.contains_key(&node(child(*ancestor))) {
                    self.dereference(expr, child(*entity));
                    self.value(child(*ancestor));
                } else {
                    self.value(child(*entity));
                }
                Level::At(0)
            }
            ExprKind::Record(fields) => {
                let accessed = path.pop();
                let mut level = Level::At(0);
                for (name, value) in fields {
                    if accessed == Some(name.as_str()) {
                        level = self.level(child(*value), path);
                    } else {
                        self.value(child(*value));
                    }
                }
                path.extend(accessed);
                level
            }
            other => {
                other.for_each_child(|id| {
                    self.value(child(id));
                });
                Level::At(0)
            }
        }
    }

    fn level_of_if(
        &mut self,
        condition: ExprRef<'a>,
        consequent: ExprRef<'a>,
        alternative: ExprRef<'a>,
        path: &mut Vec<&'a str>,
    ) -> Level {
        self.value(condition);
        if self.is_type(condition, &Type::TRUE) {
            return self.level(consequent, path);
        }
        if self.is_type(condition, &Type::FALSE) {
            return self.level(alternative, path);
        }
        let consequent = self.level(consequent, path);
        consequent.max(self.level(alternative, path))
    }

    /// Checks an expression whose value as a whole is used.
    fn value(&mut self, expr: ExprRef<'a>) {
        self.level(expr, &mut Vec::new());
    }

    /// Reads the entity that `entity` refers to, at `expr`. What is read refers
    /// to entities one step farther.
    fn dereference(&mut self, expr: ExprRef<'a>, entity: ExprRef<'a>) -> Level {
        match self.level(entity, &mut Vec::new()) {
            Level::Literal => {
                let kind = ValidationErrorKind::LiteralDerefLevelViolation;
                self.errors.push((expr.span(), kind));
                Level::Literal
            }
            Level::At(level) => {
                if level >= self.allowed {
                    let kind = ValidationErrorKind::EntityDerefLevelViolation {
                        allowed: self.allowed,
                        actual: level + 1,
                    };
                    self.errors.push((expr.span(), kind));
                }
                Level::At(level + 1)
            }
        }
    }

    fn is_entity(&self, expr: ExprRef<'a>) -> bool {
        matches!(self.types.get(&node(expr)), Some(Type::Entity(_)))
    }

    fn is_type(&self, expr: ExprRef<'a>, expected: &Type) -> bool {
        self.types.get(&node(expr)) == Some(expected)
    }
}

fn node(expr: ExprRef<'_>) -> *const ExprKind {
    expr.kind()
}
