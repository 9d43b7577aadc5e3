//! Dafny's `seq<T>` and `string`.

use std::cmp::Ordering;
use std::fmt;
use std::mem::needs_drop;
use std::rc::Rc;

use super::stack::{grow, is_low};
use super::{Answer, Hollow, Stop, int};

/// Dafny's `string`: the Unicode scalar values of a text.
pub type Text = Seq<char>;

/// A finite sequence: a window on shared elements.
///
/// Cloning, slicing and taking the length are O(1); building a new one is O(n).
/// The order that [`Ord`] gives puts shorter sequences first.
pub struct Seq<T> {
    /// `None` when empty, so that empty sequences cost nothing.
    items: Option<Rc<Vec<T>>>,
    start: usize,
    end: usize,
}

impl<T> Seq<T> {
    /// The empty sequence.
    pub const fn new() -> Self {
        Self {
            items: None,
            start: 0,
            end: 0,
        }
    }

    /// The elements in order.
    #[inline]
    pub fn as_slice(&self) -> &[T] {
        match &self.items {
            Some(items) => items.get(self.start..self.end).unwrap_or(&[]),
            None => &[],
        }
    }

    /// How many elements there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    /// Whether there are no elements.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// `|s|`.
    #[inline]
    pub fn size(&self) -> i128 {
        int::of_len(self.len())
    }

    /// The elements in order.
    #[inline]
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.as_slice().iter()
    }

    /// `s[index]`.
    ///
    /// # Errors
    ///
    /// [`Stop::IndexOutOfRange`].
    #[inline]
    pub fn at(&self, index: i128) -> Answer<&T> {
        usize::try_from(index)
            .ok()
            .and_then(|index| self.as_slice().get(index))
            .ok_or(Stop::IndexOutOfRange)
    }

    /// `s[from..to]`.
    ///
    /// # Errors
    ///
    /// [`Stop::IndexOutOfRange`] unless `0 <= from <= to <= |s|`.
    pub fn slice(&self, from: i128, to: i128) -> Answer<Self> {
        let position = |index| usize::try_from(index).map_err(|_| Stop::IndexOutOfRange);
        let (from, to) = (position(from)?, position(to)?);
        if from > to || to > self.len() {
            return Err(Stop::IndexOutOfRange);
        }
        Ok(Self {
            items: self.items.clone(),
            start: self.start + from,
            end: self.start + to,
        })
    }

    /// `s[from..]`.
    ///
    /// # Errors
    ///
    /// [`Stop::IndexOutOfRange`] unless `0 <= from <= |s|`.
    pub fn skip(&self, from: i128) -> Answer<Self> {
        self.slice(from, self.size())
    }

    /// `s[..to]`.
    ///
    /// # Errors
    ///
    /// [`Stop::IndexOutOfRange`] unless `0 <= to <= |s|`.
    pub fn take(&self, to: i128) -> Answer<Self> {
        self.slice(0, to)
    }
}

impl<T: PartialEq> Seq<T> {
    /// `element in s`.
    pub fn contains(&self, element: &T) -> bool {
        self.as_slice().contains(element)
    }

    /// `s <= other`: whether this is a prefix of the other.
    pub fn is_prefix_of(&self, other: &Self) -> bool {
        other.as_slice().starts_with(self.as_slice())
    }

    /// `s < other`: whether this is a prefix of the other and shorter.
    pub fn is_proper_prefix_of(&self, other: &Self) -> bool {
        self.len() < other.len() && self.is_prefix_of(other)
    }
}

impl<T: Clone> Seq<T> {
    /// `s + other`. O(|s| + |other|).
    pub fn concat(&self, other: &Self) -> Self {
        if self.is_empty() {
            return other.clone();
        }
        if other.is_empty() {
            return self.clone();
        }
        [self.as_slice(), other.as_slice()].concat().into()
    }

    /// `s[index := element]`. O(|s|).
    ///
    /// # Errors
    ///
    /// [`Stop::IndexOutOfRange`].
    pub fn with(&self, index: i128, element: T) -> Answer<Self> {
        let mut items = self.as_slice().to_vec();
        let place = usize::try_from(index)
            .ok()
            .and_then(|index| items.get_mut(index))
            .ok_or(Stop::IndexOutOfRange)?;
        *place = element;
        Ok(items.into())
    }
}

