//! Where the declarations of a schema are changed, engine and model must agree on
//! whether it still makes sense.
//!
//! The engine is asked with declarations in which each name says by itself what it
//! means: otherwise it could mean something else when a declaration is gone.

use super::{Comparison, Verdict};
use cedar_core::ast::Annotations;
use cedar_core::{EntityId, EntityTypeName, EntityUid, Name, Span};
use cedar_validator::schema::fragment::{
    ActionReference, Applicability, EntityTypeDeclaration, EntityTypeDeclarationKind, Namespace,
    TypeExpr, TypeExprKind,
};
use cedar_validator::{Schema, SchemaFragment};
use reference_model::{SchemaChange, Validator};
use std::collections::{HashMap, HashSet};

/// The name that a type of actions has in its namespace.
const ACTION: &str = "Action";

/// Asks about one change of each kind. Which declarations are changed is up to
/// `draw`: each counts, so that all of them come up in time.
pub fn compare(text: &str, draw: usize, model: &Validator, comparison: &mut Comparison) {
    let Some(fragment) = spelled_out(text) else {
        return comparison
            .no_verdicts
            .push("the names of the schema are not clear".to_owned());
    };
    for change in changes(&fragment, draw) {
        let accepts = match changed(&fragment, &change) {
            Some(mut fragment) => {
                drop_unused(&mut fragment);
                Schema::from_fragments([&fragment]).is_ok()
            }
            None => continue,
        };
        comparison.record(
            || format!("the schema {change}"),
            Verdict::from(accepts),
            model.is_well_formed_after(&change).map(Verdict::from),
        );
    }
}

fn changes(fragment: &SchemaFragment, draw: usize) -> Vec<SchemaChange> {
    let mut types = Vec::new();
    let mut actions = Vec::new();
    for (namespace, declared) in &fragment.namespaces {
        let names = declared.entity_types.keys();
        types.extend(names.filter_map(|name| full_name(namespace.as_ref(), name)));
        for id in declared.actions.keys() {
            let ty = full_name(namespace.as_ref(), ACTION);
            actions.extend(ty.map(|ty| EntityUid::new(ty, EntityId::new(id.as_str()))));
        }
    }
    let mut changes = Vec::new();
    if let Some(name) = types.get(draw % types.len().max(1)) {
        changes.push(SchemaChange::WithoutType(name.clone()));
        let ids = if (draw / 8).is_multiple_of(2) {
            vec![]
        } else {
            vec!["a".into()]
        };
        changes.push(SchemaChange::Enumeration(name.clone(), ids));
    }
    if let Some(uid) = actions.get(draw % actions.len().max(1)) {
        changes.push(SchemaChange::WithoutAction(uid.clone()));
        changes.push(SchemaChange::ActionInItself(uid.clone()));
        let ty = uid.entity_type().clone();
        changes.push(SchemaChange::DeclaredActionType(ty));
    }
    changes
}

/// The declarations of a schema with full names.
fn spelled_out(text: &str) -> Option<SchemaFragment> {
    let fragment = SchemaFragment::from_cedar_str(text).ok()?;
    fragment.with_resolved_types().ok()
}

/// Leaves out the common types that nothing uses: the model has none.
fn drop_unused(fragment: &mut SchemaFragment) {
    let definitions = definitions(fragment);
    let mut used = HashSet::new();
    for declared in fragment.namespaces.values() {
        types_in(declared).for_each(|ty| use_common_types(ty, &definitions, &mut used));
    }
    for (namespace, declared) in &mut fragment.namespaces {
        let is_used = |name: &str| used.contains(&qualified(namespace.as_ref(), name));
        declared.common_types.retain(|name, _| is_used(name));
    }
}

/// The common types by their full names.
fn definitions(fragment: &SchemaFragment) -> HashMap<String, &TypeExpr> {
    let mut definitions = HashMap::new();
    for (namespace, declared) in &fragment.namespaces {
        for (name, declaration) in &declared.common_types {
            let name = qualified(namespace.as_ref(), name);
            definitions.insert(name, &declaration.definition);
        }
    }
    definitions
}

