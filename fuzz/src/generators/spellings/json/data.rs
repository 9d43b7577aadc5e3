//! Values, entities and contexts, each with what it means: sets without order, entities
//! with all their ancestors, extension values as numbers and as they are written again.

use super::super::{Speller, Spelling, Syntax, TYPES};
use super::mistakes;
use super::writing::{IGNORED, Written};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Literals of the extension types and what they stand for.
const LITERALS: [(&str, &str, i64); 16] = [
    ("decimal", "1.5", 15_000),
    ("decimal", "-0.5", -5_000),
    ("decimal", "00.0001", 1),
    ("decimal", "922337203685477.5807", i64::MAX),
    ("decimal", "-922337203685477.5808", i64::MIN),
    ("datetime", "1970-01-01", 0),
    ("datetime", "1969-12-31", -86_400_000),
    ("datetime", "2024-02-29T23:59:59.999Z", 1_709_251_199_999),
    ("datetime", "2000-01-01T00:00:00+0130", 946_679_400_000),
    ("datetime", "2000-01-01T00:00:00.500-0000", 946_684_800_500),
    ("datetime", "2000-01-01T00:00:00-0000", 946_684_800_000),
    ("duration", "1d2h3m4s5ms", 93_784_005),
    ("duration", "-1ms", -1),
    ("duration", "0d", 0),
    ("duration", "-9223372036854775808ms", i64::MIN),
    ("duration", "106751991167d", 9_223_372_036_828_800_000),
];

/// Addresses, and as the engine writes them: always with a prefix.
const ADDRESSES: [(&str, &str); 5] = [
    ("1.2.3.4", "1.2.3.4/32"),
    ("10.0.0.1/8", "10.0.0.1/8"),
    ("0.0.0.0/0", "0.0.0.0/0"),
    ("::1", "::1/128"),
    ("fe80:0:0::1/64", "fe80::1/64"),
];

/// Keys of records; some mean something else where they stand alone.
const KEYS: [&str; 8] = ["a", "b", "", "type", "id", "__entity", "__extn", "__expr"];

impl Speller<'_, '_> {
    pub(super) fn context_json(&mut self) -> Spelling {
        let before = self.mistakes;
        let (written, meant) = self.fields(3);
        self.document(Syntax::Context, &written, meant, before)
    }

    pub(super) fn entities_json(&mut self) -> Spelling {
        let before = self.mistakes;
        let mut written = Vec::new();
        let mut meant = Map::new();
        let mut drawn: Vec<(Value, BTreeSet<String>)> = Vec::new();
        for index in 0..self.choices.between(1, 5) {
            let mut uid = self.any_uid();
            let id = format!("{}{index}", uid["id"].as_str().unwrap_or_default());
            uid["id"] = json!(id);
            let (parents, ancestors) = self.parents(&uid, &drawn);
            let (attributes, attributes_meant) = self.fields(2);
            let (tags, tags_meant) = match self.choices.chance(30) {
                true => self.fields(1),
                false => (Written::Object(Vec::new()), json!({})),
            };
            let entity = self.entity(&uid, &parents, &attributes, &tags, &tags_meant);
            // The same entity may be there twice.
            if self.choices.chance(10) {
                let again = self.entity(&uid, &parents, &attributes, &tags, &tags_meant);
                written.push(again);
            }
            written.push(entity);
            let means = json!({
                "attributes": attributes_meant,
                "tags": tags_meant,
                "ancestors": ancestors,
            });
            meant.insert(uid_key(&uid), means);
            drawn.push((uid, ancestors));
        }
        if self.choices.chance(50) {
            written.reverse();
        }
        self.document(
            Syntax::Entities,
            &Written::Array(written),
            Value::Object(meant),
            before,
        )
    }

    fn entity(
        &mut self,
        uid: &Value,
        parents: &[Value],
        attributes: &Written,
        tags: &Written,
        tags_meant: &Value,
    ) -> Written {
        let mut written_parents = Vec::new();
        for parent in parents {
            written_parents.push(self.uid_written(parent));
        }
        let mut fields = vec![
            ("uid".to_owned(), self.uid_written(uid)),
            ("attrs".to_owned(), attributes.clone()),
            ("parents".to_owned(), Written::Array(written_parents)),
        ];
        let has_tags = tags_meant.as_object().is_some_and(|tags| !tags.is_empty());
        if has_tags || self.choices.chance(20) {
            fields.push(("tags".to_owned(), tags.clone()));
        }
        if self.choices.chance(5) {
            fields.push((IGNORED.to_owned(), Written::plain("{\"a\": null}")));
        }
        Written::Object(fields)
    }

    /// Entities drawn before, and some that are not there; an action has actions.
    fn parents(
        &mut self,
        uid: &Value,
        drawn: &[(Value, BTreeSet<String>)],
    ) -> (Vec<Value>, BTreeSet<String>) {
        let is_action = is_action(uid);
        let fitting = drawn.iter();
        let fitting: Vec<_> = fitting
            .filter(|(parent, _)| !is_action || self::is_action(parent))
            .collect();
        let mut parents = Vec::new();
        let mut ancestors = BTreeSet::new();
        for _ in 0..self.choices.below(4) {
            if self.choices.chance(20) {
                let entity_type = if is_action { "N::Action" } else { "A" };
                let gap = json!({"type": entity_type, "id": "gap"});
                ancestors.insert(uid_key(&gap));
                parents.push(gap);
            } else if let Some((parent, above)) = self.choices.pick(&fitting) {
                ancestors.insert(uid_key(parent));
                ancestors.extend(above.iter().cloned());
                parents.push(parent.clone());
            }
        }
        (parents, ancestors)
    }

