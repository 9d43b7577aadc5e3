//! Entities and requests for a schema: as it says, or nearly.

use super::values;
use crate::choices::Choices;
use cedar_core::extensions::ExtensionFunction;
use cedar_core::{Context, Entities, Entity, EntityId, EntityTypeName, EntityUid};
use cedar_core::{Record, Request, Value};
use cedar_validator::Schema;
use cedar_validator::schema::{ActionId, EntityTypeId};
use cedar_validator::types::{ExtensionType, RecordType, Type};
use smol_str::SmolStr;

/// The ids of entities whose type does not list them.
const IDS: [&str; 4] = ["a", "b", "c", ""];
/// In how many of 1000 places data that nearly fits does not: one of these, so that
/// some stores have no misfit, some a single one, and some many.
const MISFITS: [usize; 4] = [0, 1, 5, 40];
/// The keys of tags.
const KEYS: [&str; 4] = ["a", "b", "has space", "t"];

/// How closely data fits the schema.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fit {
    /// Everything is as the schema says.
    Exact,
    /// In rare places it is not.
    Nearly,
}

/// Draws data for one schema.
pub struct Data<'c, 'b> {
    choices: &'c mut Choices<'b>,
    schema: &'c Schema,
    /// Out of 1000.
    misfits: usize,
}

impl<'c, 'b> Data<'c, 'b> {
    /// A generator that draws from `choices`.
    pub fn new(choices: &'c mut Choices<'b>, schema: &'c Schema, fit: Fit) -> Self {
        let misfits = match fit {
            Fit::Exact => 0,
            Fit::Nearly => MISFITS[choices.below(MISFITS.len())],
        };
        Data {
            choices,
            schema,
            misfits,
        }
    }

    /// A store with most of the entities that there can be, and all actions.
    pub fn entities(&mut self) -> Entities {
        let mut entities = Vec::new();
        for id in self.schema.entity_type_ids() {
            if self.schema.entity_type(id).is_action() {
                continue;
            }
            for (position, uid) in self.uids(id).into_iter().enumerate() {
                if !self.choices.chance(15) {
                    entities.push(self.entity(id, uid, position));
                }
            }
        }
        entities.extend(self.actions());
        // INVARIANT: edges go to entities of a later position or a later type,
        // and actions have no ancestors but those that the schema gives them.
        Entities::from_entities(entities).expect("the hierarchy is acyclic by construction")
    }

    /// A request; `None` if no action of the schema applies to anything.
    pub fn request(&mut self) -> Option<Request> {
        let applicable: Vec<ActionId> = self
            .schema
            .action_ids()
            .filter(|id| {
                let action = self.schema.action(*id);
                !action.principals().is_empty() && !action.resources().is_empty()
            })
            .collect();
        let action = self.schema.action(*self.choices.pick(&applicable)?);
        let principal = self.one_of(action.principals());
        let resource = self.one_of(action.resources());
        let context = self.record(&action.context().clone());
        let uid = match self.misfits() {
            true => EntityUid::new(action.uid().entity_type().clone(), EntityId::new("nothing")),
            false => action.uid().clone(),
        };
        Some(Request::new(
            principal,
            uid,
            resource,
            Context::from_record(context),
        ))
    }

    fn misfits(&mut self) -> bool {
        self.misfits > 0 && self.choices.below(1000) < self.misfits
    }

    fn entity(&mut self, id: EntityTypeId, uid: EntityUid, position: usize) -> Entity {
        let declared = self.schema.entity_type(id);
        let attributes = self.record(&declared.attributes().clone());
        let tags = self.tags(declared.tags().cloned());
        let parents = self.parents(id, position);
        Entity::new(uid, attributes, tags, parents)
    }

