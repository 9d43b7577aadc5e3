//! Entities: an array of `{uid, attrs, parents, tags?}`.

use super::error::{JsonError, JsonErrorKind};
use super::fields::Fields;
use super::tree::{Duplicates, Json, JsonArena, read_elements};
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
        let arena = JsonArena::default();
        let tree = Json::parse(source, Duplicates::Keep, &arena)?;
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
        EntitiesError::TooManyAncestors | EntitiesError::TooManyLayers => {
            return JsonError::new(JsonErrorKind::Entities(error));
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::test_support::{check_error, nested, on_small_stack};

    fn uid(entity_type: &str, id: &str) -> String {
        format!(r#"{{"type": "{entity_type}", "id": "{id}"}}"#)
    }

    /// One entity `U::"x"` with these attributes and parents.
    fn user(attributes: &str, parents: &str) -> String {
        let uid = uid("U", "x");
        format!(r#"[{{"uid": {uid}, "attrs": {attributes}, "parents": {parents}}}]"#)
    }

    fn check_accepted(source: &str) -> Entities {
        match Entities::from_json_str(source) {
            Ok(entities) => entities,
            Err(error) => panic!("{source}: {error}"),
        }
    }

    #[test]
    fn accepted() {
        check_accepted("[]");
        for attributes in [
            "{}",
            r#"{"n": 1}"#,
            r#"{"n": "1"}"#,
            r#"{"e": {"type": "U", "id": "x"}}"#,
            r#"{"e": {"__entity": {"type": "U", "id": "x"}}}"#,
            r#"{"e": {"__entity": {"type": "U", "id": "x"}, "x": 1}}"#,
            r#"{"e": {"__entity": {"type": "U", "id": "x", "z": 1}}}"#,
            r#"{"d": "1.0"}"#,
            r#"{"d": {"fn": "decimal", "arg": "1.0"}}"#,
            r#"{"d": {"__extn": {"fn": "decimal", "arg": "1.0"}}}"#,
            r#"{"d": {"__extn": {"fn": "decimal", "args": ["1.0"]}}}"#,
            r#"{"s": [{"type": "U", "id": "x"}, {"__entity": {"type": "U", "id": "x"}}]}"#,
            r#"{"r": {"a": 1, "b": {}}}"#,
            // Attributes may have any name.
            r#"{"__entity": {"type": "U", "id": "x"}, "": 1}"#,
            r#"{"__entity": {"type": "U", "id": "x"}}"#,
        ] {
            assert_eq!(check_accepted(&user(attributes, "[]")).len(), 1);
        }
        for parents in [
            r#"[{"type": "G", "id": "g"}]"#,
            r#"[{"__entity": {"type": "G", "id": "g"}}]"#,
            r#"[{"type": "G", "id": "g"}, {"type": "G", "id": "g"}]"#,
            r#"[{"type": "U", "id": "y"}]"#,
        ] {
            check_accepted(&user("{}", parents));
        }
        for entity in [
            r#"{"uid": {"__entity": {"type": "U", "id": "x"}}, "attrs": {}, "parents": []}"#,
            r#"{"parents": [], "attrs": {}, "uid": {"type": "A::U", "id": "x"}}"#,
            r#"{"uid": {"type": "U", "id": "x"}, "attrs": {}, "parents": [], "foo": 1.5}"#,
            r#"{"uid": {"type": "U", "id": "x"}, "attrs": {}, "parents": [], "tags": {"t": 1}}"#,
            r#"{"uid": {"type": "Action", "id": "v"}, "attrs": {"a": 1}, "parents": []}"#,
            r#"{"uid": {"type": "A::Action", "id": "v"}, "attrs": {},
                "parents": [{"type": "Action", "id": "g"}]}"#,
        ] {
            check_accepted(&format!("[{entity}]"));
        }
        let twice = user("{\"n\": 1}", "[]")
            .replace("[{", "{")
            .replace("}]", "}");
        assert_eq!(check_accepted(&format!("[{twice}, {twice}]")).len(), 1);
    }

    #[test]
    fn refused() {
        for (source, message) in [
            (
                "{}",
                "expected an array of entities, got an object at line 1 column 1",
            ),
            (
                "[1]",
                "in `[0]`: expected an entity, got a number at line 1 column 2",
            ),
            ("[] []", "trailing characters at line 1 column 4"),
            ("[", "EOF while parsing a list at line 1 column 1"),
            (
                r#"[{"uid": "U::\"x\"", "attrs": {}, "parents": []}]"#,
                "in `[0].uid`: expected an entity uid, got a string at line 1 column 10",
            ),
            (
                r#"[{"uid": {"type": "U", "id": "x"}, "attrs": {}}]"#,
                "in `[0]`: missing field `parents` at line 1 column 2",
            ),
            (
                r#"[{"uid": {"type": "U", "id": "x"}, "parents": []}]"#,
                "in `[0]`: missing field `attrs` at line 1 column 2",
            ),
            (
                r#"[{"attrs": {}, "parents": []}]"#,
                "in `[0]`: missing field `uid` at line 1 column 2",
            ),
            (
                r#"[{"uid": {"type": "U", "id": "x"}, "attrs": {}, "parents": [], "attrs": {}}]"#,
                "in `[0].attrs`: the key `attrs` occurs two or more times in the same object \
                 at line 1 column 64",
            ),
            (
                r#"[{"uid": {"type": "U", "id": "x"}, "attrs": null, "parents": []}]"#,
                "in `[0].attrs`: expected an object, got `null` at line 1 column 45",
            ),
            (
                r#"[{"uid": {"type": "U", "id": "x"}, "attrs": {}, "parents": {}}]"#,
                "in `[0].parents`: expected an array of entity uids, got an object \
                 at line 1 column 60",
            ),
        ] {
            check_error(source, Entities::from_json_str(source), message);
        }
        for (attributes, message) in [
            (
                r#"{"n": 1.0}"#,
                "n`: this number is not a 64-bit signed integer",
            ),
            (
                r#"{"n": null}"#,
                "n`: found a `null`, which is not a value in Cedar",
            ),
            (
                r#"{"n": 1, "n": 2}"#,
                "n`: the key `n` occurs two or more times in the same object",
            ),
            (
                r#"{"a b": {"__expr": "1"}}"#,
                r#"["a b"]`: the `__expr` escape is no longer"#,
            ),
            (r#"{"n": 1,}"#, "trailing comma"),
            (
                r#"{"d": {"__extn": {"fn": "nope", "arg": "x"}}}"#,
                "`nope` does not exist",
            ),
            (
                r#"{"d": {"__extn": {"fn": "decimal", "arg": "bad"}}}"#,
                "`bad` is not",
            ),
        ] {
            let error = Entities::from_json_str(&user(attributes, "[]")).unwrap_err();
            assert!(error.to_string().contains(message), "{error}");
        }
    }

    #[test]
    fn names_must_be_normalized() {
        for name in ["if", " U", "A:: U", "__cedar::U"] {
            let source = format!(
                r#"[{{"uid": {}, "attrs": {{}}, "parents": []}}]"#,
                uid(name, "x")
            );
            let error = Entities::from_json_str(&source).unwrap_err();
            assert_eq!(error.path().to_string(), "[0].uid.type");
        }
    }

    #[test]
    fn the_store_as_a_whole() {
        let y = r#"{"uid": {"type": "U", "id": "y"}, "attrs": {}, "parents": []}"#;
        let other = y.replace("{}", r#"{"n": 1}"#);
        let source = format!("[{y},\n {y},\n {other}]");
        check_error(
            &source,
            Entities::from_json_str(&source),
            "in `[2].uid`: the entity `U::\"y\"` is given twice, with different contents \
             at line 3 column 10",
        );
        let source = user("{}", r#"[{"type": "U", "id": "x"}]"#);
        check_error(
            &source,
            Entities::from_json_str(&source),
            "in `[0].uid`: the entity hierarchy has a cycle: `U::\"x\"` is its own ancestor \
             at line 1 column 10",
        );
    }

    #[test]
    fn parents_of_actions_are_actions() {
        let source = r#"[{"uid": {"type": "Action", "id": "v"}, "attrs": {},
            "parents": [{"type": "Action", "id": "g"}, {"type": "U", "id": "g"}]}]"#;
        let error = Entities::from_json_str(source).unwrap_err();
        assert_eq!(error.path().to_string(), "[0].parents[1]");
        assert!(error.to_string().contains("non-action parent `U::\"g\"`"));
        assert!(error.help().is_some());
    }

    #[test]
    fn the_first_error_counts_even_when_the_rest_is_not_json() {
        let source = r#"[{"uid": 1}, {"#;
        let error = Entities::from_json_str(source).unwrap_err();
        let place = error.place().unwrap();
        assert_eq!(error.path().to_string(), "[0].uid");
        assert_eq!(&source[place.span.clone()], "1");
    }

    #[test]
    fn round_trip() {
        let source = r#"[
            {"uid": {"type": "U", "id": "x"}, "parents": [{"type": "G", "id": "a"}],
             "attrs": {"ip": {"__extn": {"fn": "ip", "arg": "::1"}}, "s": [1, "a"],
                       "r": {"e": {"__entity": {"type": "U", "id": "y"}}}},
             "tags": {"k": true}},
            {"uid": {"type": "G", "id": "a"}, "parents": [{"type": "G", "id": "b"}], "attrs": {}}
        ]"#;
        let entities = Entities::from_json_str(source).unwrap();
        let written = serde_json::to_string(&entities.to_json().unwrap()).unwrap();
        let expected = concat!(
            r#"[{"uid":{"type":"G","id":"a"},"attrs":{},"parents":[{"type":"G","id":"b"}]},"#,
            r#"{"uid":{"type":"U","id":"x"},"attrs":{"ip":{"__extn":{"fn":"ip","arg":"::1"}},"#,
            r#""r":{"e":{"__entity":{"type":"U","id":"y"}}},"s":[1,"a"]},"#,
            r#""parents":[{"type":"G","id":"a"},{"type":"G","id":"b"}],"tags":{"k":true}}]"#,
        );
        assert_eq!(written, expected);
        let again = Entities::from_json_str(&written).unwrap();
        assert_eq!(
            serde_json::to_string(&again.to_json().unwrap()).unwrap(),
            expected
        );

        let first = entities
            .iter()
            .find(|e| e.uid().id().as_str() == "x")
            .unwrap();
        let written = serde_json::to_string(&first.to_json().unwrap()).unwrap();
        assert_eq!(Entity::from_json_str(&written).as_ref(), Ok(first));
    }

    #[test]
    fn what_is_written_is_sorted() {
        // Each entity is a child of the next.
        let ids = ["e", "b", "h", "a", "g", "c", "f", "d"];
        let links = ids.windows(2).map(|pair| {
            let [child, parent] = pair else { panic!() };
            let (child, parent) = (uid("U", child), uid("U", parent));
            format!(r#"{{"uid": {child}, "attrs": {{}}, "parents": [{parent}]}}"#)
        });
        let source = format!("[{}]", links.collect::<Vec<_>>().join(","));
        let entities = check_accepted(&source);
        let json = entities.to_json().unwrap();
        assert!(json.0.is_sorted_by_key(|entity| entity.entity.uid()));
        assert!(json.0.iter().all(|entity| entity.parents.is_sorted()));
        let first = json.0.iter().find(|e| e.entity.uid().id().as_str() == "e");
        assert_eq!(first.unwrap().parents.len(), 7);
    }

    #[test]
    fn records_that_cannot_be_written() {
        let tags = user("{}", "[]").replace("}]", r#", "tags": {"t": {"__expr": 1}}}]"#);
        for source in [user(r#"{"a": {"__entity": 1}}"#, "[]"), tags] {
            let entities = Entities::from_json_str(&source).unwrap();
            assert!(entities.to_json().is_err());
            assert!(entities.iter().all(|entity| entity.to_json().is_err()));
        }
    }

    #[test]
    fn deep_attributes() {
        on_small_stack(|| {
            // The array, the entity and the attributes count as well.
            let deepest = user(&format!(r#"{{"a": {}}}"#, nested("[", 124, "", "]")), "[]");
            check_accepted(&deepest);
            for depth in [125, 100_000] {
                let value = nested("[", depth, "", "]");
                let error = Entities::from_json_str(&user(&format!(r#"{{"a": {value}}}"#), "[]"))
                    .unwrap_err();
                assert_eq!(error.kind(), &JsonErrorKind::TooDeep);
            }
        });
    }
}
