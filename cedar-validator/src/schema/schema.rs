//! The resolved schema.

use super::error::{SchemaErrors, SchemaTextError, SchemaWarning};
use super::fragment::SchemaFragment;
use super::reachability::Reachability;
use super::resolve::resolve;
use crate::maps::Map;
use crate::types::{EntityTypes, RecordType, Type};
use cedar_core::{Entity, EntityTypeName, EntityUid};
use smol_str::SmolStr;
use std::sync::Arc;

/// What entities, actions and requests there can be, with all names resolved.
///
/// Applications ask it by name: [`principals`](Schema::principals),
/// [`request_environments`](Schema::request_environments) and the like. Code that asks often
/// looks ids up once and asks by id.
///
/// ```
/// use cedar_core::EntityTypeName;
/// use cedar_validator::Schema;
///
/// let schema = Schema::from_cedar_text(
///     "entity Team; entity User in Team; entity Photo { owner: User };
///      action read; action view in read appliesTo { principal: User, resource: [Photo, Team] };",
/// )?;
/// let view = cedar_parser::parse_entity_uid(r#"Action::"view""#)?;
/// let names = |names: Vec<&EntityTypeName>| names.iter().map(|n| n.to_string()).collect::<Vec<_>>();
///
/// assert_eq!(names(schema.principals().collect()), ["User"]);
/// assert_eq!(names(schema.resources_for_action(&view).unwrap().collect()), ["Team", "Photo"]);
/// assert_eq!(schema.request_environments().count(), 2);
/// let user = EntityTypeName::from_normalized("User")?;
/// assert_eq!(names(schema.ancestors(&user).unwrap().collect()), ["Team"]);
/// assert_eq!(schema.action_groups().next().unwrap().to_string(), r#"Action::"read""#);
/// assert_eq!(schema.action_entities().count(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// INVARIANT: every id in it is the index of a declaration in it; the action
/// hierarchy has no cycle.
#[derive(Clone, Default, Debug)]
pub struct Schema {
    pub(super) entity_types: Vec<EntityType>,
    pub(super) entity_type_ids: Map<EntityTypeName, EntityTypeId>,
    pub(super) entity_type_ancestors: Reachability,
    pub(super) actions: Vec<Action>,
    pub(super) action_ids: Map<EntityUid, ActionId>,
    pub(super) action_ancestors: Reachability,
    /// Names that are declared `external` and defined nowhere.
    pub(super) undefined: Vec<String>,
    pub(super) warnings: Vec<SchemaWarning>,
}

/// An entity type of a schema; cheap to copy and to compare.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EntityTypeId(pub(super) u32);

/// An action of a schema; cheap to copy and to compare.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ActionId(pub(super) u32);

/// An entity type.
#[derive(Clone, Debug)]
pub struct EntityType {
    pub(super) name: EntityTypeName,
    pub(super) kind: EntityTypeKind,
    pub(super) attributes: Arc<RecordType>,
    pub(super) parents: Vec<EntityTypeId>,
}

/// What the entities of a type are like.
#[derive(Clone, Debug)]
pub enum EntityTypeKind {
    /// Any id.
    Standard {
        /// The type of all tags, if there may be any.
        tags: Option<Type>,
    },
    /// Only these ids, sorted; neither attributes nor tags nor parents.
    Enum(Box<[SmolStr]>),
    /// The actions of a namespace.
    Action,
}

/// An action.
#[derive(Clone, Debug)]
pub struct Action {
    pub(super) uid: EntityUid,
    pub(super) entity_type: EntityTypeId,
    pub(super) parents: Vec<ActionId>,
    pub(super) principals: Vec<EntityTypeId>,
    pub(super) resources: Vec<EntityTypeId>,
    pub(super) context: Arc<RecordType>,
}

