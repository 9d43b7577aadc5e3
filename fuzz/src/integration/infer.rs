//! The narrowest schema that the data of a case fit.

use crate::case::Case;
use cedar_core::ast::{
    ActionConstraint, EntityOrSlot, ExprKind, Literal, PolicyBody, ScopeConstraint,
};
use cedar_core::{EntityTypeName, EntityUid, Record, Value, ValueType};
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// Why no schema fits the data.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum NoSchema {
    /// Values that must have one type have several.
    #[error("{what} is of several types, which no schema allows")]
    SeveralTypes {
        /// Which values.
        what: String,
    },
    /// An action has attributes or tags, which no schema can declare.
    #[error("the action `{0}` has attributes or tags, which no schema can declare")]
    ActionWithData(EntityUid),
}

/// The schema, in JSON: every type and action that the case names, with the
/// attributes, parents and contexts that its entities and requests have.
///
/// Attributes that only policies name are not declared, so policies need not
/// validate.
///
/// # Errors
/// When no schema fits.
pub fn infer_schema(case: &Case) -> Result<Json, NoSchema> {
    let mut declared = Declared::default();
    for entity in case.entities.iter() {
        declared.entity(entity)?;
    }
    for request in &case.requests {
        declared.request(request)?;
    }
    for template in case.policies.templates() {
        declared.body(template.body());
    }
    for policy in case.policies.policies() {
        declared.body(policy.body());
        for slot in [cedar_core::SlotId::Principal, cedar_core::SlotId::Resource] {
            if let Some(uid) = policy.slot_value(slot) {
                declared.uid(uid);
            }
        }
    }
    Ok(declared.to_json())
}

type JsonObject = Map<String, Json>;

/// The type of values, as far as they show it.
#[derive(Clone, PartialEq, Debug)]
enum Shape {
    Bool,
    Long,
    String,
    Entity(EntityTypeName),
    /// `None`: no set had an element.
    Set(Option<Box<Shape>>),
    Record(Fields),
    Extension(&'static str),
}

/// The attributes of records of one type.
#[derive(Clone, Default, PartialEq, Debug)]
struct Fields(BTreeMap<String, Field>);

#[derive(Clone, PartialEq, Debug)]
struct Field {
    shape: Shape,
    required: bool,
}

#[derive(Default)]
struct EntityShape {
    /// `None`: no such entity is in the store.
    attributes: Option<Fields>,
    tags: Option<Shape>,
    parents: BTreeSet<EntityTypeName>,
}

#[derive(Default)]
struct ActionShape {
    parents: BTreeSet<EntityUid>,
    principals: BTreeSet<EntityTypeName>,
    resources: BTreeSet<EntityTypeName>,
    context: Option<Fields>,
}

#[derive(Default)]
struct Declared {
    types: BTreeMap<EntityTypeName, EntityShape>,
    actions: BTreeMap<EntityUid, ActionShape>,
}

impl Declared {
    fn uid(&mut self, uid: &EntityUid) {
        if uid.is_action() {
            self.actions.entry(uid.clone()).or_default();
        } else {
            self.entity_type(uid.entity_type());
        }
    }

    /// An action type is declared by its actions.
    fn entity_type(&mut self, name: &EntityTypeName) {
        if !name.is_action() {
            self.types.entry(name.clone()).or_default();
        }
    }

    fn entity(&mut self, entity: &cedar_core::Entity) -> Result<(), NoSchema> {
        let uid = entity.uid();
        self.uid(uid);
        entity.parents().iter().for_each(|parent| self.uid(parent));
        for (_, value) in entity.attributes().iter().chain(entity.tags().iter()) {
            self.value(value);
        }
        if let Some(action) = self.actions.get_mut(uid) {
            if !entity.attributes().is_empty() || !entity.tags().is_empty() {
                return Err(NoSchema::ActionWithData(uid.clone()));
            }
            action.parents.extend(entity.parents().iter().cloned());
            return Ok(());
        }
        let attributes = fields(entity.attributes());
        let tags = entity.tags().iter().map(|(_, value)| shape(value));
        let shape = self.types.entry(uid.entity_type().clone()).or_default();
        shape
            .parents
            .extend(entity.parents().iter().map(|p| p.entity_type().clone()));
        let several = || NoSchema::SeveralTypes {
            what: format!("an attribute or the tags of `{}`", uid.entity_type()),
        };
        let attributes = attributes.ok_or_else(several)?;
        shape.attributes = Some(match shape.attributes.take() {
            None => attributes,
            Some(before) => before.join(attributes).ok_or_else(several)?,
        });
        for tag in tags {
            let tag = tag.ok_or_else(several)?;
            shape.tags = Some(match shape.tags.take() {
                None => tag,
                Some(before) => before.join(tag).ok_or_else(several)?,
            });
        }
        Ok(())
    }

