//! What a schema says of itself.

use super::Read;
use crate::generators::spellings::Syntax;
use cedar_core::EntityTypeName;
use cedar_validator::schema::fragment::Namespace;
use cedar_validator::schema::{Action, EntityType, EntityTypeId};
use cedar_validator::types::{EntityTypes, RecordType, Type};
use cedar_validator::{Schema, SchemaFragment};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

pub(super) fn schema(syntax: Syntax, text: &str) -> Read {
    let fragment = fragment(syntax, text)?;
    meaning_of(&fragment).map(Ok)
}

/// What is written of a schema must mean the same. Where a common type hides an entity
/// type the Cedar form has no words for it.
pub(super) fn schema_again(syntax: Syntax, text: &str) -> Vec<(&'static str, Read)> {
    let Some(fragment) = fragment(syntax, text) else {
        return Vec::new();
    };
    let mut again = Vec::new();
    if let Ok(text) = fragment.to_cedar() {
        again.push(("as text", schema(Syntax::SchemaText, &text)));
    }
    if let Ok(json) = serde_json::to_string(&fragment.to_json()) {
        again.push(("as JSON", schema(Syntax::SchemaJson, &json)));
    }
    again.push(("in two fragments", in_two(&fragment)));
    again
}

/// Whether the schema with all of its declarations twice is refused; `None` if it has none.
pub(super) fn is_refused_twice(syntax: Syntax, text: &str) -> Option<bool> {
    let fragment = fragment(syntax, text)?;
    let mut namespaces = fragment.namespaces.values();
    let declares = namespaces.any(|namespace| {
        let types = namespace.entity_types.len() + namespace.common_types.len();
        types + namespace.actions.len() > 0
    });
    declares.then(|| Schema::from_fragments([&fragment, &fragment]).is_err())
}

/// The schema of two fragments, each with half of the declarations of every kind.
fn in_two(fragment: &SchemaFragment) -> Read {
    let mut parts = [SchemaFragment::default(), SchemaFragment::default()];
    for (name, namespace) in &fragment.namespaces {
        let mut halves = [Namespace::default(), Namespace::default()];
        for (index, (name, declared)) in namespace.entity_types.iter().enumerate() {
            let half = &mut halves[index % 2].entity_types;
            half.insert(name.clone(), declared.clone());
        }
        for (index, (name, declared)) in namespace.common_types.iter().enumerate() {
            let half = &mut halves[index % 2].common_types;
            half.insert(name.clone(), declared.clone());
        }
        for (index, (id, declared)) in namespace.actions.iter().enumerate() {
            let half = &mut halves[index % 2].actions;
            half.insert(id.clone(), declared.clone());
        }
        for (part, half) in parts.iter_mut().zip(halves) {
            part.namespaces.insert(name.clone(), half);
        }
    }
    let schema = Schema::from_fragments(&parts).ok()?;
    Some(Ok(meaning(&schema)))
}

fn fragment(syntax: Syntax, text: &str) -> Option<SchemaFragment> {
    match syntax {
        Syntax::SchemaText => SchemaFragment::from_cedar_str(text).ok(),
        _ => SchemaFragment::from_json_str(text).ok(),
    }
}

fn meaning_of(fragment: &SchemaFragment) -> Option<Value> {
    let schema = Schema::from_fragments([fragment]).ok()?;
    Some(meaning(&schema))
}

/// What the schema says of itself.
fn meaning(schema: &Schema) -> Value {
    let types: Map<String, Value> = schema
        .entity_type_ids()
        .map(|id| {
            let declared = schema.entity_type(id);
            let meant = match declared.is_action() {
                true => json!("of actions"),
                false => entity_type(schema, declared),
            };
            (declared.name().to_string(), meant)
        })
        .collect();
    let actions: Map<String, Value> = schema
        .action_ids()
        .map(|id| {
            let declared = schema.action(id);
            let groups = schema.action_ancestors(id);
            let groups: BTreeSet<String> = groups
                .map(|group| schema.action(group).uid().to_string())
                .collect();
            (
                declared.uid().to_string(),
                action(schema, declared, &groups),
            )
        })
        .collect();
    json!({
        "types": types,
        "actions": actions,
        "groups": schema.action_groups().map(ToString::to_string).collect::<BTreeSet<_>>(),
        "requests": requests(schema),
        "requests of each pair": requests_of_pairs(schema),
    })
}

/// The kinds of request, and the types that occur in them.
fn requests(schema: &Schema) -> Value {
    let kinds = schema.request_environments().map(|kind| {
        let (principal, resource) = (kind.principal_type, kind.resource_type);
        format!("{principal} {} {resource}", kind.action)
    });
    let all = |names: Vec<&EntityTypeName>| -> BTreeSet<String> {
        names.into_iter().map(ToString::to_string).collect()
    };
    json!({
        "kinds": kinds.collect::<BTreeSet<_>>(),
        "principals": all(schema.principals().collect()),
        "resources": all(schema.resources().collect()),
    })
}

/// The kinds of request again, asked for pair by pair.
fn requests_of_pairs(schema: &Schema) -> BTreeSet<String> {
    let mut kinds = BTreeSet::new();
    for principal in schema.principals() {
        for resource in schema.resources() {
            let actions = schema.actions_for_principal_and_resource(principal, resource);
            kinds.extend(actions.map(|action| format!("{principal} {action} {resource}")));
        }
    }
    kinds
}

fn entity_type(schema: &Schema, declared: &EntityType) -> Value {
    let ids = declared.enum_ids();
    json!({
        "parents": names(schema, declared.parents().iter().copied()),
        "ancestors": texts(schema.ancestors(declared.name())),
        "ids": ids.map(|ids| ids.iter().map(|id| id.as_str()).collect::<BTreeSet<_>>()),
        "attributes": attributes(schema, declared.attributes()),
        "tags": declared.tags().map(|tags| type_(schema, tags)),
    })
}

fn action(schema: &Schema, declared: &Action, groups: &BTreeSet<String>) -> Value {
    json!({
        "groups": groups,
        "principals": texts(schema.principals_for_action(declared.uid())),
        "resources": texts(schema.resources_for_action(declared.uid())),
        "context": attributes(schema, declared.context()),
    })
}

fn names(schema: &Schema, ids: impl Iterator<Item = EntityTypeId>) -> BTreeSet<String> {
    ids.map(|id| schema.entity_type(id).name().to_string())
        .collect()
}

/// `None` is no answer, which is wrong of something that is declared.
fn texts<'s>(names: Option<impl Iterator<Item = &'s EntityTypeName>>) -> Option<BTreeSet<String>> {
    names.map(|names| names.map(ToString::to_string).collect())
}

fn attributes(schema: &Schema, record: &RecordType) -> Value {
    let attributes = record.attributes().iter().map(|(name, attribute)| {
        let value = type_(schema, &attribute.value);
        let meant = json!({"type": value, "required": attribute.required});
        (name.to_string(), meant)
    });
    Value::Object(attributes.collect())
}

fn type_(schema: &Schema, read: &Type) -> Value {
    match read {
        Type::Bool(_) => json!("Bool"),
        Type::Long => json!("Long"),
        Type::String => json!("String"),
        Type::Extension(extension) => json!(extension.as_str()),
        Type::Set(element) => json!({"set": type_(schema, element)}),
        Type::Record(record) => json!({"record": attributes(schema, record)}),
        Type::Entity(EntityTypes::One(id)) => {
            json!({"entity": schema.entity_type(*id).name().to_string()})
        }
        Type::Never | Type::Entity(_) => json!("not a type of a schema"),
    }
}
