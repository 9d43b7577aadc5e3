//! Policies and templates beside what they mean.

use super::{NAMES, Speller, Spelling, Syntax, TYPES, of_parts};
use serde_json::{Map, Value, json};

/// Policies that must be refused.
pub(super) const MISTAKES: &[&str] = &[
    "allow(principal, action, resource);",
    "Permit(principal, action, resource);",
    "permit(principal, action);",
    "permit(principal, action, resource, context);",
    "permit(action, principal, resource);",
    "permit(principal, action, resource)",
    "permit principal, action, resource;",
    "permit(principal, action, resource) when {};",
    "permit(principal, action, resource) unless {};",
    "permit(principal, action, resource) when true;",
    "permit(principal, action, resource) if { true };",
    "permit(principal, action, resource) when { true; };",
    "permit(principal, action, resource) when { principal == ?principal };",
    "permit(principal == ?principal, action, resource) unless { ?resource in principal };",
    "permit(principal == ?resource, action, resource);",
    "permit(principal, action, resource is A in ?principal);",
    "permit(principal, action == ?action, resource);",
    "permit(principal, action in [?principal], resource);",
    "permit(?principal, action, resource);",
    r#"permit(principal, action == A::"x", resource);"#,
    r#"permit(principal, action in [Action::"x", A::"x"], resource);"#,
    "permit(principal, action is Action, resource);",
    r#"permit(principal in [A::"x"], action, resource);"#,
    r#"permit(principal == [A::"x"], action, resource);"#,
    r#"permit(principal != A::"x", action, resource);"#,
    r#"permit(principal == A::"x" && true, action, resource);"#,
    r#"permit(principal == A::"x" in A::"y", action, resource);"#,
    r#"permit(A::"x" == principal, action, resource);"#,
    "permit(principal is ?principal, action, resource);",
    r#"permit(principal is A == A::"x", action, resource);"#,
    r#"permit(principal in A::"x" is A, action, resource);"#,
    r#"permit(principal, action, resource in ?resource is A);"#,
    r#"permit(principal is "A", action, resource);"#,
    "permit(principal == principal, action, resource);",
    "@a @a permit(principal, action, resource);",
    r#"@a("1") @b @a("2") permit(principal, action, resource);"#,
    "@a(1) permit(principal, action, resource);",
    "@a() permit(principal, action, resource);",
    r#"@a("\q") permit(principal, action, resource);"#,
    r#"@"a" permit(principal, action, resource);"#,
    r#"@a::b("1") permit(principal, action, resource);"#,
    r#"permit @a("1") (principal, action, resource);"#,
    ";",
    "permit(principal, action, resource);;",
];

/// Reserved words are keys as good as others.
const KEYS: [&str; 5] = ["if", "in", "id", "is", "__cedar"];

impl Speller<'_, '_> {
    /// Some policies, one after the other.
    pub(super) fn policies(&mut self) -> Spelling {
        let count = self.choices.between(1, 3);
        let parts: Vec<Spelling> = (0..count).map(|_| self.policy()).collect();
        let words: Vec<&str> = parts.iter().map(|part| part.text.as_str()).collect();
        let text = self.joined(&words);
        match <[Spelling; 1]>::try_from(parts) {
            Ok([only]) => only,
            Err(parts) => {
                let meant = |m: &[Value]| {
                    m.iter()
                        .flat_map(Value::as_array)
                        .flatten()
                        .cloned()
                        .collect()
                };
                of_parts(Syntax::Policies, text, parts, meant)
            }
        }
    }

