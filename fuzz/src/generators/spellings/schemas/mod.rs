//! Schemas beside what they mean, in both forms. Declarations are given names that
//! get in the way of others, as far as the language lets them.
//!
//! | module | holds |
//! |---|---|
//! | [`names`] | what a name stands for |
//! | [`text`] | a schema in the Cedar form |
//! | [`json`] | a schema in the JSON form |
//! | [`meaning`] | what a schema means |
//! | [`mistakes`] | declarations that must be refused |

mod json;
mod meaning;
mod mistakes;
mod names;
mod text;

use super::{Speller, Spelling, Syntax};
use crate::generators::validation::schema::{Attribute, Schema, Type};
use names::{BUILTINS, Named, Place};
use serde_json::json;

/// Names that stand for something else elsewhere. Common types may have the lower half.
const ENTITY_NAMES: [&str; 10] = [
    "Bool", "Long", "String", "Set", "Entity", "Boolean", "entity", "type", "ipaddr", "duration",
];
const COMMON_NAMES: [&str; 6] = ["ipaddr", "decimal", "datetime", "context", "type", "tags"];
const NAMESPACES: [&str; 5] = ["K", "N::N", "N::K", "Long", "User"];
const ACTION_IDS: [&str; 4] = ["", "a\"b", "Action", "principal"];

impl Speller<'_, '_> {
    /// A schema, in one of the forms.
    pub(super) fn schema(&mut self) -> Spelling {
        let mut schema = Schema::generate(self.choices);
        self.make_alike(&mut schema);
        for _ in 0..self.choices.below(4) {
            self.rename(&mut schema);
        }
        make_sayable(&mut schema);
        let is_wrong = self.mistakes > 0 && self.choices.chance(70);
        let mistake = mistakes::TEXTS[self.choices.below(mistakes::TEXTS.len())];
        let as_text = match self.choices.chance(60) {
            true => self.schema_text(&schema, is_wrong.then_some(mistake)),
            false => None,
        };
        let (syntax, text) = match as_text {
            Some(text) => (Syntax::SchemaText, text),
            None => {
                let mut json = self.schema_json(&schema);
                if is_wrong {
                    mistakes::spoil(self.choices, &mut json);
                }
                (Syntax::SchemaJson, json.to_string())
            }
        };
        Spelling {
            syntax,
            text,
            meaning: (!is_wrong).then(|| meaning::meaning(&schema)),
            parts: Vec::new(),
        }
    }

    /// Nothing but what must be refused, which takes no time to draw.
    pub(super) fn schema_to_refuse(&mut self) -> Spelling {
        let (syntax, text) = match self.choices.below(10) {
            0..6 => {
                let mistake = mistakes::TEXTS[self.choices.below(mistakes::TEXTS.len())];
                (Syntax::SchemaText, mistake.to_owned())
            }
            6 => {
                let count = mistakes::JSON_TEXTS.len();
                let mistake = mistakes::JSON_TEXTS[self.choices.below(count)];
                (Syntax::SchemaJson, mistake.to_owned())
            }
            _ => {
                let mut schema = json!({});
                mistakes::spoil(self.choices, &mut schema);
                (Syntax::SchemaJson, schema.to_string())
            }
        };
        Spelling::to_be_refused(syntax, text)
    }

    /// Makes declarations the same, which can then be written as one, and contexts and
    /// attributes the same as common types.
    fn make_alike(&mut self, schema: &mut Schema) {
        let types = schema.entity_types.len();
        let (from, to) = (self.choices.below(types), self.choices.below(types));
        if self.choices.chance(40) {
            let name = schema.entity_types[to].name.clone();
            schema.entity_types[to] = schema.entity_types[from].clone();
            schema.entity_types[to].name = name;
        }
        let actions = schema.actions.len();
        let (from, to) = (self.choices.below(actions), self.choices.below(actions));
        // INVARIANT: groups come before what is in them.
        if from < to && self.choices.chance(40) {
            let (namespace, id) = (schema.actions[to].namespace, schema.actions[to].id);
            schema.actions[to] = schema.actions[from].clone();
            schema.actions[to].namespace = namespace;
            schema.actions[to].id = id;
        }
        let records = schema.common_types.iter();
        let records: Vec<Vec<Attribute>> = records
            .filter_map(|common| match schema.resolved(&common.definition) {
                Type::Record(attributes) => Some(attributes.clone()),
                _ => None,
            })
            .collect();
        for action in &mut schema.actions {
            if let (Some(record), true) = (self.choices.pick(&records), self.choices.chance(40))
                && !action.principals.is_empty()
            {
                action.context.clone_from(record);
            }
        }
        for declared in &mut schema.entity_types {
            if let (Some(record), true) = (self.choices.pick(&records), self.choices.chance(20))
                && declared.enum_ids.is_none()
            {
                declared.attributes.clone_from(record);
            }
        }
    }

