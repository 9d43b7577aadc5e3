//! How to put right what is wrong with a schema.

use super::super::error::{SchemaErrorKind, SchemaErrors};
use super::super::path::Path;
use super::definitions::Definitions;
use crate::hints::did_you_mean;
use crate::types::ExtensionType;

/// Names of types that other languages have, and what they are called here.
const OTHER_NAMES: [(&str, &str); 12] = [
    ("int", "Long"),
    ("integer", "Long"),
    ("int64", "Long"),
    ("number", "Long"),
    ("float", "decimal"),
    ("double", "decimal"),
    ("boolean", "Bool"),
    ("str", "String"),
    ("text", "String"),
    ("ip", "ipaddr"),
    ("date", "datetime"),
    ("list", "Set<…>"),
];

/// Adds a hint to every error that has none.
pub(super) fn add_hints(errors: &mut SchemaErrors, definitions: &Definitions<'_>) {
    for error in errors.iter_mut() {
        if error.hint.is_none() {
            error.hint = hint(&error.kind, definitions);
        }
    }
}

fn hint(kind: &SchemaErrorKind, definitions: &Definitions<'_>) -> Option<String> {
    let text = match kind {
        SchemaErrorKind::UnknownType(name) => {
            let mut types: Vec<&str> = common_types(definitions).collect();
            types.extend(entity_types(definitions));
            for builtin in builtins() {
                types.push(builtin);
            }
            return Some(
                other_name(name)
                    .or_else(|| elsewhere(name, definitions))
                    .or_else(|| did_you_mean(name, types))
                    .unwrap_or_else(|| declare("type", name)),
            );
        }
        SchemaErrorKind::UnknownEntityType(name) => {
            return Some(unknown_entity_type(name, definitions));
        }
        SchemaErrorKind::UnknownAction(name) => {
            let uids: Vec<String> = definitions
                .actions
                .keys()
                .map(ToString::to_string)
                .collect();
            let ids = definitions.actions.keys().map(|uid| uid.id().as_str());
            let known = uids.iter().map(String::as_str).chain(ids);
            return Some(did_you_mean(name, known).unwrap_or_else(|| {
                "declare it; groups of actions are actions themselves: `action group;`".to_owned()
            }));
        }
        SchemaErrorKind::UnknownExtensionType(name) => {
            let known = ExtensionType::ALL.map(ExtensionType::as_str);
            return Some(
                did_you_mean(name, known)
                    .unwrap_or_else(|| format!("the extension types are {}", known.join(", "))),
            );
        }
        SchemaErrorKind::Duplicate { .. } => "remove or rename one of the two",
        SchemaErrorKind::Shadowing { .. } => {
            "rename one of them, or move the outer one into a namespace"
        }
        SchemaErrorKind::ActionTypeDeclared(_) => {
            "actions have this type by themselves; give the entity type another name"
        }
        SchemaErrorKind::CommonTypeCycle(_) => {
            "types cannot be recursive; let an entity type refer to itself instead"
        }
        SchemaErrorKind::ActionCycle(_) => "remove one of the memberships on the way back to it",
        SchemaErrorKind::EmptyEnumeration(_) => {
            "list the ids that there are, or declare it without an enumeration"
        }
        SchemaErrorKind::ShapeNotRecord(_) | SchemaErrorKind::ContextNotRecord(_) => {
            "write a record such as `{ name: String }`, or the name of a common type that is one"
        }
        SchemaErrorKind::ExternalMismatch { .. } => {
            "let the definition say so too, or remove it from the declaration as `external`"
        }
        SchemaErrorKind::TypeTooDeep => "let an entity type stand for a part of it",
        SchemaErrorKind::TooManyDeclarations => "split the schema into several",
    };
    Some(text.to_owned())
}

fn unknown_entity_type(name: &str, definitions: &Definitions<'_>) -> String {
    let path = Path::from_normalized(name);
    if path.is_some_and(|path| definitions.common_types.contains_key(&path)) {
        return format!("`{name}` is a common type; here only entity types can stand");
    }
    if name.rsplit("::").next() == Some("Action") {
        return "here only declared entity types can stand, not the types of actions".to_owned();
    }
    elsewhere(name, definitions)
        .or_else(|| did_you_mean(name, entity_types(definitions)))
        .unwrap_or_else(|| declare("entity", name))
}

fn declare(keyword: &str, name: &str) -> String {
    match name.rsplit_once("::") {
        Some((namespace, name)) => {
            format!("declare `{keyword} {name}` in the namespace `{namespace}`")
        }
        None => format!("declare `{keyword} {name}` in this namespace or outside of all"),
    }
}

fn other_name(name: &str) -> Option<String> {
    let found = OTHER_NAMES
        .iter()
        .find(|(other, _)| name.eq_ignore_ascii_case(other));
    found.map(|(_, here)| format!("did you mean `{here}`?"))
}

fn common_types<'a>(definitions: &'a Definitions<'_>) -> impl Iterator<Item = &'a str> {
    definitions.common_types.keys().map(Path::as_str)
}

fn entity_types<'a>(definitions: &'a Definitions<'_>) -> impl Iterator<Item = &'a str> {
    definitions.entity_types.keys().map(|name| name.as_str())
}

/// The declared type with this name in another namespace.
fn elsewhere(name: &str, definitions: &Definitions<'_>) -> Option<String> {
    let found = |known: &&str| known.rsplit("::").next() == Some(name) && *known != name;
    let known = entity_types(definitions)
        .chain(common_types(definitions))
        .find(found)?;
    Some(format!("did you mean `{known}`?"))
}

fn builtins() -> impl Iterator<Item = &'static str> {
    let extensions = ExtensionType::ALL.map(ExtensionType::as_str);
    ["Bool", "Long", "String", "Set"]
        .into_iter()
        .chain(extensions)
}
