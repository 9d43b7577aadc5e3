//! What a schema means: each type and action with its full name and what it is,
//! without any of the names of common types.

use crate::generators::validation::schema::{Action, Attribute, EntityIndex, Schema, Type};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

pub(super) fn meaning(schema: &Schema) -> Value {
    let entity_types = (0..schema.entity_types.len()).map(EntityIndex);
    let mut types: Map<String, Value> = entity_types
        .map(|index| (schema.entity_name(index), entity_type(schema, index)))
        .collect();
    for action in &schema.actions {
        types.insert(schema.action_type(action.namespace), json!("of actions"));
    }
    let actions = (0..schema.actions.len())
        .map(|index| (schema.action_uid(index), action(schema, index)))
        .collect::<Map<_, _>>();
    let groups = schema.actions.iter().flat_map(|action| &action.groups);
    let groups: BTreeSet<String> = groups.map(|group| schema.action_uid(*group)).collect();
    let mut kinds = BTreeSet::new();
    for (index, action) in schema.actions.iter().enumerate() {
        let uid = schema.action_uid(index);
        for principal in &action.principals {
            for resource in &action.resources {
                let [principal, resource] = [principal, resource].map(|t| schema.entity_name(*t));
                kinds.insert(format!("{principal} {uid} {resource}"));
            }
        }
    }
    let all = |of: fn(&Action) -> &Vec<EntityIndex>| -> BTreeSet<String> {
        let types = schema.actions.iter().flat_map(of);
        types.map(|index| schema.entity_name(*index)).collect()
    };
    let requests = json!({
        "kinds": kinds,
        "principals": all(|action| &action.principals),
        "resources": all(|action| &action.resources),
    });
    json!({
        "types": types,
        "actions": actions,
        "groups": groups,
        "requests": requests,
        "requests of each pair": kinds,
    })
}

fn entity_type(schema: &Schema, index: EntityIndex) -> Value {
    let declared = &schema.entity_types[index.0];
    let parents = |of: usize| schema.entity_types[of].parents.iter().map(|p| p.0);
    let ancestors = reached(index.0, |of| parents(of).collect());
    let names = |types: BTreeSet<usize>| -> BTreeSet<String> {
        let names = types.into_iter().map(EntityIndex);
        names.map(|index| schema.entity_name(index)).collect()
    };
    json!({
        "parents": names(parents(index.0).collect()),
        "ancestors": names(ancestors),
        "ids": declared.enum_ids.as_ref().map(|ids| ids.iter().collect::<BTreeSet<_>>()),
        "attributes": attributes(schema, &declared.attributes),
        "tags": declared.tags.as_ref().map(|tags| type_(schema, tags)),
    })
}

fn action(schema: &Schema, index: usize) -> Value {
    let declared = &schema.actions[index];
    let groups = reached(index, |of| schema.actions[of].groups.clone());
    let groups: BTreeSet<String> = groups.into_iter().map(|g| schema.action_uid(g)).collect();
    let names = |types: &[EntityIndex]| -> BTreeSet<String> {
        types.iter().map(|t| schema.entity_name(*t)).collect()
    };
    json!({
        "groups": groups,
        "principals": names(&declared.principals),
        "resources": names(&declared.resources),
        "context": attributes(schema, &declared.context),
    })
}

/// What is reached from `start` in one step or more.
fn reached(start: usize, next: impl Fn(usize) -> Vec<usize>) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut waiting = next(start);
    while let Some(index) = waiting.pop() {
        if reached.insert(index) {
            waiting.extend(next(index));
        }
    }
    reached
}

fn attributes(schema: &Schema, attributes: &[Attribute]) -> Value {
    let attributes = attributes.iter().map(|attribute| {
        let value = type_(schema, &attribute.value);
        let meant = json!({"type": value, "required": attribute.required});
        (attribute.name.to_owned(), meant)
    });
    Value::Object(attributes.collect())
}

fn type_(schema: &Schema, written: &Type) -> Value {
    match schema.resolved(written) {
        Type::Bool => json!("Bool"),
        Type::Long => json!("Long"),
        Type::String => json!("String"),
        Type::Extension(name) => json!(name),
        Type::Entity(index) => json!({"entity": schema.entity_name(*index)}),
        Type::Action(namespace) => json!({"entity": schema.action_type(*namespace)}),
        Type::Set(element) => json!({"set": type_(schema, element)}),
        Type::Record(fields) => json!({"record": attributes(schema, fields)}),
        Type::Common(_) => unreachable!("resolved types are no common types"),
    }
}
