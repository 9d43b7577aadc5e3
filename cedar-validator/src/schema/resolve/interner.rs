//! Sharing of equal types.

use crate::maps::Set;
use crate::types::{AttributeType, Openness, RecordType, Type};
use smol_str::SmolStr;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Makes sets and records so that equal types are the same allocation.
///
/// Common types let a short schema describe types that are exponentially large
/// when written out. Comparing two of them stays cheap because equal parts are
/// the same part.
#[derive(Default)]
pub(super) struct TypeInterner {
    sets: Set<InternedSet>,
    records: Set<InternedRecord>,
}

/// The element type of a set. Its parts are compared by identity.
struct InternedSet(Arc<Type>);

/// A record type whose parts are compared by identity.
struct InternedRecord(Arc<RecordType>);

impl TypeInterner {
    /// `Set<element>`; the element must be interned.
    pub(super) fn set_of(&mut self, element: Type) -> Type {
        let new = InternedSet(Arc::new(element));
        let interned = self.sets.get(&new).map(|known| Arc::clone(&known.0));
        Type::Set(interned.unwrap_or_else(|| {
            let element = Arc::clone(&new.0);
            self.sets.insert(new);
            element
        }))
    }

    /// The closed record with these attributes, whose types must be interned.
    pub(super) fn record(&mut self, attributes: Vec<(SmolStr, AttributeType)>) -> Arc<RecordType> {
        let new = InternedRecord(Arc::new(RecordType::new(attributes, Openness::Closed)));
        if let Some(known) = self.records.get(&new) {
            return Arc::clone(&known.0);
        }
        let record = Arc::clone(&new.0);
        self.records.insert(new);
        record
    }
}

impl PartialEq for InternedSet {
    fn eq(&self, other: &Self) -> bool {
        is_same(&self.0, &other.0)
    }
}

impl Eq for InternedSet {}

impl Hash for InternedSet {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_identity(&self.0, state);
    }
}

impl PartialEq for InternedRecord {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (self.0.attributes(), other.0.attributes());
        a.len() == b.len()
            && a.iter().zip(b).all(|((a_name, a), (b_name, b))| {
                a_name == b_name && a.required == b.required && is_same(&a.value, &b.value)
            })
    }
}

impl Eq for InternedRecord {}

impl Hash for InternedRecord {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for (name, attribute) in self.0.attributes() {
            name.hash(state);
            attribute.required.hash(state);
            hash_identity(&attribute.value, state);
        }
    }
}

/// Whether two interned types are the same.
fn is_same(a: &Type, b: &Type) -> bool {
    match (a, b) {
        (Type::Set(a), Type::Set(b)) => Arc::ptr_eq(a, b),
        (Type::Record(a), Type::Record(b)) => Arc::ptr_eq(a, b),
        (Type::Set(_) | Type::Record(_), _) | (_, Type::Set(_) | Type::Record(_)) => false,
        (a, b) => a == b,
    }
}

fn hash_identity<H: Hasher>(interned: &Type, state: &mut H) {
    match interned {
        Type::Set(element) => Arc::as_ptr(element).hash(state),
        Type::Record(record) => Arc::as_ptr(record).hash(state),
        leaf => leaf.hash(state),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_types_are_the_same() {
        let mut interner = TypeInterner::default();
        let mut make = |element: Type, required| {
            let set = interner.set_of(element);
            let attribute = AttributeType {
                value: set,
                required,
            };
            interner.record(vec![("a".into(), attribute)])
        };
        let first = make(Type::Long, true);
        assert!(Arc::ptr_eq(&first, &make(Type::Long, true)));
        assert!(!Arc::ptr_eq(&first, &make(Type::Long, false)));
        assert!(!Arc::ptr_eq(&first, &make(Type::String, true)));
    }
}
