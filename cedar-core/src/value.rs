//! Run-time values.

use crate::ast::{EntityUid, Literal};
use crate::extensions::ExtensionValue;
use smol_str::SmolStr;
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// What an expression evaluates to.
///
/// `==` of Cedar is `==` of this type: total, and false between values of
/// different types. The order is one fixed total order, which keeps sets
/// canonical; it is not Cedar's `<`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// `true` or `false`
    Bool(bool),
    /// A 64-bit signed integer.
    Long(i64),
    /// A sequence of Unicode scalar values.
    String(SmolStr),
    /// A reference to an entity, which need not exist.
    Entity(EntityUid),
    /// An unordered collection without duplicates.
    Set(Set),
    /// Values by key.
    Record(Record),
    /// A value of an extension type.
    Extension(ExtensionValue),
}

/// The type of a value, as error messages name it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ValueType {
    /// `bool`
    Bool,
    /// `long`
    Long,
    /// `string`
    String,
    /// `entity`
    Entity,
    /// `set`
    Set,
    /// `record`
    Record,
    /// `decimal`
    Decimal,
    /// `ipaddr`
    IpAddr,
    /// `datetime`
    Datetime,
    /// `duration`
    Duration,
}

/// A set of values. Cloning is cheap: the elements are shared.
///
/// INVARIANT: elements are sorted and distinct, so equality is elementwise and
/// [`Set::contains`] takes logarithmic time.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Set(Arc<[Value]>);

/// Values by key. Cloning is cheap: the fields are shared.
///
/// INVARIANT: fields are sorted by key and keys are distinct; `None` is the
/// record without fields, so that it takes no memory.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Record(Option<Arc<[(SmolStr, Value)]>>);

impl Value {
    /// The type of the value.
    pub fn value_type(&self) -> ValueType {
        use crate::extensions::ExtensionKind;
        match self {
            Value::Bool(_) => ValueType::Bool,
            Value::Long(_) => ValueType::Long,
            Value::String(_) => ValueType::String,
            Value::Entity(_) => ValueType::Entity,
            Value::Set(_) => ValueType::Set,
            Value::Record(_) => ValueType::Record,
            Value::Extension(value) => match value.kind() {
                ExtensionKind::Decimal(_) => ValueType::Decimal,
                ExtensionKind::IpAddr(_) => ValueType::IpAddr,
                ExtensionKind::Datetime(_) => ValueType::Datetime,
                ExtensionKind::Duration(_) => ValueType::Duration,
            },
        }
    }
}

impl Set {
    /// The elements in the fixed order of [`Value`].
    pub fn iter(&self) -> std::slice::Iter<'_, Value> {
        self.0.iter()
    }

    /// The number of distinct elements.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no element.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `value` is an element. Logarithmic in the size of the set.
    pub fn contains(&self, value: &Value) -> bool {
        self.0.binary_search(value).is_ok()
    }

    /// Whether the string `text` is an element.
    pub(crate) fn contains_string(&self, text: &str) -> bool {
        self.0
            .binary_search_by(|value| match value {
                Value::Bool(_) | Value::Long(_) => Ordering::Less,
                Value::String(value) => value.as_str().cmp(text),
                _ => Ordering::Greater,
            })
            .is_ok()
    }

    /// Whether the entity `uid` is an element.
    pub(crate) fn contains_entity(&self, uid: &EntityUid) -> bool {
        self.0
            .binary_search_by(|value| match value {
                Value::Bool(_) | Value::Long(_) | Value::String(_) => Ordering::Less,
                Value::Entity(value) => value.cmp(uid),
                _ => Ordering::Greater,
            })
            .is_ok()
    }

    /// Whether every element of `other` is an element.
    pub fn contains_all(&self, other: &Set) -> bool {
        other.len() <= self.len() && other.iter().all(|value| self.contains(value))
    }

    /// Whether some element of `other` is an element.
    pub fn contains_any(&self, other: &Set) -> bool {
        let (small, large) = if self.len() <= other.len() {
            (self, other)
        } else {
            (other, self)
        };
        small.iter().any(|value| large.contains(value))
    }
}

impl Value {
    /// Calls `change` with the entity that this is, or with those of the set
    /// that this is, unless the set is shared already.
    ///
    /// INVARIANT: `change` replaces a uid by an equal one, so sets stay sorted.
    fn for_each_uid_mut(&mut self, change: &mut impl FnMut(&mut EntityUid)) {
        match self {
            Value::Entity(uid) => change(uid),
            Value::Set(Set(elements)) => {
                for element in Arc::get_mut(elements).into_iter().flatten() {
                    if let Value::Entity(uid) = element {
                        change(uid);
                    }
                }
            }
            _ => {}
        }
    }
}

impl FromIterator<Value> for Set {
    fn from_iter<I: IntoIterator<Item = Value>>(values: I) -> Self {
        let mut values: Vec<Value> = values.into_iter().collect();
        values.sort_unstable();
        values.dedup();
        Set(values.into())
    }
}

