//! Entity uids: `{"type": "User", "id": "alice"}`, or that under `__entity`.

use super::error::{JsonError, JsonErrorKind};
use super::fields::Fields;
use super::tree::{Duplicates, Json};
use crate::ast::{EntityId, EntityTypeName, EntityUid};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// What error messages say should be there.
pub(super) const EXPECTED_UID: &str = "an entity uid";

/// Reads an entity uid in either form. Further fields are ignored.
///
/// # Errors
/// When the value has neither form, or the type is not a normalized name.
pub fn read_uid(json: &Json<'_>) -> Result<EntityUid, JsonError> {
    let fields = Fields::of(json, EXPECTED_UID)?;
    match fields.optional("__entity", read_type_and_id)? {
        Some(uid) => Ok(uid),
        None => read_type_and_id(json),
    }
}

fn read_type_and_id(json: &Json<'_>) -> Result<EntityUid, JsonError> {
    let fields = Fields::of(json, EXPECTED_UID)?;
    let entity_type = fields.required("type", read_entity_type)?;
    let id = fields.required("id", |json| json.as_str("an entity id"))?;
    Ok(EntityUid::new(entity_type, EntityId::new(id)))
}

pub(super) fn read_entity_type(json: &Json<'_>) -> Result<EntityTypeName, JsonError> {
    EntityTypeName::from_normalized(json.as_str("an entity type")?)
        .map_err(|error| JsonError::new(JsonErrorKind::InvalidName(error)))
}

/// Writes a uid as `{"type": …, "id": …}`.
#[derive(Clone, Copy, Debug)]
pub struct UidJson<'a>(pub &'a EntityUid);

impl EntityUid {
    /// Reads a uid from JSON in either form.
    ///
    /// # Errors
    /// As [`read_uid`], or when the source is not JSON.
    pub fn from_json_str(source: &str) -> Result<Self, JsonError> {
        let tree = Json::parse(source, Duplicates::Keep)?;
        read_uid(&tree).map_err(|error| error.located(source))
    }

    /// The uid in its JSON form.
    pub fn to_json(&self) -> UidJson<'_> {
        UidJson(self)
    }
}

impl Serialize for UidJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("type", self.0.entity_type().as_str())?;
        map.serialize_entry("id", self.0.id().as_str())?;
        map.end()
    }
}