impl Schema {
    /// The schema that fragments declare together.
    ///
    /// # Errors
    /// Everything that is wrong: names that mean nothing, are declared twice or
    /// shadow each other, cycles, types that must be records and are not.
    pub fn from_fragments<'a>(
        fragments: impl IntoIterator<Item = &'a SchemaFragment>,
    ) -> Result<Self, SchemaErrors> {
        resolve(&fragments.into_iter().collect::<Vec<_>>())
    }

    /// The schema of one text in the Cedar form.
    ///
    /// # Errors
    /// What is wrong with the text; if nothing is, as
    /// [`Schema::from_fragments`].
    pub fn from_cedar_text(text: &str) -> Result<Self, SchemaTextError> {
        let fragment = SchemaFragment::from_cedar_str(text)?;
        Ok(Schema::from_fragments([&fragment])?)
    }

    /// The schema of one JSON document.
    ///
    /// # Errors
    /// What is wrong with the document; if nothing is, as
    /// [`Schema::from_fragments`].
    pub fn from_json_str(source: &str) -> Result<Self, SchemaTextError> {
        let fragment = SchemaFragment::from_json_str(source)?;
        Ok(Schema::from_fragments([&fragment])?)
    }

    /// What is allowed but probably not meant.
    pub fn warnings(&self) -> &[SchemaWarning] {
        &self.warnings
    }

    /// The entity types and actions that are declared `external` and defined by
    /// no fragment. Policies cannot be validated until they are.
    pub fn undefined(&self) -> &[String] {
        &self.undefined
    }

    /// The entity types, those of actions included.
    pub fn entity_types(&self) -> impl ExactSizeIterator<Item = &EntityType> {
        self.entity_types.iter()
    }

    /// The actions, groups included.
    pub fn actions(&self) -> impl ExactSizeIterator<Item = &Action> {
        self.actions.iter()
    }

    /// The id of an entity type.
    pub fn entity_type_id(&self, name: &EntityTypeName) -> Option<EntityTypeId> {
        self.entity_type_ids.get(name).copied()
    }

    /// The id of an action.
    pub fn action_id(&self, uid: &EntityUid) -> Option<ActionId> {
        self.action_ids.get(uid).copied()
    }

    /// The entity type with this id, which must be this schema's.
    #[expect(
        clippy::indexing_slicing,
        reason = "INVARIANT: ids are made by this schema"
    )]
    pub fn entity_type(&self, id: EntityTypeId) -> &EntityType {
        &self.entity_types[id.index()]
    }

    /// The action with this id, which must be this schema's.
    #[expect(
        clippy::indexing_slicing,
        reason = "INVARIANT: ids are made by this schema"
    )]
    pub fn action(&self, id: ActionId) -> &Action {
        &self.actions[id.index()]
    }

    /// The ids of all entity types.
    pub fn entity_type_ids(&self) -> impl ExactSizeIterator<Item = EntityTypeId> + use<> {
        (0..self.entity_types.len()).map(EntityTypeId::at)
    }

    /// The ids of all actions.
    pub fn action_ids(&self) -> impl ExactSizeIterator<Item = ActionId> + use<> {
        (0..self.actions.len()).map(ActionId::at)
    }

    /// Whether an entity of type `descendant` can be in one of type
    /// `ancestor`: the types are the same, or declared so, perhaps over others; or
    /// some action of the one type is in some action of the other.
    pub fn can_be_in(&self, descendant: EntityTypeId, ancestor: EntityTypeId) -> bool {
        descendant == ancestor || self.is_ancestor_type(descendant, ancestor)
    }

    /// Whether an entity of type `descendant` can have one of type `ancestor`
    /// among its ancestors.
    pub fn is_ancestor_type(&self, descendant: EntityTypeId, ancestor: EntityTypeId) -> bool {
        self.entity_type_ancestors
            .reaches(descendant.index(), ancestor.index())
    }

    /// The types of the entities that an entity of this type can be in.
    pub fn ancestor_types(&self, id: EntityTypeId) -> impl Iterator<Item = EntityTypeId> {
        self.entity_type_ancestors
            .reachable(id.index())
            .map(EntityTypeId::at)
    }

    /// Whether the two are the same action, or `ancestor` is a group that
    /// `descendant` is in.
    pub fn is_action_in(&self, descendant: ActionId, ancestor: ActionId) -> bool {
        descendant == ancestor
            || self
                .action_ancestors
                .reaches(descendant.index(), ancestor.index())
    }

    /// The groups that an action is in, directly or over others.
    pub fn action_ancestors(&self, id: ActionId) -> impl Iterator<Item = ActionId> {
        self.action_ancestors
            .reachable(id.index())
            .map(ActionId::at)
    }

    /// The actions as entities: no attributes, and all groups as parents.
    pub fn action_entities(&self) -> impl Iterator<Item = Entity> {
        self.action_ids().map(|id| self.action_entity(id))
    }

    /// One action as an entity, with all its groups as parents.
    pub fn action_entity(&self, id: ActionId) -> Entity {
        let groups = self.action_ancestors(id);
        Entity::new(
            self.action(id).uid().clone(),
            cedar_core::Record::default(),
            cedar_core::Record::default(),
            groups.map(|group| self.action(group).uid().clone()),
        )
    }

    /// The type as Cedar text, as error messages show it.
    pub fn describe(&self, described: &Type) -> String {
        let mut text = String::new();
        self.push_type(&mut text, described);
        text
    }

    fn push_type(&self, text: &mut String, described: &Type) {
        match described {
            Type::Never => text.push_str("Never"),
            Type::Bool(_) => text.push_str("Bool"),
            Type::Long => text.push_str("Long"),
            Type::String => text.push_str("String"),
            Type::Extension(extension) => text.push_str(extension.as_str()),
            Type::Entity(EntityTypes::Any) => text.push_str("any entity"),
            Type::Entity(types) => {
                for (i, id) in types.known().unwrap_or_default().iter().enumerate() {
                    text.push_str(if i == 0 { "" } else { " | " });
                    text.push_str(self.entity_type(*id).name().as_str());
                }
            }
            Type::Set(element) => {
                text.push_str("Set<");
                crate::stack::with_room(|| self.push_type(text, element));
                text.push('>');
            }
            Type::Record(record) => {
                crate::stack::with_room(|| self.push_record_type(text, record));
            }
        }
    }

    fn push_record_type(&self, text: &mut String, record: &RecordType) {
        // Types can share structure, so their text can be exponentially longer.
        const LONG_ENOUGH: usize = 2_000;
        text.push('{');
        for (i, (name, attribute)) in record.attributes().iter().enumerate() {
            text.push_str(if i == 0 { "" } else { ", " });
            if text.len() > LONG_ENOUGH {
                text.push('…');
                break;
            }
            text.push_str(&super::text::name_or_string(name));
            text.push_str(if attribute.required { ": " } else { "?: " });
            self.push_type(text, &attribute.value);
        }
        text.push('}');
    }
}

