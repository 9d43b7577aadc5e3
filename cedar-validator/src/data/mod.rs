//! Entities, contexts and requests against a schema.
//!
//! | module | holds |
//! |---|---|
//! | `error` | what can be wrong |
//! | `conformance` | whether a value has a type |
//! | `value` | reading values from JSON, directed by their types |
//! | `entity` | reading and checking entities |
//! | `request` | reading contexts, checking requests |

mod conformance;
mod entity;
mod error;
mod request;
mod value;

pub use conformance::{Mismatch, MismatchKind, ValueStep};
pub use error::{DataError, DataErrorKind, EntityError, RequestError};
