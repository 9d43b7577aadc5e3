//! A schema in the Cedar form, in any of the ways to write it.

use super::names::{self, Named, Place, name_of};
use super::{Speller, named};
use crate::generators::validation::schema::{
    Action, Attribute, EntityIndex, EntityType, Schema, Type,
};

/// Words that no name may be without quotes.
const RESERVED: [&str; 10] = [
    "true", "false", "if", "then", "else", "in", "is", "like", "has", "__cedar",
];

impl Speller<'_, '_> {
    /// The schema, with one of `mistakes` among its declarations; `None` if something has
    /// no name in this form.
    pub(super) fn schema_text(&mut self, schema: &Schema, mistake: Option<&str>) -> Option<String> {
        let mut blocks: Vec<String> = Vec::new();
        if let Some(mistake) = mistake {
            blocks.push(mistake.to_owned());
        }
        for (namespace, name) in schema.namespaces.iter().enumerate() {
            let mut declarations = self.declarations(schema, namespace)?;
            match *name {
                "" => blocks.append(&mut declarations),
                name => {
                    self.shuffle(&mut declarations);
                    let annotations = self.some_annotations();
                    let mut words = vec![annotations.as_str(), "namespace", name, "{"];
                    words.extend(declarations.iter().map(String::as_str));
                    words.push("}");
                    blocks.push(self.words(&words));
                }
            }
        }
        self.shuffle(&mut blocks);
        let words: Vec<&str> = blocks.iter().map(String::as_str).collect();
        Some(self.joined(&words))
    }

    fn declarations(&mut self, schema: &Schema, namespace: usize) -> Option<Vec<String>> {
        let mut declarations = Vec::new();
        let common = schema.common_types.iter();
        for declared in common.filter(|declared| declared.name.namespace == namespace) {
            let definition = self.type_text(schema, &declared.definition, namespace)?;
            let annotations = self.some_annotations();
            let name = declared.name.basename;
            declarations.push(self.words(&[&annotations, "type", name, "=", &definition, ";"]));
        }
        let entities: Vec<&EntityType> = schema.entity_types.iter().collect();
        let entities = grouped(&entities, |a, b| {
            a.name.namespace == namespace
                && b.name.namespace == namespace
                && (&a.enum_ids, &a.parents, &a.attributes, &a.tags)
                    == (&b.enum_ids, &b.parents, &b.attributes, &b.tags)
        });
        for group in entities {
            if group[0].name.namespace == namespace {
                declarations.push(self.entity_text(schema, &group)?);
            }
        }
        let actions: Vec<&Action> = schema.actions.iter().collect();
        let actions = grouped(&actions, |a, b| {
            a.namespace == namespace
                && b.namespace == namespace
                && (&a.groups, &a.principals, &a.resources, &a.context)
                    == (&b.groups, &b.principals, &b.resources, &b.context)
        });
        for group in actions {
            if group[0].namespace == namespace {
                declarations.push(self.action_text(schema, &group)?);
            }
        }
        Some(declarations)
    }

    fn entity_text(&mut self, schema: &Schema, group: &[&EntityType]) -> Option<String> {
        let annotations = self.some_annotations();
        let names = group
            .iter()
            .map(|declared| declared.name.basename.to_owned());
        let names = self.list(names.collect());
        let mut words = vec![annotations, "entity".to_owned(), names];
        let declared = group[0];
        if let Some(ids) = &declared.enum_ids {
            let ids = ids.iter().map(|id| self.quoted(id)).collect();
            let ids = self.list(ids);
            words.extend(["enum", "[", &ids, "]", ";"].map(str::to_owned));
            return Some(self.owned_words(&words));
        }
        let within = declared.name.namespace;
        if !declared.parents.is_empty() || self.choices.chance(20) {
            words.push("in".to_owned());
            words.push(self.entity_list(schema, &declared.parents, within));
        }
        if !declared.attributes.is_empty() || self.choices.chance(50) {
            if self.choices.chance(30) {
                words.push("=".to_owned());
            }
            words.push(self.record_text(schema, &declared.attributes, within)?);
        }
        if let Some(tags) = &declared.tags {
            words.push("tags".to_owned());
            words.push(self.type_text(schema, tags, within)?);
        }
        words.push(";".to_owned());
        Some(self.owned_words(&words))
    }

    fn action_text(&mut self, schema: &Schema, group: &[&Action]) -> Option<String> {
        let annotations = self.some_annotations();
        let names = group.iter().map(|declared| self.name_text(declared.id));
        let names = names.collect();
        let mut words = vec![annotations, "action".to_owned(), self.list(names)];
        let declared = group[0];
        let within = declared.namespace;
        if !declared.groups.is_empty() {
            let mut groups = Vec::new();
            for group in &declared.groups {
                groups.push(self.group_text(schema, *group, within));
            }
            let bare = groups.len() == 1 && self.choices.chance(50);
            let groups = self.list(groups);
            words.push("in".to_owned());
            words.push(match bare {
                true => groups,
                false => self.joined(&["[", &groups, "]"]),
            });
        }
        if !declared.principals.is_empty() {
            let principals = self.entity_list(schema, &declared.principals, within);
            let resources = self.entity_list(schema, &declared.resources, within);
            let mut fields = vec![
                self.joined(&["principal", ":", &principals]),
                self.joined(&["resource", ":", &resources]),
            ];
            if !declared.context.is_empty() || self.choices.chance(50) {
                let context = self.context_text(schema, declared)?;
                fields.push(self.joined(&["context", ":", &context]));
            }
            self.shuffle(&mut fields);
            let mut fields = self.list(fields);
            if self.choices.chance(30) {
                fields.push(',');
            }
            words.extend(["appliesTo", "{", &fields, "}"].map(str::to_owned));
        }
        if self.choices.chance(10) {
            words.push("attributes {}".to_owned());
        }
        words.push(";".to_owned());
        Some(self.owned_words(&words))
    }

