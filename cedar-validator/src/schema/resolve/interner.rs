//! Sharing of equal types.

use crate::maps::Map;
use crate::types::{AttributeType, Openness, RecordType, Type};
use smol_str::SmolStr;
use std::sync::Arc;

/// Makes sets and records so that equal types are the same allocation.
///
/// Common types let a short schema describe types that are exponentially large
/// when written out. Comparing two of them stays cheap because equal parts are
/// the same part.
#[derive(Default)]
pub(super) struct TypeInterner {
    sets: Map<Part, Arc<Type>>,
    records: Map<Vec<(SmolStr, bool, Part)>, Arc<RecordType>>,
}

/// A type that is compared by identity.
#[derive(PartialEq, Eq, Hash)]
enum Part {
    /// A type without structure.
    Leaf(Type),
    /// The allocation of an interned type, which the interner keeps alive.
    Set(*const Type),
    Record(*const RecordType),
}

impl TypeInterner {
    /// `Set<element>`; the element must be interned.
    pub(super) fn set_of(&mut self, element: Type) -> Type {
        let interned = self
            .sets
            .entry(Part::of(&element))
            .or_insert_with(|| Arc::new(element));
        Type::Set(Arc::clone(interned))
    }

    /// The closed record with these attributes, whose types must be interned.
    pub(super) fn record(&mut self, attributes: Vec<(SmolStr, AttributeType)>) -> Arc<RecordType> {
        let record = RecordType::new(attributes, Openness::Closed);
        let key = record
            .attributes()
            .iter()
            .map(|(name, attribute)| {
                let part = Part::of(&attribute.value);
                (name.clone(), attribute.required, part)
            })
            .collect();
        let interned = self.records.entry(key).or_insert_with(|| Arc::new(record));
        Arc::clone(interned)
    }
}

impl Part {
    fn of(interned: &Type) -> Self {
        match interned {
            Type::Set(element) => Part::Set(Arc::as_ptr(element)),
            Type::Record(record) => Part::Record(Arc::as_ptr(record)),
            leaf => Part::Leaf(leaf.clone()),
        }
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