impl Seq<char> {
    /// `s == "text"`, without building a sequence for the literal.
    #[inline]
    pub fn is_text(&self, text: &str) -> bool {
        // A UTF-8 text has at least as many bytes as characters.
        self.len() <= text.len() && self.iter().copied().eq(text.chars())
    }
}

/// The sequence for a string literal, built once per thread.
macro_rules! text {
    ($text:literal) => {{
        thread_local! {
            static TEXT: $crate::runtime::Text = $crate::runtime::Text::from($text);
        }
        TEXT.with(Clone::clone)
    }};
}
pub(crate) use text;

impl From<&str> for Seq<char> {
    fn from(text: &str) -> Self {
        text.chars().collect()
    }
}

impl fmt::Display for Seq<char> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|c| fmt::Write::write_char(f, *c))
    }
}

impl<T> From<Vec<T>> for Seq<T> {
    fn from(items: Vec<T>) -> Self {
        let end = items.len();
        Self {
            items: (end > 0).then(|| Rc::new(items)),
            start: 0,
            end,
        }
    }
}

impl<T> FromIterator<T> for Seq<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Vec::from_iter(items).into()
    }
}

impl<'a, T> IntoIterator for &'a Seq<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> Clone for Seq<T> {
    #[inline]
    fn clone(&self) -> Self {
        Self {
            items: self.items.clone(),
            start: self.start,
            end: self.end,
        }
    }
}

impl<T> Default for Seq<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Drop for Seq<T> {
    #[inline]
    fn drop(&mut self) {
        if needs_drop::<T>()
            && is_low()
            && let Some(items) = self.items.take()
        {
            grow(|| drop(items));
        }
    }
}

impl<T: PartialEq> PartialEq for Seq<T> {
    fn eq(&self, other: &Self) -> bool {
        if self.len() != other.len() {
            return false;
        }
        let (ours, theirs) = (self.as_slice(), other.as_slice());
        if std::ptr::eq(ours, theirs) {
            return true;
        }
        if needs_drop::<T>() {
            grow(|| ours == theirs)
        } else {
            ours == theirs
        }
    }
}

impl<T: Eq> Eq for Seq<T> {}

impl<T: Ord> PartialOrd for Seq<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Ord> Ord for Seq<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.len().cmp(&other.len()).then_with(|| {
            let (ours, theirs) = (self.as_slice(), other.as_slice());
            if std::ptr::eq(ours, theirs) {
                return Ordering::Equal;
            }
            if needs_drop::<T>() {
                grow(|| ours.cmp(theirs))
            } else {
                ours.cmp(theirs)
            }
        })
    }
}

impl<T: fmt::Debug> fmt::Debug for Seq<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        grow(|| f.debug_list().entries(self).finish())
    }
}

impl<T> Hollow for Seq<T> {
    fn hollow() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_stay_inside() {
        let text = Text::from("abcd");
        for (from, to, expected) in [
            (0, 4, Some("abcd")),
            (1, 3, Some("bc")),
            (4, 4, Some("")),
            (3, 2, None),
            (-1, 2, None),
            (0, 5, None),
        ] {
            let found = text.slice(from, to).ok().map(|s| s.to_string());
            assert_eq!(found.as_deref(), expected, "[{from}..{to}]");
        }
        let inner = text.slice(1, 3).unwrap();
        assert_eq!(inner.skip(1).unwrap().to_string(), "c");
        assert_eq!(inner.take(1).unwrap().to_string(), "b");
        assert_eq!(inner.at(2), Err(Stop::IndexOutOfRange));
        assert_eq!(inner.slice(0, 3), Err(Stop::IndexOutOfRange));
    }

    #[test]
    fn equality_looks_at_elements_only() {
        let text = Text::from("xaax");
        assert_eq!(text.slice(1, 2), text.slice(2, 3));
        assert_eq!(text.slice(2, 2), Ok(Text::new()));
        assert!(text.is_text("xaax"));
        assert!(!text.is_text("xaa"));
        assert!(!text.is_text("xaaxx"));
        assert!(Text::from("é").is_text("é"));
    }

    #[test]
    fn update_and_concatenation() {
        let text = Text::from("ab");
        assert_eq!(text.with(1, 'c').unwrap().to_string(), "ac");
        assert_eq!(text.to_string(), "ab");
        assert_eq!(text.with(2, 'c'), Err(Stop::IndexOutOfRange));
        assert_eq!(text.concat(&text).to_string(), "abab");
        assert!(Text::from("a").is_prefix_of(&text));
        assert!(!Text::from("b").is_prefix_of(&text));
    }
}
