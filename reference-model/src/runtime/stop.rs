//! Why the model gave no answer.

use std::error::Error;
use std::fmt;

/// The answer of an extracted function, or the reason why there is none.
pub type Answer<T> = Result<T, Stop>;

/// Why an extracted function stopped without an answer.
///
/// A stop never means "deny" or "error in the policy": the model has those as
/// values. It means that this run says nothing, and a comparison counts it as
/// no verdict.
///
/// The last five cannot happen when a verified function is called with
/// arguments that meet its precondition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stop {
    /// An intermediate integer left the range of 128 bits.
    IntegerOverflow,
    /// Calls nested deeper than [`RECURSION_LIMIT`](super::RECURSION_LIMIT).
    TooDeep,
    /// Division or remainder by zero.
    DivisionByZero,
    /// A sequence was indexed or sliced outside its range.
    IndexOutOfRange,
    /// A map was read at a key that it does not have.
    MissingKey,
    /// A field was read from a value that has another constructor.
    WrongConstructor,
    /// No case of a `match` applied.
    NoMatchingCase,
}

// By hand, because `stacker` is all that the run-time library depends on: tests
// compile it anew beside freshly extracted code.
impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::IntegerOverflow => "an integer of the model left the range of 128 bits",
            Self::TooDeep => "the model's recursion went too deep",
            Self::DivisionByZero => "the model divided by zero",
            Self::IndexOutOfRange => "the model read a sequence outside its range",
            Self::MissingKey => "the model read a map at a missing key",
            Self::WrongConstructor => "the model read a field that the value does not have",
            Self::NoMatchingCase => "no case of a `match` in the model applied",
        })
    }
}

impl Error for Stop {}
