//! The scope of a policy.

use super::error::{JsonError, JsonErrorKind};
use super::fields::Fields;
use super::tree::Json;
use super::uid::{UidJson, read_entity_type, read_uid};
use crate::ast::{ActionConstraint, EntityOrSlot, EntityUid, ScopeConstraint, SlotId};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// Reads the constraint on the principal or the resource, whichever `slot`
/// belongs to. Fields that the operator does not use are ignored, except by `is`.
pub(super) fn read_constraint(json: &Json<'_>, slot: SlotId) -> Result<ScopeConstraint, JsonError> {
    const OPERATORS: &[&str] = &["All", "all", "==", "in", "is"];
    let fields = Fields::of(json, "a scope constraint")?;
    match fields.required("op", |json| json.as_str("an operator"))? {
        "All" | "all" => Ok(ScopeConstraint::Any),
        "==" => read_entity_or_slot(fields, slot).map(ScopeConstraint::Equal),
        "in" => read_entity_or_slot(fields, slot).map(ScopeConstraint::In),
        "is" => {
            let fields = fields.only(&["op", "entity_type", "in"])?;
            let entity_type = fields.required("entity_type", read_entity_type)?;
            let ancestor = fields.optional("in", |json| match json {
                Json::Null => Ok(None),
                json => read_entity_or_slot(Fields::of(json, "an object")?, slot).map(Some),
            })?;
            Ok(match ancestor.flatten() {
                Some(ancestor) => ScopeConstraint::IsIn(entity_type, ancestor),
                None => ScopeConstraint::Is(entity_type),
            })
        }
        found => Err(unknown_operator(found, OPERATORS)),
    }
}

/// Reads the constraint on the action.
pub(super) fn read_action_constraint(json: &Json<'_>) -> Result<ActionConstraint, JsonError> {
    const OPERATORS: &[&str] = &["All", "all", "==", "in"];
    let fields = Fields::of(json, "a scope constraint")?;
    match fields.required("op", |json| json.as_str("an operator"))? {
        "All" | "all" => Ok(ActionConstraint::Any),
        "==" => fields
            .required("entity", read_action)
            .map(ActionConstraint::Equal),
        "in" => match fields.optional("entity", read_action)? {
            Some(action) => Ok(ActionConstraint::In(action)),
            None => fields
                .required("entities", read_actions)
                .map(ActionConstraint::InSet),
        },
        found => Err(unknown_operator(found, OPERATORS)),
    }
}

/// Reads the name of a slot.
pub(super) fn read_slot(json: &Json<'_>) -> Result<SlotId, JsonError> {
    slot_id(json.as_str("a slot")?)
}

/// The slot with this name.
pub(super) fn slot_id(name: &str) -> Result<SlotId, JsonError> {
    match name {
        "?principal" => Ok(SlotId::Principal),
        "?resource" => Ok(SlotId::Resource),
        found => Err(JsonError::new(JsonErrorKind::UnknownWord {
            what: "slot",
            found: found.into(),
            expected: &["?principal", "?resource"],
        })),
    }
}

/// Writes the constraint on the principal or the resource, whichever the slot
/// belongs to.
pub(super) struct ConstraintJson<'a>(pub(super) &'a ScopeConstraint, pub(super) SlotId);

/// Writes the constraint on the action.
pub(super) struct ActionConstraintJson<'a>(pub(super) &'a ActionConstraint);

fn read_entity_or_slot(fields: Fields<'_, '_>, slot: SlotId) -> Result<EntityOrSlot, JsonError> {
    if let Some(uid) = fields.optional("entity", read_uid)? {
        return Ok(EntityOrSlot::Entity(uid));
    }
    let found = fields.optional("slot", |json| match json.as_str("a slot")? {
        name if name == slot.as_str() => Ok(()),
        name => Err(JsonError::new(JsonErrorKind::MisplacedSlot {
            expected: slot,
            found: name.into(),
        })),
    })?;
    match found {
        Some(()) => Ok(EntityOrSlot::Slot),
        None => Err(JsonError::new(JsonErrorKind::MissingField("entity"))),
    }
}

fn read_action(json: &Json<'_>) -> Result<EntityUid, JsonError> {
    let uid = read_uid(json)?;
    if uid.is_action() {
        Ok(uid)
    } else {
        Err(JsonError::new(JsonErrorKind::NotAnAction(uid)))
    }
}

