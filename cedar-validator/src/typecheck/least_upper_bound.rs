//! Least upper bounds of types: what is known of a value that has one of two.

use super::mode::ValidationMode;
use crate::stack::with_room;
use crate::types::{AttributeType, BoolType, Openness, RecordType, Type};
use std::collections::HashMap;
use std::sync::Arc;

/// The least type that has all values of `a` and of `b`, if there is one.
///
/// In strict mode entity types must be the same, and record types must have
/// the same attributes with the same optionality. In permissive mode there are
/// unions of entity types; of records the common attributes are kept.
pub(super) fn least_upper_bound(a: &Type, b: &Type, mode: ValidationMode) -> Option<Type> {
    match mode {
        ValidationMode::Strict => strict(a, b),
        ValidationMode::Permissive => Permissive::default().of(a, b),
    }
}

fn strict(a: &Type, b: &Type) -> Option<Type> {
    match (a, b) {
        (Type::Never, other) | (other, Type::Never) => Some(other.clone()),
        (Type::Bool(a), Type::Bool(b)) => Some(Type::Bool(bools(*a, *b))),
        (Type::Set(a), Type::Set(b)) if Arc::ptr_eq(a, b) => Some(Type::Set(Arc::clone(a))),
        (Type::Set(a), Type::Set(b)) => with_room(|| strict(a, b)).map(Type::set_of),
        (Type::Record(a), Type::Record(b)) if Arc::ptr_eq(a, b) => {
            Some(Type::Record(Arc::clone(a)))
        }
        (Type::Record(a), Type::Record(b)) => with_room(|| strict_records(a, b)),
        (a, b) => (a == b).then(|| a.clone()),
    }
}

fn strict_records(a: &RecordType, b: &RecordType) -> Option<Type> {
    if a.openness() != b.openness() || a.attributes().len() != b.attributes().len() {
        return None;
    }
    let mut attributes = Vec::with_capacity(a.attributes().len());
    for ((name, a), (other_name, b)) in a.attributes().iter().zip(b.attributes()) {
        if name != other_name || a.required != b.required {
            return None;
        }
        let attribute = AttributeType {
            value: strict(&a.value, &b.value)?,
            required: a.required,
        };
        attributes.push((name.clone(), attribute));
    }
    Some(Type::Record(Arc::new(RecordType::new(
        attributes,
        a.openness(),
    ))))
}

/// Permissive bounds. Schemas can share the parts of a type many times over, so
/// each pair of record types is looked at once.
#[derive(Default)]
struct Permissive {
    known: HashMap<(*const RecordType, *const RecordType), Type>,
}

impl Permissive {
    fn of(&mut self, a: &Type, b: &Type) -> Option<Type> {
        match (a, b) {
            (Type::Never, other) | (other, Type::Never) => Some(other.clone()),
            (Type::Bool(a), Type::Bool(b)) => Some(Type::Bool(bools(*a, *b))),
            (Type::Entity(a), Type::Entity(b)) => Some(Type::Entity(a.union(b))),
            (Type::Set(a), Type::Set(b)) => {
                if Arc::ptr_eq(a, b) {
                    return Some(Type::Set(Arc::clone(a)));
                }
                with_room(|| self.of(a, b)).map(Type::set_of)
            }
            (Type::Record(a), Type::Record(b)) => Some(with_room(|| self.of_records(a, b))),
            (a, b) => (a == b).then(|| a.clone()),
        }
    }

    /// The common attributes. The result is open unless the two have the same.
    fn of_records(&mut self, a: &Arc<RecordType>, b: &Arc<RecordType>) -> Type {
        if Arc::ptr_eq(a, b) {
            return Type::Record(Arc::clone(a));
        }
        let pair = (Arc::as_ptr(a), Arc::as_ptr(b));
        if let Some(known) = self.known.get(&pair) {
            return known.clone();
        }
        let mut attributes = Vec::new();
        for (name, in_a) in a.attributes() {
            let Some(in_b) = b.attribute(name) else {
                continue;
            };
            if let Some(value) = self.of(&in_a.value, &in_b.value) {
                let attribute = AttributeType {
                    value,
                    required: in_a.required && in_b.required,
                };
                attributes.push((name.clone(), attribute));
            }
        }
        let kept_all =
            attributes.len() == a.attributes().len() && attributes.len() == b.attributes().len();
        let openness = match (kept_all, a.openness(), b.openness()) {
            (true, Openness::Closed, Openness::Closed) => Openness::Closed,
            _ => Openness::Open,
        };
        let bound = Type::Record(Arc::new(RecordType::new(attributes, openness)));
        self.known.insert(pair, bound.clone());
        bound
    }
}

