//! Entities and requests that mostly fit a schema, in JSON.

use super::policies::environment;
use super::schema::{Attribute, EntityIndex, Schema, Type};
use crate::choices::Choices;
use serde_json::{Map, Value, json};

/// A request, as text and JSON.
#[derive(Clone, Debug)]
pub struct Request {
    /// The principal.
    pub principal: String,
    /// The action.
    pub action: String,
    /// The resource.
    pub resource: String,
    /// The context, in JSON.
    pub context: Value,
}

/// Two to four entities, as an array.
pub fn entities(choices: &mut Choices<'_>, schema: &Schema) -> Value {
    let count = choices.between(2, 4);
    (0..count)
        .map(|number| entity(choices, schema, number))
        .collect()
}

/// A request.
pub fn request(choices: &mut Choices<'_>, schema: &Schema) -> Request {
    let environment = environment(choices, schema);
    let mut uid = |index| {
        let index = match choices.chance(95) {
            true => index,
            false => schema.any_entity_type(choices),
        };
        format!(
            "{}::{:?}",
            schema.entity_name(index),
            id(choices, schema, index)
        )
    };
    let (principal, resource) = (uid(environment.principal), uid(environment.resource));
    let action = match choices.chance(95) {
        true => environment.action,
        false => choices.below(schema.actions.len()),
    };
    let mut context = record(choices, schema, &schema.actions[environment.action].context);
    misfit(choices, &mut context);
    Request {
        principal,
        action: schema.action_uid(action),
        resource,
        context,
    }
}

fn entity(choices: &mut Choices<'_>, schema: &Schema, number: usize) -> Value {
    let index = schema.any_entity_type(choices);
    let declared = &schema.entity_types[index.0];
    let id = match declared.enum_ids {
        Some(_) => id(choices, schema, index).to_owned(),
        None => format!("e{number}"),
    };
    let parents: Vec<Value> = declared
        .parents
        .iter()
        .map(|parent| match choices.chance(97) {
            true => *parent,
            false => schema.any_entity_type(choices),
        })
        .collect::<Vec<_>>()
        .into_iter()
        .map(|parent| uid(choices, schema, parent))
        .collect();
    let mut attributes = record(choices, schema, &declared.attributes);
    misfit(choices, &mut attributes);
    let mut json = json!({
        "uid": {"type": schema.entity_name(index), "id": id},
        "attrs": attributes,
        "parents": parents,
    });
    if let Some(tags) = &declared.tags
        && choices.chance(60)
    {
        json["tags"] = json!({ "t": value(choices, schema, tags) });
    } else if choices.chance(3) {
        json["tags"] = json!({ "t": 1 });
    }
    json
}

/// Takes a field away, adds one or changes one, rarely.
fn misfit(choices: &mut Choices<'_>, fields: &mut Value) {
    let Some(fields) = fields.as_object_mut() else {
        return;
    };
    let key = fields.keys().nth(choices.below(fields.len())).cloned();
    match (choices.below(40), key) {
        (0, Some(key)) => {
            fields.remove(&key);
        }
        (1, Some(key)) => {
            fields.insert(key, json!([1, "a"]));
        }
        (2, Some(key)) => {
            fields.insert(key, json!({"type": "User", "id": "x"}));
        }
        (3, Some(key)) => {
            fields.insert(key, json!("1.0"));
        }
        (4, _) => {
            fields.insert("zzz".to_owned(), json!(1));
        }
        _ => {}
    }
}

fn record(choices: &mut Choices<'_>, schema: &Schema, attributes: &[Attribute]) -> Value {
    let mut fields = Map::new();
    for attribute in attributes {
        if attribute.required || choices.chance(60) {
            let value = value(choices, schema, &attribute.value);
            fields.insert(attribute.name.to_owned(), value);
        }
    }
    Value::Object(fields)
}

fn value(choices: &mut Choices<'_>, schema: &Schema, wanted: &Type) -> Value {
    match schema.resolved(wanted) {
        Type::Bool => json!(choices.chance(50)),
        Type::Long => json!(choices.between(0, 9)),
        Type::String => json!(["", "t", "a b"][choices.below(3)]),
        Type::Extension(name) => extension(choices, name),
        Type::Entity(index) => {
            let uid = uid(choices, schema, *index);
            match choices.chance(50) {
                true => json!({ "__entity": uid }),
                false => uid,
            }
        }
        Type::Action(namespace) => {
            let declared = schema.actions.iter().filter(|a| a.namespace == *namespace);
            let ids: Vec<&str> = declared.map(|action| action.id).collect();
            let id = choices.pick(&ids).copied().unwrap_or("zzz");
            json!({"__entity": {"type": schema.action_type(*namespace), "id": id}})
        }
        Type::Set(element) => {
            let count = choices.below(3);
            (0..count)
                .map(|_| value(choices, schema, element))
                .collect()
        }
        Type::Record(attributes) => record(choices, schema, attributes),
        Type::Common(_) => Value::Null,
    }
}

fn extension(choices: &mut Choices<'_>, name: &str) -> Value {
    let (function, arguments) = match name {
        "ipaddr" => ("ip", ["1.2.3.4", "::1/64", "x"]),
        "decimal" => ("decimal", ["1.0", "-0.1234", "1"]),
        "datetime" => (
            "datetime",
            ["2024-01-01", "1970-01-01T00:00:00Z", "2024-13-01"],
        ),
        _ => ("duration", ["1h", "-1d2ms", "h"]),
    };
    let argument = match choices.chance(3) {
        true => arguments[2],
        false => arguments[choices.below(2)],
    };
    match choices.below(3) {
        0 => json!(argument),
        1 => json!({"fn": function, "arg": argument}),
        _ => json!({"__extn": {"fn": function, "arg": argument}}),
    }
}

fn uid(choices: &mut Choices<'_>, schema: &Schema, index: EntityIndex) -> Value {
    json!({"type": schema.entity_name(index), "id": id(choices, schema, index)})
}

fn id(choices: &mut Choices<'_>, schema: &Schema, index: EntityIndex) -> &'static str {
    match &schema.entity_types[index.0].enum_ids {
        Some(ids) if choices.chance(98) => ids[choices.below(ids.len())],
        _ => ["x", "y", "z"][choices.below(3)],
    }
}
