//! Sets and records, and the methods of sets.

use super::capability::Capabilities;
use super::infer::Typechecker;
use super::mode::ValidationMode;
use super::{Inferred, Typed};
use crate::types::{AttributeType, Openness, RecordType, Type};
use crate::validation::{IncompatiblePosition, ValidationErrorKind};
use cedar_core::ast::{ExprId, ExprRef};
use smol_str::SmolStr;
use std::sync::Arc;

impl<'a> Typechecker<'a, '_> {
    /// `[a, b]`: elements have a common type. In strict mode there must be some.
    pub(super) fn set(
        &mut self,
        expr: ExprRef<'a>,
        elements: &[ExprId],
        prior: &Capabilities,
    ) -> Inferred {
        if elements.is_empty() {
            if self.mode == ValidationMode::Strict {
                self.error(expr.span(), ValidationErrorKind::EmptySetForbidden);
                return None;
            }
            return Some(Typed::plain(Type::set_of(Type::Never)));
        }
        // Every element is inferred even after an error in another.
        let types: Vec<Inferred> = elements
            .iter()
            .map(|element| self.infer(expr.child(*element), prior))
            .collect();
        let types: Vec<Type> = types
            .into_iter()
            .map(|typed| typed.map(|typed| typed.value))
            .collect::<Option<_>>()?;
        let mut bound = Type::Never;
        for element in &types {
            bound = self.bound(expr, &bound, element, IncompatiblePosition::SetElements)?;
        }
        Some(Typed::plain(Type::set_of(bound)))
    }

    /// `{a: 1, "b": 2}`: has exactly these attributes.
    pub(super) fn record(
        &mut self,
        expr: ExprRef<'a>,
        fields: &[(SmolStr, ExprId)],
        prior: &Capabilities,
    ) -> Inferred {
        let attributes: Vec<Option<_>> = fields
            .iter()
            .map(|(name, value)| {
                let value = self.infer(expr.child(*value), prior)?.value;
                let required = true;
                Some((name.clone(), AttributeType { value, required }))
            })
            .collect();
        let attributes = attributes.into_iter().collect::<Option<Vec<_>>>()?;
        let record = RecordType::new(attributes, Openness::Closed);
        Some(Typed::plain(Type::Record(Arc::new(record))))
    }

    /// `set.contains(element)`
    pub(super) fn contains(
        &mut self,
        expr: ExprRef<'a>,
        set: ExprRef<'a>,
        element: ExprRef<'a>,
        prior: &Capabilities,
    ) -> Inferred {
        let elements = self.expect_set(set, prior);
        let element = self.infer(element, prior);
        if let (Some(elements), Some(element), ValidationMode::Strict) =
            (elements, element, self.mode)
        {
            let position = IncompatiblePosition::Contains;
            self.bound(expr, &elements, &element.value, position);
        }
        Some(Typed::plain(Type::BOOL))
    }

    /// `left.containsAll(right)` and `left.containsAny(right)`
    pub(super) fn contains_set(
        &mut self,
        expr: ExprRef<'a>,
        left: ExprRef<'a>,
        right: ExprRef<'a>,
        prior: &Capabilities,
    ) -> Inferred {
        let left = self.expect_set(left, prior);
        let right = self.expect_set(right, prior);
        if let (Some(left), Some(right), ValidationMode::Strict) = (left, right, self.mode) {
            let position = IncompatiblePosition::ContainsSet;
            self.bound(expr, &left, &right, position);
        }
        Some(Typed::plain(Type::BOOL))
    }

    /// `operand.isEmpty()`
    pub(super) fn is_empty(&mut self, operand: ExprRef<'a>, prior: &Capabilities) -> Inferred {
        self.expect_set(operand, prior);
        Some(Typed::plain(Type::BOOL))
    }

    /// Infers a set and gives the type of its elements.
    fn expect_set(&mut self, expr: ExprRef<'a>, prior: &Capabilities) -> Option<Type> {
        let is_set = |t: &Type| matches!(t, Type::Set(_));
        match self.expect(expr, prior, is_set, &["Set"])?.value {
            Type::Set(element) => Some((*element).clone()),
            _ => None,
        }
    }
}
