//! Hand-written functions that answer one application each: the speed of light
//! for an engine that starts from the same strings.
//!
//! They know the policies and the shape of the data, keep entities as numbers
//! with sorted ancestors, and return every determining policy, as the engine does.
//!
//! Each is there with any hash for the ids: the standard library's, as one writes
//! it, and the fastest at hand.

mod gdrive;
mod github;
mod interned;
mod roles;
mod tenants;
mod tinytodo;

pub use gdrive::Gdrive;
pub use github::Github;
pub use roles::Roles;
pub use tenants::Tenants;
pub use tinytodo::TinyTodo;

use crate::engines::Answer;
use crate::workloads::{RequestText, Workload};

/// The fastest hash that is at hand. Unlike the standard library's, and the
/// engine's for uids, it does not withstand ids that somebody chose to collide.
pub type FastestHash = foldhash::fast::RandomState;

/// An application with its data.
pub trait Native: Sized {
    /// Loads the entities of a workload.
    fn load(workload: &Workload) -> Self;

    /// Answers a request, from its strings.
    fn decide(&self, request: &RequestText) -> Verdict;
}

/// A decision and its reasons.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Verdict {
    permits: Policies,
    forbids: Policies,
}

/// Numbers of policies: few of them, below 64, as bits; or one that may be any.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Policies {
    bits: u64,
    others: Vec<u32>,
}

impl Verdict {
    fn permit_if(&mut self, policy: u32, holds: bool) {
        self.permits.bits |= u64::from(holds) << policy;
    }

    fn forbid_if(&mut self, policy: u32, holds: bool) {
        self.forbids.bits |= u64::from(holds) << policy;
    }

    fn permit_numbered(&mut self, policy: u32) {
        self.permits.others.push(policy);
    }

    /// Whether the answer is yes.
    pub fn is_allowed(&self) -> bool {
        self.forbids.is_empty() && !self.permits.is_empty()
    }

    /// What the engine would answer.
    pub fn answer(&self) -> Answer {
        let reasons = match self.forbids.is_empty() {
            true => &self.permits,
            false => &self.forbids,
        };
        Answer {
            allowed: self.is_allowed(),
            reasons: reasons.names().collect(),
            errors: Default::default(),
        }
    }
}

impl Policies {
    fn is_empty(&self) -> bool {
        self.bits == 0 && self.others.is_empty()
    }

    fn names(&self) -> impl Iterator<Item = String> {
        (0..64)
            .filter(|bit| self.bits >> bit & 1 == 1)
            .chain(self.others.iter().copied())
            .map(|number| format!("policy{number}"))
    }
}
