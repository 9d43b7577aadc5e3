//! What a schema declares, and the choice of it.

use crate::choices::Choices;

/// A schema of one to three namespaces.
#[derive(Clone, Debug)]
pub struct Schema {
    /// The names of the namespaces; `""` is the empty one.
    pub namespaces: Vec<&'static str>,
    /// The common types. INVARIANT: each refers to earlier ones only.
    pub common_types: Vec<CommonType>,
    /// The entity types; never empty.
    pub entity_types: Vec<EntityType>,
    /// The actions; never empty.
    pub actions: Vec<Action>,
}

/// A common type.
#[derive(Clone, Debug)]
pub struct CommonType {
    /// Its name.
    pub name: QualifiedName,
    /// What it stands for.
    pub definition: Type,
}

/// An entity type.
#[derive(Clone, Debug)]
pub struct EntityType {
    /// Its name.
    pub name: QualifiedName,
    /// The ids that its entities can have, if they are limited.
    pub enum_ids: Option<Vec<&'static str>>,
    /// The types of parents.
    pub parents: Vec<EntityIndex>,
    /// The attributes.
    pub attributes: Vec<Attribute>,
    /// The type of the tags, if there are any.
    pub tags: Option<Type>,
}

/// An action.
#[derive(Clone, Debug)]
pub struct Action {
    /// The namespace, as its position in [`Schema::namespaces`].
    pub namespace: usize,
    /// The id.
    pub id: &'static str,
    /// The groups that it is in, all before it in the schema.
    pub groups: Vec<usize>,
    /// The types of the principal.
    pub principals: Vec<EntityIndex>,
    /// The types of the resource. Empty exactly where `principals` is.
    pub resources: Vec<EntityIndex>,
    /// The context.
    pub context: Vec<Attribute>,
}

/// A name in a namespace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QualifiedName {
    /// The namespace, as its position in [`Schema::namespaces`].
    pub namespace: usize,
    /// The name without the namespace.
    pub basename: &'static str,
}

/// The position of an entity type in its schema.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EntityIndex(pub usize);

/// A type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Type {
    /// `Bool`
    Bool,
    /// `Long`
    Long,
    /// `String`
    String,
    /// An extension type of this name.
    Extension(&'static str),
    /// An entity type.
    Entity(EntityIndex),
    /// The type of the actions of a namespace that declares some.
    Action(usize),
    /// A set.
    Set(Box<Type>),
    /// A record.
    Record(Vec<Attribute>),
    /// A common type.
    Common(usize),
}

/// An attribute.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attribute {
    /// Its name.
    pub name: &'static str,
    /// The type of its value.
    pub value: Type,
    /// Whether it is always there.
    pub required: bool,
}

/// The extension types.
pub const EXTENSIONS: [&str; 4] = ["ipaddr", "decimal", "datetime", "duration"];
const ENTITY_NAMES: [&str; 9] = [
    "User",
    "Group",
    "Doc",
    "Folder",
    "Team",
    "Org",
    "Set",
    "principal",
    "Long2",
];
const COMMON_NAMES: [&str; 4] = ["Info", "Name", "Address", "Flags"];
const ACTION_IDS: [&str; 6] = ["read", "write", "view", "edit", "has space", "in"];
const ATTRIBUTES: [&str; 8] = ["a", "b", "c", "d", "e", "f", "has space", "if"];
const ENUM_IDS: [&str; 3] = ["x", "y", ""];

impl Schema {
    /// A schema.
    pub fn generate(choices: &mut Choices<'_>) -> Self {
        let namespaces = match choices.below(5) {
            0 | 1 => vec![""],
            2 => vec!["", "N"],
            3 => vec!["N", "M::K"],
            _ => vec!["", "N", "M::K"],
        };
        let mut schema = Schema {
            namespaces,
            common_types: Vec::new(),
            entity_types: Vec::new(),
            actions: Vec::new(),
        };
        schema.name_entity_types(choices);
        schema.name_actions(choices);
        schema.define_common_types(choices);
        schema.define_entity_types(choices);
        schema.define_actions(choices);
        schema
    }

    /// The full name of an entity type.
    pub fn entity_name(&self, index: EntityIndex) -> String {
        self.full_name(&self.entity_types[index.0].name)
    }

    /// A name with its namespace.
    pub fn full_name(&self, name: &QualifiedName) -> String {
        self.in_namespace(name.namespace, name.basename)
    }

    /// The type of the actions of a namespace.
    pub fn action_type(&self, namespace: usize) -> String {
        self.in_namespace(namespace, "Action")
    }

    /// The uid of an action as text.
    pub fn action_uid(&self, action: usize) -> String {
        let action = &self.actions[action];
        format!("{}::{:?}", self.action_type(action.namespace), action.id)
    }