    fn tags(&mut self, declared: Option<Type>) -> Record {
        let tags = match declared {
            None if self.misfits() => Some(Type::Long),
            declared => declared,
        };
        let mut fields: Vec<(SmolStr, Value)> = Vec::new();
        for key in KEYS {
            if let Some(tags) = &tags
                && self.choices.chance(40)
            {
                fields.push((key.into(), self.value(tags)));
            }
        }
        Record::from_fields(fields).expect("the keys are distinct")
    }

    /// Entities of a later position or, at the same position, of a later type.
    fn parents(&mut self, id: EntityTypeId, position: usize) -> Vec<EntityUid> {
        let mut parents = Vec::new();
        let types: Vec<EntityTypeId> = match self.misfits() {
            true => self.schema.entity_type_ids().collect(),
            false => self.schema.ancestor_types(id).collect(),
        };
        for above in types {
            if self.schema.entity_type(above).is_action() {
                continue;
            }
            let first = position + usize::from(above <= id);
            let later: Vec<EntityUid> = self.uids(above).into_iter().skip(first).collect();
            if self.choices.chance(50) {
                parents.extend(self.choices.pick(&later).cloned());
            }
            // Its type may be above; of an enumeration it is no member.
            if self.misfits() {
                let name = self.schema.entity_type(above).name().clone();
                parents.push(EntityUid::new(name, EntityId::new("strange")));
            }
        }
        if self.misfits() {
            parents.push(undeclared());
        }
        parents
    }

    /// All actions, each with all its groups or with those alone that it is declared to
    /// be in.
    fn actions(&mut self) -> Vec<Entity> {
        match self.choices.chance(20) {
            true => self.actions_with_parents(),
            false => self.actions_with_groups(),
        }
    }

    /// The actions as the schema has them, but for odd ones.
    fn actions_with_groups(&mut self) -> Vec<Entity> {
        let all: Vec<ActionId> = self.schema.action_ids().collect();
        let odd = self.misfit_among(15, &all);
        all.into_iter()
            .filter_map(|id| match Some(id) == odd || self.misfits() {
                true => self.odd_action(id),
                false => Some(self.schema.action_entity(id)),
            })
            .collect()
    }

    /// The actions with their own groups only, or all but a group that is in groups:
    /// the actions in it then lack these.
    fn actions_with_parents(&mut self) -> Vec<Entity> {
        let groups = self.groups_in_groups();
        let lacking = self.misfit_among(25, &groups);
        let kept = self.schema.action_ids().filter(|id| Some(*id) != lacking);
        kept.map(|id| self.action_with_parents(id)).collect()
    }

    /// One of these that is to be a misfit, in so many of 100 stores that may have any.
    fn misfit_among(&mut self, percent: usize, actions: &[ActionId]) -> Option<ActionId> {
        let is_any = self.misfits > 0 && self.choices.chance(percent);
        is_any
            .then(|| self.choices.pick(actions).copied())
            .flatten()
    }

    /// The actions that others are in and that are in others themselves.
    fn groups_in_groups(&self) -> Vec<ActionId> {
        let actions = self.schema.action_ids();
        let groups = actions.flat_map(|id| self.schema.action(id).parents().iter().copied());
        let is_in_groups = |id: &ActionId| !self.schema.action(*id).parents().is_empty();
        groups.filter(is_in_groups).collect()
    }

    /// The action with the groups that it is declared to be in, but not with theirs.
    fn action_with_parents(&self, id: ActionId) -> Entity {
        let action = self.schema.action(id);
        let groups = action.parents().iter();
        Entity::new(
            action.uid().clone(),
            Record::default(),
            Record::default(),
            groups.map(|group| self.schema.action(*group).uid().clone()),
        )
    }

    /// The action without one of its groups, with an attribute, or not at all.
    fn odd_action(&mut self, id: ActionId) -> Option<Entity> {
        let entity = self.schema.action_entity(id);
        let uid = entity.uid().clone();
        let groups = entity.parents();
        match self.choices.below(4) {
            0 => None,
            1 => {
                let attributes = Record::from_fields(vec![("a".into(), Value::Long(1))]);
                let attributes = attributes.expect("there is one key");
                let groups = groups.to_vec();
                Some(Entity::new(uid, attributes, Record::default(), groups))
            }
            _ => {
                let left = self.choices.below(groups.len().max(1));
                let kept = groups.iter().enumerate().filter(|(at, _)| *at != left);
                let kept = kept.map(|(_, group)| group.clone());
                Some(Entity::new(uid, Record::default(), Record::default(), kept))
            }
        }
    }

