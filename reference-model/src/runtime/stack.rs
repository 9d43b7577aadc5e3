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
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// Runs the body of a recursive function, one level deeper.
///
/// # Errors
///
/// [`Stop::TooDeep`] beyond [`RECURSION_LIMIT`], and whatever the body returns.
#[inline]
pub fn deep<T>(body: impl FnOnce() -> Answer<T>) -> Answer<T> {
    let depth = DEPTH.get();
    if depth >= RECURSION_LIMIT {
        return Err(Stop::TooDeep);
    }
    DEPTH.set(depth + 1);
    let answer = grow(body);
    DEPTH.set(depth);
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
