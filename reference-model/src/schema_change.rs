//! Schemas that no reader lets through, made from one that was accepted.

use crate::NoVerdict;
use crate::model::options::Option as ModelOption;
use crate::model::schema_well_formedness::schema_is_well_formed;
use crate::model::schemas::{ActionInfo, EntityTypeInfo, Schema};
use crate::model::types::AttrTypes;
use crate::runtime::{Map, Set, Text};
use crate::{Validator, to_model};
use cedar_core::{EntityTypeName, EntityUid};
use std::fmt;

/// One change of a schema's declarations.
///
/// A schema that the engine has read is well-formed, so only a changed one shows
/// whether the model refuses what the readers refuse.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SchemaChange {
    /// An entity type is no longer declared.
    WithoutType(EntityTypeName),
    /// An action is no longer declared.
    WithoutAction(EntityUid),
    /// An entity type gets the name of a type of actions.
    DeclaredActionType(EntityTypeName),
    /// An entity type loses its attributes, tags and parents, and gets these ids.
    Enumeration(EntityTypeName, Vec<String>),
    /// An action is in itself.
    ActionInItself(EntityUid),
}

impl fmt::Display for SchemaChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SchemaChange::WithoutType(name) => write!(f, "without `{name}`"),
            SchemaChange::WithoutAction(uid) => write!(f, "without `{uid}`"),
            SchemaChange::DeclaredActionType(name) => write!(f, "with an entity type `{name}`"),
            SchemaChange::Enumeration(name, ids) => {
                write!(f, "with `{name}` as an enumeration of {ids:?}")
            }
            SchemaChange::ActionInItself(uid) => write!(f, "with `{uid}` in itself"),
        }
    }
}

impl Validator {
    /// Whether the schema would make sense after a change; see
    /// [`Validator::is_well_formed`].
    ///
    /// # Errors
    /// When the model gives no answer.
    pub fn is_well_formed_after(&self, change: &SchemaChange) -> Result<bool, NoVerdict> {
        Ok(schema_is_well_formed(&self.schema.after(change))?)
    }
}

impl Schema {
    fn after(&self, change: &SchemaChange) -> Schema {
        let mut changed = self.clone();
        match change {
            SchemaChange::WithoutType(name) => {
                changed.entity_types = without(&self.entity_types, &type_name(name));
            }
            SchemaChange::WithoutAction(uid) => {
                changed.actions = without(&self.actions, &to_model::uid(uid));
            }
            SchemaChange::DeclaredActionType(name) => {
                let declared = bare(ModelOption::None);
                changed.entity_types = self.entity_types.with(type_name(name), declared);
            }
            SchemaChange::Enumeration(name, ids) => {
                let ids = ids.iter().map(|id| to_model::text(id)).collect();
                let declared = bare(ModelOption::Some { value: ids });
                changed.entity_types = self.entity_types.with(type_name(name), declared);
            }
            SchemaChange::ActionInItself(uid) => {
                let uid = to_model::uid(uid);
                if let Some(info) = self.actions.get(&uid) {
                    let itself = Set::from_iter([uid.clone()]);
                    let info = ActionInfo {
                        ancestors: info.ancestors.union(&itself),
                        ..info.clone()
                    };
                    changed.actions = self.actions.with(uid, info);
                }
            }
        }
        changed
    }
}

/// What is declared of an entity type that has ids or nothing.
fn bare(ids: ModelOption<Set<Text>>) -> EntityTypeInfo {
    EntityTypeInfo {
        attrs: AttrTypes::new(),
        tags: ModelOption::None,
        ancestor_types: Set::new(),
        ids,
    }
}

fn without<K: Ord + Clone, V: Clone>(map: &Map<K, V>, key: &K) -> Map<K, V> {
    map.iter().filter(|(k, _)| k != key).cloned().collect()
}

fn type_name(name: &EntityTypeName) -> Text {
    to_model::text(name.as_str())
}
