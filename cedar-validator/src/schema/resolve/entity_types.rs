//! From declarations of entity types to entity types.

use super::super::error::SchemaErrorKind;
use super::super::fragment::EntityTypeDeclarationKind;
use super::super::schema::{EntityType, EntityTypeKind};
use super::definitions::Definitions;
use super::problems::Problems;
use super::types::{Scope, TypeResolver};
use std::sync::Arc;

/// All entity types in the order of their ids, those of actions last.
pub(super) fn resolve_entity_types(
    definitions: &Definitions<'_>,
    resolver: &TypeResolver<'_>,
    problems: &mut Problems,
) -> Vec<EntityType> {
    let no_attributes = resolver.empty_record();
    let mut entity_types = Vec::new();
    for (name, declared) in &definitions.entity_types {
        let scope = Scope {
            namespace: declared.namespace,
            fragment: declared.fragment,
        };
        let mut entity_type = EntityType {
            name: name.clone(),
            kind: EntityTypeKind::Standard { tags: None },
            attributes: Arc::clone(&no_attributes),
            parents: Vec::new(),
        };
        match &declared.declaration.kind {
            EntityTypeDeclarationKind::External { member_of } => {
                entity_type.parents = resolver.resolve_entity_types(member_of, scope, problems);
            }
            EntityTypeDeclarationKind::Enum(ids) => {
                if ids.is_empty() {
                    let kind = SchemaErrorKind::EmptyEnumeration(name.to_string());
                    problems.error(scope.place(declared.declaration.span), kind);
                }
                let mut ids = ids.clone();
                ids.sort_unstable();
                ids.dedup();
                entity_type.kind = EntityTypeKind::Enum(ids.into_boxed_slice());
            }
            EntityTypeDeclarationKind::Standard {
                member_of,
                shape,
                tags,
            } => {
                entity_type.parents = resolver.resolve_entity_types(member_of, scope, problems);
                let not_record = || SchemaErrorKind::ShapeNotRecord(name.to_string());
                if let Some(shape) = resolver.resolve_record(shape, scope, not_record, problems) {
                    entity_type.attributes = shape;
                }
                entity_type.kind = EntityTypeKind::Standard {
                    tags: tags
                        .as_ref()
                        .and_then(|tags| resolver.resolve(tags, scope, problems))
                        .map(|resolved| resolved.value),
                };
            }
        }
        entity_types.push(entity_type);
    }
    entity_types.extend(definitions.action_types.iter().map(|name| EntityType {
        name: name.clone(),
        kind: EntityTypeKind::Action,
        attributes: Arc::clone(&no_attributes),
        parents: Vec::new(),
    }));
    entity_types
}
