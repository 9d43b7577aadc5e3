//! A schema in the JSON form, in any of the ways to write it.

use super::names::{self, Named, Place, name_of};
use super::{Speller, named};
use crate::generators::validation::schema::{
    Action, Attribute, EntityIndex, EntityType, Schema, Type,
};
use serde_json::{Map, Value, json};

impl Speller<'_, '_> {
    pub(super) fn schema_json(&mut self, schema: &Schema) -> Value {
        let mut namespaces = Map::new();
        for (namespace, name) in schema.namespaces.iter().enumerate() {
            let json = self.namespace_json(schema, namespace);
            namespaces.insert((*name).to_owned(), json);
        }
        Value::Object(namespaces)
    }

    fn namespace_json(&mut self, schema: &Schema, namespace: usize) -> Value {
        let mut common = Map::new();
        for declared in &schema.common_types {
            if declared.name.namespace == namespace {
                let definition = self.type_json(schema, &declared.definition, namespace);
                common.insert(declared.name.basename.to_owned(), definition);
            }
        }
        let mut entities = Map::new();
        for declared in &schema.entity_types {
            if declared.name.namespace == namespace {
                let json = self.entity_json(schema, declared);
                entities.insert(declared.name.basename.to_owned(), json);
            }
        }
        let mut actions = Map::new();
        for declared in &schema.actions {
            if declared.namespace == namespace {
                let json = self.action_json(schema, declared);
                actions.insert(declared.id.to_owned(), json);
            }
        }
        let mut json = json!({"entityTypes": entities, "actions": actions});
        if !common.is_empty() || self.choices.chance(50) {
            json["commonTypes"] = Value::Object(common);
        }
        // The empty one has no place for annotations in the other form.
        if !schema.namespaces[namespace].is_empty() {
            self.annotate(&mut json);
        }
        json
    }

    fn entity_json(&mut self, schema: &Schema, declared: &EntityType) -> Value {
        let within = declared.name.namespace;
        let mut json = json!({});
        if let Some(ids) = &declared.enum_ids {
            json["enum"] = json!(ids);
            self.annotate(&mut json);
            return json;
        }
        if !declared.parents.is_empty() || self.choices.chance(50) {
            json["memberOfTypes"] = self.entity_list_json(schema, &declared.parents, within);
        }
        if !declared.attributes.is_empty() || self.choices.chance(50) {
            json["shape"] = self.record_or_name(schema, &declared.attributes, within);
        }
        if let Some(tags) = &declared.tags {
            json["tags"] = self.type_json(schema, tags, within);
        }
        self.annotate(&mut json);
        json
    }

    fn action_json(&mut self, schema: &Schema, declared: &Action) -> Value {
        let within = declared.namespace;
        let mut json = json!({});
        let mut groups = Vec::new();
        for group in &declared.groups {
            let mut json = json!({ "id": schema.actions[*group].id });
            let types = names::types_of_group(schema, *group, within);
            if let Some(Some(type_)) = self.choices.pick(&types) {
                json["type"] = json!(type_);
            }
            groups.push(json);
        }
        if !groups.is_empty() || self.choices.chance(50) {
            json["memberOf"] = json!(groups);
        }
        if !declared.principals.is_empty() {
            json["appliesTo"] = json!({
                "principalTypes": self.entity_list_json(schema, &declared.principals, within),
                "resourceTypes": self.entity_list_json(schema, &declared.resources, within),
            });
            if !declared.context.is_empty() || self.choices.chance(50) {
                let context = self.record_or_name(schema, &declared.context, within);
                json["appliesTo"]["context"] = context;
            }
        } else if self.choices.chance(20) {
            json["appliesTo"] = Value::Null;
        }
        self.annotate(&mut json);
        json
    }

    fn annotate(&mut self, json: &mut Value) {
        if self.choices.chance(10) {
            json["annotations"] = json!({"doc": "a", "if": ""});
        }
    }

    fn entity_list_json(&mut self, schema: &Schema, types: &[EntityIndex], within: usize) -> Value {
        types
            .iter()
            .map(|index| self.entity_name_in_list(schema, *index, within))
            .collect()
    }

    /// The name of an entity type where only these may stand; it always has one.
    pub(super) fn entity_name_in_list(
        &mut self,
        schema: &Schema,
        index: EntityIndex,
        within: usize,
    ) -> String {
        let entity = Named::Entity(index);
        name_of(self.choices, schema, entity, within, Place::Entity)
            .unwrap_or_else(|| schema.entity_name(index))
    }

    fn record_json(&mut self, schema: &Schema, attributes: &[Attribute], within: usize) -> Value {
        let mut json = Map::new();
        for attribute in attributes {
            let mut value = self.type_json(schema, &attribute.value, within);
            if !attribute.required || self.choices.chance(20) {
                value["required"] = json!(attribute.required);
            }
            self.annotate(&mut value);
            json.insert(attribute.name.to_owned(), value);
        }
        let mut json = json!({"type": "Record", "attributes": json});
        if self.choices.chance(10) {
            json["additionalAttributes"] = json!(false);
        }
        json
    }

    /// A record, or the name of a common type that stands for it.
    fn record_or_name(
        &mut self,
        schema: &Schema,
        attributes: &[Attribute],
        within: usize,
    ) -> Value {
        match self.common_type_of(schema, attributes) {
            Some(index) if self.choices.chance(60) => {
                self.type_json(schema, &Type::Common(index), within)
            }
            _ => self.record_json(schema, attributes, within),
        }
    }

    fn type_json(&mut self, schema: &Schema, written: &Type, within: usize) -> Value {
        let named = match written {
            Type::Set(element) => {
                let element = self.type_json(schema, element, within);
                return json!({"type": "Set", "element": element});
            }
            Type::Record(attributes) => return self.record_json(schema, attributes, within),
            other => named(other),
        };
        let own = match written {
            Type::Bool => Some(json!({"type": "Boolean"})),
            Type::Long => Some(json!({"type": "Long"})),
            Type::String => Some(json!({"type": "String"})),
            Type::Extension(name) => Some(json!({"type": "Extension", "name": name})),
            Type::Entity(_) | Type::Action(_) => {
                name_of(self.choices, schema, named, within, Place::Entity)
                    .map(|name| json!({"type": "Entity", "name": name}))
            }
            _ => None,
        };
        let any = name_of(self.choices, schema, named, within, Place::Any);
        let common = name_of(self.choices, schema, named, within, Place::Common)
            .filter(|name| Some(name) == any.as_ref())
            .map(|name| json!({ "type": name }));
        let any = any.map(|name| json!({"type": "EntityOrCommon", "name": name}));
        let ways: Vec<Value> = own.into_iter().chain(any).chain(common).collect();
        self.choices.pick(&ways).cloned().unwrap_or_default()
    }
}
