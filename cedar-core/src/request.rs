//! Requests: the question that an application asks.

use crate::ast::EntityUid;
use crate::value::Record;

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

impl Context {
    /// A context without any field.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The context with the fields of `record`.
    pub fn from_record(record: Record) -> Self {
        Context(record)
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
