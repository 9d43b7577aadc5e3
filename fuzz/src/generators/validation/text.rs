//! A schema in the Cedar form.

use super::schema::{Action, Attribute, EntityType, QualifiedName, Schema, Type};
use std::fmt::Write;

impl Schema {
    /// The schema in the Cedar form. References are as short as they can be.
    pub fn to_cedar(&self) -> String {
        let mut text = String::new();
        for (namespace, name) in self.namespaces.iter().enumerate() {
            let declarations = self.declarations(namespace);
            match *name {
                "" => text.push_str(&declarations),
                name => {
                    let _ = write!(text, "namespace {name} {{\n{declarations}}}\n");
                }
            }
        }
        text
    }

    /// A name of a type as it can be written within a namespace.
    pub(super) fn reference(&self, name: &QualifiedName, within: usize) -> String {
        match name.namespace == within {
            true => name.basename.to_owned(),
            false => self.full_name(name),
        }
    }

    fn declarations(&self, namespace: usize) -> String {
        let mut text = String::new();
        let common = self.common_types.iter();
        for declared in common.filter(|declared| declared.name.namespace == namespace) {
            let definition = self.type_text(&declared.definition, namespace);
            let _ = writeln!(text, "type {} = {definition};", declared.name.basename);
        }
        let entities = self.entity_types.iter();
        for declared in entities.filter(|declared| declared.name.namespace == namespace) {
            let _ = writeln!(text, "{}", self.entity_text(declared));
        }
        let actions = self.actions.iter();
        for declared in actions.filter(|declared| declared.namespace == namespace) {
            let _ = writeln!(text, "{}", self.action_text(declared));
        }
        text
    }

    fn entity_text(&self, declared: &EntityType) -> String {
        let name = &declared.name;
        if let Some(ids) = &declared.enum_ids {
            return format!("entity {} enum {ids:?};", name.basename);
        }
        let mut text = format!("entity {}", name.basename);
        if !declared.parents.is_empty() {
            let parents = self.entity_list(&declared.parents, name.namespace);
            let _ = write!(text, " in [{parents}]");
        }
        let _ = write!(
            text,
            " {}",
            self.record_text(&declared.attributes, name.namespace)
        );
        if let Some(tags) = &declared.tags {
            let _ = write!(text, " tags {}", self.type_text(tags, name.namespace));
        }
        text.push(';');
        text
    }

    fn action_text(&self, declared: &Action) -> String {
        let mut text = format!("action {:?}", declared.id);
        if !declared.groups.is_empty() {
            let groups: Vec<String> = declared
                .groups
                .iter()
                .map(
                    |group| match self.actions[*group].namespace == declared.namespace {
                        true => format!("{:?}", self.actions[*group].id),
                        false => self.action_uid(*group),
                    },
                )
                .collect();
            let _ = write!(text, " in [{}]", groups.join(", "));
        }
        if !declared.principals.is_empty() {
            let _ = write!(
                text,
                " appliesTo {{ principal: [{}], resource: [{}], context: {} }}",
                self.entity_list(&declared.principals, declared.namespace),
                self.entity_list(&declared.resources, declared.namespace),
                self.record_text(&declared.context, declared.namespace)
            );
        }
        text.push(';');
        text
    }

    fn entity_list(&self, types: &[super::schema::EntityIndex], within: usize) -> String {
        let names: Vec<String> = types
            .iter()
            .map(|index| self.reference(&self.entity_types[index.0].name, within))
            .collect();
        names.join(", ")
    }

    fn record_text(&self, attributes: &[Attribute], within: usize) -> String {
        let attributes: Vec<String> = attributes
            .iter()
            .map(|attribute| {
                let mark = if attribute.required { "" } else { "?" };
                let value = self.type_text(&attribute.value, within);
                format!("{:?}{mark}: {value}", attribute.name)
            })
            .collect();
        format!("{{{}}}", attributes.join(", "))
    }

    fn type_text(&self, written: &Type, within: usize) -> String {
        match written {
            Type::Bool => "Bool".to_owned(),
            Type::Long => "Long".to_owned(),
            Type::String => "String".to_owned(),
            Type::Extension(name) => (*name).to_owned(),
            Type::Entity(index) => self.reference(&self.entity_types[index.0].name, within),
            Type::Action(namespace) if *namespace == within => "Action".to_owned(),
            Type::Action(namespace) => self.action_type(*namespace),
            Type::Set(element) => format!("Set<{}>", self.type_text(element, within)),
            Type::Record(attributes) => self.record_text(attributes, within),
            Type::Common(index) => self.reference(&self.common_types[*index].name, within),
        }
    }
}
