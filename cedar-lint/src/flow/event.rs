//! What a walk reports.

use cedar_core::Span;
use cedar_core::ast::ExprId;
use cedar_core::extensions::ExtensionFunction;
use smol_str::SmolStr;

/// A node of a policy: the number of the condition and the node in it.
pub(crate) type Site = (usize, ExprId);

/// Something that a walk saw.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Event {
    /// The node whose evaluation shows it.
    pub(crate) site: Site,
    /// The part of the source that is meant.
    pub(crate) span: Span,
    /// What it is.
    pub(crate) what: What,
}

/// What a walk can see.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum What {
    /// The evaluation can fail.
    CanFail(Failure),
    /// The comparison never holds, or always if it is `!=`; why.
    NeverHolds(String),
    /// The part is never evaluated; why.
    Unreachable(&'static str),
}

/// How an evaluation can fail.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Failure {
    /// The attribute may be absent.
    Attribute(SmolStr),
    /// The tag may be absent.
    Tag,
    /// The attribute is there if the entity is, which it need not be.
    Entity,
    /// The arithmetic may overflow.
    Overflow,
    /// The function has no value for some arguments.
    Function(ExtensionFunction),
}
