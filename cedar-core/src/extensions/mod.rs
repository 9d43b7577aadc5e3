//! Extension types: values that are made from text by a constructor function
//! and used through methods.
//!
//! [`ExtensionFunction`] is the registry of all functions; each type has a file
//! of its own with its literal format and its bounds.
//!
//! ```
//! use cedar_core::extensions::ExtensionFunction;
//! use cedar_core::Value;
//!
//! let day = ExtensionFunction::Duration.call(&["1d".into()])?;
//! assert_eq!(ExtensionFunction::ToHours.call(&[day])?, Value::Long(24));
//! # Ok::<(), cedar_core::EvaluationErrorKind>(())
//! ```

mod datetime;
mod decimal;
mod duration;
mod function;
mod ipaddr;

pub use datetime::Datetime;
pub use decimal::Decimal;
pub use duration::Duration;
pub use function::ExtensionFunction;
pub use ipaddr::IpAddr;

use smol_str::SmolStr;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use thiserror::Error;

/// Why a function of an extension type has no value: the text is not a literal
/// of the type, or the result does not fit in it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct ExtensionError {
    /// What is wrong, in words that may quote the text.
    pub message: String,
}

impl ExtensionError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        ExtensionError {
            message: message.into(),
        }
    }
}

/// A value of an extension type.
///
/// Equality, order and hash are those of the value; the text it was made from
/// does not count.
#[derive(Clone, Debug)]
pub struct ExtensionValue(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    kind: ExtensionKind,
    literal: Option<SmolStr>,
}

/// The value proper.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ExtensionKind {
    /// A number with four decimal places.
    Decimal(Decimal),
    /// An address or a range of addresses.
    IpAddr(IpAddr),
    /// A point in time.
    Datetime(Datetime),
    /// A span of time.
    Duration(Duration),
}

impl ExtensionValue {
    /// A value that was computed.
    pub fn computed(kind: ExtensionKind) -> Self {
        ExtensionValue(Arc::new(Parts {
            kind,
            literal: None,
        }))
    }

    /// A value that a constructor made from `literal`.
    pub(crate) fn constructed(kind: ExtensionKind, literal: SmolStr) -> Self {
        ExtensionValue(Arc::new(Parts {
            kind,
            literal: Some(literal),
        }))
    }

    /// The value proper.
    pub fn kind(&self) -> ExtensionKind {
        self.0.kind
    }

    /// The constructor's argument, if the value was made by one.
    pub fn literal(&self) -> Option<&SmolStr> {
        self.0.literal.as_ref()
    }

    /// The calls that make this value: the constructor's original text where it
    /// is known, else a canonical one. A computed datetime is an `offset` from
    /// the epoch.
    pub fn call(&self) -> ExtensionCall {
        let literal = self.literal().cloned();
        match self.kind() {
            ExtensionKind::Decimal(value) => ExtensionCall::constructor(
                ExtensionFunction::Decimal,
                literal.unwrap_or_else(|| value.to_string().into()),
            ),
            ExtensionKind::IpAddr(value) => ExtensionCall::constructor(
                ExtensionFunction::Ip,
                literal.unwrap_or_else(|| value.to_string().into()),
            ),
            ExtensionKind::Duration(value) => ExtensionCall::constructor(
                ExtensionFunction::Duration,
                literal.unwrap_or_else(|| value.to_string().into()),
            ),
            ExtensionKind::Datetime(value) => match literal {
                Some(literal) => ExtensionCall::constructor(ExtensionFunction::Datetime, literal),
                None => ExtensionCall {
                    function: ExtensionFunction::Datetime,
                    literal: SmolStr::new_static("1970-01-01"),
                    offset: Some(value.since_epoch()),
                },
            },
        }
    }
}

/// How to write an extension value: `function("literal")`, and for a computed
/// datetime `.offset(duration("…"))` after it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExtensionCall {
    /// The constructor.
    pub function: ExtensionFunction,
    /// Its argument.
    pub literal: SmolStr,
    /// The offset to add, for a computed datetime.
    pub offset: Option<Duration>,
}

impl ExtensionCall {
    fn constructor(function: ExtensionFunction, literal: SmolStr) -> Self {
        ExtensionCall {
            function,
            literal,
            offset: None,
        }
    }
}

/// Writes the value as Cedar text.
impl fmt::Display for ExtensionValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let call = self.call();
        let name = call.function.as_str();
        write!(f, "{name}(\"{}\")", call.literal.escape_debug())?;
        match call.offset {
            Some(offset) => write!(f, ".offset(duration(\"{offset}\"))"),
            None => Ok(()),
        }
    }
}

impl PartialEq for ExtensionValue {
    fn eq(&self, other: &Self) -> bool {
        self.kind() == other.kind()
    }
}

impl Eq for ExtensionValue {}

impl PartialOrd for ExtensionValue {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ExtensionValue {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.kind().cmp(&other.kind())
    }
}

impl Hash for ExtensionValue {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.kind().hash(state);
    }
}