    fn group_text(&mut self, schema: &Schema, group: usize, within: usize) -> String {
        let id = schema.actions[group].id;
        let types = names::types_of_group(schema, group, within);
        match self.choices.pick(&types).cloned().flatten() {
            Some(type_) => format!("{type_}::{}", self.quoted(id)),
            None => self.name_text(id),
        }
    }

    fn context_text(&mut self, schema: &Schema, declared: &Action) -> Option<String> {
        let within = declared.namespace;
        match self.common_type_of(schema, &declared.context) {
            Some(index) if self.choices.chance(60) => {
                self.type_text(schema, &Type::Common(index), within)
            }
            _ => self.record_text(schema, &declared.context, within),
        }
    }

    fn entity_list(&mut self, schema: &Schema, types: &[EntityIndex], within: usize) -> String {
        let names: Vec<String> = types
            .iter()
            .map(|index| self.entity_name_in_list(schema, *index, within))
            .collect();
        match names.as_slice() {
            [one] if self.choices.chance(50) => one.clone(),
            _ => {
                let names = self.list(names);
                self.joined(&["[", &names, "]"])
            }
        }
    }

    fn record_text(
        &mut self,
        schema: &Schema,
        attributes: &[Attribute],
        within: usize,
    ) -> Option<String> {
        let mut texts = Vec::new();
        for attribute in attributes {
            // Of attributes with one name the last counts.
            if self.choices.chance(4) {
                let named = Named::Builtin("Long");
                let other = name_of(self.choices, schema, named, within, Place::Any)?;
                texts.push(self.attribute_text(attribute.name, attribute.required, &other));
            }
            let value = self.type_text(schema, &attribute.value, within)?;
            texts.push(self.attribute_text(attribute.name, !attribute.required, &value));
        }
        let mut fields = self.list(texts);
        if !attributes.is_empty() && self.choices.chance(30) {
            fields.push(',');
        }
        Some(self.words(&["{", &fields, "}"]))
    }

    fn attribute_text(&mut self, name: &str, optional: bool, value: &str) -> String {
        let annotations = self.some_annotations();
        let name = self.name_text(name);
        let mark = if optional { "?" } else { "" };
        match self.choices.chance(50) {
            true => self.words(&[&annotations, &format!("{name}{mark}: {value}")]),
            false => self.words(&[&annotations, &name, mark, ":", value]),
        }
    }

    fn type_text(&mut self, schema: &Schema, written: &Type, within: usize) -> Option<String> {
        match written {
            Type::Set(element) => {
                let element = self.type_text(schema, element, within)?;
                Some(match self.choices.chance(50) {
                    true => format!("Set<{element}>"),
                    false => self.joined(&["Set", "<", &element, ">"]),
                })
            }
            Type::Record(attributes) => self.record_text(schema, attributes, within),
            other => name_of(self.choices, schema, named(other), within, Place::Any),
        }
    }

    fn some_annotations(&mut self) -> String {
        match self.choices.chance(15) {
            true => self.annotations().0,
            false => String::new(),
        }
    }

    /// A name with quotes, or without where it can be.
    fn name_text(&mut self, name: &str) -> String {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let is_identifier = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(is_word)
            && !RESERVED.contains(&name);
        match is_identifier && self.choices.chance(60) {
            true => name.to_owned(),
            false => self.quoted(name),
        }
    }

    fn quoted(&mut self, text: &str) -> String {
        let characters: String = text.chars().map(|c| self.spelled(c)).collect();
        format!("\"{characters}\"")
    }

    /// With commas between.
    fn list(&mut self, items: Vec<String>) -> String {
        let mut words: Vec<&str> = Vec::new();
        for item in &items {
            if !words.is_empty() {
                words.push(",");
            }
            words.push(item);
        }
        self.joined(&words)
    }

    fn owned_words(&mut self, words: &[String]) -> String {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        self.words(&words)
    }

    /// The words that are there, put together.
    fn words(&mut self, words: &[&str]) -> String {
        let words: Vec<&str> = words.iter().filter(|w| !w.is_empty()).copied().collect();
        self.joined(&words)
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for index in 1..items.len() {
            items.swap(index, self.choices.below(index + 1));
        }
    }
}

/// The items, those that are alike together.
fn grouped<'a, T>(items: &[&'a T], are_alike: impl Fn(&T, &T) -> bool) -> Vec<Vec<&'a T>> {
    let mut groups: Vec<Vec<&T>> = Vec::new();
    for item in items {
        match groups.iter_mut().find(|group| are_alike(group[0], item)) {
            Some(group) => group.push(item),
            None => groups.push(vec![item]),
        }
    }
    groups
}
