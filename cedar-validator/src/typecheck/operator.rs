//! Arithmetic, comparisons and `like`.

use super::capability::Capabilities;
use super::infer::Typechecker;
use super::{Inferred, Typed};
use crate::types::{ExtensionType, Type};
use cedar_core::ast::ExprRef;

impl<'a> Typechecker<'a, '_> {
    /// `left + right` and the like. Overflow is not looked for.
    pub(super) fn arithmetic(
        &mut self,
        left: ExprRef<'a>,
        right: ExprRef<'a>,
        prior: &Capabilities,
    ) -> Inferred {
        self.expect_type(left, prior, &Type::Long);
        self.expect_type(right, prior, &Type::Long);
        Some(Typed::plain(Type::Long))
    }

    /// `-operand`
    pub(super) fn negate(&mut self, operand: ExprRef<'a>, prior: &Capabilities) -> Inferred {
        self.expect_type(operand, prior, &Type::Long);
        Some(Typed::plain(Type::Long))
    }

    /// `left < right` and the like, for two integers, two points in time or two
    /// spans of time.
    pub(super) fn compare(
        &mut self,
        left: ExprRef<'a>,
        right: ExprRef<'a>,
        prior: &Capabilities,
    ) -> Inferred {
        let expected = ["Long", "datetime", "duration"];
        let left_type = self.expect(left, prior, is_ordered, &expected);
        match left_type {
            Some(left_type) => self.expect_type(right, prior, &left_type.value),
            None => self.expect(right, prior, is_ordered, &expected),
        };
        Some(Typed::plain(Type::BOOL))
    }

    /// `operand like "…"`
    pub(super) fn like(&mut self, operand: ExprRef<'a>, prior: &Capabilities) -> Inferred {
        self.expect_type(operand, prior, &Type::String);
        Some(Typed::plain(Type::BOOL))
    }
}

fn is_ordered(operand: &Type) -> bool {
    matches!(
        operand,
        Type::Long | Type::Extension(ExtensionType::Datetime | ExtensionType::Duration)
    )
}
