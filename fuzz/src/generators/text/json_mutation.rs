//! One change to a JSON document that is right.

use crate::choices::Choices;
use serde_json::{Value, json};

/// Keys that are put in the place of others.
pub const KEYS: [&str; 40] = [
    "uid",
    "attrs",
    "parents",
    "tags",
    "type",
    "id",
    "__entity",
    "__extn",
    "__expr",
    "fn",
    "arg",
    "args",
    "effect",
    "principal",
    "action",
    "resource",
    "conditions",
    "annotations",
    "op",
    "entity",
    "entities",
    "slot",
    "entity_type",
    "in",
    "kind",
    "body",
    "Value",
    "Var",
    "Slot",
    "left",
    "right",
    "attr",
    "pattern",
    "Set",
    "Record",
    "if-then-else",
    "==",
    "contains",
    "ip",
    "nope",
];

/// The document with one change, which mostly makes it wrong.
pub fn mutate(choices: &mut Choices<'_>, document: &Value) -> String {
    let mut document = document.clone();
    match choices.below(10) {
        0 => mutate_number(choices, &document.to_string()),
        1 => repeat_key(choices, &document.to_string()),
        2 => super::text_mutation::mutate_characters(choices, &document.to_string()),
        _ => {
            let count = count(&document);
            let mut target = choices.below(count);
            mutate_node(choices, &mut document, &mut target);
            document.to_string()
        }
    }
}

fn count(node: &Value) -> usize {
    1 + match node {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    }
}

/// Changes the node that is `target` nodes on, in depth-first order.
fn mutate_node(choices: &mut Choices<'_>, node: &mut Value, target: &mut usize) -> bool {
    if *target == 0 {
        change(choices, node);
        return true;
    }
    *target -= 1;
    match node {
        Value::Array(items) => items
            .iter_mut()
            .any(|item| mutate_node(choices, item, target)),
        Value::Object(fields) => fields
            .values_mut()
            .any(|field| mutate_node(choices, field, target)),
        _ => false,
    }
}

fn change(choices: &mut Choices<'_>, node: &mut Value) {
    let key = KEYS[choices.below(KEYS.len())];
    let at = choices.below(8);
    match node {
        Value::Object(fields) if choices.chance(80) => {
            let old = fields.keys().nth(at % fields.len().max(1)).cloned();
            match (choices.below(4), old) {
                (0, Some(old)) => {
                    fields.remove(&old);
                }
                (1, Some(old)) => {
                    let value = fields.remove(&old).unwrap_or_default();
                    fields.insert(key.to_owned(), value);
                }
                (2, _) => {
                    fields.insert(key.to_owned(), plain(choices));
                }
                _ => {
                    let value = fields.values().next().cloned().unwrap_or_default();
                    fields.insert(key.to_owned(), value);
                }
            }
        }
        Value::Array(items) if choices.chance(80) => match choices.below(3) {
            0 if !items.is_empty() => {
                items.remove(at % items.len());
            }
            1 if !items.is_empty() => items.push(items[at % items.len()].clone()),
            _ => items.push(plain(choices)),
        },
        _ => match choices.below(6) {
            0 => *node = json!([node.take()]),
            1 => *node = json!({ key: node.take() }),
            2 => *node = json!(key),
            _ => *node = plain(choices),
        },
    }
}

fn plain(choices: &mut Choices<'_>) -> Value {
    match choices.below(16) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(0),
        3 => json!(i64::MIN),
        4 => json!(u64::MAX),
        5 => json!(1.5),
        6 => json!("a"),
        7 => json!(""),
        8 => json!([]),
        9 => json!({}),
        10 => json!({"type": "User", "id": "a"}),
        11 => json!({"__entity": {"type": "User", "id": "a"}}),
        12 => json!({"__entity": {"type": "User", "id": "a"}, "more": 1}),
        13 => json!({"__extn": {"fn": "decimal", "arg": "1.50"}}),
        14 => json!({"__extn": {"fn": "ip", "args": ["1.2.3.4/8"]}}),
        _ => json!({"__expr": "1 + 1"}),
    }
}

/// Replaces the first number after some place by another way to write one.
fn mutate_number(choices: &mut Choices<'_>, text: &str) -> String {
    const NUMBERS: [&str; 10] = [
        "1.0",
        "1e2",
        "-0",
        "01",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "1E0",
        "0.5",
        "18446744073709551616",
    ];
    let number = NUMBERS[choices.below(NUMBERS.len())];
    // A value that is a number stands after a colon.
    let places: Vec<usize> = text
        .match_indices(':')
        .map(|(at, _)| at + 1)
        .filter(|at| text[*at..].starts_with(|c: char| c == '-' || c.is_ascii_digit()))
        .collect();
    let Some(start) = choices.pick(&places).copied() else {
        return text.to_owned();
    };
    let length = text[start..]
        .find(|c: char| c != '-' && !c.is_ascii_digit())
        .unwrap_or(text.len() - start);
    format!("{}{number}{}", &text[..start], &text[start + length..])
}

/// Repeats a key of an object, with another value.
fn repeat_key(choices: &mut Choices<'_>, text: &str) -> String {
    let places: Vec<usize> = text.match_indices("\":").map(|(at, _)| at).collect();
    let Some(end) = choices.pick(&places).copied() else {
        return text.to_owned();
    };
    let Some(start) = text[..end].rfind('"') else {
        return text.to_owned();
    };
    let value = plain(choices);
    format!(
        "{}{}\":{value},{}",
        &text[..start],
        &text[start..end],
        &text[start..]
    )
}
