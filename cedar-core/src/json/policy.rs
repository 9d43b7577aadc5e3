//! Policies and templates.

use super::error::{JsonError, JsonErrorKind};
use super::expr_read::read_condition_body;
use super::expr_write::{ExprJson, check_expr};
use super::fields::{Fields, check_distinct};
use super::scope::{ActionConstraintJson, ConstraintJson, read_action_constraint, read_constraint};
use super::tree::{Duplicates, Json, JsonArena};
use super::write::ToJsonError;
use crate::ast::{
    Annotation, AnnotationKey, Annotations, Condition, ConditionKind, Effect, Policy, PolicyBody,
    PolicyId, ScopeSpans, SlotId, Span, Template,
};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// Reads a policy or a template.
///
/// # Errors
/// When a field is missing, malformed or unknown, or a condition has a slot.
pub fn read_policy(json: &Json<'_>) -> Result<PolicyBody, JsonError> {
    const FIELDS: &[&str] = &[
        "effect",
        "principal",
        "action",
        "resource",
        "conditions",
        "annotations",
    ];
    let fields = Fields::of(json, "a policy")?.only(FIELDS)?;
    Ok(PolicyBody {
        effect: fields.required("effect", read_effect)?,
        principal: fields.required("principal", |json| read_constraint(json, SlotId::Principal))?,
        action: fields.required("action", read_action_constraint)?,
        resource: fields.required("resource", |json| read_constraint(json, SlotId::Resource))?,
        conditions: fields.required("conditions", read_conditions)?,
        annotations: fields
            .optional("annotations", read_annotations)?
            .unwrap_or_default(),
        span: Span::NONE,
        scope_spans: ScopeSpans::NONE,
    })
}

/// Writes a policy or a template, without its id.
///
/// INVARIANT: the conditions have passed `check_expr`.
#[derive(Clone, Copy, Debug)]
pub struct PolicyJson<'a>(&'a PolicyBody);

impl<'a> PolicyJson<'a> {
    /// INVARIANT: the body has passed [`PolicyBody::to_json`].
    pub(super) fn of_checked(body: &'a PolicyBody) -> Self {
        PolicyJson(body)
    }
}

impl PolicyBody {
    /// Reads a policy or a template from JSON. Of a repeated key the last one
    /// counts.
    ///
    /// # Errors
    /// As [`read_policy`], or when the source is not JSON.
    pub fn from_json_str(source: &str) -> Result<Self, JsonError> {
        let arena = JsonArena::default();
        let tree = Json::parse(source, Duplicates::LastWins, &arena)?;
        read_policy(&tree).map_err(|error| error.located(source))
    }

    /// The policy or template in its JSON form.
    ///
    /// # Errors
    /// When a condition cannot be written.
    pub fn to_json(&self) -> Result<PolicyJson<'_>, ToJsonError> {
        self.conditions
            .iter()
            .try_for_each(|condition| check_expr(&condition.body))?;
        Ok(PolicyJson(self))
    }
}

impl Policy {
    /// Reads a static policy from JSON.
    ///
    /// # Errors
    /// As [`PolicyBody::from_json_str`], or when the policy has slots.
    pub fn from_json_str(id: PolicyId, source: &str) -> Result<Self, JsonError> {
        let body = PolicyBody::from_json_str(source)?;
        Policy::new_static(id, body).map_err(|error| {
            JsonError::new(JsonErrorKind::StaticPolicyHasSlots(error)).located(source)
        })
    }
}

impl Template {
    /// Reads a template from JSON; it may have no slots.
    ///
    /// # Errors
    /// As [`PolicyBody::from_json_str`].
    pub fn from_json_str(id: PolicyId, source: &str) -> Result<Self, JsonError> {
        PolicyBody::from_json_str(source).map(|body| Template::new(id, body))
    }
}

fn read_effect(json: &Json<'_>) -> Result<Effect, JsonError> {
    match json.as_str("an effect")? {
        "permit" => Ok(Effect::Permit),
        "forbid" => Ok(Effect::Forbid),
        found => Err(unknown_word("effect", found, &["permit", "forbid"])),
    }
}

fn read_conditions(json: &Json<'_>) -> Result<Vec<Condition>, JsonError> {
    json.as_array("an array of conditions")?
        .iter()
        .enumerate()
        .map(|(i, element)| read_condition(element).map_err(|error| error.in_element(i)))
        .collect()
}

