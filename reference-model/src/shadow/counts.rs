//! How often engine and model agreed.

use std::sync::atomic::{AtomicU64, Ordering};

/// How often engine and model agreed.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counts {
    /// The same decision, determining policies, erring policies and kinds of error.
    pub agree: u64,
    /// Not the same.
    pub differ: u64,
    /// The model gave no answer.
    pub no_verdict: u64,
    /// The model was not asked, since too many requests were waiting.
    pub skipped: u64,
}

/// The counts while they change.
#[derive(Default, Debug)]
pub(super) struct Tally {
    agree: AtomicU64,
    differ: AtomicU64,
    no_verdict: AtomicU64,
    skipped: AtomicU64,
}

impl Tally {
    pub(super) fn agree(&self) {
        self.agree.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn differ(&self) {
        self.differ.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn no_verdict(&self) {
        self.no_verdict.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn skipped(&self) {
        self.skipped.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn counts(&self) -> Counts {
        Counts {
            agree: self.agree.load(Ordering::Relaxed),
            differ: self.differ.load(Ordering::Relaxed),
            no_verdict: self.no_verdict.load(Ordering::Relaxed),
            skipped: self.skipped.load(Ordering::Relaxed),
        }
    }
}
