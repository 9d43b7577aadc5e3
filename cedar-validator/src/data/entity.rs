//! Entities against a schema.

use super::conformance::MismatchKind;
use super::error::{DataError, EntityError};
use super::value::{read_typed_fields, widen};
use crate::schema::{EntityTypeId, Schema};
use cedar_core::json::{
    Fields, Json, JsonError, JsonErrorKind, read_elements, read_fields, read_uid,
};
use cedar_core::{Entities, Entity, EntityUid};
use std::collections::HashSet;

impl Schema {
    /// Reads entities from JSON and adds the actions of this schema.
    ///
    /// Values may be written in the shorter forms that their declared types
    /// allow: `{"type": …, "id": …}` for entities, and the bare argument of the
    /// constructor for extension values.
    ///
    /// # Errors
    /// The first in the order of the source that is wrong with an entity or
    /// not as the schema says; then, whether the entities make a store.
    pub fn parse_entities(&self, source: &str) -> Result<Entities, DataError> {
        let given = read_elements(source, "an array of entities", |json| {
            self.read_entity(json)
        })?;
        let actions: Vec<(usize, EntityUid)> = given
            .iter()
            .enumerate()
            .filter(|(_, entity)| entity.uid().is_action())
            .map(|(index, entity)| (index, entity.uid().clone()))
            .collect();
        let mut store = Entities::from_entities(given).map_err(store_error)?;
        for (index, uid) in actions {
            if !self.has_declared_ancestors(&store, &uid) {
                let error = DataError::new(EntityError::ActionDiffers(uid));
                return Err(error.in_element(index).located(source));
            }
        }
        store
            .upsert_entities(self.action_entities())
            .map_err(store_error)?;
        Ok(store)
    }

    /// Checks that an entity is as this schema says.
    ///
    /// # Errors
    /// The first thing that is not.
    pub fn validate_entity(&self, entity: &Entity) -> Result<(), EntityError> {
        let uid = entity.uid();
        let Some(id) = self.entity_type_id(uid.entity_type()) else {
            return Err(match uid.is_action() {
                true => EntityError::Id(MismatchKind::UndeclaredAction(uid.clone())),
                false => EntityError::UndeclaredType(uid.clone()),
            });
        };
        self.check_uid(uid).map_err(EntityError::Id)?;
        if self.entity_type(id).is_action() {
            return self.check_action(entity);
        }
        self.check_attributes(entity, id)?;
        self.check_tags(entity, id)?;
        entity
            .parents()
            .iter()
            .try_for_each(|parent| self.check_parent(uid, id, parent))
    }

    /// Whether an action has the same ancestors among the given entities as in
    /// this schema.
    fn has_declared_ancestors(&self, store: &Entities, uid: &EntityUid) -> bool {
        let given: HashSet<&EntityUid> = store.ancestors(uid).collect();
        let declared: HashSet<&EntityUid> = self
            .action_id(uid)
            .into_iter()
            .flat_map(|action| self.action_ancestors(action))
            .map(|group| self.action(group).uid())
            .collect();
        given == declared
    }

    fn read_entity(&self, json: &Json<'_>) -> Result<Entity, DataError> {
        let fields = Fields::of(json, "an entity").map_err(widen)?;
        let uid = fields.required("uid", read_uid).map_err(widen)?;
        let entity = match self.entity_type_id(uid.entity_type()) {
            Some(id) => self.read_declared_entity(uid, id, fields)?,
            // Read without types, so that what is wrong with the entity itself
            // is reported before what the schema says of it.
            None => {
                let attributes = fields.required("attrs", read_fields).map_err(widen)?;
                let tags = fields.optional("tags", read_fields).map_err(widen)?;
                let parents = read_parents(fields, &uid)?;
                Entity::new(uid, attributes, tags.unwrap_or_default(), parents)
            }
        };
        match self.validate_entity(&entity) {
            Ok(()) => Ok(entity),
            Err(error) => Err(in_part(error)),
        }
    }

