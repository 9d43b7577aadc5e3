//! Test cases, apart from how they came about.

use cedar_core::ast::SlotValues;
use cedar_core::extensions::ExtensionFunction;
use cedar_core::{Entities, Entity, EntityUid, PolicySet, Request, Template};
use cedar_validator::Schema;
use std::sync::Arc;

/// Policies, entities and the requests to decide with them.
#[derive(Clone, Debug)]
pub struct Case {
    /// The policies.
    pub policies: PolicySet,
    /// The entities.
    pub entities: Entities,
    /// The requests.
    pub requests: Vec<Request>,
}

/// A schema, and a case that fits it, or nearly; its entities include the actions.
#[derive(Clone, Debug)]
pub struct SchemaCase {
    /// The schema in the Cedar form.
    pub schema_text: String,
    /// The schema.
    pub schema: Arc<Schema>,
    /// Policies, entities and requests.
    pub case: Case,
}

/// Templates, and values to link each of them with.
#[derive(Clone, Debug)]
pub struct LinkCase {
    /// The templates.
    pub templates: Vec<Template>,
    /// The values: for both slots, one of them, or none.
    pub values: Vec<SlotValues>,
}

/// Updates of a store that is empty at first.
#[derive(Clone, Debug)]
pub struct HierarchyCase {
    /// The updates, in order. Some fail.
    pub updates: Vec<Update>,
}

/// Texts to read as extension values.
#[derive(Clone, Debug)]
pub struct TextCase {
    /// The texts, each with its constructor.
    pub texts: Vec<(ExtensionFunction, String)>,
}

/// One update of a store.
#[derive(Clone, Debug)]
pub enum Update {
    /// Adds entities, which must be new or as they are.
    Add(Vec<Entity>),
    /// Adds entities or replaces them.
    Upsert(Vec<Entity>),
    /// Removes entities.
    Remove(Vec<EntityUid>),
}
