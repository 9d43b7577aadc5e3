//! One policy or template. It is drawn as text is, with its meaning; here the meaning,
//! which is JSON, is written in another way that means the same.

use super::super::{NAMES, Speller, Spelling, Syntax};
use super::mistakes;
use super::writing::{IGNORED, Written};
use serde_json::{Map, Value, json};

impl Speller<'_, '_> {
    pub(in super::super) fn policy_json(&mut self) -> Spelling {
        let mut meaning = self.policy_meaning();
        let before = self.mistakes;
        let written = self.policy_written(&mut meaning);
        self.document(Syntax::PolicyJson, &written, meaning, before)
    }

    /// A policy in the form in which the engine is to write it.
    pub(super) fn policy_meaning(&mut self) -> Value {
        let mistakes = std::mem::take(&mut self.mistakes);
        let policy = self.policy().meaning;
        self.mistakes = mistakes;
        match policy {
            Some(Value::Array(policies)) => policies.into_iter().next().unwrap_or_default(),
            _ => Value::Null,
        }
    }

    /// One of the ways to write the policy. Where a way is tried that says more than the
    /// meaning, that is changed.
    pub(super) fn policy_written(&mut self, meaning: &mut Value) -> Written {
        let Value::Object(policy) = meaning else {
            return Written::from(&*meaning);
        };
        let mut fields = Vec::new();
        for (key, meant) in policy.iter_mut() {
            let written = match key.as_str() {
                "principal" | "action" | "resource" => self.constraint_written(meant, key),
                "conditions" => self.conditions_written(meant),
                _ => Written::from(&*meant),
            };
            fields.push((key.clone(), written));
        }
        if !policy.contains_key("annotations") && self.choices.chance(20) {
            fields.push(("annotations".to_owned(), Written::Object(Vec::new())));
        }
        Written::Object(fields)
    }

    fn conditions_written(&mut self, meant: &mut Value) -> Written {
        let conditions = meant.as_array_mut().map(std::mem::take).unwrap_or_default();
        let mut written = Vec::new();
        let mut changed = Vec::new();
        for condition in conditions {
            let (body, meant_body) = self.expression_written(condition["body"].clone());
            let kind = condition["kind"].clone();
            written.push(Written::object([
                ("kind", Written::from(&kind)),
                ("body", body),
            ]));
            changed.push(json!({"kind": kind, "body": meant_body}));
        }
        *meant = Value::Array(changed);
        Written::Array(written)
    }

    fn constraint_written(&mut self, meant: &Value, variable: &str) -> Written {
        let Value::Object(constraint) = meant else {
            return Written::from(meant);
        };
        let mut fields = Vec::new();
        for (key, meant) in constraint {
            let written = match (key.as_str(), meant) {
                ("op", Value::String(op)) => self.op_written(op),
                ("entity", uid) => self.uid_written(uid),
                ("entities", Value::Array(uids)) => {
                    Written::Array(uids.iter().map(|uid| self.uid_written(uid)).collect())
                }
                ("in", within) => match within.get("entity") {
                    Some(uid) => Written::object([("entity", self.uid_written(uid))]),
                    None => Written::from(within),
                },
                (_, other) => Written::from(other),
            };
            fields.push((key.clone(), written));
        }
        let is_type = constraint.contains_key("entity_type");
        if is_type && !constraint.contains_key("in") && self.choices.chance(20) {
            fields.push(("in".to_owned(), Written::plain("null")));
        }
        // The entity wins; actions have no slots.
        if variable != "action" && constraint.contains_key("entity") && self.choices.chance(5) {
            fields.push(("slot".to_owned(), Written::text(format!("?{variable}"))));
        }
        Written::Object(fields)
    }

    fn op_written(&mut self, op: &str) -> Written {
        match op {
            "All" if self.choices.chance(30) => Written::text("all"),
            op => Written::text(op),
        }
    }

    /// A uid where only one may stand.
    pub(super) fn uid_written(&mut self, uid: &Value) -> Written {
        let is_escaped = self.choices.chance(30);
        let mut written = Written::from(uid);
        if let Written::Object(fields) = &mut written
            && self.choices.chance(5)
        {
            let more = ["null", "1.5", "[]"][self.choices.below(3)];
            let more = if is_escaped { "true" } else { more };
            fields.push((IGNORED.to_owned(), Written::plain(more)));
        }
        match is_escaped {
            true => Written::object([("__entity", written)]),
            false => written,
        }
    }

    /// One of the ways to write the expression, and what it means.
    fn expression_written(&mut self, meant: Value) -> (Written, Value) {
        if self.mistakes > 0 && self.choices.chance(15) {
            self.mistakes -= 1;
            let mistake = mistakes::EXPRESSIONS[self.choices.below(mistakes::EXPRESSIONS.len())];
            return (Written::plain(mistake), meant);
        }
        if self.choices.chance(40)
            && let Some(constant) = self.constant_written(&meant)
        {
            return (Written::object([("Value", constant)]), meant);
        }
        let Some((operator, body)) = sole_entry(meant) else {
            return (Written::plain("null"), Value::Null);
        };
        let (written, body) = match body {
            constant if operator == "Value" => {
                let written = self.value_written(&constant);
                (written, constant)
            }
            Value::Array(operands) => {
                let both = operands.into_iter().map(|o| self.expression_written(o));
                let (written, operands): (Vec<_>, Vec<_>) = both.unzip();
                (Written::Array(written), Value::Array(operands))
            }
            Value::Object(fields) if operator == "Record" => self.fields_written(fields, |_| true),
            Value::Object(fields) if operator == "has" => return self.has_written(fields),
            Value::Object(mut fields) => {
                let lacks_in = operator == "is" && !fields.contains_key("in");
                let pattern = fields.remove("pattern");
                let (written, mut body) =
                    self.fields_written(fields, |key| !matches!(key, "attr" | "entity_type"));
                let Written::Object(mut written) = written else {
                    return (Written::plain("null"), Value::Null);
                };
                if let Some(pattern) = pattern {
                    written.push(("pattern".to_owned(), self.pattern_written(&pattern)));
                    body["pattern"] = pattern;
                }
                if lacks_in && self.choices.chance(20) {
                    written.push(("in".to_owned(), Written::plain("null")));
                }
                (Written::Object(written), body)
            }
            other => (Written::from(&other), other),
        };
        let meant = json!({ operator.clone(): body });
        (Written::Object(vec![(operator, written)]), meant)
    }