    pub(super) fn any_uid(&mut self) -> Value {
        let types: Vec<&str> = TYPES.into_iter().chain(["Action", "N::Action"]).collect();
        let entity_type = types[self.choices.below(types.len())];
        let (_, uid) = self.uid(entity_type);
        uid
    }

    /// Attributes, tags, or a context: any keys but those that alone mean something else.
    fn fields(&mut self, depth: usize) -> (Written, Value) {
        let mut written = Vec::new();
        let mut meant = Map::new();
        for _ in 0..self.choices.below(4) {
            let key = KEYS[self.choices.below(5)];
            if !meant.contains_key(key) {
                let (value, means) = self.value(depth);
                written.push((key.to_owned(), value));
                meant.insert(key.to_owned(), means);
            }
        }
        (Written::Object(written), Value::Object(meant))
    }

    fn value(&mut self, depth: usize) -> (Written, Value) {
        if self.mistakes > 0 && self.choices.chance(15) {
            self.mistakes -= 1;
            let mistakes = match self.choices.chance(60) {
                true => mistakes::VALUES,
                false => mistakes::EXTENSION_VALUES,
            };
            let mistake = mistakes[self.choices.below(mistakes.len())];
            return (Written::plain(mistake), Value::Null);
        }
        match self.choices.below(if depth > 0 { 9 } else { 6 }) {
            0 => {
                let number = match self.choices.chance(50) {
                    true => self.number(),
                    false => -self.number() - 1,
                };
                (Written::plain(number), json!(number))
            }
            1 => {
                let value = self.choices.chance(50);
                (Written::plain(value), json!(value))
            }
            2 => {
                let (_, text) = self.string();
                (Written::text(&text), json!(text))
            }
            3 => self.entity_value(),
            4 | 5 => self.extension_value(),
            6 => {
                let count = self.choices.below(4);
                let elements = (0..count).map(|_| self.value(depth - 1));
                let (mut written, meant): (Vec<_>, Vec<_>) = elements.unzip();
                if let Some(again) = self.choices.pick(&written).cloned()
                    && self.choices.chance(30)
                {
                    written.push(again);
                }
                (Written::Array(written), set_of(meant))
            }
            _ => self.record(depth),
        }
    }

    /// An entity, through its escape. Further fields of the escape are ignored.
    fn entity_value(&mut self) -> (Written, Value) {
        let uid = self.any_uid();
        let mut written = Written::from(&uid);
        if let Written::Object(fields) = &mut written
            && self.choices.chance(10)
        {
            let more = ["null", "[1, {}]", "{\"a\": \"\"}"][self.choices.below(3)];
            fields.push((IGNORED.to_owned(), Written::plain(more)));
        }
        let written = Written::object([("__entity", written)]);
        (written, json!({ "entity": uid_key(&uid) }))
    }

    fn extension_value(&mut self) -> (Written, Value) {
        let constructed = |speller: &mut Self, name: &str, literal: &str| {
            speller.extension_written(name, vec![Written::text(literal)])
        };
        match self.choices.below(6) {
            0 => {
                let (literal, meant) = ADDRESSES[self.choices.below(ADDRESSES.len())];
                let written = constructed(self, "ip", literal);
                (written, json!({ "ip": meant, "from": literal }))
            }
            1 => {
                let date = constructed(self, "datetime", "1970-01-02");
                let by = constructed(self, "duration", "-1d1ms");
                let written = self.extension_written("offset", vec![date, by]);
                (written, json!({ "datetime": -1, "from": null }))
            }
            _ => {
                let (name, literal, meant) = LITERALS[self.choices.below(LITERALS.len())];
                let written = constructed(self, name, literal);
                (written, json!({ name: meant, "from": literal }))
            }
        }
    }

    /// A record; where a key alone would be an escape, there is another beside it.
    fn record(&mut self, depth: usize) -> (Written, Value) {
        let mut written = Vec::new();
        let mut meant = Map::new();
        for _ in 0..self.choices.below(4) {
            let key = KEYS[self.choices.below(KEYS.len())];
            if !meant.contains_key(key) {
                let (value, means) = self.value(depth - 1);
                written.push((key.to_owned(), value));
                meant.insert(key.to_owned(), means);
            }
        }
        if written.len() == 1 {
            let (value, means) = (Written::plain(1), json!(1));
            written.push(("more of it".to_owned(), value));
            meant.insert("more of it".to_owned(), means);
        }
        (Written::Object(written), json!({ "record": meant }))
    }
}

/// The meaning of a set of what means this.
pub(crate) fn set_of(elements: impl IntoIterator<Item = Value>) -> Value {
    let elements = elements.into_iter().map(in_order);
    let elements: BTreeSet<String> = elements.map(|element| element.to_string()).collect();
    json!({ "set": elements })
}

/// The JSON with the fields of objects in order: in some builds a map keeps the order of
/// insertion.
pub(crate) fn in_order(json: Value) -> Value {
    match json {
        Value::Array(items) => items.into_iter().map(in_order).collect(),
        Value::Object(fields) => {
            let fields: BTreeMap<String, Value> = fields.into_iter().collect();
            let fields = fields.into_iter();
            Value::Object(fields.map(|(key, field)| (key, in_order(field))).collect())
        }
        other => other,
    }
}

fn is_action(uid: &Value) -> bool {
    let entity_type = uid["type"].as_str().unwrap_or_default();
    entity_type == "Action" || entity_type.ends_with("::Action")
}

/// A text that tells uids apart.
fn uid_key(uid: &Value) -> String {
    let part = |name: &str| uid[name].as_str().unwrap_or_default();
    format!("{}::{:?}", part("type"), part("id"))
}
