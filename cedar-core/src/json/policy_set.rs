//! Policy sets: `{staticPolicies, templates, templateLinks}`.

use super::error::{JsonError, JsonErrorKind};
use super::fields::Fields;
use super::policy::{PolicyJson, read_policy};
use super::scope::slot_id;
use super::tree::{Duplicates, Json};
use super::uid::read_uid;
use super::value::EntityEscapeJson;
use super::write::ToJsonError;
use crate::ast::{Link, Policy, PolicyBody, PolicyId, PolicySet, SlotId, SlotValues, Template};
use serde::ser::{Serialize, SerializeMap, Serializer};

const FIELDS: [&str; 3] = ["staticPolicies", "templates", "templateLinks"];

/// Reads a policy set.
///
/// # Errors
/// When a field is missing, malformed or unknown, an id is used twice, a static
/// policy has slots, or a link does not fit its template.
pub fn read_policy_set(json: &Json<'_>) -> Result<PolicySet, JsonError> {
    let fields = Fields::of(json, "a policy set")?.only(&FIELDS)?;
    let mut set = PolicySet::new();
    fields.required("staticPolicies", |json| {
        read_bodies(json, |id, body| add_static(&mut set, id, body))
    })?;
    fields.required("templates", |json| {
        read_bodies(json, |id, body| {
            set.add_template(Template::new(id, body))
                .map_err(|error| JsonError::new(JsonErrorKind::PolicySet(error)).on_key())
        })
    })?;
    fields.required("templateLinks", |json| read_links(json, &mut set))?;
    Ok(set)
}

/// What a file of JSON policies may hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PolicyDocument {
    /// One policy or template, which has no id.
    Policy(Box<PolicyBody>),
    /// A policy set.
    PolicySet(PolicySet),
}

impl PolicyDocument {
    /// Reads a policy, a template or a policy set: which one follows from the
    /// fields that are there.
    ///
    /// # Errors
    /// As [`read_policy_set`] or [`read_policy`], or when the source is not
    /// JSON.
    pub fn from_json_str(source: &str) -> Result<Self, JsonError> {
        let tree = Json::parse(source, Duplicates::LastWins)?;
        let result = Fields::of(&tree, "a policy or a policy set").and_then(|fields| {
            if FIELDS.iter().any(|name| fields.has(name)) {
                read_policy_set(&tree).map(PolicyDocument::PolicySet)
            } else {
                read_policy(&tree).map(|body| PolicyDocument::Policy(Box::new(body)))
            }
        });
        result.map_err(|error| error.located(source))
    }
}

/// Writes a policy set.
///
/// INVARIANT: each body has passed [`PolicyBody::to_json`].
#[derive(Clone, Copy, Debug)]
pub struct PolicySetJson<'a>(&'a PolicySet);

impl PolicySet {
    /// Reads a policy set from JSON. Of a repeated key, such as the id of two
    /// static policies, the last one counts.
    ///
    /// # Errors
    /// As [`read_policy_set`], or when the source is not JSON.
    pub fn from_json_str(source: &str) -> Result<Self, JsonError> {
        let tree = Json::parse(source, Duplicates::LastWins)?;
        read_policy_set(&tree).map_err(|error| error.located(source))
    }

    /// The policy set in its JSON form.
    ///
    /// # Errors
    /// When a condition cannot be written.
    pub fn to_json(&self) -> Result<PolicySetJson<'_>, ToJsonError> {
        let policies = self.policies().map(Policy::body);
        let templates = self.templates().map(Template::body);
        for body in policies.chain(templates) {
            body.to_json()?;
        }
        Ok(PolicySetJson(self))
    }
}

fn add_static(set: &mut PolicySet, id: PolicyId, body: PolicyBody) -> Result<(), JsonError> {
    let policy = Policy::new_static(id, body)
        .map_err(|error| JsonError::new(JsonErrorKind::StaticPolicyHasSlots(error)))?;
    set.add(policy)
        .map_err(|error| JsonError::new(JsonErrorKind::PolicySet(error)).on_key())
}

