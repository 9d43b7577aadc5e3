//! Entity types, actions and ids that a policy names must be declared, even
//! where they are never evaluated.

use super::error::ValidationErrorKind;
use crate::schema::Schema;
use cedar_core::ast::{
    ActionConstraint, EntityOrSlot, ExprKind, ExprRef, Literal, PolicyBody, ScopeConstraint,
};
use cedar_core::{EntityTypeName, EntityUid, Span};
use std::collections::HashSet;

/// Finds names that are not declared.
pub(super) struct References<'s> {
    schema: &'s Schema,
    /// What is wrong; the same thing at the same place once.
    found: Vec<(Span, ValidationErrorKind)>,
}

impl<'s> References<'s> {
    pub(super) fn new(schema: &'s Schema) -> Self {
        References {
            schema,
            found: Vec::new(),
        }
    }

    pub(super) fn into_errors(self) -> Vec<(Span, ValidationErrorKind)> {
        self.found
    }

    /// All names in a policy or template.
    pub(super) fn check_body(&mut self, body: &PolicyBody) {
        for constraint in [&body.principal, &body.resource] {
            self.check_constraint(constraint, body.span);
        }
        match &body.action {
            ActionConstraint::Any => {}
            ActionConstraint::Equal(uid) | ActionConstraint::In(uid) => {
                self.check_uid(uid, body.span);
            }
            ActionConstraint::InSet(uids) => {
                for uid in uids {
                    self.check_uid(uid, body.span);
                }
            }
        }
        for condition in &body.conditions {
            self.check_expr(condition.body.root());
        }
    }

    /// An entity that is named at `span`.
    pub(super) fn check_uid(&mut self, uid: &EntityUid, span: Span) {
        let Some(id) = self.schema.entity_type_id(uid.entity_type()) else {
            return match uid.is_action() {
                true => self.unrecognized_action(uid, span),
                false => self.unrecognized_type(uid.entity_type(), span),
            };
        };
        let entity_type = self.schema.entity_type(id);
        if entity_type.is_action() && self.schema.action_id(uid).is_none() {
            self.unrecognized_action(uid, span);
        }
        if let Some(ids) = entity_type.enum_ids()
            && ids
                .binary_search_by(|id| id.as_str().cmp(uid.id().as_str()))
                .is_err()
        {
            let kind = ValidationErrorKind::InvalidEnumEntity {
                uid: uid.clone(),
                declared: ids.to_vec(),
            };
            self.add(span, kind);
        }
    }

    /// The entity that fills a slot: one that does not exist does no harm, since
    /// the link is then never satisfied.
    pub(super) fn check_slot_value(&mut self, uid: &EntityUid, span: Span) {
        self.check_type(uid.entity_type(), span);
    }

    fn check_constraint(&mut self, constraint: &ScopeConstraint, span: Span) {
        if let Some(EntityOrSlot::Entity(uid)) = constraint.entity_or_slot() {
            self.check_uid(uid, span);
        }
        if let ScopeConstraint::Is(name) | ScopeConstraint::IsIn(name, _) = constraint {
            self.check_type(name, span);
        }
    }

    /// All names in an expression. Linear, whatever nodes are shared.
    fn check_expr(&mut self, root: ExprRef<'_>) {
        let mut seen: HashSet<*const ExprKind> = HashSet::new();
        let mut stack = vec![root];
        while let Some(expr) = stack.pop() {
            match expr.kind() {
                ExprKind::Literal(Literal::Entity(uid)) => self.check_uid(uid, expr.span()),
                ExprKind::Literal(_) | ExprKind::Variable(_) => {}
                kind => {
                    if !seen.insert(kind) {
                        continue;
                    }
                    if let ExprKind::Is(_, name) | ExprKind::IsIn(_, name, _) = kind {
                        self.check_type(name, expr.span());
                    }
                    kind.for_each_child(|child| stack.push(expr.child(child)));
                }
            }
        }
    }

    /// Types of actions may be tested for, whichever namespaces have actions.
    fn check_type(&mut self, name: &EntityTypeName, span: Span) {
        if self.schema.entity_type_id(name).is_none() && !name.is_action() {
            self.unrecognized_type(name, span);
        }
    }

    fn unrecognized_type(&mut self, name: &EntityTypeName, span: Span) {
        let name = name.clone();
        self.add(span, ValidationErrorKind::UnrecognizedEntityType { name });
    }

    fn unrecognized_action(&mut self, uid: &EntityUid, span: Span) {
        let uid = uid.clone();
        self.add(span, ValidationErrorKind::UnrecognizedActionId { uid });
    }

    fn add(&mut self, span: Span, kind: ValidationErrorKind) {
        self.found.push((span, kind));
    }
}
