//! Recursion over bounded trees without a stack overflow.

/// Room that must be left before a recursive step: more than any one step of
/// this crate needs in a debug build.
const RED_ZONE: usize = 128 * 1024;
/// Size of each further segment.
const SEGMENT: usize = 1024 * 1024;

/// Runs `step`, on a fresh stack segment when the current one is nearly full.
///
/// Depth is bounded by `cedar_core::ast::MAX_EXPRESSION_DEPTH`, so memory stays
/// bounded too.
pub(crate) fn with_room<R>(step: impl FnOnce() -> R) -> R {
    stacker::maybe_grow(RED_ZONE, SEGMENT, step)
}