impl EntityTypeId {
    /// INVARIANT: at most [`super::MAX_DECLARATIONS`] ids exist, so they fit.
    pub(super) fn at(index: usize) -> Self {
        EntityTypeId(index as u32)
    }

    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

impl ActionId {
    /// INVARIANT: at most [`super::MAX_DECLARATIONS`] ids exist, so they fit.
    pub(super) fn at(index: usize) -> Self {
        ActionId(index as u32)
    }

    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

impl EntityType {
    /// The full name.
    pub fn name(&self) -> &EntityTypeName {
        &self.name
    }

    /// What its entities are like.
    pub fn kind(&self) -> &EntityTypeKind {
        &self.kind
    }

    /// The attributes; none for enums and actions.
    pub fn attributes(&self) -> &Arc<RecordType> {
        &self.attributes
    }

    /// The type of all tags, if there may be any.
    pub fn tags(&self) -> Option<&Type> {
        match &self.kind {
            EntityTypeKind::Standard { tags } => tags.as_ref(),
            EntityTypeKind::Enum(_) | EntityTypeKind::Action => None,
        }
    }

    /// The declared types of parents.
    pub fn parents(&self) -> &[EntityTypeId] {
        &self.parents
    }

    /// The ids that entities of the type can have, if they are limited.
    pub fn enum_ids(&self) -> Option<&[SmolStr]> {
        match &self.kind {
            EntityTypeKind::Enum(ids) => Some(ids),
            EntityTypeKind::Standard { .. } | EntityTypeKind::Action => None,
        }
    }

    /// Whether the type is that of the actions of a namespace.
    pub fn is_action(&self) -> bool {
        matches!(self.kind, EntityTypeKind::Action)
    }
}

impl Action {
    /// The uid.
    pub fn uid(&self) -> &EntityUid {
        &self.uid
    }

    /// The type of the uid.
    pub fn entity_type(&self) -> EntityTypeId {
        self.entity_type
    }

    /// The declared groups.
    pub fn parents(&self) -> &[ActionId] {
        &self.parents
    }

    /// The types of the principal in requests with this action.
    pub fn principals(&self) -> &[EntityTypeId] {
        &self.principals
    }

    /// The types of the resource in requests with this action.
    pub fn resources(&self) -> &[EntityTypeId] {
        &self.resources
    }

    /// The type of the context in requests with this action.
    pub fn context(&self) -> &Arc<RecordType> {
        &self.context
    }
}
