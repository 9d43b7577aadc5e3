//! What engine and model must agree on.

use cedar_core::{Decision, EvaluationErrorKind, PolicyId, Response};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The answer to a request, without anything that is a matter of wording.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The decision.
    pub decision: Decision,
    /// The determining policies.
    pub determining: BTreeSet<PolicyId>,
    /// The policies whose evaluation failed, and how.
    pub erring: BTreeMap<PolicyId, ErrorKind>,
}

/// The kind of an evaluation error.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ErrorKind {
    /// An attribute or tag of a missing entity was read.
    EntityDoesNotExist,
    /// An entity lacks an attribute.
    EntityAttributeDoesNotExist,
    /// An entity lacks a tag.
    EntityTagDoesNotExist,
    /// A record lacks an attribute.
    RecordAttributeDoesNotExist,
    /// An operand has the wrong type.
    TypeError,
    /// A result does not fit in 64 bits.
    IntegerOverflow,
    /// A slot was not linked.
    UnlinkedSlot,
    /// No function has this name.
    UnknownFunction,
    /// A function was called with the wrong number of arguments.
    WrongNumberOfArguments,
    /// A function of an extension type has no value for its arguments.
    ExtensionFunction,
}

impl From<&Response> for Answer {
    fn from(response: &Response) -> Self {
        let diagnostics = response.diagnostics();
        Answer {
            decision: response.decision(),
            determining: diagnostics.reason().cloned().collect(),
            erring: diagnostics
                .errors()
                .map(|e| (e.policy.clone(), ErrorKind::from(e.error.kind())))
                .collect(),
        }
    }
}

impl From<&EvaluationErrorKind> for ErrorKind {
    fn from(kind: &EvaluationErrorKind) -> Self {
        use EvaluationErrorKind as Kind;
        match kind {
            Kind::EntityDoesNotExist(_) => ErrorKind::EntityDoesNotExist,
            Kind::EntityAttributeDoesNotExist { .. } => ErrorKind::EntityAttributeDoesNotExist,
            Kind::EntityTagDoesNotExist { .. } => ErrorKind::EntityTagDoesNotExist,
            Kind::RecordAttributeDoesNotExist { .. } => ErrorKind::RecordAttributeDoesNotExist,
            Kind::TypeError { .. } => ErrorKind::TypeError,
            Kind::IntegerOverflow(_) => ErrorKind::IntegerOverflow,
            Kind::UnlinkedSlot(_) => ErrorKind::UnlinkedSlot,
            Kind::UnknownFunction(_) => ErrorKind::UnknownFunction,
            Kind::WrongNumberOfArguments { .. } => ErrorKind::WrongNumberOfArguments,
            Kind::ExtensionFunction { .. } => ErrorKind::ExtensionFunction,
        }
    }
}

impl ErrorKind {
    /// The kind as people and data files write it.
    pub fn as_str(self) -> &'static str {
        match self {
            ErrorKind::EntityDoesNotExist => "entity does not exist",
            ErrorKind::EntityAttributeDoesNotExist => "entity attribute does not exist",
            ErrorKind::EntityTagDoesNotExist => "entity tag does not exist",
            ErrorKind::RecordAttributeDoesNotExist => "record attribute does not exist",
            ErrorKind::TypeError => "type error",
            ErrorKind::IntegerOverflow => "integer overflow",
            ErrorKind::UnlinkedSlot => "unlinked slot",
            ErrorKind::UnknownFunction => "unknown function",
            ErrorKind::WrongNumberOfArguments => "wrong number of arguments",
            ErrorKind::ExtensionFunction => "extension function error",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Writes the parts one per line, so that two answers can be laid side by side.
impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |ids: &BTreeSet<PolicyId>| {
            ids.iter()
                .map(PolicyId::as_str)
                .collect::<Vec<_>>()
                .join(", ")
        };
        writeln!(f, "decision     {}", self.decision)?;
        writeln!(f, "determining  {}", list(&self.determining))?;
        for (policy, kind) in &self.erring {
            writeln!(f, "erring       {policy}: {kind}")?;
        }
        Ok(())
    }
}