    /// The type that `written` stands for: never a common type itself, though
    /// its parts may be.
    pub fn resolved<'a>(&'a self, mut written: &'a Type) -> &'a Type {
        while let Type::Common(index) = written {
            written = &self.common_types[*index].definition;
        }
        written
    }

    /// Whether both stand for the same type.
    pub fn is_same(&self, a: &Type, b: &Type) -> bool {
        match (self.resolved(a), self.resolved(b)) {
            (Type::Set(a), Type::Set(b)) => self.is_same(a, b),
            (Type::Record(a), Type::Record(b)) => {
                a.len() == b.len()
                    && a.iter().all(|a| {
                        b.iter().any(|b| {
                            a.name == b.name
                                && a.required == b.required
                                && self.is_same(&a.value, &b.value)
                        })
                    })
            }
            (a, b) => a == b,
        }
    }

    /// Any entity type.
    pub fn any_entity_type(&self, choices: &mut Choices<'_>) -> EntityIndex {
        EntityIndex(choices.below(self.entity_types.len()))
    }

    /// A type with at most `depth` levels of sets and records.
    pub fn any_type(&self, choices: &mut Choices<'_>, depth: usize) -> Type {
        let nested = usize::from(depth > 0);
        let common = usize::from(!self.common_types.is_empty());
        match choices.weighted(&[
            (3, 0),
            (3, 1),
            (3, 2),
            (4, 3),
            (5, 4),
            (1, 5),
            (4 * nested, 6),
            (3 * nested, 7),
            (2 * common, 8),
        ]) {
            0 => Type::Bool,
            1 => Type::Long,
            2 => Type::String,
            3 => Type::Extension(EXTENSIONS[choices.below(4)]),
            4 => Type::Entity(self.any_entity_type(choices)),
            5 => Type::Action(self.actions[choices.below(self.actions.len())].namespace),
            6 => Type::Set(Box::new(self.any_type(choices, depth - 1))),
            7 => Type::Record(self.attributes(choices, depth - 1)),
            _ => Type::Common(choices.below(self.common_types.len())),
        }
    }

    /// Attributes that are much like these: few of them are missing, optional where they
    /// were required or the other way round, or of a related type, and rarely there is
    /// a further one.
    pub fn kin(
        &self,
        choices: &mut Choices<'_>,
        attributes: &[Attribute],
        depth: usize,
    ) -> Vec<Attribute> {
        let mut kin = Vec::new();
        for attribute in attributes {
            let mut attribute = attribute.clone();
            match choices.below(10) {
                0 => continue,
                1 | 2 => attribute.required = !attribute.required,
                3 | 4 => attribute.value = self.varied(choices, &attribute.value, depth),
                _ => {}
            }
            kin.push(attribute);
        }
        if choices.chance(25) {
            let (value, required) = (self.any_type(choices, depth), choices.chance(60));
            add_attribute(choices, &mut kin, value, required);
        }
        kin
    }

    /// A type that is much like this one, as far as it has parts that can differ.
    pub fn varied(&self, choices: &mut Choices<'_>, value: &Type, depth: usize) -> Type {
        match self.resolved(value) {
            Type::Set(element) if choices.chance(80) => Type::Set(Box::new(self.varied(
                choices,
                element,
                depth.saturating_sub(1),
            ))),
            Type::Record(attributes) if choices.chance(80) => {
                Type::Record(self.kin(choices, attributes, depth.saturating_sub(1)))
            }
            Type::Entity(_) if choices.chance(70) => Type::Entity(self.any_entity_type(choices)),
            _ => self.any_type(choices, depth),
        }
    }

    fn in_namespace(&self, namespace: usize, basename: &str) -> String {
        match self.namespaces[namespace] {
            "" => basename.to_owned(),
            namespace => format!("{namespace}::{basename}"),
        }
    }

    fn attributes(&self, choices: &mut Choices<'_>, depth: usize) -> Vec<Attribute> {
        let start = choices.below(ATTRIBUTES.len());
        let count = choices.below(5);
        (start..start + count)
            .map(|at| Attribute {
                name: ATTRIBUTES[at % ATTRIBUTES.len()],
                value: self.any_type(choices, depth),
                required: choices.chance(60),
            })
            .collect()
    }

    /// Names are distinct, but a name may occur in several namespaces if none of
    /// them is the empty one.
    fn name_entity_types(&mut self, choices: &mut Choices<'_>) {
        let count = choices.between(2, 5);
        let start = choices.below(ENTITY_NAMES.len());
        for at in start..start + count {
            let namespace = choices.below(self.namespaces.len());
            let basename = ENTITY_NAMES[at % ENTITY_NAMES.len()];
            let name = |namespace| QualifiedName {
                namespace,
                basename,
            };
            self.add_entity_type(name(namespace));
            let other = choices.below(self.namespaces.len());
            let both_named = !self.namespaces[namespace].is_empty()
                && !self.namespaces[other].is_empty()
                && other != namespace;
            if both_named && choices.chance(50) {
                self.add_entity_type(name(other));
            }
        }
    }

