//! Differences that are meant to be, each with its reason.

use super::canonical::canonical;
use super::{Answer, Difference};
use serde_json::{Map, Value, json};

/// The error of policies to which no action applies.
pub const INAPPLICABLE: &str = "InvalidActionApplication";

/// Policies in JSON with a template that has no slots.
pub const TEMPLATE_WITHOUT_SLOTS: &str = "a template without slots";

/// The verdict where something that was read cannot be written in another form.
pub const NOT_WRITTEN: &str = "cannot be written";

/// A difference that is meant to be.
pub struct Known {
    /// What it is called.
    pub name: &'static str,
    /// Why the engine does not do as the official crate does.
    pub reason: &'static str,
    difference: Kind,
}

/// Where a known difference shows.
enum Kind {
    /// Two ways to write the same policy in JSON. The function brings a node of
    /// a document to the form in which both are the same; its parts are treated
    /// afterwards.
    Document(fn(&mut Value)),
    /// A kind of error here that is a warning there.
    Severity(&'static str),
    /// Refused here with an error that says one of these, and accepted there.
    Refusal(&'static [&'static str]),
    /// Refused there with an error that says this, and accepted here.
    RefusalThere(&'static str),
    /// Not written here, in another form, with an error that says this.
    NotWritten(&'static str),
    /// Not written there, likewise, though it is here.
    NotWrittenThere(&'static str),
    /// The official crate panics, so that it is not asked.
    NotAsked,
}

/// All differences that are meant to be.
pub const KNOWN: &[Known] = &[
    Known {
        name: "extended has",
        reason: "the syntax tree holds what `has a.b` stands for, so this is what is written; \
                 the official crate writes an array of attributes, and both read both forms",
        difference: Kind::Document(unify_has),
    },
    Known {
        name: "literals in `Value`",
        reason: "the syntax tree holds records, sets and calls as expressions, so they are \
                 written as such; the official crate repeats the `Value` that it has read",
        difference: Kind::Document(unify_value),
    },
    Known {
        name: "literals in patterns",
        reason: "the syntax tree holds characters, and each is written alone, as the official \
                 crate does for text; from JSON it repeats the literals that it has read",
        difference: Kind::Document(unify_pattern),
    },
    Known {
        name: "escapes in scopes",
        reason: "a scope holds entities, whose fields are written; the official crate repeats \
                 the escape that it has read, and what is beside it",
        difference: Kind::Document(unify_scope),
    },
    Known {
        name: "one action in a list",
        reason: "the official crate turns `action in [a]` into `action in a` when it reads text; \
                 here the list stays a list, as in the text",
        difference: Kind::Document(unify_actions),
    },
    Known {
        name: "no action applies",
        reason: "the language reference and the test corpus call it an error, and so did the \
                 official crate up to 4.12; from 4.14 on it is a warning there",
        difference: Kind::Severity(INAPPLICABLE),
    },
    Known {
        name: "a declaration as an array",
        reason: "where all fields of an object have defaults, as those of an action or an entity \
                 type in a schema, the official crate also takes an array of them by position, \
                 such as `[]`; no form of schemas has that",
        difference: Kind::Refusal(&[
            "expected an action, got an array",
            "expected an entity type, got an array",
        ]),
    },
    Known {
        name: "an entity type that a common type hides",
        reason: "in Cedar text a common type wins over an entity type of the same name, so that \
                 no name is left for the latter; the official crate does not notice in the empty \
                 namespace, and writes a schema that means something else",
        difference: Kind::NotWritten("cannot be referred to, since a common type"),
    },
    Known {
        name: "an entity type and a common type of one name",
        reason: "the official crate writes no Cedar text where they are in a namespace with a \
                 name, even if nothing refers to the entity type; here it is written then",
        difference: Kind::NotWrittenThere("name collisions"),
    },
    Known {
        name: "white space and comments within a name",
        reason: "where a uid or the name of a type stands alone, the official crate takes it only in \
                 its normal form; here it may be written as in a policy",
        difference: Kind::RefusalThere("needs to be normalized"),
    },
    Known {
        name: TEMPLATE_WITHOUT_SLOTS,
        reason: "the official crate reads a policy without slots under `templates`, and a link of a \
                 static policy, and panics when it makes the set; here the one is a template that \
                 nothing is linked from, the other an error",
        difference: Kind::NotAsked,
    },
    Known {
        name: "the shape of an entity type by name",
        reason: "Cedar text has no name there; the official crate refuses to write it, and here \
                 the record that the name stands for is written",
        difference: Kind::NotWrittenThere("shapes that cannot be converted"),
    },
];

impl Known {
    /// The names of those that together explain this difference, if they do.
    pub fn explaining(difference: &Difference) -> Option<Vec<&'static str>> {
        if let Some(name) = Self::refusal(difference).or_else(|| Self::not_written(difference)) {
            return Some(vec![name]);
        }
        let document = |verdict: &str| -> Option<Value> {
            serde_json::from_str(verdict.strip_prefix("accepted: ")?).ok()
        };
        let mut ours = document(&difference.ours.verdict)?;
        let mut theirs = document(&difference.theirs.verdict)?;
        let mut names = Vec::new();
        for known in KNOWN {
            let before = (ours.clone(), theirs.clone());
            let Kind::Document(unify) = known.difference else {
                continue;
            };
            walk(&mut ours, unify);
            walk(&mut theirs, unify);
            if before != (ours.clone(), theirs.clone()) {
                names.push(known.name);
            }
        }
        (canonical(ours) == canonical(theirs)).then_some(names)
    }

    /// The name of the difference by which one of our kinds of error is one of
    /// their kinds of warning, if that is so.
    pub fn between_findings(our_errors: &[&str], their_warnings: &[&str]) -> Option<&'static str> {
        let known = KNOWN.iter().find(|known| match known.difference {
            Kind::Severity(kind) => our_errors.contains(&kind) && their_warnings.contains(&kind),
            _ => false,
        });
        known.map(|known| known.name)
    }

    /// The name of the difference by which this is refused here alone.
    fn refusal(difference: &Difference) -> Option<&'static str> {
        let (ours, theirs) = (&difference.ours, &difference.theirs);
        let known = KNOWN.iter().find(|known| match known.difference {
            Kind::Refusal(reasons) => {
                ours.is_refused() && reasons.iter().any(|says| ours.detail.contains(says))
            }
            Kind::RefusalThere(says) => theirs.is_refused() && theirs.detail.contains(says),
            _ => false,
        })?;
        (ours.is_refused() != theirs.is_refused()).then_some(known.name)
    }

