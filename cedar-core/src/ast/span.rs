//! Places in source text.

use std::fmt;
use std::ops::Range;

/// A half-open range of byte offsets in the source text that a tree was read
/// from.
///
/// Offsets are 32-bit: sources are at most 4 GiB, which the parser enforces.
/// A tree that was not read from text carries [`Span::NONE`].
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The place of something that was not read from text.
    pub const NONE: Span = Span {
        start: u32::MAX,
        end: u32::MAX,
    };

    /// The bytes from `start` up to, not including, `end`.
    pub fn new(start: u32, end: u32) -> Self {
        Span { start, end }
    }

    /// The byte range, or `None` for [`Span::NONE`].
    pub fn range(self) -> Option<Range<usize>> {
        (self != Span::NONE).then_some(self.start as usize..self.end as usize)
    }

    /// The smallest span that covers both; `NONE` is neutral.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        if self == Span::NONE {
            other
        } else if other == Span::NONE {
            self
        } else {
            Span {
                start: self.start.min(other.start),
                end: self.end.max(other.end),
            }
        }
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.range() {
            Some(range) => write!(f, "{range:?}"),
            None => f.write_str("-"),
        }
    }
}
