//! Test cases, apart from how they came about.

use cedar_core::ast::{Expr, SlotValues};
use cedar_core::extensions::ExtensionFunction;
use cedar_core::{Entities, Entity, EntityUid, Policy, PolicyId, PolicySet, Request, Template};
use cedar_validator::Schema;
use std::fmt;
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

/// Expressions, and what they are evaluated for.
#[derive(Clone, Debug)]
pub struct ExpressionCase {
    /// The expressions.
    pub expressions: Vec<Expr>,
    /// The entities.
    pub entities: Entities,
    /// The request.
    pub request: Request,
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
    /// Puts a layer with these entities over the store.
    Layer(Vec<Entity>),
    /// Removes entities.
    Remove(Vec<EntityUid>),
}

/// Changes of a policy set that is empty at first, and requests to decide with it.
#[derive(Clone, Debug)]
pub struct PolicySetCase {
    /// The changes, in order. Some fail.
    pub changes: Vec<Change>,
    /// The entities.
    pub entities: Entities,
    /// The requests.
    pub requests: Vec<Request>,
}

/// One change of a policy set.
#[derive(Clone, Debug)]
pub enum Change {
    /// Adds a static policy.
    Add(Policy),
    /// Adds a template.
    AddTemplate(Template),
    /// Links a template.
    Link(PolicyId, PolicyId, SlotValues),
    /// Removes a static policy.
    Remove(PolicyId),
    /// Removes a template.
    RemoveTemplate(PolicyId),
    /// Removes a link.
    Unlink(PolicyId),
    /// Adds all of another set, with new ids where it must be and this says so.
    Merge(Vec<Policy>, Vec<Template>, bool),
}

/// A text to read, and in which language.
#[derive(Clone, Debug)]
pub struct Document {
    /// The language.
    pub language: Language,
    /// The text.
    pub text: String,
}

/// A language that has a reader.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Language {
    /// Policies as text.
    Policies,
    /// A policy set in JSON.
    PoliciesJson,
    /// An expression as text.
    Expression,
    /// A policy or template in JSON.
    PolicyJson,
    /// A schema in the Cedar form.
    Schema,
    /// A schema in the JSON form.
    SchemaJson,
    /// Entities in JSON.
    Entities,
    /// The context of a request in JSON.
    Context,
}

impl Language {
    /// All of them.
    pub const ALL: [Language; 8] = [
        Language::Policies,
        Language::PoliciesJson,
        Language::Expression,
        Language::PolicyJson,
        Language::Schema,
        Language::SchemaJson,
        Language::Entities,
        Language::Context,
    ];
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Language::Policies => "policies",
            Language::PoliciesJson => "policies in JSON",
            Language::Expression => "expression",
            Language::PolicyJson => "policy in JSON",
            Language::Schema => "schema",
            Language::SchemaJson => "schema in JSON",
            Language::Entities => "entities",
            Language::Context => "context",
        })
    }
}