fn read_actions(json: &Json<'_>) -> Result<Box<[EntityUid]>, JsonError> {
    json.as_array("an array of actions")?
        .iter()
        .enumerate()
        .map(|(i, element)| read_action(element).map_err(|error| error.in_element(i)))
        .collect()
}

fn unknown_operator(found: &str, expected: &'static [&'static str]) -> JsonError {
    JsonError::new(JsonErrorKind::UnknownWord {
        what: "operator",
        found: found.into(),
        expected,
    })
    .in_field("op")
}

impl Serialize for ConstraintJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ConstraintJson(constraint, slot) = *self;
        let mut map = serializer.serialize_map(None)?;
        match constraint {
            ScopeConstraint::Any => map.serialize_entry("op", "All")?,
            ScopeConstraint::Equal(entity) => {
                map.serialize_entry("op", "==")?;
                serialize_entity_or_slot(&mut map, entity, slot)?;
            }
            ScopeConstraint::In(entity) => {
                map.serialize_entry("op", "in")?;
                serialize_entity_or_slot(&mut map, entity, slot)?;
            }
            ScopeConstraint::Is(entity_type) => {
                map.serialize_entry("op", "is")?;
                map.serialize_entry("entity_type", entity_type.as_str())?;
            }
            ScopeConstraint::IsIn(entity_type, entity) => {
                map.serialize_entry("op", "is")?;
                map.serialize_entry("entity_type", entity_type.as_str())?;
                map.serialize_entry("in", &EntityOrSlotJson(entity, slot))?;
            }
        }
        map.end()
    }
}

struct EntityOrSlotJson<'a>(&'a EntityOrSlot, SlotId);

impl Serialize for EntityOrSlotJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        serialize_entity_or_slot(&mut map, self.0, self.1)?;
        map.end()
    }
}

fn serialize_entity_or_slot<M: SerializeMap>(
    map: &mut M,
    entity: &EntityOrSlot,
    slot: SlotId,
) -> Result<(), M::Error> {
    match entity {
        EntityOrSlot::Entity(uid) => map.serialize_entry("entity", &UidJson(uid)),
        EntityOrSlot::Slot => map.serialize_entry("slot", slot.as_str()),
    }
}

