//! What one fragment declares and another defines (RFC 116).

use super::super::error::SchemaErrorKind;
use super::super::fragment::{Applicability, EntityTypeDeclarationKind};
use super::super::schema::Schema;
use super::actions::resolve_groups;
use super::definitions::Definitions;
use super::problems::Problems;
use super::types::{Scope, TypeResolver};

/// The names that are declared `external` and defined nowhere.
pub(super) fn undefined(definitions: &Definitions<'_>) -> Vec<String> {
    let entity_types = definitions.entity_types.iter().filter(|(_, declared)| {
        matches!(
            declared.declaration.kind,
            EntityTypeDeclarationKind::External { .. }
        )
    });
    let actions = definitions
        .actions
        .iter()
        .filter(|(_, declared)| declared.declaration.applicability == Applicability::External);
    entity_types
        .map(|(name, _)| name.to_string())
        .chain(actions.map(|(uid, _)| uid.to_string()))
        .collect()
}

/// Checks that definitions are in what others declare them to be in.
pub(super) fn check_externals(
    schema: &Schema,
    definitions: &Definitions<'_>,
    resolver: &TypeResolver<'_>,
    problems: &mut Problems,
) {
    for (name, declared) in &definitions.externals.entity_types {
        let EntityTypeDeclarationKind::External { member_of } = &declared.declaration.kind else {
            continue;
        };
        let scope = Scope {
            namespace: declared.namespace,
            fragment: declared.fragment,
        };
        let Some(defined) = definitions.entity_type_id(name.as_str()) else {
            continue;
        };
        for parent in resolver.resolve_entity_types(member_of, scope, problems) {
            if !schema.can_be_in(defined, parent) {
                let kind = SchemaErrorKind::ExternalMismatch {
                    name: name.to_string(),
                    parent: schema.entity_type(parent).name().to_string(),
                };
                problems.error(declared.place(declared.declaration.span), kind);
            }
        }
    }
    for (uid, declared) in &definitions.externals.actions {
        let Some(defined) = definitions.action_id(uid) else {
            continue;
        };
        for group in resolve_groups(definitions, declared, problems) {
            if !schema.is_action_in(defined, group) {
                let kind = SchemaErrorKind::ExternalMismatch {
                    name: uid.to_string(),
                    parent: schema.action(group).uid().to_string(),
                };
                problems.error(declared.place(declared.declaration.span), kind);
            }
        }
    }
}
