//! Recursion that neither crashes nor runs away.

use std::cell::Cell;

use super::{Answer, Stop};

/// How deeply calls of recursive functions may nest before the model stops with
/// [`Stop::TooDeep`].
///
/// One level of a Cedar expression costs a few levels of calls, and a function
/// over a text may use one level per character.
pub const RECURSION_LIMIT: u32 = 50_000;

/// When less than this is left, the stack grows: more than any few frames of
/// unoptimised code need.
const RED_ZONE: usize = 256 * 1024;

/// By how much the stack grows.
const SEGMENT: usize = 4 * 1024 * 1024;

thread_local! {
    /// How much deeper calls may nest.
    static LEVELS_LEFT: Cell<u32> = const { Cell::new(RECURSION_LIMIT) };
}

/// Runs the body of a recursive function, one level deeper.
///
/// # Errors
///
/// [`Stop::TooDeep`] beyond the limit, and whatever the body returns.
#[inline]
pub fn deep<T>(body: impl FnOnce() -> Answer<T>) -> Answer<T> {
    let left = LEVELS_LEFT.get();
    if left == 0 {
        return Err(Stop::TooDeep);
    }
    LEVELS_LEFT.set(left - 1);
    let answer = grow(body);
    LEVELS_LEFT.set(left);
    answer
}

/// Asks the model something, with another limit than [`RECURSION_LIMIT`].
///
/// # Errors
///
/// [`Stop::TooDeep`] beyond `limit` levels, and whatever the question returns.
pub fn with_recursion_limit<T>(limit: u32, question: impl FnOnce() -> Answer<T>) -> Answer<T> {
    let left = LEVELS_LEFT.replace(limit);
    let answer = question();
    LEVELS_LEFT.set(left);
    answer
}

/// Runs `body` with enough stack for a few more frames.
#[inline]
pub(super) fn grow<T>(body: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(RED_ZONE, SEGMENT, body)
}

/// Whether the next frames may not fit.
#[inline]
pub(super) fn is_low() -> bool {
    stacker::remaining_stack().is_none_or(|left| left < RED_ZONE)
}
