//! `==` and `!=`.

use super::capability::Capabilities;
use super::infer::Typechecker;
use super::least_upper_bound::least_upper_bound;
use super::mode::ValidationMode;
use super::{Inferred, Typed};
use crate::stack::with_room;
use crate::types::Type;
use crate::validation::IncompatiblePosition;
use cedar_core::ast::{EntityUid, ExprKind, ExprRef, Literal};

impl<'a> Typechecker<'a, '_> {
    /// `left == right`: known for two literals, the action counting as one as
    /// well as `&&` and `||` of Boolean literals, and false for entities of
    /// different types. Other types must be compatible in strict mode.
    pub(super) fn equal(
        &mut self,
        expr: ExprRef<'a>,
        left: ExprRef<'a>,
        right: ExprRef<'a>,
        prior: &Capabilities,
    ) -> Inferred {
        let left_type = self.infer(left, prior);
        let right_type = self.infer(right, prior);
        if let Some(known) = self.equal_if_known(left, right) {
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

    /// Whether two known values are equal; `None` if not both are known.
    fn equal_if_known(&self, left: ExprRef<'a>, right: ExprRef<'a>) -> Option<bool> {
        Some(self.known_value(left)? == self.known_value(right)?)
    }

    fn known_value(&self, expr: ExprRef<'a>) -> Option<Known<'a>> {
        if let Some(uid) = self.known_uid(expr) {
            return Some(Known::Entity(uid));
        }
        match expr.kind() {
            ExprKind::Literal(literal @ (Literal::Long(_) | Literal::String(_))) => {
                Some(Known::Other(literal))
            }
            _ => literal_bool(expr).map(Known::Bool),
        }
    }
}

/// A value that an expression always has.
#[derive(PartialEq)]
enum Known<'a> {
    Entity(&'a EntityUid),
    Bool(bool),
    Other(&'a Literal),
}

/// The value of Boolean literals that `&&` and `||` join: they count as one
/// literal. Linear in the length of the chain, which ends at anything else.
fn literal_bool(expr: ExprRef<'_>) -> Option<bool> {
    let both = |left, right| {
        with_room(|| {
            let left = literal_bool(expr.child(left))?;
            Some((left, literal_bool(expr.child(right))?))
        })
    };
    match expr.kind() {
        ExprKind::Literal(Literal::Bool(value)) => Some(*value),
        ExprKind::And(left, right) => both(*left, *right).map(|(left, right)| left && right),
        ExprKind::Or(left, right) => both(*left, *right).map(|(left, right)| left || right),
        _ => None,
    }
}
