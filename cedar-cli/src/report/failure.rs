//! The end of a command that could not do what it was asked to do.

use super::problem::Problem;

/// Why a command failed: one problem or several.
#[derive(Debug)]
pub(crate) struct Failure {
    // INVARIANT: not empty.
    problems: Vec<Problem>,
}

impl Failure {
    /// The failure with these problems, or `None` if there are none.
    pub(crate) fn from_problems(problems: Vec<Problem>) -> Option<Self> {
        (!problems.is_empty()).then_some(Failure { problems })
    }

    /// The problems, in the order in which they are shown.
    pub(crate) fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The problems, each changed by `change`.
    pub(crate) fn map(self, change: impl FnMut(Problem) -> Problem) -> Self {
        Failure {
            problems: self.problems.into_iter().map(change).collect(),
        }
    }

    /// The same problems, then those of `other`.
    pub(crate) fn and(mut self, other: Failure) -> Self {
        self.problems.extend(other.problems);
        self
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Failure {
            problems: vec![problem],
        }
    }
}

/// Both values, or all the problems of both.
pub(crate) fn both<A, B>(a: Result<A, Failure>, b: Result<B, Failure>) -> Result<(A, B), Failure> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(a), Err(b)) => Err(a.and(b)),
        (Err(failure), Ok(_)) | (Ok(_), Err(failure)) => Err(failure),
    }
}