    /// Gives a declaration another name, if that is allowed.
    fn rename(&mut self, schema: &mut Schema) {
        let before = schema.clone();
        let type_ = self.choices.below(schema.entity_types.len());
        match self.choices.below(6) {
            0 | 1 => {
                let name = ENTITY_NAMES[self.choices.below(ENTITY_NAMES.len())];
                schema.entity_types[type_].name.basename = name;
            }
            2 if !schema.common_types.is_empty() => {
                let common = self.choices.below(schema.common_types.len());
                let name = COMMON_NAMES[self.choices.below(COMMON_NAMES.len())];
                schema.common_types[common].name.basename = name;
            }
            3 if !schema.common_types.is_empty() => {
                let common = self.choices.below(schema.common_types.len());
                schema.entity_types[type_].name = schema.common_types[common].name.clone();
            }
            4 => {
                let name = NAMESPACES[self.choices.below(NAMESPACES.len())];
                let namespace = self.choices.below(schema.namespaces.len());
                let is_new = !schema.namespaces.contains(&name);
                if is_new && !schema.namespaces[namespace].is_empty() {
                    schema.namespaces[namespace] = name;
                }
            }
            _ => {
                let action = self.choices.below(schema.actions.len());
                let other = self.choices.below(schema.actions.len());
                schema.actions[action].id = match self.choices.chance(50) {
                    true => schema.actions[other].id,
                    false => ACTION_IDS[self.choices.below(ACTION_IDS.len())],
                };
            }
        }
        if !names::are_allowed(schema) {
            *schema = before;
        }
    }

    /// A common type that stands for the record with these attributes.
    fn common_type_of(&mut self, schema: &Schema, attributes: &[Attribute]) -> Option<usize> {
        let record = Type::Record(attributes.to_vec());
        let common = 0..schema.common_types.len();
        let fitting: Vec<usize> = common
            .filter(|index| schema.is_same(&Type::Common(*index), &record))
            .collect();
        self.choices.pick(&fitting).copied()
    }
}

/// Puts other types where a type of actions has no name: that of the empty namespace has
/// none within a namespace with actions of its own.
fn make_sayable(schema: &mut Schema) {
    let names = schema.clone();
    for common in &mut schema.common_types {
        make_type_sayable(&names, &mut common.definition, common.name.namespace);
    }
    for declared in &mut schema.entity_types {
        let within = declared.name.namespace;
        let attributes = declared.attributes.iter_mut();
        let values = attributes.map(|attribute| &mut attribute.value);
        for value in values.chain(&mut declared.tags) {
            make_type_sayable(&names, value, within);
        }
    }
    for action in &mut schema.actions {
        for attribute in &mut action.context {
            make_type_sayable(&names, &mut attribute.value, action.namespace);
        }
    }
}

fn make_type_sayable(schema: &Schema, written: &mut Type, within: usize) {
    match written {
        Type::Set(element) => make_type_sayable(schema, element, within),
        Type::Record(attributes) => {
            for attribute in attributes {
                make_type_sayable(schema, &mut attribute.value, within);
            }
        }
        Type::Action(namespace) => {
            let named = Named::Action(*namespace);
            if names::names_of(schema, named, within, Place::Any).is_empty() {
                *written = Type::Bool;
            }
        }
        _ => {}
    }
}

/// What a type that is neither a set nor a record is called.
///
/// # Panics
///
/// If it is one of these.
fn named(type_: &Type) -> Named {
    let builtin = |name: &str| BUILTINS.into_iter().find(|builtin| *builtin == name);
    let named = match type_ {
        Type::Bool => builtin("Bool").map(Named::Builtin),
        Type::Long => builtin("Long").map(Named::Builtin),
        Type::String => builtin("String").map(Named::Builtin),
        Type::Extension(name) => builtin(name).map(Named::Builtin),
        Type::Entity(index) => Some(Named::Entity(*index)),
        Type::Action(namespace) => Some(Named::Action(*namespace)),
        Type::Common(index) => Some(Named::Common(*index)),
        Type::Set(_) | Type::Record(_) => None,
    };
    named.expect("sets and records are written out")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::seeded_bytes;
    use crate::choices::Choices;
    use cedar_validator::Schema as Read;

    fn schemas(mistakes: usize) -> impl Iterator<Item = Spelling> {
        (0..2_000).map(move |seed| {
            let bytes = seeded_bytes(seed);
            let mut choices = Choices::new(&bytes);
            let mut speller = Speller {
                choices: &mut choices,
                mistakes,
            };
            speller.schema()
        })
    }

    #[test]
    fn each_mistake_is_refused_alone() {
        for text in mistakes::TEXTS {
            assert!(Read::from_cedar_text(text).is_err(), "{text}");
        }
        for text in mistakes::JSON_TEXTS {
            assert!(Read::from_json_str(text).is_err(), "{text}");
        }
        for json in mistakes::JSON {
            let text = format!("{{\"Zz\": {json}}}");
            assert!(Read::from_json_str(&text).is_err(), "{text}");
        }
    }

    /// In the right place each mistake is the only one: without it, all is well.
    #[test]
    fn mistakes_in_json_are_json() {
        for json in mistakes::JSON {
            assert!(
                serde_json::from_str::<serde_json::Value>(json).is_ok(),
                "{json}"
            );
        }
    }

    #[test]
    fn names_get_in_the_way_of_each_other() {
        let texts: Vec<String> = schemas(0).map(|spelling| spelling.text).collect();
        for form in [
            "entity Long",
            "type ipaddr",
            "__cedar::Long",
            "\"__cedar::ipaddr\"",
            "namespace N::N",
            "attributes {}",
            "appliesTo",
            "context : Info",
            "@__cedar",
        ] {
            let count = texts.iter().filter(|text| text.contains(form)).count();
            assert!(count >= 5, "`{form}` occurs in {count} schemas");
        }
    }
}
