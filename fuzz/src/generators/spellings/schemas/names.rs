//! What names stand for, by the rules of the language alone: the place where a name
//! stands decides where it is looked up, and what wins.

use crate::choices::Choices;
use crate::generators::validation::schema::{EntityIndex, QualifiedName, Schema};

/// The types that are there without being declared.
pub(super) const BUILTINS: [&str; 7] = [
    "Bool", "Long", "String", "ipaddr", "decimal", "datetime", "duration",
];

/// What a name can stand for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Named {
    Common(usize),
    Entity(EntityIndex),
    /// The type of the actions of a namespace.
    Action(usize),
    Builtin(&'static str),
}

/// Where a name stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// Where any type may stand: common types win.
    Any,
    /// Where only an entity type may stand.
    Entity,
    /// Where only a common type or one that needs no declaration may stand.
    Common,
}

/// The names that stand for `named` within a namespace.
pub(super) fn names_of(schema: &Schema, named: Named, within: usize, place: Place) -> Vec<String> {
    let (basename, full) = match named {
        Named::Common(index) => {
            let name = &schema.common_types[index].name;
            (name.basename, schema.full_name(name))
        }
        Named::Entity(index) => {
            let name = &schema.entity_types[index.0].name;
            (name.basename, schema.full_name(name))
        }
        Named::Action(namespace) => ("Action", schema.action_type(namespace)),
        Named::Builtin(name) => (name, format!("__cedar::{name}")),
    };
    let mut names = vec![basename.to_owned(), full];
    names.dedup();
    names.retain(|name| stands_for(schema, name, within, place) == Some(named));
    names
}

/// One of the names that stand for `named`, if there are any.
pub(super) fn name_of(
    choices: &mut Choices<'_>,
    schema: &Schema,
    named: Named,
    within: usize,
    place: Place,
) -> Option<String> {
    choices
        .pick(&names_of(schema, named, within, place))
        .cloned()
}

/// The types with which a group can be named within a namespace; `None` is its id alone.
///
/// An action is looked up as a whole, so that the type of one in the empty namespace does
/// not hide behind that of others.
pub(super) fn types_of_group(schema: &Schema, group: usize, within: usize) -> Vec<Option<String>> {
    let namespace = schema.actions[group].namespace;
    let mut types = vec![Some(schema.action_type(namespace))];
    if namespace == within || schema.namespaces[namespace].is_empty() {
        types.extend([None, Some("Action".to_owned())]);
    }
    types
}

/// Whether no two declarations get in each other's way: names are distinct within a
/// namespace and a kind, and what is in the empty namespace is in no other.
pub(super) fn are_allowed(schema: &Schema) -> bool {
    let entities = schema.entity_types.iter().map(|e| (0, &e.name));
    let common = schema.common_types.iter().map(|c| (1, &c.name));
    let types: Vec<_> = entities.chain(common).collect();
    let is_empty = |namespace: usize| schema.namespaces[namespace].is_empty();
    let types_differ = pairs(&types).all(|((kind, a), (other_kind, b))| {
        a.basename != b.basename
            || match a.namespace == b.namespace {
                true => kind != other_kind,
                false => !is_empty(a.namespace) && !is_empty(b.namespace),
            }
    });
    let actions: Vec<_> = schema.actions.iter().collect();
    let actions_differ = pairs(&actions).all(|(a, b)| {
        a.id != b.id
            || a.namespace != b.namespace && !is_empty(a.namespace) && !is_empty(b.namespace)
    });
    types_differ && actions_differ
}

fn pairs<T>(items: &[T]) -> impl Iterator<Item = (&T, &T)> {
    let pairs = items.iter().enumerate();
    pairs.flat_map(|(index, a)| items[..index].iter().map(move |b| (a, b)))
}

fn stands_for(schema: &Schema, name: &str, within: usize, place: Place) -> Option<Named> {
    let find = |namespace: &str| schema.namespaces.iter().position(|n| *n == namespace);
    match name.rsplit_once("::") {
        Some(("__cedar", basename)) => builtin(basename, place),
        Some((namespace, basename)) => declared(schema, find(namespace)?, basename, place),
        None => declared(schema, within, name, place)
            .or_else(|| declared(schema, find("")?, name, place))
            .or_else(|| builtin(name, place)),
    }
}

fn declared(schema: &Schema, namespace: usize, basename: &str, place: Place) -> Option<Named> {
    let is_it = |name: &QualifiedName| name.namespace == namespace && name.basename == basename;
    let common = schema.common_types.iter().position(|c| is_it(&c.name));
    if let (Some(index), true) = (common, place != Place::Entity) {
        return Some(Named::Common(index));
    }
    if place == Place::Common {
        return None;
    }
    let entity = schema.entity_types.iter().position(|e| is_it(&e.name));
    let has_actions = || schema.actions.iter().any(|a| a.namespace == namespace);
    match entity {
        Some(index) => Some(Named::Entity(EntityIndex(index))),
        None if basename == "Action" && has_actions() => Some(Named::Action(namespace)),
        None => None,
    }
}

fn builtin(basename: &str, place: Place) -> Option<Named> {
    let builtin = BUILTINS.into_iter().find(|builtin| *builtin == basename)?;
    (place != Place::Entity).then_some(Named::Builtin(builtin))
}