impl<'a> IntoIterator for &'a Set {
    type Item = &'a Value;
    type IntoIter = std::slice::Iter<'a, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Record {
    /// The record with these fields, or the first key that occurs twice.
    ///
    /// # Errors
    /// When a key occurs twice.
    pub fn from_fields(mut fields: Vec<(SmolStr, Value)>) -> Result<Self, SmolStr> {
        fields.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        let duplicate = fields
            .iter()
            .zip(fields.iter().skip(1))
            .find(|((a, _), (b, _))| a == b);
        match duplicate {
            Some(((key, _), _)) => Err(key.clone()),
            None if fields.is_empty() => Ok(Record::default()),
            None => Ok(Record(Some(fields.into()))),
        }
    }

    /// The value of the field `key`. Logarithmic in the number of fields.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let fields = self.fields();
        let found = fields.binary_search_by(|(k, _)| k.as_str().cmp(key)).ok()?;
        fields.get(found).map(|(_, value)| value)
    }

    /// As [`Record::get`], for a key whose text need not be compared byte by
    /// byte with those of the fields.
    pub(crate) fn get_named(&self, key: &SmolStr) -> Option<&Value> {
        /// Up to so many fields are quicker looked at one after another.
        const FEW: usize = 8;
        /// Out of line, so that the way past other fields is short.
        #[inline(never)]
        fn is_same(name: &SmolStr, key: &SmolStr) -> bool {
            name == key
        }
        let fields = self.fields();
        if fields.len() > FEW {
            return self.get(key);
        }
        let len = key.len();
        for (name, value) in fields {
            if name.len() == len && is_same(name, key) {
                return Some(value);
            }
        }
        None
    }

    /// Calls `change`, which must replace a uid by an equal one, with entities
    /// in fields and in sets in fields, unless the record is shared already.
    pub(crate) fn for_each_uid_mut(&mut self, mut change: impl FnMut(&mut EntityUid)) {
        let fields = self.0.as_mut().and_then(Arc::get_mut);
        for (_, value) in fields.into_iter().flatten() {
            value.for_each_uid_mut(&mut change);
        }
    }

    /// The fields in the order of their keys.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&SmolStr, &Value)> {
        self.fields().iter().map(|(key, value)| (key, value))
    }

    /// The number of fields.
    pub fn len(&self) -> usize {
        self.fields().len()
    }

    /// Whether there is no field.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    #[inline]
    fn fields(&self) -> &[(SmolStr, Value)] {
        self.0.as_deref().unwrap_or_default()
    }
}

impl Default for Set {
    fn default() -> Self {
        Set(Arc::new([]))
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Value::Long(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Value::String(value.into())
    }
}

impl From<EntityUid> for Value {
    fn from(value: EntityUid) -> Self {
        Value::Entity(value)
    }
}

impl From<&Literal> for Value {
    fn from(literal: &Literal) -> Self {
        match literal {
            Literal::Bool(value) => Value::Bool(*value),
            Literal::Long(value) => Value::Long(*value),
            Literal::String(value) => Value::String(value.clone()),
            Literal::Entity(value) => Value::Entity(value.clone()),
        }
    }
}

impl ValueType {
    /// The type's name.
    pub fn as_str(self) -> &'static str {
        match self {
            ValueType::Bool => "bool",
            ValueType::Long => "long",
            ValueType::String => "string",
            ValueType::Entity => "entity",
            ValueType::Set => "set",
            ValueType::Record => "record",
            ValueType::Decimal => "decimal",
            ValueType::IpAddr => "ipaddr",
            ValueType::Datetime => "datetime",
            ValueType::Duration => "duration",
        }
    }
}

impl fmt::Display for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Writes the value as a Cedar expression.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Bool(value) => value.fmt(f),
            Value::Long(value) => value.fmt(f),
            Value::String(value) => write!(f, "\"{}\"", value.escape_debug()),
            Value::Entity(value) => value.fmt(f),
            Value::Set(set) => {
                f.write_str("[")?;
                for (i, value) in set.iter().enumerate() {
                    let separator = if i == 0 { "" } else { ", " };
                    write!(f, "{separator}{value}")?;
                }
                f.write_str("]")
            }
            Value::Record(record) => {
                f.write_str("{")?;
                for (i, (key, value)) in record.iter().enumerate() {
                    let separator = if i == 0 { "" } else { ", " };
                    write!(f, "{separator}\"{}\": {value}", key.escape_debug())?;
                }
                f.write_str("}")
            }
            Value::Extension(value) => value.fmt(f),
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for Set {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_canonical() {
        let a: Set = [3, 1, 2, 1].map(Value::Long).into_iter().collect();
        let b: Set = [1, 2, 3, 3].map(Value::Long).into_iter().collect();
        assert_eq!(a, b);
        assert_eq!(a.len(), 3);
        assert!(a.contains(&Value::Long(2)) && !a.contains(&Value::Bool(true)));
        assert!(a.contains_all(&Set::default()) && !a.contains_any(&Set::default()));
    }

    #[test]
    fn records_refuse_duplicate_keys() {
        let field = |key: &str, value| (SmolStr::new(key), Value::Long(value));
        let record = Record::from_fields(vec![field("b", 2), field("a", 1)]).unwrap();
        assert_eq!(record.get("a"), Some(&Value::Long(1)));
        assert_eq!(record.get("c"), None);
        assert_eq!(
            Record::from_fields(vec![field("a", 1), field("b", 1), field("a", 1)]),
            Err("a".into())
        );
    }
}