fn bools(a: BoolType, b: BoolType) -> BoolType {
    if a == b { a } else { BoolType::Any }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{EntityTypes, ExtensionType};

    fn record(attributes: &[(&str, Type, bool)]) -> Type {
        let attributes = attributes
            .iter()
            .map(|(name, value, required)| {
                let attribute = AttributeType {
                    value: value.clone(),
                    required: *required,
                };
                ((*name).into(), attribute)
            })
            .collect();
        Type::Record(Arc::new(RecordType::new(attributes, Openness::Closed)))
    }

    fn open(attributes: &[(&str, Type, bool)]) -> Type {
        let Type::Record(closed) = record(attributes) else {
            unreachable!()
        };
        let attributes = closed.attributes().to_vec();
        Type::Record(Arc::new(RecordType::new(attributes, Openness::Open)))
    }

    fn check(a: Type, b: Type, strict: Option<Type>, permissive: Option<Type>) {
        for (x, y) in [(&a, &b), (&b, &a)] {
            let found = least_upper_bound(x, y, ValidationMode::Strict);
            assert_eq!(found, strict, "strict: {x:?} and {y:?}");
            let found = least_upper_bound(x, y, ValidationMode::Permissive);
            assert_eq!(found, permissive, "permissive: {x:?} and {y:?}");
        }
    }

    fn same(a: Type, b: Type, bound: Option<Type>) {
        check(a, b, bound.clone(), bound);
    }

    #[test]
    fn simple_types() {
        same(Type::TRUE, Type::TRUE, Some(Type::TRUE));
        same(Type::TRUE, Type::FALSE, Some(Type::BOOL));
        same(Type::BOOL, Type::FALSE, Some(Type::BOOL));
        same(Type::Long, Type::Long, Some(Type::Long));
        same(Type::Long, Type::String, None);
        same(Type::Long, Type::BOOL, None);
        same(Type::Never, Type::String, Some(Type::String));
        let decimal = Type::Extension(ExtensionType::Decimal);
        same(decimal.clone(), decimal.clone(), Some(decimal.clone()));
        same(decimal, Type::Extension(ExtensionType::IpAddr), None);
    }

    #[test]
    fn sets() {
        let set = Type::set_of;
        same(set(Type::TRUE), set(Type::BOOL), Some(set(Type::BOOL)));
        same(set(Type::Never), set(Type::Long), Some(set(Type::Long)));
        same(set(Type::String), set(Type::Long), None);
        same(set(Type::String), Type::String, None);
    }

    #[test]
    fn entities() {
        let schema = crate::Schema::from_cedar_text("entity A, B;").unwrap();
        let ids: Vec<_> = schema.entity_type_ids().collect();
        let (a, b) = (Type::entity(ids[0]), Type::entity(ids[1]));
        same(a.clone(), a.clone(), Some(a.clone()));
        let union = Type::Entity(EntityTypes::One(ids[0]).union(&EntityTypes::One(ids[1])));
        check(a.clone(), b, None, Some(union.clone()));
        check(union.clone(), a, None, Some(union));
    }

    #[test]
    fn records() {
        let long = record(&[("a", Type::Long, true)]);
        let optional = record(&[("a", Type::Long, false)]);
        let two = record(&[("a", Type::Long, true), ("b", Type::Long, true)]);
        let string = record(&[("a", Type::String, true)]);
        same(long.clone(), long.clone(), Some(long.clone()));
        check(long.clone(), optional.clone(), None, Some(optional.clone()));
        let open_long = open(&[("a", Type::Long, true)]);
        check(long.clone(), two.clone(), None, Some(open_long));
        check(long.clone(), string, None, Some(open(&[])));
        check(optional, two, None, Some(open(&[("a", Type::Long, false)])));
        same(long, Type::Long, None);
    }

    #[test]
    fn singletons_within_records_widen() {
        let truth = record(&[("a", Type::TRUE, true)]);
        let falsehood = record(&[("a", Type::FALSE, true)]);
        same(truth, falsehood, Some(record(&[("a", Type::BOOL, true)])));
    }
}