    /// A policy: its meaning is an array of one.
    pub(super) fn policy(&mut self) -> Spelling {
        if self.mistakes > 0 && self.choices.chance(35) {
            self.mistakes -= 1;
            let text = MISTAKES[self.choices.below(MISTAKES.len())].to_owned();
            return Spelling::to_be_refused(Syntax::Policies, text);
        }
        let (annotations, annotations_meant) = self.annotations();
        let effect = ["permit", "forbid"][self.choices.below(2)];
        let (principal, principal_meant) = self.entity_constraint("principal");
        let (action, action_meant) = self.action_constraint();
        let (resource, resource_meant) = self.entity_constraint("resource");
        let kinds: Vec<&str> = (0..self.choices.below(4))
            .map(|_| ["when", "unless"][self.choices.below(2)])
            .collect();
        let conditions: Vec<Spelling> = kinds
            .iter()
            .map(|_| {
                let depth = self.choices.below(3);
                self.expression(depth).1
            })
            .collect();
        let mut words = vec![annotations.as_str(), effect, "("];
        words.extend([&principal, ",", &action, ",", &resource]);
        if self.choices.chance(10) {
            words.push(",");
        }
        words.push(")");
        for (kind, condition) in kinds.iter().zip(&conditions) {
            words.extend([kind, "{", &condition.text, "}"]);
        }
        words.push(";");
        words.retain(|word| !word.is_empty());
        let text = self.joined(&words);
        let meant = |bodies: &[Value]| {
            let conditions = kinds.iter().zip(bodies);
            let conditions: Vec<Value> = conditions
                .map(|(kind, body)| json!({"kind": kind, "body": body}))
                .collect();
            let mut policy = json!({
                "effect": effect,
                "principal": principal_meant,
                "action": action_meant,
                "resource": resource_meant,
                "conditions": conditions,
            });
            if !annotations_meant.is_empty() {
                policy["annotations"] = Value::Object(annotations_meant);
            }
            json!([policy])
        };
        of_parts(Syntax::Policies, text, conditions, meant)
    }

    /// Annotations of different keys. One without a value is not one with an empty value.
    pub(super) fn annotations(&mut self) -> (String, Map<String, Value>) {
        let mut texts = Vec::new();
        let mut meant = Map::new();
        for _ in 0..self.choices.below(4) {
            let keys: Vec<&str> = NAMES.into_iter().chain(KEYS).collect();
            let key = keys[self.choices.below(keys.len())];
            if meant.contains_key(key) {
                continue;
            }
            texts.push(format!("@{key}"));
            let value = match self.choices.chance(30) {
                true => Value::Null,
                false => {
                    let (text, value) = self.string();
                    texts.extend(["(".to_owned(), text, ")".to_owned()]);
                    Value::String(value)
                }
            };
            meant.insert(key.to_owned(), value);
        }
        let words: Vec<&str> = texts.iter().map(String::as_str).collect();
        (self.joined(&words), meant)
    }

    /// What `principal` or `resource` must be.
    fn entity_constraint(&mut self, variable: &str) -> (String, Value) {
        let entity_type = TYPES[self.choices.below(TYPES.len())];
        let slot = format!("?{variable}");
        let (place, meant) = match self.choices.chance(25) {
            true => (slot.clone(), json!({"slot": slot})),
            false => {
                let (text, uid) = self.uid(entity_type);
                (text, json!({"entity": uid}))
            }
        };
        let with = |op: &str| {
            let mut meant = meant.clone();
            meant["op"] = json!(op);
            meant
        };
        let (words, meant) = match self.choices.below(6) {
            0 | 1 => (vec![variable], json!({"op": "All"})),
            2 => (vec![variable, "==", &place], with("==")),
            3 => (vec![variable, "in", &place], with("in")),
            4 => {
                let meant = json!({"op": "is", "entity_type": entity_type});
                (vec![variable, "is", entity_type], meant)
            }
            _ => {
                let meant = json!({"op": "is", "entity_type": entity_type, "in": meant});
                (vec![variable, "is", entity_type, "in", &place], meant)
            }
        };
        (self.joined(&words), meant)
    }

    fn action_constraint(&mut self) -> (String, Value) {
        let mut actions: Vec<(String, Value)> = (0..3)
            .map(|_| {
                let entity_type = ["Action", "N::Action"][self.choices.below(2)];
                self.uid(entity_type)
            })
            .collect();
        actions.truncate(self.choices.between(1, 3));
        let (first, meant) = actions[0].clone();
        match self.choices.below(4) {
            0 => ("action".to_owned(), json!({"op": "All"})),
            1 => {
                let text = self.joined(&["action", "==", &first]);
                (text, json!({"op": "==", "entity": meant}))
            }
            2 => {
                let text = self.joined(&["action", "in", &first]);
                (text, json!({"op": "in", "entity": meant}))
            }
            _ => {
                let mut words = vec!["action", "in", "["];
                for (index, (text, _)) in actions.iter().enumerate() {
                    if index > 0 {
                        words.push(",");
                    }
                    words.push(text);
                }
                words.push("]");
                let text = self.joined(&words);
                let entities: Vec<&Value> = actions.iter().map(|(_, uid)| uid).collect();
                (text, json!({"op": "in", "entities": entities}))
            }
        }
    }

    pub(super) fn uid(&mut self, entity_type: &str) -> (String, Value) {
        let (id, value) = self.string();
        let text = self.joined(&[entity_type, "::", &id]);
        (text, json!({"type": entity_type, "id": value}))
    }
}
