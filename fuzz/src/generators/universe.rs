//! What a test case speaks of: entity types with attributes and tags, actions,
//! and the shape of the context.

use crate::choices::Choices;
use cedar_core::{EntityId, EntityTypeName, EntityUid};
use smol_str::SmolStr;

/// The type of a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Type {
    /// A boolean.
    Bool,
    /// An integer.
    Long,
    /// A string.
    String,
    /// An entity of this type.
    Entity(TypeIndex),
    /// A set of values of one type.
    Set(Box<Type>),
    /// A record.
    Record(Vec<Attribute>),
    /// A decimal number.
    Decimal,
    /// An address.
    IpAddr,
    /// A point in time.
    Datetime,
    /// A span of time.
    Duration,
}

/// The position of an entity type in its universe.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TypeIndex(pub usize);

/// An attribute of an entity, a record or the context.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attribute {
    /// Its name.
    pub name: SmolStr,
    /// The type of its values.
    pub ty: Type,
    /// Whether it is always there.
    pub required: bool,
}

/// An entity type.
#[derive(Clone, Debug)]
pub struct EntityShape {
    /// Its name.
    pub name: EntityTypeName,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
    /// The type of its tags, if it has any.
    pub tags: Option<Type>,
    /// The types that its entities may have as parents, itself perhaps included.
    pub parents: Vec<TypeIndex>,
    /// The entities of this type that policies and requests may name. Some are
    /// not in the store.
    pub uids: Vec<EntityUid>,
}

/// All that a test case speaks of.
#[derive(Clone, Debug)]
pub struct Universe {
    /// The entity types; never empty.
    pub types: Vec<EntityShape>,
    /// The actions; never empty.
    pub actions: Vec<EntityUid>,
    /// The groups of actions.
    pub action_groups: Vec<EntityUid>,
    /// The attributes of the context.
    pub context: Vec<Attribute>,
    /// What a request's principal mostly is.
    pub principal: TypeIndex,
    /// What a request's resource mostly is.
    pub resource: TypeIndex,
}

const TYPE_NAMES: [&str; 6] = [
    "User",
    "Group",
    "Doc",
    "App::Folder",
    "App::Team",
    "principal",
];
const IDS: [&str; 8] = ["a", "b", "c", "d", "e", "", "x \"y\"\n", "ü*"];
/// Names that occur in several types, so that accesses often hit and sometimes miss.
const ATTRIBUTES: [&str; 8] = [
    "owner",
    "flag",
    "level",
    "name",
    "members",
    "info",
    "has space",
    "if",
];

impl Universe {
    /// A universe of two to five entity types.
    pub fn generate(choices: &mut Choices<'_>) -> Self {
        let count = choices.between(2, 5);
        let types: Vec<EntityShape> = (0..count)
            .map(|index| entity_shape(choices, index, count))
            .collect();
        let uids = |ids: &[&str]| ids.iter().map(|id| uid("Action", id)).collect();
        let action_count = choices.between(2, 4);
        Universe {
            actions: uids(&["view", "edit", "share", "delete"][..action_count]),
            action_groups: uids(&["read", "write"]),
            context: attributes(choices, count, 2),
            principal: TypeIndex(0),
            resource: TypeIndex(choices.between(1, count - 1)),
            types,
        }
    }

    /// The entity type at `index`.
    pub fn shape(&self, index: TypeIndex) -> &EntityShape {
        &self.types[index.0]
    }

    /// Any entity type.
    pub fn any_type(&self, choices: &mut Choices<'_>) -> TypeIndex {
        TypeIndex(choices.below(self.types.len()))
    }

    /// The uid of some entity of a type; it may be missing from the store.
    pub fn any_uid(&self, choices: &mut Choices<'_>, index: TypeIndex) -> EntityUid {
        let uids = &self.shape(index).uids;
        uids[choices.below(uids.len())].clone()
    }

    /// An action or, less often, a group of actions.
    pub fn any_action(&self, choices: &mut Choices<'_>) -> EntityUid {
        let from = if choices.chance(30) {
            &self.action_groups
        } else {
            &self.actions
        };
        from[choices.below(from.len())].clone()
    }
}

/// The uid of the entity with this type and id; the type is one of the
/// generator's own names.
pub fn uid(entity_type: &str, id: &str) -> EntityUid {
    let entity_type =
        EntityTypeName::from_normalized(entity_type).expect("the generator's names are names");
    EntityUid::new(entity_type, EntityId::new(id))
}

fn entity_shape(choices: &mut Choices<'_>, index: usize, types: usize) -> EntityShape {
    let name = TYPE_NAMES[index];
    let entities = choices.between(3, IDS.len());
    // Mostly later types, so that hierarchies are deep; sometimes the type itself.
    let mut parents: Vec<TypeIndex> = (index + 1..types)
        .filter(|_| choices.chance(60))
        .map(TypeIndex)
        .collect();
    if choices.chance(50) {
        parents.push(TypeIndex(index));
    }
    EntityShape {
        name: EntityTypeName::from_normalized(name).expect("the generator's names are names"),
        attributes: attributes(choices, types, 2),
        tags: choices.chance(40).then(|| any_type(choices, types, 0)),
        parents,
        uids: IDS[..entities].iter().map(|id| uid(name, id)).collect(),
    }
}

fn attributes(choices: &mut Choices<'_>, types: usize, depth: usize) -> Vec<Attribute> {
    let start = choices.below(ATTRIBUTES.len());
    let count = choices.between(2, 5);
    (start..start + count)
        .map(|at| Attribute {
            name: ATTRIBUTES[at % ATTRIBUTES.len()].into(),
            ty: any_type(choices, types, depth),
            required: choices.chance(65),
        })
        .collect()
}

fn any_type(choices: &mut Choices<'_>, types: usize, depth: usize) -> Type {
    #[derive(Clone, Copy)]
    enum Kind {
        Bool,
        Long,
        String,
        Entity,
        Set,
        Record,
        Extension,
    }
    let nested = if depth == 0 { 0 } else { 1 };
    match choices.weighted(&[
        (3, Kind::Bool),
        (4, Kind::Long),
        (4, Kind::String),
        (6, Kind::Entity),
        (4 * nested, Kind::Set),
        (3 * nested, Kind::Record),
        (4, Kind::Extension),
    ]) {
        Kind::Bool => Type::Bool,
        Kind::Long => Type::Long,
        Kind::String => Type::String,
        Kind::Entity => Type::Entity(TypeIndex(choices.below(types))),
        Kind::Set => Type::Set(Box::new(any_type(choices, types, depth - 1))),
        Kind::Record => Type::Record(attributes(choices, types, depth - 1)),
        Kind::Extension => extension_type(choices),
    }
}

/// One of the extension types.
pub fn extension_type(choices: &mut Choices<'_>) -> Type {
    [Type::Decimal, Type::IpAddr, Type::Datetime, Type::Duration][choices.below(4)].clone()
}