    fn add_entity_type(&mut self, name: QualifiedName) {
        self.entity_types.push(EntityType {
            name,
            enum_ids: None,
            parents: Vec::new(),
            attributes: Vec::new(),
            tags: None,
        });
    }

    fn name_actions(&mut self, choices: &mut Choices<'_>) {
        for id in &ACTION_IDS[..choices.between(2, ACTION_IDS.len())] {
            self.actions.push(Action {
                namespace: choices.below(self.namespaces.len()),
                id,
                groups: Vec::new(),
                principals: Vec::new(),
                resources: Vec::new(),
                context: Vec::new(),
            });
        }
    }

    fn define_common_types(&mut self, choices: &mut Choices<'_>) {
        for basename in &COMMON_NAMES[..choices.below(COMMON_NAMES.len())] {
            let definition = match choices.chance(50) {
                true => Type::Record(self.attributes(choices, 1)),
                false => self.any_type(choices, 2),
            };
            let namespace = choices.below(self.namespaces.len());
            self.common_types.push(CommonType {
                name: QualifiedName {
                    namespace,
                    basename,
                },
                definition,
            });
        }
    }

    fn define_entity_types(&mut self, choices: &mut Choices<'_>) {
        for at in 0..self.entity_types.len() {
            if choices.chance(20) {
                let ids = ENUM_IDS[..choices.between(1, ENUM_IDS.len())].to_vec();
                self.entity_types[at].enum_ids = Some(ids);
                continue;
            }
            let parents = (0..choices.below(3)).map(|_| self.any_entity_type(choices));
            let parents = parents.collect();
            let relative = self.relative(choices, at);
            let mut attributes = match relative {
                Some(relative) => self.kin(choices, &relative.attributes, 2),
                None => self.attributes(choices, 2),
            };
            if choices.chance(30) {
                let other = Type::Entity(self.any_entity_type(choices));
                let required = choices.chance(75);
                add_attribute(choices, &mut attributes, other, required);
            }
            let tags = match relative.and_then(|relative| relative.tags.as_ref()) {
                Some(tags) if choices.chance(40) => Some(tags.clone()),
                Some(tags) if choices.chance(50) => Some(self.varied(choices, tags, 1)),
                _ => choices.chance(45).then(|| self.any_type(choices, 1)),
            };
            let entity_type = &mut self.entity_types[at];
            entity_type.parents = parents;
            entity_type.attributes = attributes;
            entity_type.tags = tags;
        }
    }

    /// An earlier entity type that this one is to be much like, in about half of them.
    fn relative(&self, choices: &mut Choices<'_>, at: usize) -> Option<&EntityType> {
        if !choices.chance(60) {
            return None;
        }
        let earlier = self.entity_types[..at].iter();
        let earlier: Vec<&EntityType> = earlier.filter(|e| e.enum_ids.is_none()).collect();
        choices.pick(&earlier).copied()
    }

    fn define_actions(&mut self, choices: &mut Choices<'_>) {
        for at in 0..self.actions.len() {
            let groups = (0..choices.below(3).min(at)).map(|_| choices.below(at));
            let groups = groups.collect();
            self.actions[at].groups = groups;
            if choices.chance(20) {
                continue;
            }
            let principals = self.some_entity_types(choices);
            let resources = self.some_entity_types(choices);
            let context = match self.relative(choices, self.entity_types.len()) {
                Some(relative) if choices.chance(60) => self.kin(choices, &relative.attributes, 2),
                _ => self.attributes(choices, 2),
            };
            let action = &mut self.actions[at];
            action.principals = principals;
            action.resources = resources;
            action.context = context;
        }
    }

    fn some_entity_types(&self, choices: &mut Choices<'_>) -> Vec<EntityIndex> {
        let count = choices.between(1, 3);
        (0..count).map(|_| self.any_entity_type(choices)).collect()
    }
}

/// Adds an attribute under a name that is free, if one is.
fn add_attribute(
    choices: &mut Choices<'_>,
    attributes: &mut Vec<Attribute>,
    value: Type,
    required: bool,
) {
    let is_free = |name: &&&str| attributes.iter().all(|a| a.name != **name);
    let free: Vec<&&str> = ATTRIBUTES.iter().filter(is_free).collect();
    if let Some(name) = choices.pick(&free).copied() {
        attributes.push(Attribute {
            name,
            value,
            required,
        });
    }
}
