//! From declarations of actions to actions and their hierarchy.

use super::super::error::SchemaErrorKind;
use super::super::fragment::{ActionDeclaration, ActionReference, Applicability};
use super::super::reachability::Reachability;
use super::super::schema::{Action, ActionId, EntityTypeId};
use super::definitions::{Declared, Definitions, action_type};
use super::problems::Problems;
use super::types::{Scope, TypeResolver};
use crate::maps::Map;
use cedar_core::{EntityId, EntityUid};

/// All actions in the order of their ids.
pub(super) struct Actions {
    pub(super) actions: Vec<Action>,
    pub(super) ids: Map<EntityUid, ActionId>,
    pub(super) ancestors: Reachability,
}

/// Resolves all actions and checks that their hierarchy has no cycle.
pub(super) fn resolve_actions(
    definitions: &Definitions<'_>,
    resolver: &TypeResolver<'_>,
    problems: &mut Problems,
) -> Actions {
    let actions: Vec<Action> = definitions
        .actions
        .iter()
        .filter_map(|(uid, declared)| {
            let entity_type = definitions.entity_type_id(uid.entity_type().as_str())?;
            let groups = resolve_groups(definitions, declared, problems);
            Some(resolve_action(
                uid,
                entity_type,
                groups,
                declared,
                resolver,
                problems,
            ))
        })
        .collect();
    let parents: Vec<Vec<u32>> = actions
        .iter()
        .map(|action| action.parents.iter().map(|id| id.0).collect())
        .collect();
    let ancestors = Reachability::of(&parents);
    for (index, (uid, declared)) in definitions.actions.iter().enumerate() {
        if ancestors.reaches(index, index) {
            problems.error(
                declared.place(declared.declaration.span),
                SchemaErrorKind::ActionCycle(uid.clone()),
            );
        }
    }
    let ids = definitions.actions.keys().cloned();
    Actions {
        ids: ids
            .enumerate()
            .map(|(i, uid)| (uid, ActionId::at(i)))
            .collect(),
        actions,
        ancestors,
    }
}

impl Actions {
    /// Adds which types of actions have an action that is in one of another type. It
    /// takes an action to be in another: that `A` is in `B` and `B` in `C` need not
    /// mean that any `A` is in a `C`.
    pub(super) fn add_types_to(&self, ancestors: &mut Reachability) {
        let type_of = |action: &Action| action.entity_type.index();
        for (index, action) in self.actions.iter().enumerate() {
            let groups = self.ancestors.reachable(index);
            for group in groups.filter_map(|group| self.actions.get(group)) {
                ancestors.add(type_of(action), type_of(group));
            }
        }
    }
}

fn resolve_action(
    uid: &EntityUid,
    entity_type: EntityTypeId,
    parents: Vec<ActionId>,
    declared: &Declared<'_, ActionDeclaration>,
    resolver: &TypeResolver<'_>,
    problems: &mut Problems,
) -> Action {
    let mut action = Action {
        uid: uid.clone(),
        entity_type,
        parents,
        principals: Vec::new(),
        resources: Vec::new(),
        context: resolver.empty_record(),
    };
    let Applicability::To(applies_to) = &declared.declaration.applicability else {
        return action;
    };
    let scope = Scope {
        namespace: declared.namespace,
        fragment: declared.fragment,
    };
    action.principals = resolver.resolve_entity_types(&applies_to.principals, scope, problems);
    action.resources = resolver.resolve_entity_types(&applies_to.resources, scope, problems);
    let not_record = || SchemaErrorKind::ContextNotRecord(uid.clone());
    if let Some(context) = resolver.resolve_record(&applies_to.context, scope, not_record, problems)
    {
        action.context = context;
    }
    action
}

pub(super) fn resolve_groups(
    definitions: &Definitions<'_>,
    declared: &Declared<'_, ActionDeclaration>,
    problems: &mut Problems,
) -> Vec<ActionId> {
    declared
        .declaration
        .member_of
        .iter()
        .filter_map(|group| {
            let found = group_id(definitions, declared, group);
            if found.is_none() {
                let name = match &group.entity_type {
                    Some(entity_type) => {
                        EntityUid::new(entity_type.clone(), EntityId::new(group.id.clone()))
                            .to_string()
                    }
                    None => group.id.to_string(),
                };
                problems.error(
                    declared.place(group.span),
                    SchemaErrorKind::UnknownAction(name),
                );
            }
            found
        })
        .collect()
}

/// The action that a group's name means: without a type, one of the same
/// namespace, or else of the empty one.
fn group_id(
    definitions: &Definitions<'_>,
    declared: &Declared<'_, ActionDeclaration>,
    group: &ActionReference,
) -> Option<ActionId> {
    let find = |entity_type| {
        definitions.action_id(&EntityUid::new(
            entity_type,
            EntityId::new(group.id.clone()),
        ))
    };
    match &group.entity_type {
        Some(entity_type) => {
            let local = || {
                let qualified = super::super::path::Path::qualified(
                    Some(declared.namespace?),
                    entity_type.as_str(),
                );
                find(qualified.to_entity_type()?)
            };
            // A qualified type is taken as it is.
            let is_qualified = !entity_type.name().namespace().is_empty();
            if is_qualified {
                find(entity_type.clone())
            } else {
                local().or_else(|| find(entity_type.clone()))
            }
        }
        None => find(action_type(declared.namespace)?).or_else(|| find(action_type(None)?)),
    }
}