/// The types that a namespace writes down.
fn types_in(declared: &Namespace) -> impl Iterator<Item = &TypeExpr> {
    let of_entities = declared.entity_types.values();
    let of_entities = of_entities.flat_map(|declaration| match &declaration.kind {
        EntityTypeDeclarationKind::Standard { shape, tags, .. } => vec![Some(shape), tags.as_ref()],
        EntityTypeDeclarationKind::Enum(_) | EntityTypeDeclarationKind::External { .. } => vec![],
    });
    let of_actions = declared.actions.values();
    let of_actions = of_actions.map(|declaration| match &declaration.applicability {
        Applicability::To(applies_to) => Some(&applies_to.context),
        Applicability::Nothing | Applicability::External => None,
    });
    of_entities.chain(of_actions).flatten()
}

/// Adds the common types that a type names, and those that these name.
fn use_common_types(
    ty: &TypeExpr,
    definitions: &HashMap<String, &TypeExpr>,
    used: &mut HashSet<String>,
) {
    match &ty.kind {
        TypeExprKind::Common(path) => {
            if let Some(definition) = definitions.get(path.as_str())
                && used.insert(path.to_string())
            {
                use_common_types(definition, definitions, used);
            }
        }
        TypeExprKind::Set(element) => use_common_types(element, definitions, used),
        TypeExprKind::Record(record) => {
            let attributes = record.attributes.values();
            attributes.for_each(|a| use_common_types(&a.value, definitions, used));
        }
        _ => {}
    }
}

/// The declarations after the change, if what it changes is there.
fn changed(fragment: &SchemaFragment, change: &SchemaChange) -> Option<SchemaFragment> {
    let mut fragment = fragment.clone();
    match change {
        SchemaChange::WithoutType(ty) => {
            let types = &mut namespace_of(&mut fragment, ty)?.entity_types;
            types.shift_remove(ty.name().basename())?;
        }
        SchemaChange::WithoutAction(uid) => {
            let actions = &mut namespace_of(&mut fragment, uid.entity_type())?.actions;
            actions.shift_remove(uid.id().as_str())?;
        }
        SchemaChange::DeclaredActionType(ty) => {
            let types = &mut namespace_of(&mut fragment, ty)?.entity_types;
            let declaration = EntityTypeDeclaration {
                annotations: Annotations::default(),
                kind: EntityTypeDeclarationKind::Enum(vec!["a".into()]),
                span: Span::NONE,
            };
            types.insert(ACTION.into(), declaration);
        }
        SchemaChange::Enumeration(ty, ids) => {
            let types = &mut namespace_of(&mut fragment, ty)?.entity_types;
            let declaration = types.get_mut(ty.name().basename())?;
            declaration.kind =
                EntityTypeDeclarationKind::Enum(ids.iter().map(Into::into).collect());
        }
        SchemaChange::ActionInItself(uid) => {
            let actions = &mut namespace_of(&mut fragment, uid.entity_type())?.actions;
            let declaration = actions.get_mut(uid.id().as_str())?;
            declaration.member_of.push(ActionReference {
                entity_type: Some(uid.entity_type().clone()),
                id: uid.id().as_str().into(),
                span: Span::NONE,
            });
        }
    }
    Some(fragment)
}

fn namespace_of<'f>(
    fragment: &'f mut SchemaFragment,
    ty: &EntityTypeName,
) -> Option<&'f mut Namespace> {
    let namespace = match ty.name().namespace() {
        "" => None,
        namespace => Some(Name::from_normalized(namespace).ok()?),
    };
    fragment.namespaces.get_mut(&namespace)
}

fn full_name(namespace: Option<&Name>, basename: &str) -> Option<EntityTypeName> {
    EntityTypeName::from_normalized(&qualified(namespace, basename)).ok()
}

fn qualified(namespace: Option<&Name>, basename: &str) -> String {
    match namespace {
        Some(namespace) => format!("{namespace}::{basename}"),
        None => basename.to_owned(),
    }
}
