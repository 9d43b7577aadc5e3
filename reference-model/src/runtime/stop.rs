//! Why the model gave no answer.

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum Stop {
    /// An intermediate integer left the range of 128 bits.
    #[error("an integer of the model left the range of 128 bits")]
    IntegerOverflow,
    /// Calls nested deeper than [`RECURSION_LIMIT`](super::RECURSION_LIMIT).
    #[error("the model's recursion went deeper than {}", super::RECURSION_LIMIT)]
    TooDeep,
    /// Division or remainder by zero.
    #[error("the model divided by zero")]
    DivisionByZero,
    /// A sequence was indexed or sliced outside its range.
    #[error("the model read a sequence outside its range")]
    IndexOutOfRange,
    /// A map was read at a key that it does not have.
    #[error("the model read a map at a missing key")]
    MissingKey,
    /// A field was read from a value that has another constructor.
    #[error("the model read a field that the value does not have")]
    WrongConstructor,
    /// No case of a `match` applied.
    #[error("no case of a `match` in the model applied")]
    NoMatchingCase,
}
