//! Dafny's `map<K, V>`.

use std::cmp::Ordering;
use std::fmt;
use std::rc::Rc;

use super::stack::{grow, is_low};
use super::{Answer, Hollow, Set, Stop, int};

/// A finite map: shared, sorted by key.
///
/// Reading is O(log n); an update copies, O(n).
pub struct Map<K, V>(Option<Rc<Vec<(K, V)>>>);

impl<K, V> Map<K, V> {
    /// The empty map.
    pub const fn new() -> Self {
        Self(None)
    }

    /// The entries, ascending by key.
    #[inline]
    pub fn as_slice(&self) -> &[(K, V)] {
        match &self.0 {
            Some(entries) => entries,
            None => &[],
        }
    }

    /// The entries, ascending by key.
    #[inline]
    pub fn iter(&self) -> std::slice::Iter<'_, (K, V)> {
        self.as_slice().iter()
    }

    /// The keys, ascending.
    #[inline]
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    /// How many entries there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.as_slice().len()
    }

    /// Whether there are no entries.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.as_slice().is_empty()
    }

    /// `|m|`.
    #[inline]
    pub fn size(&self) -> i128 {
        int::of_len(self.len())
    }
}

impl<K: Ord, V> Map<K, V> {
    /// The value at a key, if there is one.
    #[inline]
    pub fn get(&self, key: &K) -> Option<&V> {
        let entries = self.as_slice();
        let index = entries.binary_search_by(|(k, _)| k.cmp(key)).ok()?;
        entries.get(index).map(|(_, value)| value)
    }

    /// `key in m`.
    #[inline]
    pub fn contains_key(&self, key: &K) -> bool {
        self.get(key).is_some()
    }

    /// `m[key]`.
    ///
    /// # Errors
    ///
    /// [`Stop::MissingKey`].
    #[inline]
    pub fn at(&self, key: &K) -> Answer<&V> {
        self.get(key).ok_or(Stop::MissingKey)
    }
}

impl<K: Ord + Clone, V: Clone> Map<K, V> {
    /// `m[key := value]`. O(n).
    pub fn with(&self, key: K, value: V) -> Self {
        let mut entries = self.as_slice().to_vec();
        match entries.binary_search_by(|(k, _)| k.cmp(&key)) {
            Ok(index) => {
                if let Some(entry) = entries.get_mut(index) {
                    entry.1 = value;
                }
            }
            Err(index) => entries.insert(index, (key, value)),
        }
        Self::from_sorted(entries)
    }

    /// `m.Keys`. O(n).
    pub fn key_set(&self) -> Set<K> {
        Set::from_sorted(self.keys().cloned().collect())
    }

    /// `m.Values`. O(n log n).
    pub fn value_set(&self) -> Set<V>
    where
        V: Ord,
    {
        self.iter().map(|(_, value)| value.clone()).collect()
    }

    /// `m.Items`. O(n).
    pub fn item_set(&self) -> Set<(K, V)> {
        Set::from_sorted(self.as_slice().to_vec())
    }
}

impl<K, V> Map<K, V> {
    /// INVARIANT: the keys of `entries` ascend strictly.
    fn from_sorted(entries: Vec<(K, V)>) -> Self {
        Self((!entries.is_empty()).then(|| Rc::new(entries)))
    }
}

/// Of several entries with one key the last counts, as in a Dafny map display.
impl<K: Ord, V> From<Vec<(K, V)>> for Map<K, V> {
    fn from(mut entries: Vec<(K, V)>) -> Self {
        // The sort is stable, so after reversing the last entry of a key is the
        // first of its run, and that is the one which `dedup_by` keeps.
        entries.reverse();
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        entries.dedup_by(|a, b| a.0 == b.0);
        Self::from_sorted(entries)
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Vec::from_iter(entries).into()
    }
}

impl<'a, K, V> IntoIterator for &'a Map<K, V> {
    type Item = &'a (K, V);
    type IntoIter = std::slice::Iter<'a, (K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<K, V> Clone for Map<K, V> {
    #[inline]
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K, V> Drop for Map<K, V> {
    #[inline]
    fn drop(&mut self) {
        if is_low()
            && let Some(entries) = self.0.take()
        {
            grow(|| drop(entries));
        }
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for Map<K, V> {
    fn eq(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.as_slice(), other.as_slice());
        std::ptr::eq(ours, theirs) || (ours.len() == theirs.len() && grow(|| ours == theirs))
    }
}

impl<K: Eq, V: Eq> Eq for Map<K, V> {}

impl<K: Ord, V: Ord> PartialOrd for Map<K, V> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K: Ord, V: Ord> Ord for Map<K, V> {
    fn cmp(&self, other: &Self) -> Ordering {
        let (ours, theirs) = (self.as_slice(), other.as_slice());
        if std::ptr::eq(ours, theirs) {
            return Ordering::Equal;
        }
        grow(|| ours.cmp(theirs))
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Map<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = self.iter().map(|(key, value)| (key, value));
        grow(|| f.debug_map().entries(entries).finish())
    }
}

impl<K, V> Hollow for Map<K, V> {
    fn hollow() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_entry_of_a_key_counts() {
        let map: Map<i128, char> = [(2, 'a'), (1, 'b'), (2, 'c')].into_iter().collect();
        assert_eq!(map.as_slice(), [(1, 'b'), (2, 'c')]);
    }

    #[test]
    fn update_replaces_or_adds_and_leaves_the_old_map_alone() {
        let old: Map<i128, char> = Map::from(vec![(1, 'a'), (3, 'b')]);
        let added = old.with(2, 'x');
        assert_eq!(added.as_slice(), [(1, 'a'), (2, 'x'), (3, 'b')]);
        assert_eq!(
            added.with(3, 'y').as_slice(),
            [(1, 'a'), (2, 'x'), (3, 'y')]
        );
        assert_eq!(old.size(), 2);
        assert_eq!(old.at(&2), Err(Stop::MissingKey));
        assert_eq!(added.at(&2), Ok(&'x'));
    }

    #[test]
    fn parts() {
        let map: Map<i128, char> = Map::from(vec![(1, 'a'), (3, 'a')]);
        assert_eq!(map.key_set(), Set::from(vec![1, 3]));
        assert_eq!(map.value_set(), Set::from(vec!['a']));
        assert_eq!(map.item_set(), Set::from(vec![(1, 'a'), (3, 'a')]));
    }
}
