//! Workloads: what an application could have, as text, determined by a seed.

pub mod adversarial;
pub mod catalogue;
pub mod deep;
pub mod gdrive;
pub mod github;
pub mod load;
pub mod roles;
pub mod tenants;
pub mod tinytodo;
pub mod validation;
pub mod wide;

use serde_json::{Map, Value, json};
use std::fmt;

/// Policies, entities and requests.
pub struct Workload {
    /// Policies and templates in Cedar's syntax.
    pub policies: String,
    /// Links of the templates.
    pub links: Vec<Link>,
    /// Entities.
    pub entities: Vec<EntityText>,
    /// Requests.
    pub requests: Vec<RequestText>,
}

/// The uid of an entity.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Uid {
    /// The type.
    pub entity_type: &'static str,
    /// The id.
    pub id: String,
}

/// An entity.
#[derive(Clone, Debug)]
pub struct EntityText {
    /// Its uid.
    pub uid: Uid,
    /// Its attributes in JSON.
    pub attributes: Map<String, Value>,
    /// Its parents.
    pub parents: Vec<Uid>,
}

/// A request.
#[derive(Clone, Debug)]
pub struct RequestText {
    /// The principal.
    pub principal: Uid,
    /// The id of the action.
    pub action: &'static str,
    /// The resource.
    pub resource: Uid,
    /// The context in JSON.
    pub context: Value,
}

/// A link of a template.
#[derive(Clone, Debug)]
pub struct Link {
    /// The id of the template.
    pub template: &'static str,
    /// The value of `?principal`.
    pub principal: Uid,
    /// The value of `?resource`.
    pub resource: Uid,
}

/// How ids look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ids {
    /// Like `doc17`.
    Natural,
    /// 36 characters, like a UUID.
    Uuid,
}

impl Workload {
    /// The entities as one JSON document.
    pub fn entities_json(&self) -> String {
        entities_json(&self.entities)
    }
}

/// The document of some entities.
pub fn entities_json(entities: &[EntityText]) -> String {
    Value::Array(entities.iter().map(EntityText::to_json).collect()).to_string()
}

impl EntityText {
    /// An entity.
    pub fn new(uid: Uid, attributes: Value, parents: Vec<Uid>) -> Self {
        let Value::Object(attributes) = attributes else {
            panic!("attributes are an object");
        };
        EntityText {
            uid,
            attributes,
            parents,
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "uid": self.uid.to_json(),
            "attrs": self.attributes,
            "parents": self.parents.iter().map(Uid::to_json).collect::<Vec<_>>(),
        })
    }
}

impl Uid {
    /// A uid.
    pub fn new(entity_type: &'static str, id: impl Into<String>) -> Self {
        Uid {
            entity_type,
            id: id.into(),
        }
    }

    /// The uid as a value in JSON.
    pub fn reference(&self) -> Value {
        json!({ "__entity": self.to_json() })
    }

    fn to_json(&self) -> Value {
        json!({ "type": self.entity_type, "id": self.id })
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::\"{}\"", self.entity_type, self.id)
    }
}

impl Ids {
    /// The id of the `index`th thing of a kind.
    pub fn id(self, kind: &str, index: usize) -> String {
        match self {
            Ids::Natural => format!("{kind}{index}"),
            Ids::Uuid => {
                let seed = kind.bytes().fold(index as u64, |seed, byte| {
                    seed.wrapping_mul(31).wrapping_add(u64::from(byte))
                });
                let mut random = fastrand::Rng::with_seed(seed);
                let (a, b) = (random.u64(..), random.u64(..));
                format!(
                    "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
                    a >> 32,
                    a >> 16 & 0xffff,
                    a & 0xffff,
                    b >> 48,
                    b & 0xffff_ffff_ffff,
                )
            }
        }
    }
}

/// How many requests a workload has.
const REQUESTS: usize = 256;

/// One of `items`.
fn pick<'a, T>(random: &mut fastrand::Rng, items: &'a [T]) -> &'a T {
    &items[random.usize(..items.len())]
}

/// `1000` as `1,000`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