    fn request(&mut self, request: &cedar_core::Request) -> Result<(), NoSchema> {
        for uid in [&request.principal, &request.action, &request.resource] {
            self.uid(uid);
        }
        for (_, value) in request.context.record().iter() {
            self.value(value);
        }
        let Some(action) = self.actions.get_mut(&request.action) else {
            return Ok(());
        };
        for (uid, types) in [
            (&request.principal, &mut action.principals),
            (&request.resource, &mut action.resources),
        ] {
            types.insert(uid.entity_type().clone());
        }
        let several = || NoSchema::SeveralTypes {
            what: format!("an attribute of the context of `{}`", request.action),
        };
        let context = fields(request.context.record()).ok_or_else(several)?;
        action.context = Some(match action.context.take() {
            None => context,
            Some(before) => before.join(context).ok_or_else(several)?,
        });
        Ok(())
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Entity(uid) => self.uid(uid),
            Value::Set(set) => set.iter().for_each(|value| self.value(value)),
            Value::Record(record) => record.iter().for_each(|(_, value)| self.value(value)),
            _ => {}
        }
    }

    fn body(&mut self, body: &PolicyBody) {
        for constraint in [&body.principal, &body.resource] {
            if let ScopeConstraint::Is(ty) | ScopeConstraint::IsIn(ty, _) = constraint {
                self.entity_type(ty);
            }
            if let Some(EntityOrSlot::Entity(uid)) = constraint.entity_or_slot() {
                self.uid(uid);
            }
        }
        match &body.action {
            ActionConstraint::Any => {}
            ActionConstraint::Equal(uid) | ActionConstraint::In(uid) => self.uid(uid),
            ActionConstraint::InSet(uids) => uids.iter().for_each(|uid| self.uid(uid)),
        }
        for node in body.conditions.iter().flat_map(|c| c.body.nodes()) {
            match node.kind() {
                ExprKind::Literal(Literal::Entity(uid)) => self.uid(uid),
                ExprKind::Is(_, ty) | ExprKind::IsIn(_, ty, _) => self.entity_type(ty),
                _ => {}
            }
        }
    }

    fn to_json(&self) -> Json {
        let mut namespaces: BTreeMap<&str, (JsonObject, JsonObject)> = BTreeMap::new();
        for (name, shape) in &self.types {
            let (types, _) = namespaces.entry(name.name().namespace()).or_default();
            types.insert(name.name().basename().to_owned(), shape.to_json());
        }
        for (uid, shape) in &self.actions {
            let namespace = uid.entity_type().name().namespace();
            let (_, actions) = namespaces.entry(namespace).or_default();
            actions.insert(uid.id().as_str().to_owned(), shape.to_json());
        }
        let namespaces = namespaces.into_iter().map(|(name, (types, actions))| {
            let declared = json!({ "entityTypes": types, "actions": actions });
            (name.to_owned(), declared)
        });
        Json::Object(namespaces.collect())
    }
}

impl EntityShape {
    fn to_json(&self) -> Json {
        let mut declared = json!({ "memberOfTypes": names(&self.parents) });
        if let Some(attributes) = &self.attributes {
            declared["shape"] = attributes.to_json();
        }
        if let Some(tags) = &self.tags {
            declared["tags"] = tags.to_json();
        }
        declared
    }
}

