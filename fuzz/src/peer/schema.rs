//! Schemas: both must accept the same, in both forms, answer the same questions
//! about them, and read what the other writes.

use super::canonical::canonical_with_sets;
use super::known::NOT_WRITTEN;
use super::policy_json::chain;
use super::{Answer, Comparison};
use crate::choices::Choices;
use crate::generators::spellings::{Syntax, generate_schema};
use crate::generators::text::{json_mutation, text_mutation};
use crate::generators::validation::schema::Schema as Generated;
use cedar_policy as theirs;
use cedar_validator::{Schema, SchemaFragment};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The form of a schema.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// Cedar's own.
    Cedar,
    /// JSON.
    Json,
}

/// A generated schema in one of the forms, half of the time with one change.
pub fn generate(bytes: &[u8]) -> (Form, String) {
    let mut choices = Choices::new(bytes);
    if choices.chance(40) {
        let spelling = generate_schema(&mut choices);
        let form = match spelling.syntax {
            Syntax::SchemaJson => Form::Json,
            _ => Form::Cedar,
        };
        return (form, spelling.text);
    }
    let schema = Generated::generate(&mut choices);
    match choices.below(4) {
        0 => (Form::Cedar, schema.to_cedar()),
        1 => {
            let text = schema.to_cedar();
            (Form::Cedar, mutated(&mut choices, &text))
        }
        2 => (Form::Json, schema.to_json(&mut choices).to_string()),
        _ => {
            let json = schema.to_json(&mut choices);
            (Form::Json, json_mutation::mutate(&mut choices, &json))
        }
    }
}

/// One word or one character of the text changed.
fn mutated(choices: &mut Choices<'_>, text: &str) -> String {
    const WORDS: [&str; 30] = [
        "entity",
        "action",
        "type",
        "namespace",
        "in",
        "tags",
        "enum",
        "appliesTo",
        "principal",
        "resource",
        "context",
        "attributes",
        "Set",
        "Long",
        "String",
        "Bool",
        "Action",
        "User",
        "N",
        "__cedar",
        "{",
        "}",
        "[",
        "]",
        ",",
        ";",
        "::",
        "?",
        "<",
        "external",
    ];
    if choices.chance(30) {
        return text_mutation::mutate_characters(choices, text);
    }
    let mut words: Vec<&str> = text.split_inclusive(' ').collect();
    let (at, from) = (choices.below(words.len()), choices.below(words.len()));
    let other = match choices.chance(50) {
        true => words[from],
        false => WORDS[choices.below(WORDS.len())],
    };
    match choices.below(4) {
        0 => {
            words.remove(at);
        }
        1 => words.insert(at, other),
        2 => words.swap(at, from),
        _ => words[at] = other,
    }
    words.join(" ")
}

/// Gives the schema to both sides.
pub fn compare(form: Form, source: &str) -> Comparison {
    let mut comparison = Comparison::default();
    let ours = our_fragment(form, source);
    let theirs = their_fragment(form, source);
    let our_schema = ours.as_ref().map_err(Clone::clone).and_then(our_schema);
    let their_schema = theirs.as_ref().map_err(Clone::clone).and_then(their_schema);
    let answer = |facts: Result<String, &String>| match facts {
        Ok(facts) => Answer::accepted(facts),
        Err(error) => Answer::refused(error),
    };
    comparison.record(
        || format!("{form:?}: {source}"),
        answer(our_schema.as_ref().map(our_facts)),
        answer(their_schema.as_ref().map(their_facts)),
    );
    if let (Ok(ours), Ok(theirs), Ok(_), Ok(_)) = (&ours, &theirs, &our_schema, &their_schema) {
        compare_conversions(&mut comparison, source, ours, theirs);
    }
    comparison
}

/// What each side writes, in both forms, as the other side reads it.
fn compare_conversions(
    comparison: &mut Comparison,
    source: &str,
    ours: &SchemaFragment,
    theirs: &theirs::SchemaFragment,
) {
    for form in [Form::Cedar, Form::Json] {
        let (our_text, their_text) = (our_text(form, ours), their_text(form, theirs));
        let read = |text: &Result<String, String>| match text {
            Err(reason) => Answer {
                verdict: NOT_WRITTEN.to_owned(),
                detail: reason.clone(),
            },
            Ok(text) => meaning(form, text),
        };
        comparison.record(
            || format!("written as {form:?}: {source}"),
            read(&our_text),
            read(&their_text),
        );
    }
}

/// What both sides make of a text that one of them has written.
fn meaning(form: Form, text: &str) -> Answer {
    let ours = our_fragment(form, text).and_then(|fragment| {
        let facts = our_facts(&our_schema(&fragment)?);
        let json = serde_json::to_value(fragment.to_json()).map_err(|error| error.to_string())?;
        Ok(format!("{facts} {}", canonical_with_sets(unified(json))))
    });
    let theirs = their_fragment(form, text).and_then(|fragment| {
        let facts = their_facts(&their_schema(&fragment)?);
        let json = fragment.to_json_value().map_err(|error| chain(&error))?;
        Ok(format!("{facts} {}", canonical_with_sets(unified(json))))
    });
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => Answer::accepted(format!("{ours}\n{theirs}")),
        (ours, theirs) => Answer::refused(format!("{:?} {:?}: {text}", ours.err(), theirs.err())),
    }
}

