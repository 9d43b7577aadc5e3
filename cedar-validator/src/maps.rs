//! The maps of schemas.

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use std::collections::{HashMap, HashSet};

/// A map in the order of insertion. Its hash is fast and has a random seed.
pub type OrderedMap<K, V> = IndexMap<K, V, RandomState>;

/// A map whose hash is fast and has a random seed.
pub(crate) type Map<K, V> = HashMap<K, V, RandomState>;

/// A set whose hash is fast and has a random seed.
pub(crate) type Set<T> = HashSet<T, RandomState>;