    /// Fields, some of which are expressions.
    fn fields_written(
        &mut self,
        fields: Map<String, Value>,
        is_expression: impl Fn(&str) -> bool,
    ) -> (Written, Value) {
        let mut written = Vec::new();
        let mut meant = Map::new();
        for (key, field) in fields {
            let (text, field) = match is_expression(&key) {
                true => self.expression_written(field),
                false => (Written::from(&field), field),
            };
            written.push((key.clone(), text));
            meant.insert(key, field);
        }
        (Written::Object(written), Value::Object(meant))
    }

    /// A test for an attribute, or for a path, which means as many tests.
    fn has_written(&mut self, mut fields: Map<String, Value>) -> (Written, Value) {
        let attribute = fields.remove("attr").unwrap_or_default();
        let left = fields.remove("left").unwrap_or_default();
        let (left, mut operand) = self.expression_written(left);
        let mut path = vec![attribute];
        if self.choices.chance(30) {
            let more = self.choices.below(3);
            path.extend((0..more).map(|_| json!(NAMES[self.choices.below(NAMES.len())])));
        }
        let attribute = match path.as_slice() {
            [only] if self.choices.chance(70) => Written::from(only),
            path => Written::Array(path.iter().map(Written::from).collect()),
        };
        let mut meant: Option<Value> = None;
        for name in path {
            let test = json!({"has": {"left": operand, "attr": name}});
            meant = Some(match meant {
                None => test,
                Some(before) => json!({"&&": {"left": before, "right": test}}),
            });
            operand = json!({".": {"left": operand, "attr": name}});
        }
        let body = Written::object([("left", left), ("attr", attribute)]);
        (Written::object([("has", body)]), meant.unwrap_or_default())
    }

    /// Characters may stand together, and there may be none.
    fn pattern_written(&mut self, meant: &Value) -> Written {
        let mut written: Vec<Written> = Vec::new();
        let mut literal: Option<String> = None;
        let as_literal = |text: String| Written::object([("Literal", Written::text(text))]);
        for part in meant.as_array().into_iter().flatten() {
            let character = part.get("Literal").and_then(Value::as_str);
            match (character, &mut literal) {
                (Some(character), Some(literal)) if self.choices.chance(50) => {
                    literal.push_str(character);
                }
                (Some(character), _) => {
                    written.extend(literal.replace(character.to_owned()).map(as_literal));
                }
                (None, _) => {
                    written.extend(literal.take().map(as_literal));
                    written.push(Written::from(part));
                }
            }
        }
        written.extend(literal.map(as_literal));
        if self.choices.chance(10) {
            written.push(as_literal(String::new()));
        }
        Written::Array(written)
    }

    /// The expression as the JSON of a value, if it is one.
    fn constant_written(&mut self, meant: &Value) -> Option<Written> {
        let (operator, body) = meant.as_object()?.iter().next()?;
        match (operator.as_str(), body) {
            ("Value", value) => Some(self.value_written(value)),
            ("Set", Value::Array(elements)) => {
                let elements = elements.iter().map(|e| self.constant_written(e));
                Some(Written::Array(elements.collect::<Option<_>>()?))
            }
            // Such keys would mean something else.
            ("Record", Value::Object(fields)) if fields.keys().all(|k| !k.starts_with("__")) => {
                let fields = fields.iter().map(|(key, field)| {
                    let field = self.constant_written(field)?;
                    Some((key.clone(), field))
                });
                Some(Written::Object(fields.collect::<Option<_>>()?))
            }
            (function, Value::Array(arguments)) if function != "Set" => {
                let arguments = arguments.iter().map(|a| self.constant_written(a));
                let arguments = arguments.collect::<Option<Vec<_>>>()?;
                Some(self.extension_written(function, arguments))
            }
            _ => None,
        }
    }

    /// A literal. Further fields of the escape of an entity are ignored.
    fn value_written(&mut self, value: &Value) -> Written {
        let Some(uid) = value.get("__entity") else {
            return Written::from(value);
        };
        let mut written = Written::from(uid);
        if let Written::Object(fields) = &mut written
            && self.choices.chance(10)
        {
            fields.push((IGNORED.to_owned(), Written::plain("[null]")));
        }
        Written::object([("__entity", written)])
    }

    /// A call of an extension function as a value.
    pub(super) fn extension_written(
        &mut self,
        function: &str,
        mut arguments: Vec<Written>,
    ) -> Written {
        let is_one = arguments.len() == 1 && self.choices.chance(60);
        let (key, arguments) = match is_one {
            true => ("arg", arguments.remove(0)),
            false => ("args", Written::Array(arguments)),
        };
        let call = Written::object([("fn", Written::text(function)), (key, arguments)]);
        Written::object([("__extn", call)])
    }
}

fn sole_entry(json: Value) -> Option<(String, Value)> {
    match json {
        Value::Object(fields) => fields.into_iter().next(),
        _ => None,
    }
}
