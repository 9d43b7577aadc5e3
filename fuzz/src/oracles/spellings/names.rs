//! Uids and names of entity types.

use super::Read;
use cedar_parser::{parse_entity_type_name, parse_entity_uid};
use serde_json::json;

pub(super) fn entity_uid(text: &str) -> Read {
    let uid = parse_entity_uid(text).ok()?;
    Some(Ok(
        json!({"type": uid.entity_type().as_str(), "id": uid.id().as_str()}),
    ))
}

pub(super) fn entity_uid_again(text: &str) -> Vec<(&'static str, Read)> {
    let uid = parse_entity_uid(text).ok();
    let again = uid.map(|uid| ("as text", entity_uid(&uid.to_string())));
    again.into_iter().collect()
}

pub(super) fn entity_type(text: &str) -> Read {
    let entity_type = parse_entity_type_name(text).ok()?;
    Some(Ok(json!(entity_type.as_str())))
}