    fn one_of(&mut self, types: &[EntityTypeId]) -> EntityUid {
        let all: Vec<EntityTypeId> = self.schema.entity_type_ids().collect();
        let from = if self.misfits() { &all } else { types };
        match self.choices.pick(from) {
            Some(id) => self.uid(*id),
            None => undeclared(),
        }
    }

    /// The uids that entities of a type have, some of which are in the store.
    fn uids(&self, id: EntityTypeId) -> Vec<EntityUid> {
        let declared = self.schema.entity_type(id);
        let uid = |id: &str| EntityUid::new(declared.name().clone(), EntityId::new(id));
        if declared.is_action() {
            let actions = self.schema.actions().filter(|a| a.entity_type() == id);
            return actions.map(|action| action.uid().clone()).collect();
        }
        match declared.enum_ids() {
            Some(ids) => ids.iter().map(|id| uid(id)).collect(),
            None => IDS.iter().map(|id| uid(id)).collect(),
        }
    }

    fn uid(&mut self, id: EntityTypeId) -> EntityUid {
        if self.misfits() {
            let name = self.schema.entity_type(id).name().clone();
            let strange = EntityUid::new(name, EntityId::new("strange"));
            return [strange, undeclared()][self.choices.below(2)].clone();
        }
        let uids = self.uids(id);
        // A type of actions without actions, or an enumeration without ids, has none.
        self.choices.pick(&uids).cloned().unwrap_or_else(undeclared)
    }

    fn value(&mut self, wanted: &Type) -> Value {
        if self.misfits() {
            return [Value::Long(7), Value::String("7".into()), Value::Bool(true)]
                [self.choices.below(3)]
            .clone();
        }
        match wanted {
            Type::Never | Type::Bool(_) => Value::Bool(self.choices.chance(50)),
            Type::Long => Value::Long(values::long(self.choices)),
            Type::String => Value::String(values::string(self.choices)),
            Type::Entity(types) => match types.known().and_then(|t| self.choices.pick(t)) {
                Some(id) => Value::Entity(self.uid(*id)),
                None => Value::Entity(undeclared()),
            },
            Type::Set(element) => {
                let count = self.choices.below(4);
                Value::Set((0..count).map(|_| self.value(element)).collect())
            }
            Type::Record(record) => Value::Record(self.record(record)),
            Type::Extension(extension) => values::constructed(
                self.choices,
                match extension {
                    ExtensionType::Decimal => ExtensionFunction::Decimal,
                    ExtensionType::IpAddr => ExtensionFunction::Ip,
                    ExtensionType::Datetime => ExtensionFunction::Datetime,
                    ExtensionType::Duration => ExtensionFunction::Duration,
                },
            ),
        }
    }

    fn record(&mut self, declared: &RecordType) -> Record {
        let mut fields = Vec::new();
        for (name, attribute) in declared.attributes() {
            let is_given = match attribute.required {
                true => !self.misfits(),
                false => self.choices.chance(50),
            };
            if is_given {
                fields.push((name.clone(), self.value(&attribute.value)));
            }
        }
        if self.misfits() && declared.attribute("undeclared").is_none() {
            fields.push(("undeclared".into(), Value::Bool(true)));
        }
        Record::from_fields(fields).expect("the attributes of a type have distinct names")
    }
}

/// An entity of a type that no schema declares.
fn undeclared() -> EntityUid {
    let name = EntityTypeName::from_normalized("Undeclared").expect("this is a name");
    EntityUid::new(name, EntityId::new("x"))
}