fn read_condition(json: &Json<'_>) -> Result<Condition, JsonError> {
    let fields = Fields::of(json, "a condition")?.only(&["kind", "body"])?;
    let kind = fields.required("kind", |json| match json.as_str("a kind of condition")? {
        "when" => Ok(ConditionKind::When),
        "unless" => Ok(ConditionKind::Unless),
        found => Err(unknown_word(
            "kind of condition",
            found,
            &["when", "unless"],
        )),
    })?;
    let body = fields.required("body", read_condition_body)?;
    Ok(Condition {
        kind,
        body,
        span: Span::NONE,
    })
}

fn read_annotations(json: &Json<'_>) -> Result<Annotations, JsonError> {
    let entries = json.as_object("an object of annotations")?;
    check_distinct(entries)?;
    entries
        .iter()
        .map(|(key, json)| {
            let value = match json {
                Json::Null => None,
                json => Some(
                    json.as_str("a string or `null`")
                        .map_err(|error| error.in_field(key))?
                        .into(),
                ),
            };
            let annotation_key = AnnotationKey::new(key).map_err(|error| {
                JsonError::new(JsonErrorKind::InvalidAnnotationKey(error))
                    .in_field(key)
                    .on_key()
            })?;
            let annotation = Annotation {
                value,
                span: Span::NONE,
            };
            Ok((annotation_key, annotation))
        })
        .collect()
}

fn unknown_word(what: &'static str, found: &str, expected: &'static [&'static str]) -> JsonError {
    JsonError::new(JsonErrorKind::UnknownWord {
        what,
        found: found.into(),
        expected,
    })
}

impl Serialize for PolicyJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let body = self.0;
        let conditions: Vec<_> = body.conditions.iter().map(ConditionJson).collect();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("effect", body.effect.as_str())?;
        map.serialize_entry(
            "principal",
            &ConstraintJson(&body.principal, SlotId::Principal),
        )?;
        map.serialize_entry("action", &ActionConstraintJson(&body.action))?;
        map.serialize_entry(
            "resource",
            &ConstraintJson(&body.resource, SlotId::Resource),
        )?;
        map.serialize_entry("conditions", &conditions)?;
        if !body.annotations.is_empty() {
            map.serialize_entry("annotations", &AnnotationsJson(&body.annotations))?;
        }
        map.end()
    }
}

struct ConditionJson<'a>(&'a Condition);

impl Serialize for ConditionJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kind = match self.0.kind {
            ConditionKind::When => "when",
            ConditionKind::Unless => "unless",
        };
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("kind", kind)?;
        map.serialize_entry("body", &ExprJson::of_checked(&self.0.body))?;
        map.end()
    }
}

struct AnnotationsJson<'a>(&'a Annotations);