    fn read_declared_entity(
        &self,
        uid: EntityUid,
        id: EntityTypeId,
        fields: Fields<'_, '_>,
    ) -> Result<Entity, DataError> {
        let entity_type = self.entity_type(id);
        let read = |json: &Json<'_>, type_of: &dyn Fn(&str) -> Option<_>| {
            let entries = json.as_object("an object").map_err(widen)?;
            read_typed_fields(entries, |key| Ok(type_of(key)))
        };
        let attribute_type = |key: &str| {
            let attribute = entity_type.attributes().attribute(key)?;
            Some(&attribute.value)
        };
        let attributes = fields.required("attrs", Ok::<_, DataError>)?;
        let attributes =
            read(attributes, &attribute_type).map_err(|error| error.in_field("attrs"))?;
        let tags = match fields.optional("tags", Ok::<_, DataError>)? {
            Some(tags) => {
                read(tags, &|_| entity_type.tags()).map_err(|error| error.in_field("tags"))?
            }
            None => Default::default(),
        };
        let parents = read_parents(fields, &uid)?;
        Ok(Entity::new(uid, attributes, tags, parents))
    }

    fn check_attributes(&self, entity: &Entity, id: EntityTypeId) -> Result<(), EntityError> {
        let declared = self.entity_type(id).attributes();
        for (name, value) in entity.attributes().iter() {
            let Some(attribute) = declared.attribute(name) else {
                return Err(EntityError::UndeclaredAttribute {
                    uid: entity.uid().clone(),
                    attribute: name.clone(),
                });
            };
            self.check_value(value, &attribute.value)
                .map_err(|mismatch| EntityError::Attribute {
                    uid: entity.uid().clone(),
                    attribute: name.clone(),
                    mismatch,
                })?;
        }
        let missing = declared.attributes().iter().find(|(name, attribute)| {
            attribute.required && entity.attributes().get(name).is_none()
        });
        match missing {
            Some((name, _)) => Err(EntityError::MissingAttribute {
                uid: entity.uid().clone(),
                attribute: name.clone(),
            }),
            None => Ok(()),
        }
    }

    fn check_tags(&self, entity: &Entity, id: EntityTypeId) -> Result<(), EntityError> {
        let declared = self.entity_type(id).tags();
        for (tag, value) in entity.tags().iter() {
            let Some(declared) = declared else {
                return Err(EntityError::UndeclaredTag {
                    uid: entity.uid().clone(),
                    tag: tag.clone(),
                });
            };
            self.check_value(value, declared)
                .map_err(|mismatch| EntityError::Tag {
                    uid: entity.uid().clone(),
                    tag: tag.clone(),
                    mismatch,
                })?;
        }
        Ok(())
    }

    fn check_parent(
        &self,
        uid: &EntityUid,
        id: EntityTypeId,
        parent: &EntityUid,
    ) -> Result<(), EntityError> {
        let parent_type = self.entity_type_id(parent.entity_type());
        if !parent_type.is_some_and(|parent_type| self.is_ancestor_type(id, parent_type)) {
            return Err(EntityError::InvalidAncestor {
                uid: uid.clone(),
                ancestor_type: parent.entity_type().clone(),
            });
        }
        self.check_uid(parent).map_err(EntityError::Id)
    }

    /// An action must be as declared: without attributes and tags, and in
    /// exactly the declared groups, directly or over others.
    fn check_action(&self, entity: &Entity) -> Result<(), EntityError> {
        let differs = || EntityError::ActionDiffers(entity.uid().clone());
        if !entity.attributes().is_empty() || !entity.tags().is_empty() {
            return Err(differs());
        }
        let action = self.action_id(entity.uid()).ok_or_else(differs)?;
        let mut given = HashSet::new();
        for parent in entity.parents() {
            let parent = self.action_id(parent).ok_or_else(differs)?;
            given.insert(parent);
            given.extend(self.action_ancestors(parent));
        }
        let declared: HashSet<_> = self.action_ancestors(action).collect();
        if given == declared {
            Ok(())
        } else {
            Err(differs())
        }
    }
}

fn read_parents(fields: Fields<'_, '_>, uid: &EntityUid) -> Result<Vec<EntityUid>, DataError> {
    let elements = fields
        .required("parents", |json| json.as_array("an array of entity uids"))
        .map_err(widen)?;
    let mut parents = Vec::with_capacity(elements.len());
    for (i, element) in elements.iter().enumerate() {
        let parent = read_uid(element)
            .and_then(|parent| check_is_action(uid, parent))
            .map_err(|error| widen(error.in_element(i).in_field("parents")))?;
        parents.push(parent);
    }
    Ok(parents)
}

fn check_is_action(uid: &EntityUid, parent: EntityUid) -> Result<EntityUid, JsonError> {
    if uid.is_action() && !parent.is_action() {
        return Err(JsonError::new(JsonErrorKind::NonActionParent {
            action: uid.clone(),
            parent,
        }));
    }
    Ok(parent)
}

/// The error at the part of the entity that it is about.
fn in_part(error: EntityError) -> DataError {
    let part = match &error {
        EntityError::UndeclaredType(_) | EntityError::Id(_) => Some(("uid", None)),
        EntityError::UndeclaredAttribute { attribute, .. }
        | EntityError::Attribute { attribute, .. } => Some(("attrs", Some(attribute.clone()))),
        EntityError::MissingAttribute { .. } => Some(("attrs", None)),
        EntityError::UndeclaredTag { tag, .. } | EntityError::Tag { tag, .. } => {
            Some(("tags", Some(tag.clone())))
        }
        EntityError::InvalidAncestor { .. } => Some(("parents", None)),
        EntityError::ActionDiffers(_) => None,
    };
    let error = DataError::new(error);
    match part {
        Some((field, Some(key))) => error.in_field(&key).in_field(field),
        Some((field, None)) => error.in_field(field),
        None => error,
    }
}

fn store_error(error: cedar_core::entities::EntitiesError) -> DataError {
    DataError::new(JsonErrorKind::Entities(error))
}
