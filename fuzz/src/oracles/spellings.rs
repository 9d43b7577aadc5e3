//! The readers must make of a text what it means, or refuse it: the meaning was put
//! together with the text, see [`crate::generators::spellings`].

use super::Comparison;
use crate::generators::spellings::{Spelling, Syntax};
use crate::question::Question;
use crate::report::differences;
use cedar_core::json::ToJsonError;
use cedar_parser::{ParsedPolicy, parse_expression, parse_policies};
use cedar_validator::schema::{Action, EntityType, EntityTypeId};
use cedar_validator::types::{EntityTypes, RecordType, Type};
use cedar_validator::{Schema, SchemaFragment};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

const REFUSED: &str = "refused\n";

/// Reads the text.
pub fn compare(spelling: &Spelling) -> Comparison {
    let mut comparison = Comparison::default();
    let read = match read(spelling) {
        None => REFUSED.to_owned(),
        Some(Ok(json)) => written(json),
        Some(Err(error)) => format!("no JSON: {error}\n"),
    };
    let meant = match &spelling.meaning {
        None => REFUSED.to_owned(),
        Some(meaning) => written(meaning.clone()),
    };
    let question = || spelling.text.clone();
    comparison.record_between(["read", "meant"], question, read, Ok(meant));
    if let Some(meant) = &spelling.meaning {
        compare_conversions(spelling, meant, &mut comparison);
    }
    comparison
}

/// What the reader makes of the text, in JSON; `None` if it refuses it.
fn read(spelling: &Spelling) -> Option<Result<Value, ToJsonError>> {
    match spelling.syntax {
        Syntax::Expression => {
            let expr = parse_expression(&spelling.text).ok()?;
            Some(expr.to_json().map(json_value))
        }
        Syntax::Policies => {
            let policies = parse_policies(&spelling.text).ok()?;
            let bodies = policies.iter().map(|policy| match policy {
                ParsedPolicy::Static(policy) => policy.body(),
                ParsedPolicy::Template(template) => template.body(),
            });
            Some(bodies.map(|body| body.to_json().map(json_value)).collect())
        }
        Syntax::SchemaText | Syntax::SchemaJson => fragment(spelling)
            .and_then(|fragment| meaning_of(&fragment))
            .map(Ok),
    }
}

fn fragment(spelling: &Spelling) -> Option<SchemaFragment> {
    match spelling.syntax {
        Syntax::SchemaText => SchemaFragment::from_cedar_str(&spelling.text).ok(),
        Syntax::SchemaJson => SchemaFragment::from_json_str(&spelling.text).ok(),
        Syntax::Expression | Syntax::Policies => None,
    }
}

/// What is written of a schema must mean the same. Where a common type hides an entity
/// type the Cedar form has no words for it.
fn compare_conversions(spelling: &Spelling, meant: &Value, comparison: &mut Comparison) {
    let Some(fragment) = fragment(spelling) else {
        return;
    };
    let text = fragment.to_cedar().ok();
    let text = text.map(|text| SchemaFragment::from_cedar_str(&text).ok());
    let json = serde_json::to_string(&fragment.to_json()).ok();
    let json = json.map(|json| SchemaFragment::from_json_str(&json).ok());
    for (form, again) in [("as text", text), ("as JSON", json)] {
        let Some(again) = again else { continue };
        let read = again.and_then(|again| meaning_of(&again));
        comparison.record_between(
            ["read", "meant"],
            || format!("written {form}: {}", spelling.text),
            read.map_or(REFUSED.to_owned(), written),
            Ok(written(meant.clone())),
        );
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
                false => entity_type(schema, id, declared),
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
    json!({"types": types, "actions": actions})
}

fn entity_type(schema: &Schema, id: EntityTypeId, declared: &EntityType) -> Value {
    let ids = declared.enum_ids();
    json!({
        "parents": names(schema, declared.parents().iter().copied()),
        "ancestors": names(schema, schema.ancestor_types(id)),
        "ids": ids.map(|ids| ids.iter().map(|id| id.as_str()).collect::<BTreeSet<_>>()),
        "attributes": attributes(schema, declared.attributes()),
        "tags": declared.tags().map(|tags| type_(schema, tags)),
    })
}

fn action(schema: &Schema, declared: &Action, groups: &BTreeSet<String>) -> Value {
    json!({
        "groups": groups,
        "principals": names(schema, declared.principals().iter().copied()),
        "resources": names(schema, declared.resources().iter().copied()),
        "context": attributes(schema, declared.context()),
    })
}

fn names(schema: &Schema, ids: impl Iterator<Item = EntityTypeId>) -> BTreeSet<String> {
    ids.map(|id| schema.entity_type(id).name().to_string())
        .collect()
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

fn json_value(json: impl Serialize) -> Value {
    serde_json::to_value(json).unwrap_or_default()
}

/// The JSON in lines, with the characters of patterns one by one.
fn written(json: Value) -> String {
    let json = with_single_characters(json);
    serde_json::to_string_pretty(&json).unwrap_or_default() + "\n"
}

fn with_single_characters(json: Value) -> Value {
    let single = |part: Value| match part.get("Literal").and_then(Value::as_str) {
        Some(text) => text.chars().map(|c| json!({"Literal": c})).collect(),
        None => vec![part],
    };
    match json {
        Value::Array(items) => items.into_iter().map(with_single_characters).collect(),
        Value::Object(fields) => {
            let field = |(key, value): (String, Value)| match (key.as_str(), value) {
                ("pattern", Value::Array(parts)) => {
                    (key, parts.into_iter().flat_map(single).collect())
                }
                (_, value) => (key, with_single_characters(value)),
            };
            Value::Object(fields.into_iter().map(field).collect())
        }
        other => other,
    }
}

impl Question for Spelling {
    fn ask(&self) -> Comparison {
        compare(self)
    }

    fn describe(&self, comparison: &Comparison) -> String {
        format!("== text\n{}\n{}", self.text, differences(comparison))
    }

    fn smaller(&self) -> Box<dyn Iterator<Item = Box<dyn Question>> + '_> {
        let parts = self.parts.iter().cloned();
        Box::new(parts.map(|part| Box::new(part) as Box<dyn Question>))
    }
}
