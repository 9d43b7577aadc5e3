//! Entities: an array of `{uid, attrs, parents, tags?}`.

use super::error::{JsonError, JsonErrorKind};
use super::fields::Fields;
use super::tree::{Duplicates, Json, read_elements};
use super::uid::{UidJson, read_uid};
use super::value::{FieldsJson, check_keys, read_fields};
use super::write::ToJsonError;
use crate::ast::EntityUid;
use crate::entities::{Entities, EntitiesError, Entity};
use serde::ser::{Serialize, SerializeMap, Serializer};

const EXPECTED_ENTITIES: &str = "an array of entities";

/// Reads one entity. Unknown fields are ignored.
///
/// # Errors
/// When a field is missing or malformed, or an action has a parent that is not
/// an action.
pub fn read_entity(json: &Json<'_>) -> Result<Entity, JsonError> {
    let fields = Fields::of(json, "an entity")?;
    let uid = fields.required("uid", read_uid)?;
    let attributes = fields.required("attrs", read_fields)?;
    let parents = fields.required("parents", |json| read_parents(&uid, json))?;
    let tags = fields.optional("tags", read_fields)?.unwrap_or_default();
    Ok(Entity::new(uid, attributes, tags, parents))
}

/// Writes a store as an array of entities, sorted by uid.
#[derive(Clone, Debug)]
pub struct EntitiesJson<'a>(Vec<EntityJson<'a>>);

/// Writes one entity.
#[derive(Clone, Debug)]
pub struct EntityJson<'a> {
    entity: &'a Entity,
    parents: Vec<&'a EntityUid>,
}

impl Entities {
    /// Reads a store from JSON. About a microsecond for each small entity.
    ///
    /// # Errors
    /// The first in the order of the source that is wrong with an entity; then,
    /// whether the entities make a store.
    pub fn from_json_str(source: &str) -> Result<Self, JsonError> {
        let entities = read_elements(source, EXPECTED_ENTITIES, read_entity)?;
        Entities::from_entities(entities).map_err(|error| in_last_with_uid(error, source))
    }

    /// The store in its JSON form. All ancestors of an entity are given as its
    /// parents, which reads back as a store with the same ancestors.
    ///
    /// # Errors
    /// When a record in it has a key that is an escape.
    pub fn to_json(&self) -> Result<EntitiesJson<'_>, ToJsonError> {
        let mut entities = Vec::with_capacity(self.len());
        for entity in self.iter() {
            check_entity(entity)?;
            let mut parents: Vec<&EntityUid> = self.ancestors(entity.uid()).collect();
            parents.sort_unstable();
            entities.push(EntityJson { entity, parents });
        }
        entities.sort_unstable_by(|a, b| a.entity.uid().cmp(b.entity.uid()));
        Ok(EntitiesJson(entities))
    }
}

impl Entity {
    /// Reads an entity from JSON.
    ///
    /// # Errors
    /// As [`read_entity`], or when the source is not JSON.
    pub fn from_json_str(source: &str) -> Result<Self, JsonError> {
        let tree = Json::parse(source, Duplicates::Keep)?;
        read_entity(&tree).map_err(|error| error.located(source))
    }

    /// The entity in its JSON form, with its direct parents.
    ///
    /// # Errors
    /// When a record in it has a key that is an escape.
    pub fn to_json(&self) -> Result<EntityJson<'_>, ToJsonError> {
        check_entity(self)?;
        Ok(EntityJson {
            entity: self,
            parents: self.parents().iter().collect(),
        })
    }
}

fn read_parents(uid: &EntityUid, json: &Json<'_>) -> Result<Vec<EntityUid>, JsonError> {
    let elements = json.as_array("an array of entity uids")?;
    let mut parents = Vec::with_capacity(elements.len());
    for (i, element) in elements.iter().enumerate() {
        let parent = read_uid(element)
            .and_then(|parent| check_parent(uid, parent))
            .map_err(|error| error.in_element(i))?;
        parents.push(parent);
    }
    Ok(parents)
}

fn check_parent(uid: &EntityUid, parent: EntityUid) -> Result<EntityUid, JsonError> {
    if uid.is_action() && !parent.is_action() {
        return Err(JsonError::new(JsonErrorKind::NonActionParent {
            action: uid.clone(),
            parent,
        }));
    }
    Ok(parent)
}

/// The error at the last entity with the uid that it names.
fn in_last_with_uid(error: EntitiesError, source: &str) -> JsonError {
    let uid = match &error {
        EntitiesError::Duplicate(uid) | EntitiesError::Cycle(uid) => uid.clone(),
    };
    let index = read_elements::<_, JsonErrorKind>(source, EXPECTED_ENTITIES, |json| {
        Fields::of(json, "an entity")?.required("uid", read_uid)
    })
    .ok()
    .and_then(|uids| uids.iter().rposition(|other| *other == uid));
    let error = JsonError::new(JsonErrorKind::Entities(error));
    match index {
        Some(index) => error.in_field("uid").in_element(index).located(source),
        None => error,
    }
}

fn check_entity(entity: &Entity) -> Result<(), ToJsonError> {
    [entity.attributes(), entity.tags()]
        .into_iter()
        .flat_map(|record| record.iter())
        .try_for_each(|(_, value)| check_keys(value))
}

impl Serialize for EntitiesJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.0)
    }
}

impl Serialize for EntityJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Parents<'a>(&'a [&'a EntityUid]);
        impl Serialize for Parents<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.0.iter().map(|uid| UidJson(uid)))
            }
        }
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("uid", &UidJson(self.entity.uid()))?;
        map.serialize_entry("attrs", &FieldsJson(self.entity.attributes()))?;
        map.serialize_entry("parents", &Parents(&self.parents))?;
        if !self.entity.tags().is_empty() {
            map.serialize_entry("tags", &FieldsJson(self.entity.tags()))?;
        }
        map.end()
    }
}
