//! From fragments to a schema: which declaration a name means.
//!
//! Every step goes on after an error, so that all of them are reported.

mod actions;
mod common_types;
mod definitions;
mod entity_types;
mod externals;
mod hints;
mod interner;
mod problems;
mod qualify;
mod types;

use super::error::SchemaErrors;
use super::fragment::SchemaFragment;
use super::reachability::Reachability;
use super::schema::Schema;
use crate::maps::Map;
use actions::resolve_actions;
use common_types::CommonTypes;
use definitions::Definitions;
use entity_types::resolve_entity_types;
use externals::{check_externals, undefined};
use problems::Problems;
use std::cell::RefCell;
use types::TypeResolver;

/// How deep a type may be once names are replaced by what they mean.
pub const MAX_TYPE_DEPTH: usize = 500;
/// How many entity types, and how many actions, a schema can have.
pub const MAX_DECLARATIONS: usize = 1 << 15;

/// The schema that the fragments declare together.
pub(super) fn resolve(fragments: &[&SchemaFragment]) -> Result<Schema, SchemaErrors> {
    let mut problems = Problems::default();
    let definitions = Definitions::collect(fragments, &mut problems);
    if let Some(errors) = problems.too_many_declarations() {
        return Err(errors);
    }
    let interner = RefCell::default();
    let common_types = CommonTypes::resolve(&definitions, &interner, &mut problems);
    let resolver = TypeResolver::new(&definitions, &common_types, &interner);
    let entity_types = resolve_entity_types(&definitions, &resolver, &mut problems);
    let actions = resolve_actions(&definitions, &resolver, &mut problems);
    let entity_type_parents: Vec<Vec<u32>> = entity_types
        .iter()
        .map(|entity_type| entity_type.parents.iter().map(|id| id.0).collect())
        .collect();
    let mut entity_type_ancestors = Reachability::of(&entity_type_parents);
    if definitions.action_types.len() > 1 {
        actions.add_types_to(&mut entity_type_ancestors);
    }
    let mut schema = Schema {
        entity_type_ancestors,
        entity_type_ids: Map::default(),
        entity_types,
        action_ids: actions.ids,
        action_ancestors: actions.ancestors,
        actions: actions.actions,
        undefined: undefined(&definitions),
        warnings: Vec::new(),
    };
    check_externals(&schema, &definitions, &resolver, &mut problems);
    schema.warnings = problems.finish().map_err(|mut errors| {
        hints::add_hints(&mut errors, &definitions);
        errors
    })?;
    schema.entity_type_ids = definitions.into_entity_type_ids();
    Ok(schema)
}
