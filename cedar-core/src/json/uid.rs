//! Entity uids: `{"type": "User", "id": "alice"}`, or that under `__entity`.

use super::error::{JsonError, JsonErrorKind};
use super::fields::Fields;
use super::tree::{Duplicates, Json, JsonArena};
use crate::ast::{EntityId, EntityTypeName, EntityUid};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// What error messages say should be there.
pub(super) const EXPECTED_UID: &str = "an entity uid";

/// Reads an entity uid in either form. Further fields are ignored, and so is
/// what stands under `__entity` if it is no uid but the object itself is one.
///
/// # Errors
/// When the value has neither form, or the type is not a normalized name; when
/// there is an `__expr` escape.
pub fn read_uid(json: &Json<'_>) -> Result<EntityUid, JsonError> {
    let fields = Fields::of(json, EXPECTED_UID)?;
    if let Ok(Some(Json::String(_))) = fields.optional("__expr", Ok::<_, JsonError>) {
        return Err(JsonError::new(JsonErrorKind::ExprEscape));
    }
    match fields.optional("__entity", read_type_and_id) {
        Ok(Some(uid)) => Ok(uid),
        Ok(None) => read_type_and_id(json),
        Err(error) => read_type_and_id(json).map_err(|_| error),
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
        let arena = JsonArena::default();
        let tree = Json::parse(source, Duplicates::Keep, &arena)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::test_support::check_error;

    #[test]
    fn uids() {
        for (source, expected) in [
            (r#"{"type": "U", "id": "x"}"#, r#"U::"x""#),
            (r#"{"id": "a\"b", "type": "A::B"}"#, r#"A::B::"a\"b""#),
            (r#"{"__entity": {"type": "U", "id": ""}}"#, r#"U::"""#),
            (r#"{"type": "U", "id": "x", "other": null}"#, r#"U::"x""#),
            (r#"{"type": "permit", "id": "x"}"#, r#"permit::"x""#),
            (
                r#"{"__entity": {"type": "U", "id": "x"}, "type": "V", "id": "y"}"#,
                r#"U::"x""#,
            ),
            (r#"{"__entity": "U", "type": "V", "id": "y"}"#, r#"V::"y""#),
        ] {
            let uid = EntityUid::from_json_str(source).unwrap();
            assert_eq!(uid.to_string(), expected, "{source}");
            let written = serde_json::to_string(&uid.to_json()).unwrap();
            assert_eq!(EntityUid::from_json_str(&written), Ok(uid));
        }
    }

    #[test]
    fn not_uids() {
        for (source, message) in [
            (
                r#""U::\"x\"""#,
                "expected an entity uid, got a string at line 1 column 1",
            ),
            (
                "null",
                "expected an entity uid, got `null` at line 1 column 1",
            ),
            ("{}", "missing field `type` at line 1 column 1"),
            (r#"{"type": "U"}"#, "missing field `id` at line 1 column 1"),
            (
                r#"{"type": "U", "id": 1}"#,
                "in `id`: expected an entity id, got a number at line 1 column 21",
            ),
            (
                r#"{"type": "U", "id": "x", "id": "y"}"#,
                "in `id`: the key `id` occurs two or more times in the same object \
                 at line 1 column 26",
            ),
            (
                r#"{"__entity": {"type": "U"}}"#,
                "in `__entity`: missing field `id` at line 1 column 14",
            ),
            (
                r#"{"type": "U", "id": "x", "__expr": "1"}"#,
                "the `__expr` escape is no longer supported at line 1 column 1",
            ),
            (
                r#"{"type": "if", "id": "x"}"#,
                "in `type`: `if` contains `if`, which is reserved at line 1 column 10",
            ),
        ] {
            check_error(source, EntityUid::from_json_str(source), message);
        }
        for name in [" U", "U ", "A:: U", "A::", "", "A::__cedar", "U//c", "é"] {
            let source = format!(r#"{{"type": "{name}", "id": "x"}}"#);
            assert!(EntityUid::from_json_str(&source).is_err(), "{name}");
        }
    }

    #[test]
    fn a_text_form_gets_a_hint() {
        let error = EntityUid::from_json_str(r#""U::\"x\"""#).unwrap_err();
        assert!(error.help().unwrap().contains("\"type\""));
    }
}
