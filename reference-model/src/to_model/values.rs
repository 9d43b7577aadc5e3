//! Texts, uids, values, entities and requests.

use crate::model::entities::EntityData;
use crate::model::hierarchy::EntityRecord;
use crate::model::ipaddrs::{Family, Ipaddr};
use crate::model::names::EntityUid;
use crate::model::requests::Request;
use crate::model::values::{ExtensionValue, Primitive, Value};
use crate::runtime::{Map, Text};
use cedar_core::extensions::ExtensionKind;
use std::net;

/// The model's text: Unicode scalar values.
pub(crate) fn text(text: &str) -> Text {
    text.chars().collect()
}

/// A uid.
pub(crate) fn uid(uid: &cedar_core::EntityUid) -> EntityUid {
    EntityUid {
        ty: text(uid.entity_type().as_str()),
        id: text(uid.id().as_str()),
    }
}

/// A value.
pub(crate) fn value(value: &cedar_core::Value) -> Value {
    use cedar_core::Value as V;
    match value {
        V::Bool(b) => primitive(Primitive::Bool { b: *b }),
        V::Long(i) => primitive(Primitive::Long { i: i128::from(*i) }),
        V::String(s) => primitive(Primitive::String { s: text(s) }),
        V::Entity(entity) => primitive(Primitive::EntityRef { uid: uid(entity) }),
        V::Set(elements) => Value::Set {
            elements: elements.iter().map(self::value).collect(),
        },
        V::Record(fields) => Value::Record {
            attrs: record(fields),
        },
        V::Extension(extension) => Value::Extension {
            extension: extension_value(extension.kind()),
        },
    }
}

/// The fields of a record.
pub(crate) fn record(record: &cedar_core::Record) -> Map<Text, Value> {
    record
        .iter()
        .map(|(key, field)| (text(key), value(field)))
        .collect()
}

/// An entity store: each entity with all its ancestors.
pub(crate) fn store(entities: &cedar_core::Entities) -> Map<EntityUid, EntityData> {
    entities
        .iter()
        .map(|entity| entity_data(entity, entities.ancestors(entity.uid())))
        .collect()
}

/// An entity that has no ancestors but its direct parents.
pub(crate) fn entity(entity: &cedar_core::Entity) -> (EntityUid, EntityData) {
    entity_data(entity, entity.parents())
}

fn entity_data<'a>(
    entity: &cedar_core::Entity,
    ancestors: impl IntoIterator<Item = &'a cedar_core::EntityUid>,
) -> (EntityUid, EntityData) {
    let data = EntityData {
        attrs: record(entity.attributes()),
        tags: record(entity.tags()),
        ancestors: ancestors.into_iter().map(uid).collect(),
    };
    (uid(entity.uid()), data)
}

/// A request.
pub(crate) fn request(request: &cedar_core::Request) -> Request {
    Request {
        principal: uid(&request.principal),
        action: uid(&request.action),
        resource: uid(&request.resource),
        context: record(request.context.record()),
    }
}

/// An entity with its direct parents.
pub(crate) fn entity_record(entity: &cedar_core::Entity) -> EntityRecord {
    EntityRecord {
        uid: uid(entity.uid()),
        attrs: record(entity.attributes()),
        tags: record(entity.tags()),
        parents: entity.parents().iter().map(uid).collect(),
    }
}

fn primitive(primitive: Primitive) -> Value {
    Value::Primitive { primitive }
}

fn extension_value(kind: ExtensionKind) -> ExtensionValue {
    match kind {
        ExtensionKind::Decimal(decimal) => ExtensionValue::Decimal {
            units: i128::from(decimal.ten_thousandths()),
        },
        ExtensionKind::IpAddr(ip) => ExtensionValue::IpaddrOf { ip: ipaddr(ip) },
        ExtensionKind::Datetime(datetime) => ExtensionValue::Datetime {
            ms: i128::from(datetime.epoch_millis()),
        },
        ExtensionKind::Duration(duration) => ExtensionValue::Duration {
            ms: i128::from(duration.millis()),
        },
    }
}

fn ipaddr(ip: cedar_core::extensions::IpAddr) -> Ipaddr {
    let (family, groups): (Family, Vec<i128>) = match ip.net().addr() {
        net::IpAddr::V4(address) => (
            Family::V4,
            address
                .octets()
                .iter()
                .map(|octet| i128::from(*octet))
                .collect(),
        ),
        net::IpAddr::V6(address) => (
            Family::V6,
            address
                .segments()
                .iter()
                .map(|group| i128::from(*group))
                .collect(),
        ),
    };
    Ipaddr {
        family,
        groups: groups.into(),
        prefix: i128::from(ip.net().prefix_len()),
    }
}