    /// The name of the difference by which one side does not write what it has read.
    fn not_written(difference: &Difference) -> Option<&'static str> {
        let (ours, theirs) = (&difference.ours, &difference.theirs);
        let says = |answer: &Answer, reason| {
            answer.verdict == NOT_WRITTEN && answer.detail.contains(reason)
        };
        let known = KNOWN.iter().find(|known| match known.difference {
            Kind::NotWritten(reason) => says(ours, reason),
            Kind::NotWrittenThere(reason) => says(theirs, reason) && ours.verdict != NOT_WRITTEN,
            _ => false,
        });
        known.map(|known| known.name)
    }
}

/// Treats all expressions and constraints, from the outside in. What stands
/// under `Value` is data, and the fields of a record are not an expression.
fn walk(node: &mut Value, unify: fn(&mut Value)) {
    unify(node);
    match node {
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, unify)),
        Value::Object(fields) if fields.len() == 1 && fields.contains_key("Value") => {}
        Value::Object(fields) => {
            for (key, field) in fields.iter_mut() {
                match (key.as_str(), field) {
                    ("Record", Value::Object(fields)) => {
                        fields.values_mut().for_each(|field| walk(field, unify));
                    }
                    (_, field) => walk(field, unify),
                }
            }
        }
        _ => {}
    }
}

/// `x has a.b` as `x has a && x.a has b`.
fn unify_has(node: &mut Value) {
    let Some(has) = node.get("has") else {
        return;
    };
    let (Some(left), Some(Value::Array(attributes))) = (has.get("left"), has.get("attr")) else {
        return;
    };
    let mut left = left.clone();
    let mut tests = attributes.iter().map(|attribute| {
        let test = json!({"has": {"left": left, "attr": attribute}});
        left = json!({".": {"left": left, "attr": attribute}});
        test
    });
    let Some(first) = tests.next() else {
        return;
    };
    *node = tests.fold(
        first,
        |all, test| json!({"&&": {"left": all, "right": test}}),
    );
}

/// Records, sets and calls in `Value` as expressions.
fn unify_value(node: &mut Value) {
    if let Some([("Value", value)]) = entries(node).as_deref() {
        *node = expression(value);
    }
}

fn expression(value: &Value) -> Value {
    match (value, entries(value).as_deref()) {
        (_, Some([("__entity", uid)])) if is_uid(uid) => json!({ "Value": value }),
        (_, Some([("__extn", call)])) if call.get("fn").is_some_and(Value::is_string) => {
            let arguments = match (call.get("arg"), call.get("args")) {
                (Some(argument), _) => vec![expression(argument)],
                (None, Some(Value::Array(arguments))) => arguments.iter().map(expression).collect(),
                (None, _) => return json!({ "Value": value }),
            };
            json!({ (call["fn"].as_str().unwrap_or_default()): arguments })
        }
        (Value::Array(items), _) => {
            json!({ "Set": items.iter().map(expression).collect::<Vec<_>>() })
        }
        (Value::Object(fields), _) => {
            let fields = fields
                .iter()
                .map(|(key, field)| (key.clone(), expression(field)));
            json!({ "Record": fields.collect::<Map<_, _>>() })
        }
        _ => json!({ "Value": value }),
    }
}

fn is_uid(json: &Value) -> bool {
    ["type", "id"]
        .iter()
        .all(|key| json.get(key).is_some_and(Value::is_string))
}

/// Each character of a pattern alone.
fn unify_pattern(node: &mut Value) {
    if let Some(Value::Array(elements)) = node.get_mut("pattern") {
        *elements = elements.iter().flat_map(single_characters).collect();
    }
}

