//! One change to the data of a request.

use super::place::{Place, PlaceRoot};
use super::scope::ScopePart;
use super::text;
use crate::ast::EntityUid;
use crate::entities::{Entities, Entity};
use crate::request::{Context, Request};
use crate::value::{Record, Value};
use serde::Serialize;
use smol_str::SmolStr;
use std::fmt;

/// One change to the entities or to the request.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// An attribute, a tag or a field gets a value; what it is in appears if it
    /// is not there.
    Set {
        /// What changes.
        #[serde(serialize_with = "text::display")]
        place: Place,
        /// Its value now; none if it is not there.
        #[serde(serialize_with = "text::value")]
        from: Option<Value>,
        /// Its value after the change.
        #[serde(serialize_with = "set_value")]
        to: Value,
    },
    /// An attribute, a tag or a field goes away.
    Remove {
        /// What goes away.
        #[serde(serialize_with = "text::display")]
        place: Place,
    },
    /// An entity becomes a member of a group.
    AddParent {
        /// The entity.
        #[serde(serialize_with = "text::display")]
        entity: EntityUid,
        /// The group.
        #[serde(serialize_with = "text::display")]
        parent: EntityUid,
    },
    /// An entity leaves a group.
    RemoveParent {
        /// The entity.
        #[serde(serialize_with = "text::display")]
        entity: EntityUid,
        /// The group.
        #[serde(serialize_with = "text::display")]
        parent: EntityUid,
    },
    /// The request is about another entity.
    Ask {
        /// Which part of the request.
        part: ScopePart,
        /// The other entity.
        #[serde(serialize_with = "text::display")]
        entity: EntityUid,
    },
}

impl Edit {
    /// Request and entities with the change; `None` if it cannot be made, as a
    /// membership that would close a cycle.
    ///
    /// Cost: a copy of the store.
    pub fn apply(&self, request: &Request, entities: &Entities) -> Option<(Request, Entities)> {
        World::new(request, entities).with(self, |request, entities| {
            (request.clone(), entities.clone())
        })
    }
}

/// A request and entities that edits are tried on.
pub(super) struct World {
    request: Request,
    entities: Entities,
}

impl World {
    /// A copy of both.
    pub(super) fn new(request: &Request, entities: &Entities) -> Self {
        World {
            request: request.clone(),
            entities: entities.clone(),
        }
    }

    /// What `test` says of the world with the edit, which is undone; `None` if
    /// the edit cannot be made.
    pub(super) fn with<T>(
        &mut self,
        edit: &Edit,
        test: impl FnOnce(&Request, &Entities) -> T,
    ) -> Option<T> {
        match edit {
            Edit::Ask { part, entity } => {
                let mut request = self.request.clone();
                *match part {
                    ScopePart::Principal => &mut request.principal,
                    ScopePart::Action => &mut request.action,
                    ScopePart::Resource => &mut request.resource,
                } = entity.clone();
                Some(test(&request, &self.entities))
            }
            Edit::Set { place, to, .. } if place.root == PlaceRoot::Context => {
                let record = with_value(self.request.context.record(), &place.path, to)?;
                Some(test(&self.with_context(record), &self.entities))
            }
            Edit::Remove { place } if place.root == PlaceRoot::Context => {
                let record = without(self.request.context.record(), &place.path)?;
                Some(test(&self.with_context(record), &self.entities))
            }
            _ => {
                let changed = self.changed_entity(edit)?;
                self.with_entity(changed, test)
            }
        }
    }

    /// The value at a place, if it is there.
    pub(super) fn value_at(&self, place: &Place) -> Option<Value> {
        let record = match &place.root {
            PlaceRoot::Attributes(uid) => self.entities.get(uid)?.attributes(),
            PlaceRoot::Tags(uid) => self.entities.get(uid)?.tags(),
            PlaceRoot::Context => self.request.context.record(),
        };
        place.value(record).cloned()
    }

    fn with_context(&self, record: Record) -> Request {
        Request {
            context: Context::from_record(record),
            ..self.request.clone()
        }
    }

    fn with_entity<T>(
        &mut self,
        entity: Entity,
        test: impl FnOnce(&Request, &Entities) -> T,
    ) -> Option<T> {
        let uid = entity.uid().clone();
        let before = self.entities.get(&uid).cloned();
        // Membership must not make a cycle.
        self.entities.upsert_entities([entity]).ok()?;
        let result = test(&self.request, &self.entities);
        match before {
            // What was there before made no cycle.
            Some(before) => drop(self.entities.upsert_entities([before])),
            None => self.entities.remove_entities([uid]),
        }
        Some(result)
    }

