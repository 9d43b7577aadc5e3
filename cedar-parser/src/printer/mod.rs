//! Policies and expressions as text.
//!
//! What is printed reads as people write it: parentheses only where they are
//! needed, bare keys and attributes where they can be, `has a.b` instead of
//! what it stands for. Reading it gives an equal tree, if text can express the
//! tree at all. The JSON form can express more: functions that do not exist,
//! methods without a receiver, slots in conditions, and operands nested deeper
//! than [`crate::MAX_NESTING`].
//!
//! Lines are not broken to a width; that is what the formatter is for.

mod expression;
mod policy;
#[cfg(test)]
mod tests;

pub use expression::print_expression;
pub use policy::{print_policy, print_policy_body, print_policy_set, print_template};