fn single_characters(element: &Value) -> Vec<Value> {
    match element.get("Literal").and_then(Value::as_str) {
        Some(text) => {
            let characters = text.chars().map(String::from);
            characters.map(|text| json!({ "Literal": text })).collect()
        }
        None => vec![element.clone()],
    }
}

/// Entities of scopes without escapes and without what is beside them.
fn unify_scope(node: &mut Value) {
    let plain = |entity: &mut Value| {
        let uid = entity.get("__entity").filter(|uid| is_uid(uid));
        let uid = uid.unwrap_or(entity).clone();
        if is_uid(&uid) {
            *entity = json!({"type": uid["type"], "id": uid["id"]});
        }
    };
    if let Some(entity) = node.get_mut("entity") {
        plain(entity);
    }
    if let Some(Value::Array(entities)) = node.get_mut("entities") {
        entities.iter_mut().for_each(plain);
    }
}

/// `action in [a]` as `action in a`.
fn unify_actions(node: &mut Value) {
    let one = match node
        .get("entities")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
    {
        Some([action]) => action.clone(),
        _ => return,
    };
    if let Value::Object(fields) = node {
        fields.remove("entities");
        fields.insert("entity".to_owned(), one);
    }
}

fn entries(node: &Value) -> Option<Vec<(&str, &Value)>> {
    let fields = node.as_object()?;
    Some(
        fields
            .iter()
            .map(|(key, value)| (key.as_str(), value))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explaining(ours: Value, theirs: Value) -> Option<Vec<&'static str>> {
        Known::explaining(&Difference {
            question: String::new(),
            ours: Answer::accepted(ours),
            theirs: Answer::accepted(theirs),
        })
    }

    #[test]
    fn a_refusal_is_explained_by_what_it_says() {
        let explaining = |reason: &str| {
            Known::explaining(&Difference {
                question: String::new(),
                ours: Answer::refused(reason),
                theirs: Answer::accepted("a schema"),
            })
        };
        let array = "in `[\"\"].actions.a`: expected an action, got an array at line 1 column 9";
        assert_eq!(explaining(array), Some(vec!["a declaration as an array"]));
        assert_eq!(explaining("expected a namespace, got an array"), None);
    }

    #[test]
    fn what_is_not_written_is_explained_by_the_side_that_says_so() {
        let explaining = |[ours, theirs]: [(&str, &str); 2]| {
            let answer = |(verdict, detail): (&str, &str)| Answer {
                verdict: verdict.to_owned(),
                detail: detail.to_owned(),
            };
            Known::explaining(&Difference {
                question: String::new(),
                ours: answer(ours),
                theirs: answer(theirs),
            })
        };
        let written = ("accepted: a", "");
        let collides = (NOT_WRITTEN, "There are name collisions: [N::A]");
        let name = "an entity type and a common type of one name";
        assert_eq!(explaining([written, collides]), Some(vec![name]));
        assert_eq!(explaining([collides, written]), None);
        assert_eq!(explaining([written, (NOT_WRITTEN, "no reason")]), None);
    }

    #[test]
    fn the_same_in_two_forms_is_explained() {
        for (name, ours, theirs) in [
            (
                "extended has",
                json!({"&&": {
                    "left": {"has": {"left": {"Var": "principal"}, "attr": "a"}},
                    "right": {"has": {
                        "left": {".": {"left": {"Var": "principal"}, "attr": "a"}},
                        "attr": "b",
                    }},
                }}),
                json!({"has": {"left": {"Var": "principal"}, "attr": ["a", "b"]}}),
            ),
            (
                "literals in `Value`",
                json!({"Record": {"a": {"Set": [{"Value": 1}, {"ip": [{"Value": "::"}]}]}}}),
                json!({"Value": {"a": [1, {"__extn": {"fn": "ip", "arg": "::"}}]}}),
            ),
            (
                "escapes in scopes",
                json!({"op": "==", "entity": {"type": "A", "id": "x"}}),
                json!({"op": "==", "entity": {"__entity": {"type": "A", "id": "x"}, "more": 1}}),
            ),
            (
                "literals in patterns",
                json!({"pattern": [{"Literal": "a"}, {"Literal": "b"}, "Wildcard"]}),
                json!({"pattern": [{"Literal": "ab"}, "Wildcard", {"Literal": ""}]}),
            ),
            (
                "one action in a list",
                json!({"op": "in", "entities": [{"type": "Action", "id": "a"}]}),
                json!({"op": "in", "entity": {"type": "Action", "id": "a"}}),
            ),
        ] {
            assert_eq!(explaining(ours, theirs), Some(vec![name]), "{name}");
        }
    }

    #[test]
    fn other_differences_are_not_explained() {
        for (ours, theirs) in [
            (json!({"Value": 1}), json!({"Value": 2})),
            (
                json!({"annotations": {"a": null}}),
                json!({"annotations": {"a": ""}}),
            ),
            (json!({"entities": ["a", "b"]}), json!({"entity": "a"})),
        ] {
            assert_eq!(explaining(ours, theirs), None);
        }
    }
}