fn read_bodies(
    json: &Json<'_>,
    mut add: impl FnMut(PolicyId, PolicyBody) -> Result<(), JsonError>,
) -> Result<(), JsonError> {
    for (id, json) in json.as_object("an object of policies by id")? {
        read_policy(json)
            .and_then(|body| add(PolicyId::new(id.as_ref()), body))
            .map_err(|error| error.in_field(id))?;
    }
    Ok(())
}

fn read_links(json: &Json<'_>, set: &mut PolicySet) -> Result<(), JsonError> {
    for (i, element) in json.as_array("an array of links")?.iter().enumerate() {
        read_link(element, set).map_err(|error| error.in_element(i))?;
    }
    Ok(())
}

fn read_link(json: &Json<'_>, set: &mut PolicySet) -> Result<(), JsonError> {
    let fields = Fields::of(json, "a link")?.only(&["templateId", "newId", "values"])?;
    let id = |json: &Json<'_>| json.as_str("a policy id").map(PolicyId::new);
    let template = fields.required("templateId", id)?;
    let new_id = fields.required("newId", id)?;
    let values = fields.required("values", read_slot_values)?;
    set.link(&template, new_id, values)
        .map_err(|error| JsonError::new(JsonErrorKind::Link(error)))
}

fn read_slot_values(json: &Json<'_>) -> Result<SlotValues, JsonError> {
    let mut values = SlotValues::default();
    for (name, json) in json.as_object("an object of entity uids by slot")? {
        let slot = slot_id(name).map_err(|error| error.in_field(name).on_key())?;
        let uid = read_uid(json).map_err(|error| error.in_field(name))?;
        match slot {
            SlotId::Principal => values.principal = Some(uid),
            SlotId::Resource => values.resource = Some(uid),
        }
    }
    Ok(values)
}

impl Serialize for PolicySetJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let links: Vec<_> = self.0.policies().filter_map(LinkJson::of).collect();
        let mut map = serializer.serialize_map(Some(FIELDS.len()))?;
        map.serialize_entry("staticPolicies", &StaticPoliciesJson(self.0))?;
        map.serialize_entry("templates", &TemplatesJson(self.0))?;
        map.serialize_entry("templateLinks", &links)?;
        map.end()
    }
}

struct StaticPoliciesJson<'a>(&'a PolicySet);

impl Serialize for StaticPoliciesJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let policies = self.0.policies().filter(|policy| policy.link().is_none());
        serializer
            .collect_map(policies.map(|p| (p.id().as_str(), PolicyJson::of_checked(p.body()))))
    }
}

struct TemplatesJson<'a>(&'a PolicySet);

impl Serialize for TemplatesJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let templates = self.0.templates();
        serializer
            .collect_map(templates.map(|t| (t.id().as_str(), PolicyJson::of_checked(t.body()))))
    }
}

struct LinkJson<'a> {
    id: &'a PolicyId,
    link: &'a Link,
}

impl<'a> LinkJson<'a> {
    fn of(policy: &'a Policy) -> Option<Self> {
        let id = policy.id();
        policy.link().map(|link| LinkJson { id, link })
    }
}

impl Serialize for LinkJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("templateId", self.link.template_id.as_str())?;
        map.serialize_entry("newId", self.id.as_str())?;
        map.serialize_entry("values", &SlotValuesJson(&self.link.values))?;
        map.end()
    }
}

struct SlotValuesJson<'a>(&'a SlotValues);

impl Serialize for SlotValuesJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let slots = [SlotId::Principal, SlotId::Resource];
        serializer.collect_map(slots.into_iter().filter_map(|slot| {
            let uid = self.0.get(slot)?;
            Some((slot.as_str(), EntityEscapeJson(uid)))
        }))
    }
}
