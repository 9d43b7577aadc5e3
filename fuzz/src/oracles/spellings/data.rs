//! What entities and contexts hold.

use super::Read;
use crate::generators::spellings::json::set_of;
use cedar_core::extensions::ExtensionKind;
use cedar_core::value::Record;
use cedar_core::{Context, Entities, Entity, EntityUid, Value};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;

pub(super) fn entities(text: &str) -> Read {
    let entities = Entities::from_json_str(text).ok()?;
    let held = entities.iter().map(|held| entity(&entities, held));
    Some(Ok(Json::Object(held.collect())))
}

pub(super) fn entities_again(text: &str) -> Vec<(&'static str, Read)> {
    let read = Entities::from_json_str(text).ok();
    let written = read.and_then(|read| serde_json::to_string(&read.to_json().ok()?).ok());
    let again = |text: String| ("as JSON", entities(&text));
    written.map(again).into_iter().collect()
}

pub(super) fn context(text: &str) -> Read {
    let context = Context::from_json_str(text).ok()?;
    Some(Ok(fields(context.record())))
}

pub(super) fn context_again(text: &str) -> Vec<(&'static str, Read)> {
    let read = Context::from_json_str(text).ok();
    let written = read.and_then(|read| serde_json::to_string(&read.to_json().ok()?).ok());
    let again = |text: String| ("as JSON", context(&text));
    written.map(again).into_iter().collect()
}

fn entity(store: &Entities, entity: &Entity) -> (String, Json) {
    let ancestors: BTreeSet<String> = store.ancestors(entity.uid()).map(uid_key).collect();
    let held = json!({
        "attributes": fields(entity.attributes()),
        "tags": fields(entity.tags()),
        "ancestors": ancestors,
    });
    (uid_key(entity.uid()), held)
}

fn fields(record: &Record) -> Json {
    let fields = record.iter();
    let fields = fields.map(|(key, field)| (key.to_string(), value(field)));
    Json::Object(fields.collect::<Map<_, _>>())
}

fn value(held: &Value) -> Json {
    match held {
        Value::Bool(held) => json!(held),
        Value::Long(held) => json!(held),
        Value::String(held) => json!(held.as_str()),
        Value::Entity(uid) => json!({ "entity": uid_key(uid) }),
        Value::Set(set) => set_of(set.iter().map(value)),
        Value::Record(record) => json!({ "record": fields(record) }),
        Value::Extension(held) => {
            let mut meant = match held.kind() {
                ExtensionKind::Decimal(held) => json!({ "decimal": held.ten_thousandths() }),
                ExtensionKind::Datetime(held) => json!({ "datetime": held.epoch_millis() }),
                ExtensionKind::Duration(held) => json!({ "duration": held.millis() }),
                ExtensionKind::IpAddr(held) => json!({ "ip": held.net().to_string() }),
            };
            meant["from"] = json!(held.literal().map(|literal| literal.as_str()));
            meant
        }
    }
}

fn uid_key(uid: &EntityUid) -> String {
    format!("{}::{:?}", uid.entity_type(), uid.id().as_str())
}
