//! The pointer that makes recursive datatypes finite and cheap to clone.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;
use std::rc::Rc;

use super::Hollow;
use super::stack::{grow, is_low};

/// A shared, immutable part of a recursive value.
///
/// Comparing and dropping recurse into the part; both are safe at any depth,
/// because the stack grows when it must.
pub struct Shared<T: Hollow>(Rc<T>);

impl<T: Hollow> Shared<T> {
    /// Shares a value.
    pub fn new(value: T) -> Self {
        Self(Rc::new(value))
    }
}

impl<T: Hollow> Deref for Shared<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Hollow> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: Hollow> Clone for Shared<T> {
    #[inline]
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T: Hollow> Drop for Shared<T> {
    fn drop(&mut self) {
        if Rc::strong_count(&self.0) == 1
            && is_low()
            && let Some(content) = Rc::get_mut(&mut self.0)
        {
            let content = std::mem::replace(content, T::hollow());
            grow(|| drop(content));
        }
    }
}

impl<T: Hollow + PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0) || grow(|| *self.0 == *other.0)
    }
}

impl<T: Hollow + Eq> Eq for Shared<T> {}

impl<T: Hollow + Ord> PartialOrd for Shared<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Hollow + Ord> Ord for Shared<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        if Rc::ptr_eq(&self.0, &other.0) {
            return Ordering::Equal;
        }
        grow(|| self.0.cmp(&other.0))
    }
}

impl<T: Hollow + fmt::Debug> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        grow(|| self.0.fmt(f))
    }
}

impl<T: Hollow> Hollow for Shared<T> {
    fn hollow() -> Self {
        Self::new(T::hollow())
    }
}
