//! Dafny's `set<T>`.

use std::cmp::Ordering;
use std::fmt;
use std::mem::needs_drop;
use std::rc::Rc;

use super::stack::{grow, is_low};
use super::{Hollow, int};

/// A finite set: shared, sorted, without duplicates.
///
/// Membership is O(log n); union, intersection and difference are O(n + m).
pub struct Set<T>(Option<Rc<Vec<T>>>);

impl<T> Set<T> {
    /// The empty set.
    pub const fn new() -> Self {
        Self(None)
    }

    /// The elements, ascending.
    #[inline]
    pub fn as_slice(&self) -> &[T] {
        match &self.0 {
            Some(items) => items,
            None => &[],
        }
    }

    /// The elements, ascending.
    #[inline]
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.as_slice().iter()
    }

    /// How many elements there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.as_slice().len()
    }

    /// Whether there are no elements.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.as_slice().is_empty()
    }

    /// `|s|`.
    #[inline]
    pub fn size(&self) -> i128 {
        int::of_len(self.len())
    }

    /// INVARIANT: `items` ascends strictly.
    pub(super) fn from_sorted(items: Vec<T>) -> Self {
        Self((!items.is_empty()).then(|| Rc::new(items)))
    }
}

impl<T: Ord> Set<T> {
    /// `element in s`.
    #[inline]
    pub fn contains(&self, element: &T) -> bool {
        self.as_slice().binary_search(element).is_ok()
    }

    /// `s <= other`.
    pub fn is_subset(&self, other: &Self) -> bool {
        self.len() <= other.len() && self.iter().all(|element| other.contains(element))
    }

    /// `s < other`.
    pub fn is_proper_subset(&self, other: &Self) -> bool {
        self.len() < other.len() && self.is_subset(other)
    }

    /// `s !! other`.
    pub fn is_disjoint(&self, other: &Self) -> bool {
        !self.iter().any(|element| other.contains(element))
    }
}

impl<T: Ord + Clone> Set<T> {
    /// `s + other`.
    pub fn union(&self, other: &Self) -> Self {
        if self.is_empty() {
            return other.clone();
        }
        if other.is_empty() {
            return self.clone();
        }
        let mut items = Vec::with_capacity(self.len() + other.len());
        let (mut ours, mut theirs) = (self.iter().peekable(), other.iter().peekable());
        loop {
            let next = match (ours.peek(), theirs.peek()) {
                (Some(a), Some(b)) => match a.cmp(b) {
                    Ordering::Less => ours.next(),
                    Ordering::Greater => theirs.next(),
                    Ordering::Equal => {
                        theirs.next();
                        ours.next()
                    }
                },
                (Some(_), None) => ours.next(),
                (None, _) => theirs.next(),
            };
            match next {
                Some(element) => items.push(element.clone()),
                None => return Self::from_sorted(items),
            }
        }
    }

    /// `s * other`.
    pub fn intersection(&self, other: &Self) -> Self {
        self.filtered(|element| other.contains(element))
    }

    /// `s - other`.
    pub fn difference(&self, other: &Self) -> Self {
        self.filtered(|element| !other.contains(element))
    }

    fn filtered(&self, keep: impl Fn(&T) -> bool) -> Self {
        Self::from_sorted(
            self.iter()
                .filter(|element| keep(element))
                .cloned()
                .collect(),
        )
    }
}

impl<T: Ord> From<Vec<T>> for Set<T> {
    fn from(mut items: Vec<T>) -> Self {
        items.sort_unstable();
        items.dedup();
        Self::from_sorted(items)
    }
}

impl<T: Ord> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Vec::from_iter(items).into()
    }
}

impl<'a, T> IntoIterator for &'a Set<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> Clone for Set<T> {
    #[inline]
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Drop for Set<T> {
    #[inline]
    fn drop(&mut self) {
        if needs_drop::<T>()
            && is_low()
            && let Some(items) = self.0.take()
        {
            grow(|| drop(items));
        }
    }
}

impl<T: PartialEq> PartialEq for Set<T> {
    fn eq(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.as_slice(), other.as_slice());
        std::ptr::eq(ours, theirs) || (ours.len() == theirs.len() && grow(|| ours == theirs))
    }
}

impl<T: Eq> Eq for Set<T> {}

impl<T: Ord> PartialOrd for Set<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Ord> Ord for Set<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        let (ours, theirs) = (self.as_slice(), other.as_slice());
        if std::ptr::eq(ours, theirs) {
            return Ordering::Equal;
        }
        grow(|| ours.cmp(theirs))
    }
}

impl<T: fmt::Debug> fmt::Debug for Set<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        grow(|| f.debug_set().entries(self).finish())
    }
}

impl<T> Hollow for Set<T> {
    fn hollow() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(items: &[i128]) -> Set<i128> {
        items.iter().copied().collect()
    }

    #[test]
    fn operations() {
        let (a, b) = (set(&[3, 1, 2, 1]), set(&[2, 4]));
        assert_eq!(a.size(), 3);
        assert_eq!(a.union(&b), set(&[1, 2, 3, 4]));
        assert_eq!(b.union(&a), set(&[1, 2, 3, 4]));
        assert_eq!(a.intersection(&b), set(&[2]));
        assert_eq!(a.difference(&b), set(&[1, 3]));
        assert_eq!(a.difference(&a), Set::new());
        assert!(a.contains(&1) && !a.contains(&4));
        assert!(set(&[1, 3]).is_subset(&a) && a.is_subset(&a) && !b.is_subset(&a));
        assert!(set(&[1, 3]).is_proper_subset(&a) && !a.is_proper_subset(&a));
        assert!(a.is_disjoint(&set(&[5])) && !a.is_disjoint(&b));
        assert!(Set::new().is_subset(&a) && Set::new().is_disjoint(&a));
    }
}
