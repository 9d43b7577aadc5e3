//! Validation: what can go wrong when policies are evaluated, before any is.
//!
//! | module | holds |
//! |---|---|
//! | `validator` | [`Validator`]: the way in |
//! | `scope` | which kinds of request a policy's scope can match |
//! | `policy` | one policy in all of them |
//! | `references` | entity types, actions and ids that must be declared |
//! | `condition_types` | what is known of the conditions, for other tools |
//! | `level` | how far from the request entities are read |
//! | `strings` | texts that may not read as they are |
//! | `error`, `warning` | what can be found |

mod condition_types;
mod error;
mod level;
mod policy;
mod references;
mod scope;
mod strings;
mod validator;
mod warning;

pub use condition_types::ConditionTypes;
pub use error::{
    AccessedType, IncompatiblePosition, MAX_REPORTED_ENVIRONMENTS, RequestEnvironment,
    ValidationError, ValidationErrorKind,
};
pub use strings::suspicious_texts;
pub use validator::{ValidationResult, Validator};
pub use warning::{ValidationWarning, ValidationWarningKind};