impl Serialize for AnnotationsJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            self.0
                .iter()
                .map(|(key, annotation)| (key.as_str(), annotation.value.as_deref())),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::test_support::{check_error, nested, on_small_stack};

    /// A policy that permits everything, but for these fields.
    fn with(fields: &[(&str, &str)]) -> String {
        let mut all = vec![
            ("effect", r#""permit""#),
            ("principal", r#"{"op":"All"}"#),
            ("action", r#"{"op":"All"}"#),
            ("resource", r#"{"op":"All"}"#),
            ("conditions", "[]"),
        ];
        for (name, value) in fields {
            match all.iter_mut().find(|(other, _)| other == name) {
                Some(field) => field.1 = value,
                None => all.push((name, value)),
            }
        }
        let fields: Vec<_> = all
            .iter()
            .map(|(name, value)| format!("\"{name}\":{value}"))
            .collect();
        format!("{{{}}}", fields.join(","))
    }

    fn read(source: &str) -> PolicyBody {
        match PolicyBody::from_json_str(source) {
            Ok(body) => body,
            Err(error) => panic!("{source}: {error}"),
        }
    }

    fn rewrite(source: &str) -> String {
        serde_json::to_string(&read(source).to_json().unwrap()).unwrap()
    }

    #[test]
    fn policies_are_written_as_they_are_read() {
        let conditions = r#"[{"kind":"when","body":{"Value":true}},{"kind":"unless","body":{"!=":{"left":{"Value":1},"right":{"Value":2}}}}]"#;
        for source in [
            with(&[]),
            with(&[("effect", r#""forbid""#)]),
            with(&[(
                "principal",
                r#"{"op":"is","entity_type":"U","in":{"slot":"?principal"}}"#,
            )]),
            with(&[("resource", r#"{"op":"==","slot":"?resource"}"#)]),
            with(&[("action", r#"{"op":"in","entities":[]}"#)]),
            with(&[("conditions", conditions)]),
            with(&[("annotations", r#"{"a":"b","if":""}"#)]),
        ] {
            assert_eq!(rewrite(&source), source);
        }
    }

    #[test]
    fn accepted() {
        for (annotations, expected) in [
            ("{}", with(&[])),
            (r#"{"a": null}"#, with(&[("annotations", r#"{"a":null}"#)])),
            (
                r#"{"a": "x", "a": "y"}"#,
                with(&[("annotations", r#"{"a":"y"}"#)]),
            ),
        ] {
            assert_eq!(rewrite(&with(&[("annotations", annotations)])), expected);
        }
        assert_eq!(
            rewrite(&with(&[("principal", r#"{"op": "all"}"#)])),
            with(&[])
        );
    }

    #[test]
    fn refused() {
        let condition = |body: &str| format!(r#"[{{"kind": "when", "body": {body}}}]"#);
        for (source, message) in [
            ("[]".to_owned(), "expected a policy, got an array"),
            (
                with(&[]).replace(r#","conditions":[]"#, ""),
                "missing field `conditions`",
            ),
            (
                with(&[]).replace("effect", "Effect"),
                "in `Effect`: unknown field",
            ),
            (with(&[("foo", "1")]), "in `foo`: unknown field"),
            (
                with(&[("effect", r#""Permit""#)]),
                "in `effect`: unknown effect `Permit`, expected one of `permit`, `forbid`",
            ),
            (
                with(&[("annotations", r#"{"a b": "x"}"#)]),
                "in `annotations[\"a b\"]`: `a b` cannot be the key of an annotation",
            ),
            (
                with(&[("annotations", r#"{"a": 1}"#)]),
                "in `annotations.a`: expected a string or `null`, got a number",
            ),
            (
                with(&[("annotations", "null")]),
                "in `annotations`: expected an object of annotations, got `null`",
            ),
            (
                with(&[("principal", r#"{"op": "==", "slot": "?resource"}"#)]),
                "in `principal.slot`: expected the slot `?principal`",
            ),
            (
                with(&[("resource", r#"{"op": "==", "slot": "?principal"}"#)]),
                "in `resource.slot`: expected the slot `?resource`",
            ),
            (
                with(&[(
                    "conditions",
                    r#"[{"kind": "When", "body": {"Value": true}}]"#,
                )]),
                "in `conditions[0].kind`: unknown kind of condition `When`",
            ),
            (
                with(&[("conditions", r#"[{"kind": "when"}]"#)]),
                "in `conditions[0]`: missing field `body`",
            ),
            (
                with(&[("conditions", &condition(r#"{"Slot": "?principal"}"#))]),
                "in `conditions[0].body.Slot`: found template slot `?principal` in a condition",
            ),
            (
                with(&[("conditions", &condition("{}"))]),
                "in `conditions[0].body`: an object for an expression must have exactly one key",
            ),
        ] {
            let error = PolicyBody::from_json_str(&source).unwrap_err();
            assert!(error.to_string().starts_with(message), "{source}: {error}");
            assert!(error.place().is_some(), "{source}");
        }
    }

    #[test]
    fn static_policies_have_no_slots() {
        let source = with(&[("principal", r#"{"op": "in", "slot": "?principal"}"#)]);
        let id = PolicyId::new("p");
        check_error(
            &source,
            Policy::from_json_str(id.clone(), &source),
            "the policy `p` has the slot `?principal`, so it is a template and not \
             a static policy at line 1 column 1",
        );
        assert!(Template::from_json_str(id.clone(), &source).is_ok());
        assert!(Template::from_json_str(id, &with(&[])).is_ok());
    }

    #[test]
    fn deep_conditions() {
        on_small_stack(|| {
            for (depth, ok) in [(60, true), (64, false), (100_000, false)] {
                let body = nested(r#"{"!":{"arg":"#, depth, r#"{"Value":true}"#, "}}");
                let conditions = format!(r#"[{{"kind":"when","body":{body}}}]"#);
                let source = with(&[("conditions", &conditions)]);
                match PolicyBody::from_json_str(&source) {
                    Ok(policy) if ok => assert_eq!(policy.conditions.len(), 1),
                    Err(error) if !ok => assert_eq!(error.kind(), &JsonErrorKind::TooDeep),
                    other => panic!("{depth}: {other:?}"),
                }
            }
        });
    }
}
