//! What waits for the model's thread.

use crossbeam_queue::ArrayQueue;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long the thread sleeps before it looks again: at first, and at most when
/// nothing has come for a while.
const NAPS: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(8));

/// A queue of fixed length, whose reader looks for itself.
///
/// To wake a sleeping reader costs whoever writes a system call, many times a
/// decision; so nobody does.
#[derive(Debug)]
pub(super) struct Queue<T> {
    waiting: ArrayQueue<T>,
    is_closed: AtomicBool,
}

impl<T> Queue<T> {
    pub(super) fn new(length: usize) -> Self {
        Queue {
            waiting: ArrayQueue::new(length.max(1)),
            is_closed: AtomicBool::new(false),
        }
    }

    /// Adds to the end.
    ///
    /// # Errors
    /// What was to be added, when the queue is full.
    pub(super) fn push(&self, item: T) -> Result<(), T> {
        self.waiting.push(item)
    }

    /// Lets the reader end once the queue is empty. Whoever closes wakes it.
    pub(super) fn close(&self) {
        self.is_closed.store(true, Ordering::Release);
    }

    /// Takes from the front, when there is something; `None` once the queue is
    /// closed and empty.
    pub(super) fn next(&self) -> Option<T> {
        let (mut nap, longest) = NAPS;
        loop {
            // INVARIANT: asked before looking: what came before the end is read.
            let is_closed = self.is_closed.load(Ordering::Acquire);
            if let Some(item) = self.waiting.pop() {
                return Some(item);
            }
            if is_closed {
                return None;
            }
            std::thread::park_timeout(nap);
            nap = (2 * nap).min(longest);
        }
    }
}
