//! Whether a value has a type.

use crate::schema::Schema;
use crate::stack::with_room;
use crate::types::{BoolType, EntityTypes, ExtensionType, Openness, RecordType, Type};
use cedar_core::{EntityUid, Record, Value};
use smol_str::SmolStr;
use std::fmt;
use thiserror::Error;

/// Why a value does not have a type, and where within it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// From the outermost value to the one at fault.
    pub path: Vec<ValueStep>,
    /// What is wrong there.
    pub kind: MismatchKind,
}

/// A step into a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueStep {
    /// To the field of a record.
    Field(SmolStr),
    /// To some element of a set.
    Element,
}

/// Why a value does not have a type.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MismatchKind {
    /// The value has another type.
    #[error("expected a value of type `{expected}`, got `{actual}`")]
    WrongType {
        /// The type it should have.
        expected: String,
        /// The value, as a Cedar expression.
        actual: String,
    },
    /// A record lacks a required attribute.
    #[error("the attribute `{0}` is missing")]
    MissingAttribute(SmolStr),
    /// A record has an attribute that its type does not have.
    #[error("the attribute `{0}` is not declared")]
    UndeclaredAttribute(SmolStr),
    /// An entity with an id that its enumerated type does not list.
    #[error("`{uid}` is not one of the entities of its enumerated type: {}", ids(.declared))]
    InvalidEnumEntity {
        /// The entity.
        uid: EntityUid,
        /// The ids that there are.
        declared: Vec<SmolStr>,
    },
    /// An action that is not declared.
    #[error("the action `{0}` is not declared")]
    UndeclaredAction(EntityUid),
}

impl Mismatch {
    fn new(kind: MismatchKind) -> Self {
        Mismatch {
            path: Vec::new(),
            kind,
        }
    }

    fn within(mut self, step: ValueStep) -> Self {
        self.path.insert(0, step);
        self
    }
}

/// The message, after the place within the value if it is not the whole.
impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.path.iter().enumerate() {
            f.write_str(if i == 0 { "in " } else { ", in " })?;
            match step {
                ValueStep::Field(name) => write!(f, "the attribute `{name}`")?,
                ValueStep::Element => f.write_str("an element of the set")?,
            }
        }
        if !self.path.is_empty() {
            f.write_str(": ")?;
        }
        self.kind.fmt(f)
    }
}

impl std::error::Error for Mismatch {}

impl Schema {
    /// Checks that a value has a type of this schema.
    ///
    /// # Errors
    /// The first reason, depth first, why it has not.
    pub fn check_value(&self, value: &Value, expected: &Type) -> Result<(), Mismatch> {
        with_room(|| match (value, expected) {
            (Value::Bool(value), Type::Bool(expected)) if bool_conforms(*value, *expected) => {
                Ok(())
            }
            (Value::Long(_), Type::Long) | (Value::String(_), Type::String) => Ok(()),
            (Value::Entity(uid), Type::Entity(types)) if self.has_type(uid, types) => {
                self.check_uid(uid).map_err(Mismatch::new)
            }
            (Value::Set(set), Type::Set(element)) => set.iter().try_for_each(|value| {
                self.check_value(value, element)
                    .map_err(|mismatch| mismatch.within(ValueStep::Element))
            }),
            (Value::Record(record), Type::Record(expected)) => self.check_record(record, expected),
            (Value::Extension(_), Type::Extension(expected)) if conforms(value, *expected) => {
                Ok(())
            }
            _ => Err(Mismatch::new(MismatchKind::WrongType {
                expected: self.describe(expected),
                actual: shortened(value.to_string()),
            })),
        })
    }

    /// Checks that a record has a type of this schema.
    ///
    /// # Errors
    /// The first reason, depth first, why it has not.
    pub fn check_record(&self, record: &Record, expected: &RecordType) -> Result<(), Mismatch> {
        for (name, value) in record.iter() {
            match expected.attribute(name) {
                Some(attribute) => self
                    .check_value(value, &attribute.value)
                    .map_err(|mismatch| mismatch.within(ValueStep::Field(name.clone())))?,
                None if expected.openness() == Openness::Open => {}
                None => {
                    let kind = MismatchKind::UndeclaredAttribute(name.clone());
                    return Err(Mismatch::new(kind));
                }
            }
        }
        check_required(record, expected).map_err(Mismatch::new)
    }

    /// Checks that an entity of a declared type can have this id: enumerated
    /// types list their ids, and actions must be declared.
    pub(super) fn check_uid(&self, uid: &EntityUid) -> Result<(), MismatchKind> {
        let Some(entity_type) = self.entity_type_id(uid.entity_type()) else {
            return Ok(());
        };
        let entity_type = self.entity_type(entity_type);
        if entity_type.is_action() && self.action_id(uid).is_none() {
            return Err(MismatchKind::UndeclaredAction(uid.clone()));
        }
        match entity_type.enum_ids() {
            Some(ids)
                if ids
                    .binary_search_by(|id| id.as_str().cmp(uid.id().as_str()))
                    .is_err() =>
            {
                Err(MismatchKind::InvalidEnumEntity {
                    uid: uid.clone(),
                    declared: ids.to_vec(),
                })
            }
            _ => Ok(()),
        }
    }

    fn has_type(&self, uid: &EntityUid, types: &EntityTypes) -> bool {
        match types.known() {
            None => true,
            Some(types) => self
                .entity_type_id(uid.entity_type())
                .is_some_and(|id| types.contains(&id)),
        }
    }
}

/// Checks that a record has all required attributes of its type.
pub(super) fn check_required(record: &Record, expected: &RecordType) -> Result<(), MismatchKind> {
    let missing = expected
        .attributes()
        .iter()
        .find(|(name, attribute)| attribute.required && record.get(name).is_none());
    match missing {
        Some((name, _)) => Err(MismatchKind::MissingAttribute(name.clone())),
        None => Ok(()),
    }
}

fn bool_conforms(value: bool, expected: BoolType) -> bool {
    expected == BoolType::Any || BoolType::from(value) == expected
}

fn conforms(value: &Value, expected: ExtensionType) -> bool {
    value.value_type() == expected.value_type()
}

fn ids(declared: &[SmolStr]) -> String {
    const MANY: usize = 8;
    let shown: Vec<String> = declared
        .iter()
        .take(MANY)
        .map(|id| format!("`\"{}\"`", id.escape_debug()))
        .collect();
    let more = if declared.len() > MANY { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

fn shortened(text: String) -> String {
    const LONG_ENOUGH: usize = 200;
    match text.char_indices().nth(LONG_ENOUGH) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
