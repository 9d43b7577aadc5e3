//! Types of values and expressions.

use crate::schema::EntityTypeId;
use cedar_core::ValueType;
use cedar_core::extensions::ExtensionFunction;
use smol_str::SmolStr;
use std::sync::Arc;

/// The type of a value or an expression.
///
/// Cloning is cheap: structure is shared.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// The type without values, such as that of the elements of `[]`.
    Never,
    /// Booleans, or one of the two.
    Bool(BoolType),
    /// 64-bit integers.
    Long,
    /// Strings.
    String,
    /// References to entities.
    Entity(EntityTypes),
    /// Sets whose elements have this type.
    Set(Arc<Type>),
    /// Records.
    Record(Arc<RecordType>),
    /// Values of an extension type.
    Extension(ExtensionType),
}

/// Which booleans an expression can have as its value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum BoolType {
    /// Only `true`.
    True,
    /// Only `false`.
    False,
    /// Either.
    Any,
}

/// Which types of entities an expression can refer to.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum EntityTypes {
    /// Any type.
    Any,
    /// Exactly this type.
    One(EntityTypeId),
    /// One of these types. INVARIANT: at least two, sorted, distinct.
    Several(Arc<[EntityTypeId]>),
}

/// The extension types.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ExtensionType {
    /// `decimal`
    Decimal,
    /// `ipaddr`
    IpAddr,
    /// `datetime`
    Datetime,
    /// `duration`
    Duration,
}

/// The type of a record.
///
/// INVARIANT: attributes are sorted by name and names are distinct.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RecordType {
    attributes: Box<[(SmolStr, AttributeType)]>,
    openness: Openness,
}

/// Whether a record may have more attributes than its type names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Openness {
    /// Only the named attributes.
    Closed,
    /// Others too, of unknown type. Schemas never declare this; it arises as
    /// the least upper bound of different record types.
    Open,
}

/// The type of an attribute.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct AttributeType {
    /// The type of its value.
    pub value: Type,
    /// Whether it is always present.
    pub required: bool,
}

impl Type {
    /// `Bool`
    pub const BOOL: Type = Type::Bool(BoolType::Any);
    /// The type of `true`.
    pub const TRUE: Type = Type::Bool(BoolType::True);
    /// The type of `false`.
    pub const FALSE: Type = Type::Bool(BoolType::False);

    /// The type of references to entities of one type.
    pub fn entity(entity_type: EntityTypeId) -> Self {
        Type::Entity(EntityTypes::One(entity_type))
    }

    /// The type of sets with elements of type `element`.
    pub fn set_of(element: Type) -> Self {
        Type::Set(Arc::new(element))
    }

    /// The types of arguments and results of extension functions; `None` for
    /// those that no such function has.
    pub(crate) fn of_extension_value(value_type: ValueType) -> Option<Type> {
        Some(match value_type {
            ValueType::Bool => Type::BOOL,
            ValueType::Long => Type::Long,
            ValueType::String => Type::String,
            ValueType::Decimal => Type::Extension(ExtensionType::Decimal),
            ValueType::IpAddr => Type::Extension(ExtensionType::IpAddr),
            ValueType::Datetime => Type::Extension(ExtensionType::Datetime),
            ValueType::Duration => Type::Extension(ExtensionType::Duration),
            ValueType::Entity | ValueType::Set | ValueType::Record => return None,
        })
    }
}

impl From<bool> for BoolType {
    fn from(value: bool) -> Self {
        if value {
            BoolType::True
        } else {
            BoolType::False
        }
    }
}

impl std::ops::Not for BoolType {
    type Output = BoolType;

    fn not(self) -> BoolType {
        match self {
            BoolType::True => BoolType::False,
            BoolType::False => BoolType::True,
            BoolType::Any => BoolType::Any,
        }
    }
}

impl EntityTypes {
    /// The types, if they are limited.
    pub fn known(&self) -> Option<&[EntityTypeId]> {
        match self {
            EntityTypes::Any => None,
            EntityTypes::One(one) => Some(std::slice::from_ref(one)),
            EntityTypes::Several(several) => Some(several),
        }
    }

