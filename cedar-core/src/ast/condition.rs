//! The conditions of a policy: `when { … }` and `unless { … }`.

use super::expr::Expr;
use super::span::Span;

/// Whether a condition must hold or must not.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ConditionKind {
    /// The body must be true.
    When,
    /// The body must be false.
    Unless,
}

/// One `when` or `unless` clause.
#[derive(Clone, Debug)]
pub struct Condition {
    /// `when` or `unless`.
    pub kind: ConditionKind,
    /// The expression between the braces.
    pub body: Expr,
    /// The whole clause in the source.
    pub span: Span,
}

/// Two conditions are equal when kind and body are; the place does not count.
impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && self.body == other.body
    }
}

impl Eq for Condition {}
