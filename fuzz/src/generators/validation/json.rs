//! A schema in the JSON form.

use super::schema::{Action, Attribute, EntityIndex, EntityType, Schema, Type};
use crate::choices::Choices;
use serde_json::{Map, Value, json};

impl Schema {
    /// The schema in the JSON form. There are several ways to write a type, of
    /// which each is chosen at times.
    pub fn to_json(&self, choices: &mut Choices<'_>) -> Value {
        let mut namespaces = Map::new();
        for (namespace, name) in self.namespaces.iter().enumerate() {
            namespaces.insert((*name).to_owned(), self.namespace_json(namespace, choices));
        }
        Value::Object(namespaces)
    }

    fn namespace_json(&self, namespace: usize, choices: &mut Choices<'_>) -> Value {
        let common: Map<_, _> = self
            .common_types
            .iter()
            .filter(|declared| declared.name.namespace == namespace)
            .map(|declared| {
                let definition = self.type_json(&declared.definition, namespace, choices);
                (declared.name.basename.to_owned(), definition)
            })
            .collect();
        let entities: Map<_, _> = self
            .entity_types
            .iter()
            .filter(|declared| declared.name.namespace == namespace)
            .map(|declared| {
                let json = self.entity_json(declared, choices);
                (declared.name.basename.to_owned(), json)
            })
            .collect();
        let actions: Map<_, _> = self
            .actions
            .iter()
            .filter(|declared| declared.namespace == namespace)
            .map(|declared| (declared.id.to_owned(), self.action_json(declared, choices)))
            .collect();
        json!({"commonTypes": common, "entityTypes": entities, "actions": actions})
    }

    fn entity_json(&self, declared: &EntityType, choices: &mut Choices<'_>) -> Value {
        if let Some(ids) = &declared.enum_ids {
            return json!({ "enum": ids });
        }
        let namespace = declared.name.namespace;
        let mut json = json!({
            "memberOfTypes": self.entity_list_json(&declared.parents, namespace),
            "shape": self.record_json(&declared.attributes, namespace, choices),
        });
        if let Some(tags) = &declared.tags {
            json["tags"] = self.type_json(tags, namespace, choices);
        }
        json
    }

    fn action_json(&self, declared: &Action, choices: &mut Choices<'_>) -> Value {
        let groups: Vec<Value> = declared
            .groups
            .iter()
            .map(|group| {
                let group = &self.actions[*group];
                match group.namespace == declared.namespace && choices.chance(50) {
                    true => json!({ "id": group.id }),
                    false => json!({"id": group.id, "type": self.action_type(group.namespace)}),
                }
            })
            .collect();
        let mut json = json!({ "memberOf": groups });
        if !declared.principals.is_empty() {
            json["appliesTo"] = json!({
                "principalTypes": self.entity_list_json(&declared.principals, declared.namespace),
                "resourceTypes": self.entity_list_json(&declared.resources, declared.namespace),
                "context": self.record_json(&declared.context, declared.namespace, choices),
            });
        }
        json
    }

    fn entity_list_json(&self, types: &[EntityIndex], within: usize) -> Vec<String> {
        types
            .iter()
            .map(|index| self.reference(&self.entity_types[index.0].name, within))
            .collect()
    }

    fn record_json(
        &self,
        attributes: &[Attribute],
        within: usize,
        choices: &mut Choices<'_>,
    ) -> Value {
        let attributes: Map<_, _> = attributes
            .iter()
            .map(|attribute| {
                let mut json = self.type_json(&attribute.value, within, choices);
                if !attribute.required || choices.chance(20) {
                    json["required"] = json!(attribute.required);
                }
                (attribute.name.to_owned(), json)
            })
            .collect();
        json!({"type": "Record", "attributes": attributes})
    }

    fn type_json(&self, written: &Type, within: usize, choices: &mut Choices<'_>) -> Value {
        let named = |kind: &str, name: String| json!({"type": kind, "name": name});
        let primitive = |own: &str, builtin: &str, choices: &mut Choices<'_>| match choices.below(3)
        {
            0 => json!({ "type": format!("__cedar::{builtin}") }),
            1 => named("EntityOrCommon", builtin.to_owned()),
            _ => json!({ "type": own }),
        };
        match written {
            Type::Bool => primitive("Boolean", "Bool", choices),
            Type::Long => primitive("Long", "Long", choices),
            Type::String => primitive("String", "String", choices),
            Type::Extension(name) => match choices.chance(50) {
                true => named("Extension", (*name).to_owned()),
                false => primitive(name, name, choices),
            },
            Type::Entity(index) => {
                let kind = ["Entity", "EntityOrCommon"][choices.below(2)];
                named(
                    kind,
                    self.reference(&self.entity_types[index.0].name, within),
                )
            }
            Type::Action(namespace) => named("Entity", self.action_type(*namespace)),
            Type::Set(element) => {
                json!({"type": "Set", "element": self.type_json(element, within, choices)})
            }
            Type::Record(attributes) => self.record_json(attributes, within, choices),
            Type::Common(index) => {
                let name = self.reference(&self.common_types[*index].name, within);
                match choices.chance(50) {
                    true => named("EntityOrCommon", name),
                    false => json!({ "type": name }),
                }
            }
        }
    }
}
