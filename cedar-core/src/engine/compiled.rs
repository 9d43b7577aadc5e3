//! The conditions of a policy, compiled when it is loaded.

use super::check::Check;
use super::constants::Constants;
use crate::ast::{Condition, Policy};
use std::sync::Arc;

/// Up to this depth an expression is evaluated without looking at the stack: that
/// needs far less than [`with_room`](crate::stack::with_room) leaves.
pub(super) const SHALLOW: u32 = 32;

/// The conditions of a policy. Links of a template share them.
pub(crate) type CompiledConditions = Arc<[Compiled]>;

/// A condition: its common checks fused, its constants folded.
#[derive(Clone, Debug)]
pub(crate) struct Compiled {
    pub(super) check: Check,
    pub(super) constants: Constants,
}

/// Compiles the conditions of a policy. Linear in the number of their nodes.
pub(crate) fn compile(policy: &Policy) -> CompiledConditions {
    let compile = |condition: &Condition| Compiled {
        check: Check::of(&condition.body),
        constants: Constants::of(&condition.body),
    };
    policy.body().conditions.iter().map(compile).collect()
}
