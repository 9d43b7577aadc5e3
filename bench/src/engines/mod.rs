//! Both engines behind one trait.

mod change;
#[cfg(feature = "official")]
mod official;
mod ours;

pub use change::Change;
#[cfg(feature = "official")]
pub use official::Official;
pub use ours::Ours;

use crate::workloads::{RequestText, Workload};
use std::collections::BTreeSet;

/// An engine with policies and entities loaded.
pub trait Engine: Sized {
    /// Its loaded policies.
    type Policies;
    /// Its loaded entities.
    type Entities;
    /// Its requests.
    type Request;
    /// Its responses.
    type Response;

    /// Parses policies.
    fn parse_policies(text: &str) -> Self::Policies;
    /// Reads entities.
    fn read_entities(json: &str) -> Self::Entities;
    /// Loads a workload.
    fn load(workload: &Workload) -> Self;
    /// Builds a request from strings.
    fn request(text: &RequestText) -> Self::Request;
    /// Decides a request.
    fn decide(&self, request: &Self::Request) -> Self::Response;
    /// Replaces all entities.
    fn replace_entities(&mut self, json: &str);
    /// Changes what is loaded.
    fn change(&mut self, change: Change, index: usize);
    /// What a response says.
    fn answer(response: &Self::Response) -> Answer;
}

/// What both engines must agree about.
#[derive(PartialEq, Eq, Debug)]
pub struct Answer {
    /// Whether the answer is yes.
    pub allowed: bool,
    /// The determining policies.
    pub reasons: BTreeSet<String>,
    /// The policies that could not be evaluated.
    pub errors: BTreeSet<String>,
}
