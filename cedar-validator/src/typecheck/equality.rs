//! `==` and `!=`.

use super::capability::Capabilities;
use super::infer::Typechecker;
use super::least_upper_bound::least_upper_bound;
use super::mode::ValidationMode;
use super::{Inferred, Typed};
use crate::types::Type;
use crate::validation::IncompatiblePosition;
use cedar_core::ast::{ExprKind, ExprRef, Literal};

impl<'a> Typechecker<'a, '_> {
    /// `left == right`: known for two literals, the action counting as one, and
    /// false for entities of different types. Other types must be compatible in
    /// strict mode.
    pub(super) fn equal(
        &mut self,
        expr: ExprRef<'a>,
        left: ExprRef<'a>,
        right: ExprRef<'a>,
        prior: &Capabilities,
    ) -> Inferred {
        let left_type = self.infer(left, prior);
        let right_type = self.infer(right, prior);
        if let Some(known) = self.equal_literals(left, right) {
            return Some(Typed::plain(Type::Bool(known.into())));
        }
        // `==` is never an error at run time, so something is known even if a
        // side is wrong.
        let (Some(left_type), Some(right_type)) = (left_type, right_type) else {
            return Some(Typed::plain(Type::BOOL));
        };
        if let (Type::Entity(a), Type::Entity(b)) = (&left_type.value, &right_type.value)
            && a.is_disjoint(b)
        {
            return Some(Typed::plain(Type::FALSE));
        }
        if self.mode == ValidationMode::Strict
            && least_upper_bound(&left_type.value, &right_type.value, self.mode).is_none()
        {
            let types = [&left_type.value, &right_type.value];
            self.incompatible(expr, &types, IncompatiblePosition::Equality);
        }
        Some(Typed::plain(Type::BOOL))
    }

    /// Whether two literals are equal; `None` if not both are literals.
    fn equal_literals(&self, left: ExprRef<'a>, right: ExprRef<'a>) -> Option<bool> {
        if let (Some(left), Some(right)) = (self.known_uid(left), self.known_uid(right)) {
            return Some(left == right);
        }
        Some(match (self.scalar(left)?, self.scalar(right)?) {
            (Some(left), Some(right)) => left == right,
            // One is an entity and the other is not.
            _ => false,
        })
    }

    /// The literal that is no entity; `Some(None)` for one that is.
    fn scalar(&self, expr: ExprRef<'a>) -> Option<Option<&'a Literal>> {
        if self.known_uid(expr).is_some() {
            return Some(None);
        }
        match expr.kind() {
            ExprKind::Literal(literal) => Some(Some(literal)),
            _ => None,
        }
    }
}
