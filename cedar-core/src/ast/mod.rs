//! The abstract syntax of Cedar: one tree type per concept, close to the source.
//!
//! Surface forms that mean something to a reader are kept (`!=`, `>`, `unless`,
//! `is … in`, several conditions), so that one tree serves the evaluator, the
//! validator, the printers and the JSON form alike.

mod annotation;
mod condition;
mod entity_uid;
mod expr;
mod link;
mod name;
mod pattern;
mod policy;
mod policy_set;
mod scope;
mod span;

pub use annotation::{Annotation, AnnotationKey, Annotations, InvalidAnnotationKey};
pub use condition::{Condition, ConditionKind};
pub use entity_uid::{EntityId, EntityTypeName, EntityUid};
pub(crate) use entity_uid::{OwnHash, UidMap};
pub use expr::{
    BinaryOp, Expr, ExprBuilder, ExprId, ExprKind, ExprRef, ExpressionTooDeep, FunctionName,
    Literal, MAX_EXPRESSION_DEPTH, UnaryOp, Variable,
};
pub use link::{LinkError, SlotValues};
pub use name::{Name, NameError, is_identifier, is_reserved};
pub use pattern::{Pattern, PatternElement};
pub use policy::{Effect, Link, Policy, PolicyBody, PolicyId, StaticPolicyHasSlots, Template};
pub(crate) use policy_set::Loaded;
pub use policy_set::{PolicySet, PolicySetError, RenameError};
pub use scope::{ActionConstraint, EntityOrSlot, ScopeConstraint, ScopeSpans, SlotId};
pub use span::Span;
