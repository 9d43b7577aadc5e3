//! Requests: the question that an application asks.

use crate::ast::EntityUid;
use crate::value::{Record, Value};
use smol_str::SmolStr;

/// "May this principal do this action on this resource, in this context?"
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// Who asks.
    pub principal: EntityUid,
    /// What for.
    pub action: EntityUid,
    /// On what.
    pub resource: EntityUid,
    /// In which circumstances.
    pub context: Context,
}

/// The circumstances of a request: a record.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Context(Record);

/// Why fields do not make a context.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ContextError {
    /// A key occurs twice.
    #[error("the key `{0}` occurs twice")]
    DuplicateKey(SmolStr),
}

impl Context {
    /// A context without any field.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The context with the fields of `record`.
    pub fn from_record(record: Record) -> Self {
        Context(record)
    }

    /// The context with these fields.
    ///
    /// ```
    /// use cedar_core::Context;
    ///
    /// let context = Context::from_pairs([("mfa", true.into()), ("port", 443.into())])?;
    /// assert_eq!(context.record().len(), 2);
    /// assert!(Context::from_pairs([("mfa", true.into()), ("mfa", false.into())]).is_err());
    /// # Ok::<(), cedar_core::request::ContextError>(())
    /// ```
    ///
    /// # Errors
    /// When a key occurs twice.
    pub fn from_pairs<K: Into<SmolStr>>(
        pairs: impl IntoIterator<Item = (K, Value)>,
    ) -> Result<Self, ContextError> {
        let fields = pairs.into_iter().map(|(key, value)| (key.into(), value));
        Record::from_fields(fields.collect())
            .map(Context)
            .map_err(ContextError::DuplicateKey)
    }

    /// The fields.
    pub fn record(&self) -> &Record {
        &self.0
    }
}

impl Request {
    /// The request with these parts.
    pub fn new(
        principal: EntityUid,
        action: EntityUid,
        resource: EntityUid,
        context: Context,
    ) -> Self {
        Request {
            principal,
            action,
            resource,
            context,
        }
    }
}