    /// The entity that the edit changes, as it is afterwards.
    fn changed_entity(&self, edit: &Edit) -> Option<Entity> {
        let known = |uid: &EntityUid| {
            let known = self.entities.get(uid).cloned();
            known.unwrap_or_else(|| Entity::with_uid(uid.clone()))
        };
        match edit {
            Edit::Set { place, to, .. } => {
                edited(place, known, |record| with_value(record, &place.path, to))
            }
            Edit::Remove { place } => edited(place, known, |record| without(record, &place.path)),
            Edit::AddParent { entity, parent } => {
                let entity = known(entity);
                let parents = entity.parents().iter().chain([parent]).cloned();
                Some(with_parents(&entity, parents))
            }
            Edit::RemoveParent { entity, parent } => {
                let entity = known(entity);
                let rest = entity.parents().iter().filter(|p| *p != parent).cloned();
                Some(with_parents(&entity, rest))
            }
            Edit::Ask { .. } => None,
        }
    }
}

/// The entity of the place with its attributes or tags changed.
fn edited(
    place: &Place,
    known: impl FnOnce(&EntityUid) -> Entity,
    change: impl FnOnce(&Record) -> Option<Record>,
) -> Option<Entity> {
    let (attributes, tags, entity) = match &place.root {
        PlaceRoot::Context => return None,
        PlaceRoot::Attributes(uid) => {
            let entity = known(uid);
            (change(entity.attributes())?, entity.tags().clone(), entity)
        }
        PlaceRoot::Tags(uid) => {
            let entity = known(uid);
            (entity.attributes().clone(), change(entity.tags())?, entity)
        }
    };
    let parents = entity.parents().iter().cloned();
    Some(Entity::new(entity.uid().clone(), attributes, tags, parents))
}

fn with_parents(entity: &Entity, parents: impl IntoIterator<Item = EntityUid>) -> Entity {
    Entity::new(
        entity.uid().clone(),
        entity.attributes().clone(),
        entity.tags().clone(),
        parents,
    )
}

/// The record with a value at the end of the path; `None` if the path leads
/// through something that is not a record. As deep as the path is long.
fn with_value(record: &Record, path: &[SmolStr], to: &Value) -> Option<Record> {
    let (name, rest) = path.split_first()?;
    let value = match (rest, record.get(name)) {
        ([], _) => to.clone(),
        (_, Some(Value::Record(inner))) => Value::Record(with_value(inner, rest, to)?),
        (_, None) => Value::Record(with_value(&Record::default(), rest, to)?),
        (_, Some(_)) => return None,
    };
    replaced(record, name, Some(value))
}

/// The record without the field at the end of the path, if it is there.
fn without(record: &Record, path: &[SmolStr]) -> Option<Record> {
    let (name, rest) = path.split_first()?;
    let value = match (rest, record.get(name)?) {
        ([], _) => None,
        (_, Value::Record(inner)) => Some(Value::Record(without(inner, rest)?)),
        _ => return None,
    };
    replaced(record, name, value)
}

fn replaced(record: &Record, name: &SmolStr, value: Option<Value>) -> Option<Record> {
    let others = record.iter().filter(|(key, _)| *key != name);
    let mut fields: Vec<(SmolStr, Value)> =
        others.map(|(key, v)| (key.clone(), v.clone())).collect();
    fields.extend(value.map(|value| (name.clone(), value)));
    Record::from_fields(fields).ok()
}

fn set_value<S: serde::Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&text::ValueText(value))
}

/// Writes the change as a fact to be: `context.mfa = true (now false)`.
impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Edit::Set { place, from, to } => {
                write!(f, "{place} = {}", text::ValueText(to))?;
                match from {
                    Some(from) => write!(f, " (now {})", text::ValueText(from)),
                    None => f.write_str(" (now absent)"),
                }
            }
            Edit::Remove { place } => write!(f, "{place} absent"),
            Edit::AddParent { entity, parent } => write!(f, "{entity} a member of {parent}"),
            Edit::RemoveParent { entity, parent } => {
                write!(f, "{entity} not a member of {parent}")
            }
            Edit::Ask { part, entity } => write!(f, "a request whose {part} is {entity}"),
        }
    }
}