    /// The types of either.
    #[must_use]
    pub fn union(&self, other: &EntityTypes) -> EntityTypes {
        let (Some(a), Some(b)) = (self.known(), other.known()) else {
            return EntityTypes::Any;
        };
        let mut all = [a, b].concat();
        all.sort_unstable();
        all.dedup();
        match all.as_slice() {
            [one] => EntityTypes::One(*one),
            several => EntityTypes::Several(several.into()),
        }
    }

    /// Whether no type is in both.
    pub fn is_disjoint(&self, other: &EntityTypes) -> bool {
        match (self.known(), other.known()) {
            (Some(a), Some(b)) => a.iter().all(|x| !b.contains(x)),
            _ => false,
        }
    }
}

impl ExtensionType {
    /// Every extension type.
    pub const ALL: [ExtensionType; 4] = [
        ExtensionType::Decimal,
        ExtensionType::IpAddr,
        ExtensionType::Datetime,
        ExtensionType::Duration,
    ];

    /// The extension type with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.as_str() == name)
    }

    /// The type's name.
    pub fn as_str(self) -> &'static str {
        self.value_type().as_str()
    }

    /// The function that makes its values from text.
    pub fn constructor(self) -> ExtensionFunction {
        match self {
            ExtensionType::Decimal => ExtensionFunction::Decimal,
            ExtensionType::IpAddr => ExtensionFunction::Ip,
            ExtensionType::Datetime => ExtensionFunction::Datetime,
            ExtensionType::Duration => ExtensionFunction::Duration,
        }
    }

    /// The type of its values.
    pub fn value_type(self) -> ValueType {
        match self {
            ExtensionType::Decimal => ValueType::Decimal,
            ExtensionType::IpAddr => ValueType::IpAddr,
            ExtensionType::Datetime => ValueType::Datetime,
            ExtensionType::Duration => ValueType::Duration,
        }
    }
}

impl RecordType {
    /// The type of records with these attributes; of attributes with the same
    /// name the last counts.
    pub fn new(mut attributes: Vec<(SmolStr, AttributeType)>, openness: Openness) -> Self {
        // Stable, so the last of equal names stays last and replaces the others.
        attributes.sort_by(|(a, _), (b, _)| a.cmp(b));
        attributes.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                std::mem::swap(later, earlier);
            }
            same
        });
        RecordType {
            attributes: attributes.into_boxed_slice(),
            openness,
        }
    }

    /// The type of `{}`.
    pub fn empty() -> Self {
        RecordType::new(Vec::new(), Openness::Closed)
    }

    /// The attributes in the order of their names.
    pub fn attributes(&self) -> &[(SmolStr, AttributeType)] {
        &self.attributes
    }

    /// The attribute `name`. Logarithmic in the number of attributes.
    pub fn attribute(&self, name: &str) -> Option<&AttributeType> {
        let found = self
            .attributes
            .binary_search_by(|(key, _)| key.as_str().cmp(name))
            .ok()?;
        self.attributes.get(found).map(|(_, attribute)| attribute)
    }

    /// Whether there may be further attributes.
    pub fn openness(&self) -> Openness {
        self.openness
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_attribute_of_a_name_counts() {
        let attribute = |value| AttributeType {
            value,
            required: true,
        };
        let record = RecordType::new(
            vec![
                ("b".into(), attribute(Type::Long)),
                ("a".into(), attribute(Type::Long)),
                ("b".into(), attribute(Type::String)),
                ("b".into(), attribute(Type::BOOL)),
            ],
            Openness::Closed,
        );
        assert_eq!(record.attributes().len(), 2);
        assert_eq!(record.attribute("b").unwrap().value, Type::BOOL);
        assert_eq!(record.attribute("a").unwrap().value, Type::Long);
        assert_eq!(record.attribute("c"), None);
    }
}
