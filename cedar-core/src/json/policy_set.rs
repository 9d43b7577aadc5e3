//! Policy sets: `{staticPolicies, templates, templateLinks}`.

use super::error::{JsonError, JsonErrorKind};
use super::fields::{Fields, check_distinct};
use super::policy::{PolicyJson, read_policy};
use super::scope::slot_id;
use super::tree::{Duplicates, Json, JsonArena};
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
#[expect(
    clippy::large_enum_variant,
    reason = "there is one at a time, and it is taken apart at once"
)]
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PolicyDocument {
    /// One policy or template, which has no id.
    Policy(Box<PolicyBody>),
    /// A policy set.
    PolicySet(PolicySet),
}

impl PolicyDocument {
    /// Reads a policy, a template or a policy set: which one follows from the
    /// fields that are there. Of a repeated key the last one counts.
    ///
    /// # Errors
    /// As [`read_policy_set`] or [`read_policy`], or when the source is not
    /// JSON.
    pub fn from_json_str(source: &str) -> Result<Self, JsonError> {
        let arena = JsonArena::default();
        let tree = Json::parse(source, Duplicates::LastWins, &arena)?;
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
    /// Reads a policy set from JSON.
    ///
    /// # Errors
    /// As [`read_policy_set`], when a key is repeated in an object, or when the
    /// source is not JSON.
    pub fn from_json_str(source: &str) -> Result<Self, JsonError> {
        let arena = JsonArena::default();
        let tree = Json::parse(source, Duplicates::Keep, &arena)?;
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
            .and_then(|body| add(PolicyId::new(*id), body))
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
    let entries = json.as_object("an object of entity uids by slot")?;
    check_distinct(entries)?;
    let mut values = SlotValues::default();
    for (name, json) in entries {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::test_support::check_error;

    const POLICY: &str = r#"{"effect":"permit","principal":{"op":"All"},"action":{"op":"All"},"resource":{"op":"All"},"conditions":[]}"#;
    const TEMPLATE: &str = r#"{"effect":"permit","principal":{"op":"==","slot":"?principal"},"action":{"op":"All"},"resource":{"op":"All"},"conditions":[]}"#;
    const UID: &str = r#"{"__entity":{"type":"U","id":"x"}}"#;

    fn fill(text: &str) -> String {
        [("POLICY", POLICY), ("TEMPLATE", TEMPLATE), ("UID", UID)]
            .iter()
            .fold(text.to_owned(), |text, (name, json)| {
                text.replace(name, json)
            })
    }

    fn set(policies: &str, templates: &str, links: &str) -> String {
        fill(&format!(
            r#"{{"staticPolicies":{policies},"templates":{templates},"templateLinks":{links}}}"#
        ))
    }

    fn link(template: &str, id: &str, values: &str) -> String {
        format!(r#"[{{"templateId":"{template}","newId":"{id}","values":{values}}}]"#)
    }

    fn rewrite(source: &str) -> String {
        match PolicySet::from_json_str(source) {
            Ok(set) => serde_json::to_string(&set.to_json().unwrap()).unwrap(),
            Err(error) => panic!("{source}: {error}"),
        }
    }

    #[test]
    fn sets_are_written_as_they_are_read() {
        let linked = link("t", "l", r#"{"?principal":UID}"#);
        for source in [
            set("{}", "{}", "[]"),
            set(r#"{"p":POLICY,"":POLICY}"#, r#"{"t":TEMPLATE}"#, "[]"),
            set(r#"{"p":POLICY}"#, r#"{"t":TEMPLATE}"#, &linked),
            set("{}", r#"{"t":POLICY}"#, "[]"),
        ] {
            assert_eq!(rewrite(&source), source);
        }
        let implicit = link("t", "l", r#"{"?principal":{"type":"U","id":"x"}}"#);
        assert_eq!(
            rewrite(&set("{}", r#"{"t":TEMPLATE}"#, &implicit)),
            set("{}", r#"{"t":TEMPLATE}"#, &linked)
        );
    }

    #[test]
    fn keys_may_repeat_in_a_document_but_not_in_a_policy_set() {
        let condition = r#"[{"kind":"when","body":{"==":{"left":{"Record":RECORD},"right":{"Value":RECORD}}}}]"#;
        for (before, after, message) in [
            (
                r#""p":POLICY"#.to_owned(),
                r#""p":POLICY,"p":POLICY"#.to_owned(),
                "in `staticPolicies.p`: the id `p` is already in use",
            ),
            (
                r#""effect":"permit""#.to_owned(),
                r#""effect":"forbid","effect":"permit""#.to_owned(),
                "in `staticPolicies.p.effect`: the key `effect` occurs two or more times in the \
                 same object",
            ),
            (
                r#""conditions":[]"#.to_owned(),
                format!(
                    r#""conditions":{}"#,
                    condition.replace("RECORD", r#"{"a":{"Value":1},"a":{"Value":2}}"#)
                ),
                "in `staticPolicies.p.conditions[0].body[\"==\"].left.Record.a`: the key `a` \
                 occurs two or more times in the same object",
            ),
            (
                r#""conditions":[]"#.to_owned(),
                r#""conditions":[],"annotations":{"a":"b","a":"c"}"#.to_owned(),
                "in `staticPolicies.p.annotations.a`: the key `a` occurs two or more times in the \
                 same object",
            ),
        ] {
            let plain = set(r#"{"p":POLICY}"#, "{}", "[]");
            let source = plain.replacen(&fill(&before), &fill(&after), 1);
            assert_ne!(source, plain);
            let error = PolicySet::from_json_str(&source).unwrap_err();
            let text = error.to_string();
            assert!(text.starts_with(message), "{text}");
            assert!(PolicyDocument::from_json_str(&source).is_ok(), "{source}");
        }
    }

    #[test]
    fn a_template_without_slots_yields_no_policy() {
        let set = PolicySet::from_json_str(&set("{}", r#"{"t":POLICY}"#, "[]")).unwrap();
        assert_eq!((set.policies().len(), set.templates().len()), (0, 1));
    }

    #[test]
    fn refused() {
        let values = r#"{"?principal":UID}"#;
        let template = r#"{"t":TEMPLATE}"#;
        for (source, message) in [
            (
                fill(r#"{"staticPolicies":{"p":POLICY}}"#),
                "missing field `templates`",
            ),
            (
                set("{}", "{}", "[]").replace("[]}", r#"[],"foo":1}"#),
                "in `foo`: unknown field, expected one of \
                 `staticPolicies`, `templates`, `templateLinks`",
            ),
            (
                set(r#"{"t":POLICY}"#, template, "[]"),
                "in `templates.t`: the id `t` is already in use",
            ),
            (
                set(template, "{}", "[]"),
                "in `staticPolicies.t`: the policy `t` has the slot `?principal`, \
                 so it is a template and not a static policy",
            ),
            (
                set(r#"{"p":POLICY}"#, template, &link("t", "p", values)),
                "in `templateLinks[0]`: the id `p` is already in use",
            ),
            (
                set("{}", template, &link("u", "p", values)),
                "in `templateLinks[0]`: no template has the id `u`",
            ),
            (
                set("{}", template, &link("t", "p", "{}")),
                "in `templateLinks[0]`: no value is given for the slot `?principal`",
            ),
            (
                set(
                    "{}",
                    template,
                    &link("t", "p", r#"{"?principal":UID,"?resource":UID}"#),
                ),
                "in `templateLinks[0]`: the template has no slot `?resource`",
            ),
            (
                set(
                    "{}",
                    template,
                    &link("t", "p", r#"{"?principal":UID,"?principal":UID}"#),
                ),
                "in `templateLinks[0].values[\"?principal\"]`: the key `?principal` occurs two or \
                 more times in the same object",
            ),
            (
                set("{}", template, &link("t", "p", r#"{"?action":UID}"#)),
                "in `templateLinks[0].values[\"?action\"]`: unknown slot `?action`",
            ),
            (
                set("{}", template, &link("t", "p", r#"{"?principal":"U"}"#)),
                "in `templateLinks[0].values[\"?principal\"]`: expected an entity uid",
            ),
            (
                set("{}", template, r#"[{"templateId":"t","newId":"p"}]"#),
                "in `templateLinks[0]`: missing field `values`",
            ),
            (
                set(r#"{"p":{"effect":1}}"#, "{}", "[]"),
                "in `staticPolicies.p.effect`: expected an effect, got a number",
            ),
        ] {
            let error = PolicySet::from_json_str(&source).unwrap_err();
            assert!(error.to_string().starts_with(message), "{source}: {error}");
            assert!(error.place().is_some(), "{source}");
        }
    }

    #[test]
    fn documents_are_recognized_by_their_fields() {
        let policy = PolicyDocument::from_json_str(TEMPLATE).unwrap();
        assert!(matches!(policy, PolicyDocument::Policy(body) if body.slots().count() == 1));
        let whole = set("{}", "{}", "[]");
        let set = PolicyDocument::from_json_str(&whole).unwrap();
        assert_eq!(set, PolicyDocument::PolicySet(PolicySet::new()));
        check_error(
            "a part of a set",
            PolicyDocument::from_json_str(r#"{"templateLinks": []}"#),
            "missing field `staticPolicies` at line 1 column 1",
        );
        check_error(
            "no policy",
            PolicyDocument::from_json_str("{}"),
            "missing field `effect` at line 1 column 1",
        );
    }
}