impl ActionShape {
    fn to_json(&self) -> Json {
        let parents = self
            .parents
            .iter()
            .map(|uid| json!({ "type": uid.entity_type().as_str(), "id": uid.id().as_str() }));
        let mut declared = json!({ "memberOf": parents.collect::<Vec<_>>() });
        // An action without requests applies to nothing, as groups do.
        if let Some(context) = &self.context {
            declared["appliesTo"] = json!({
                "principalTypes": names(&self.principals),
                "resourceTypes": names(&self.resources),
                "context": context.to_json(),
            });
        }
        declared
    }
}

fn names(types: &BTreeSet<EntityTypeName>) -> Vec<&str> {
    types.iter().map(EntityTypeName::as_str).collect()
}

impl Fields {
    /// What is in both is required; `None` if an attribute has two types.
    fn join(mut self, other: Fields) -> Option<Fields> {
        for (name, field) in &mut self.0 {
            field.required &= other.0.get(name).is_some_and(|field| field.required);
        }
        for (name, field) in other.0 {
            let joined = match self.0.remove(&name) {
                None => Field {
                    shape: field.shape,
                    required: false,
                },
                Some(before) => Field {
                    shape: before.shape.join(field.shape)?,
                    required: before.required,
                },
            };
            self.0.insert(name, joined);
        }
        Some(self)
    }

    fn to_json(&self) -> Json {
        let attributes = self.0.iter().map(|(name, field)| {
            let mut ty = field.shape.to_json();
            if !field.required {
                ty["required"] = json!(false);
            }
            (name.clone(), ty)
        });
        json!({ "type": "Record", "attributes": attributes.collect::<Map<_, _>>() })
    }
}

impl Shape {
    fn join(self, other: Shape) -> Option<Shape> {
        match (self, other) {
            (Shape::Set(a), Shape::Set(b)) => Some(Shape::Set(match (a, b) {
                (Some(a), Some(b)) => Some(Box::new(a.join(*b)?)),
                (a, b) => a.or(b),
            })),
            (Shape::Record(a), Shape::Record(b)) => Some(Shape::Record(a.join(b)?)),
            (a, b) => (a == b).then_some(a),
        }
    }

    fn to_json(&self) -> Json {
        match self {
            Shape::Bool => json!({ "type": "Boolean" }),
            Shape::Long => json!({ "type": "Long" }),
            Shape::String => json!({ "type": "String" }),
            Shape::Entity(name) => json!({ "type": "Entity", "name": name.as_str() }),
            // A set of nothing has elements of any type.
            Shape::Set(None) => json!({ "type": "Set", "element": Shape::Bool.to_json() }),
            Shape::Set(Some(element)) => json!({ "type": "Set", "element": element.to_json() }),
            Shape::Record(fields) => fields.to_json(),
            Shape::Extension(name) => json!({ "type": "Extension", "name": name }),
        }
    }
}

/// The type of the fields; `None` if a set holds values of several types.
fn fields(record: &Record) -> Option<Fields> {
    let fields = record.iter().map(|(name, value)| {
        let field = Field {
            shape: shape(value)?,
            required: true,
        };
        Some((name.to_string(), field))
    });
    fields.collect::<Option<_>>().map(Fields)
}

fn shape(value: &Value) -> Option<Shape> {
    Some(match value {
        Value::Bool(_) => Shape::Bool,
        Value::Long(_) => Shape::Long,
        Value::String(_) => Shape::String,
        Value::Entity(uid) => Shape::Entity(uid.entity_type().clone()),
        Value::Set(set) => {
            let mut element: Option<Shape> = None;
            for value in set {
                let next = shape(value)?;
                element = Some(match element {
                    None => next,
                    Some(before) => before.join(next)?,
                });
            }
            Shape::Set(element.map(Box::new))
        }
        Value::Record(record) => Shape::Record(fields(record)?),
        Value::Extension(_) => Shape::Extension(match value.value_type() {
            ValueType::Decimal => "decimal",
            ValueType::IpAddr => "ipaddr",
            ValueType::Datetime => "datetime",
            _ => "duration",
        }),
    })
}
