//! What cannot be written as JSON.

use crate::ast::Name;
use smol_str::SmolStr;
use thiserror::Error;

/// Why something has no JSON form.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ToJsonError {
    /// A record with this key would read back as something else.
    #[error("a record with the key `{0}` cannot be written as JSON")]
    ReservedKey(SmolStr),
    /// A call of a function that does not exist, with arguments that are not
    /// constants. No reader makes such a call.
    #[error("a call of the unknown function `{0}` with these arguments cannot be written as JSON")]
    UnknownFunction(Name),
    /// An expression whose shared parts, each written in full, come to too much.
    #[error("this expression would take more than {limit} nodes to write out")]
    ExpressionTooLarge {
        /// How many nodes may be written.
        limit: u64,
    },
}