/// The document without what can be written or not: that there are no groups,
/// that a group is an action, and that an action applies to nothing.
fn unified(mut json: Value) -> Value {
    match &mut json {
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| *item = unified(item.take())),
        Value::Object(fields) => {
            fields.retain(|key, field| match key.as_str() {
                "memberOf" => *field != json!([]),
                "appliesTo" => ["principalTypes", "resourceTypes"]
                    .iter()
                    .any(|name| field.get(name) != Some(&json!([]))),
                _ => true,
            });
            for (key, field) in fields.iter_mut() {
                if key == "memberOf" {
                    for group in field.as_array_mut().into_iter().flatten() {
                        if group.get("type") == Some(&json!("Action"))
                            && let Some(group) = group.as_object_mut()
                        {
                            group.remove("type");
                        }
                    }
                }
                *field = unified(field.take());
            }
        }
        _ => {}
    }
    json
}

fn our_fragment(form: Form, source: &str) -> Result<SchemaFragment, String> {
    match form {
        Form::Cedar => SchemaFragment::from_cedar_str(source).map_err(|error| error.to_string()),
        Form::Json => SchemaFragment::from_json_str(source).map_err(|error| error.to_string()),
    }
}

fn their_fragment(form: Form, source: &str) -> Result<theirs::SchemaFragment, String> {
    match form {
        Form::Cedar => theirs::SchemaFragment::from_cedarschema_str(source)
            .map(|(fragment, _)| fragment)
            .map_err(|error| chain(&error)),
        Form::Json => theirs::SchemaFragment::from_json_str(source).map_err(|error| chain(&error)),
    }
}

fn our_schema(fragment: &SchemaFragment) -> Result<Schema, String> {
    Schema::from_fragments([fragment]).map_err(|error| error.to_string())
}

fn their_schema(fragment: &theirs::SchemaFragment) -> Result<theirs::Schema, String> {
    theirs::Schema::from_schema_fragments([fragment.clone()]).map_err(|error| chain(&error))
}

fn our_text(form: Form, fragment: &SchemaFragment) -> Result<String, String> {
    match form {
        Form::Cedar => fragment.to_cedar().map_err(|error| error.to_string()),
        Form::Json => serde_json::to_string(&fragment.to_json()).map_err(|error| error.to_string()),
    }
}

fn their_text(form: Form, fragment: &theirs::SchemaFragment) -> Result<String, String> {
    match form {
        Form::Cedar => fragment.to_cedarschema().map_err(|error| chain(&error)),
        Form::Json => fragment.to_json_string().map_err(|error| chain(&error)),
    }
}

/// What the schema says of itself.
fn our_facts(schema: &Schema) -> String {
    let environments = schema.request_environments().map(|environment| {
        let (principal, resource) = (environment.principal_type, environment.resource_type);
        format!("{principal} {} {resource}", environment.action)
    });
    let groups = schema.action_ids().map(|id| {
        let groups = schema.action_ancestors(id);
        let groups = groups.map(|group| schema.action(group).uid());
        format!("{} in {:?}", schema.action(id).uid(), set(groups))
    });
    let types = || schema.entity_types().map(|declared| declared.name());
    let types = || types().filter(|name| !name.is_action());
    let ancestors = types().map(|name| {
        let ancestors = schema.ancestors(name).into_iter().flatten();
        format!("{name} in {:?}", set(ancestors))
    });
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        set(schema.principals()),
        set(schema.resources()),
        set(schema.actions().map(|action| action.uid())),
        set(schema.action_groups()),
        set(environments),
        set(groups),
        set(types()),
        set(ancestors),
    )
}

/// The same, in the same words.
fn their_facts(schema: &theirs::Schema) -> String {
    let environments = schema.request_envs().map(|environment| {
        format!(
            "{} {} {}",
            environment.principal(),
            environment.action(),
            environment.resource()
        )
    });
    let actions = schema.action_entities().ok();
    let groups = actions.iter().flat_map(|entities| {
        entities.iter().map(|action| {
            let uid = action.uid();
            let groups = entities.ancestors(&uid).into_iter().flatten();
            format!("{uid} in {:?}", set(groups))
        })
    });
    let types = || {
        schema
            .entity_types()
            .filter(|name| name.basename() != "Action")
    };
    let ancestors = types().map(|name| {
        let ancestors = schema.ancestors(name).into_iter().flatten();
        format!("{name} in {:?}", set(ancestors))
    });
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        set(schema.principals()),
        set(schema.resources()),
        set(schema.actions()),
        set(schema.action_groups()),
        set(environments),
        set(groups),
        set(types()),
        set(ancestors),
    )
}

fn set(items: impl IntoIterator<Item = impl ToString>) -> BTreeSet<String> {
    items.into_iter().map(|item| item.to_string()).collect()
}