impl Serialize for ActionConstraintJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self.0 {
            ActionConstraint::Any => map.serialize_entry("op", "All")?,
            ActionConstraint::Equal(action) => {
                map.serialize_entry("op", "==")?;
                map.serialize_entry("entity", &UidJson(action))?;
            }
            ActionConstraint::In(action) => {
                map.serialize_entry("op", "in")?;
                map.serialize_entry("entity", &UidJson(action))?;
            }
            ActionConstraint::InSet(actions) => {
                let actions: Vec<_> = actions.iter().map(UidJson).collect();
                map.serialize_entry("op", "in")?;
                map.serialize_entry("entities", &actions)?;
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::test_support::check_error;
    use crate::json::{Duplicates, JsonArena};

    const UID: &str = r#"{"type":"U","id":"a"}"#;
    const ESCAPED: &str = r#"{"__entity":{"type":"U","id":"a"}}"#;
    const ACTION: &str = r#"{"type":"Action","id":"a"}"#;
    const OTHER: &str = r#"{"type":"N::Action","id":"b"}"#;

    fn fill(template: &str) -> String {
        [
            ("UID", UID),
            ("ESCAPED", ESCAPED),
            ("ACTION", ACTION),
            ("OTHER", OTHER),
        ]
        .iter()
        .fold(template.to_owned(), |text, (name, json)| {
            text.replace(name, json)
        })
    }

    fn read(source: &str) -> Result<ScopeConstraint, JsonError> {
        let arena = JsonArena::default();
        let tree = Json::parse(source, Duplicates::LastWins, &arena)?;
        read_constraint(&tree, SlotId::Principal)
    }

    fn read_for_action(source: &str) -> Result<ActionConstraint, JsonError> {
        read_action_constraint(&Json::parse(
            source,
            Duplicates::LastWins,
            &JsonArena::default(),
        )?)
    }

    fn rewrite(source: &str) -> String {
        let constraint = read(source).unwrap();
        serde_json::to_string(&ConstraintJson(&constraint, SlotId::Principal)).unwrap()
    }

    #[test]
    fn principal_and_resource_constraints() {
        for unchanged in [
            r#"{"op":"All"}"#,
            r#"{"op":"==","entity":UID}"#,
            r#"{"op":"==","slot":"?principal"}"#,
            r#"{"op":"in","entity":UID}"#,
            r#"{"op":"in","slot":"?principal"}"#,
            r#"{"op":"is","entity_type":"A::U"}"#,
            r#"{"op":"is","entity_type":"U","in":{"entity":UID}}"#,
            r#"{"op":"is","entity_type":"U","in":{"slot":"?principal"}}"#,
        ] {
            assert_eq!(rewrite(&fill(unchanged)), fill(unchanged));
        }
        for (source, expected) in [
            (r#"{"op":"all"}"#, r#"{"op":"All"}"#),
            (
                r#"{"op":"==","entity":ESCAPED}"#,
                r#"{"op":"==","entity":UID}"#,
            ),
            (
                r#"{"op":"==","entity":UID,"slot":"?principal"}"#,
                r#"{"op":"==","entity":UID}"#,
            ),
            (
                r#"{"op":"is","entity_type":"U","in":null}"#,
                r#"{"op":"is","entity_type":"U"}"#,
            ),
        ] {
            assert_eq!(rewrite(&fill(source)), fill(expected));
        }
    }

    #[test]
    fn refused_constraints() {
        for (source, message) in [
            ("\"All\"", "expected a scope constraint, got a string"),
            ("{}", "missing field `op`"),
            (
                r#"{"op":"=","entity":UID}"#,
                "in `op`: unknown operator `=`, expected one of `All`, `all`, `==`, `in`, `is`",
            ),
            (r#"{"op":"=="}"#, "missing field `entity`"),
            (r#"{"op":"in","entities":[UID]}"#, "missing field `entity`"),
            (
                r#"{"op":"==","slot":"?resource"}"#,
                "in `slot`: expected the slot `?principal` in this position, got `?resource`",
            ),
            (
                r#"{"op":"==","slot":"principal"}"#,
                "in `slot`: expected the slot `?principal` in this position, got `principal`",
            ),
            (
                r#"{"op":"is","entity_type":"U","in":{"slot":"?resource"}}"#,
                "in `in.slot`: expected the slot `?principal` in this position, got `?resource`",
            ),
            (r#"{"op":"is"}"#, "missing field `entity_type`"),
            (
                r#"{"op":"is","entity_type":"U","entity":UID}"#,
                "in `entity`: unknown field, expected one of `op`, `entity_type`, `in`",
            ),
            (
                r#"{"op":"is","entity_type":"if"}"#,
                "in `entity_type`: `if` contains `if`, which is reserved",
            ),
            (
                r#"{"op":"in","entity":"U"}"#,
                "in `entity`: expected an entity uid, got a string",
            ),
        ] {
            check_error(source, read(&fill(source)), message);
        }
    }

    #[test]
    fn action_constraints() {
        for unchanged in [
            r#"{"op":"All"}"#,
            r#"{"op":"==","entity":ACTION}"#,
            r#"{"op":"in","entity":ACTION}"#,
            r#"{"op":"in","entities":[ACTION,OTHER]}"#,
            r#"{"op":"in","entities":[]}"#,
        ] {
            let source = fill(unchanged);
            let constraint = read_for_action(&source).unwrap();
            let written = serde_json::to_string(&ActionConstraintJson(&constraint)).unwrap();
            assert_eq!(written, source);
        }
    }

    #[test]
    fn refused_action_constraints() {
        for (source, message) in [
            (
                r#"{"op":"==","entity":UID}"#,
                "in `entity`: expected an entity uid with type `Action` but got `U::\"a\"`",
            ),
            (
                r#"{"op":"in","entities":[ACTION,UID]}"#,
                "in `entities[1]`: expected an entity uid with type `Action` but got `U::\"a\"`",
            ),
            (r#"{"op":"==","slot":"?action"}"#, "missing field `entity`"),
            (r#"{"op":"in"}"#, "missing field `entities`"),
            (
                r#"{"op":"is","entity_type":"Action"}"#,
                "in `op`: unknown operator `is`, expected one of `All`, `all`, `==`, `in`",
            ),
        ] {
            check_error(source, read_for_action(&fill(source)), message);
        }
    }
}
