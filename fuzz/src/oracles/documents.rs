//! What a reader accepts must survive being written and read again; formatting
//! policies keeps what they say and their comments, and does nothing the second time.
//!
//! A refusal is an answer, too: the promise is that there is one, not a crash.

use super::{Comparison, Difference};
use crate::case::{Document, Language};
use crate::minimize::smaller_texts;
use crate::question::Question;
use crate::report::differences;
use cedar_core::ast::{Expr, PolicyBody};
use cedar_core::{Context, Entities, EntityUid, PolicyId, PolicySet};
use cedar_parser::{
    FormatOptions, ParsedPolicy, format_policies, parse_expression, parse_policies,
    parse_policy_or_template, print_expression, print_policy_body,
};
use cedar_validator::SchemaFragment;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Reads the document and sends what it says through every form that it can take.
pub fn compare(document: &Document) -> Comparison {
    let mut trips = Trips::default();
    let text = document.text.as_str();
    match document.language {
        Language::Policies => policies(&mut trips, text),
        Language::PoliciesJson => policies_json(&mut trips, text),
        Language::Expression => expression(&mut trips, text),
        Language::PolicyJson => {
            if let Ok(sent) = PolicyBody::from_json_str(text) {
                body(&mut trips, &sent);
            }
        }
        Language::Schema => schema(&mut trips, SchemaFragment::from_cedar_str(text).ok()),
        Language::SchemaJson => schema(&mut trips, SchemaFragment::from_json_str(text).ok()),
        Language::Entities => entities(&mut trips, text),
        Language::Context => context(&mut trips, text),
    }
    let mut comparison = trips.0;
    if comparison.total() == 0 {
        comparison.agreements = 1;
    }
    comparison
}

/// Whether the document's reader accepts it.
pub fn is_accepted(document: &Document) -> bool {
    let text = document.text.as_str();
    match document.language {
        Language::Policies => parse_policies(text).is_ok(),
        Language::PoliciesJson => PolicySet::from_json_str(text).is_ok(),
        Language::Expression => parse_expression(text).is_ok(),
        Language::PolicyJson => PolicyBody::from_json_str(text).is_ok(),
        Language::Schema => SchemaFragment::from_cedar_str(text).is_ok(),
        Language::SchemaJson => SchemaFragment::from_json_str(text).is_ok(),
        Language::Entities => Entities::from_json_str(text).is_ok(),
        Language::Context => Context::from_json_str(text).is_ok(),
    }
}

/// What came back, beside what had been sent.
#[derive(Default)]
struct Trips(Comparison);

impl Trips {
    /// Records a trip. What cannot be read again came back as an error.
    fn record(&mut self, trip: &str, sent: &str, back: Result<String, String>) {
        if back.as_deref() == Ok(sent) {
            self.0.agreements += 1;
            return;
        }
        self.0.differences.push(Difference {
            question: trip.to_owned(),
            sides: ["came back", "sent"],
            engine: back.unwrap_or_else(|error| format!("error: {error}")),
            model: sent.to_owned(),
        });
    }
}

fn policies(trips: &mut Trips, text: &str) {
    let Ok(parsed) = parse_policies(text) else {
        return;
    };
    for policy in &parsed {
        body(trips, policy_body(policy));
    }
    formatted(trips, text, &parsed);
}

fn policy_body(policy: &ParsedPolicy) -> &PolicyBody {
    match policy {
        ParsedPolicy::Static(policy) => policy.body(),
        ParsedPolicy::Template(template) => template.body(),
    }
}

/// Through text, and through JSON where there is such a form: names that JSON
/// reserves have none.
fn body(trips: &mut Trips, sent: &PolicyBody) {
    let text = print_policy_body(sent);
    let read = |text: &str| {
        parse_policy_or_template(PolicyId::new("policy"), text).map_err(|error| error.to_string())
    };
    let again = read(&text);
    let printed = again
        .as_ref()
        .map(|again| print_policy_body(policy_body(again)));
    trips.record("printed", &text, printed.map_err(Clone::clone));
    let Ok(json) = sent.to_json().map(|json| written(&json)) else {
        return;
    };
    let reread = again.and_then(|again| {
        let json = policy_body(&again).to_json();
        json.map(|json| written(&json))
            .map_err(|error| error.to_string())
    });
    trips.record("printed, as JSON", &json, reread);
    let back = PolicyBody::from_json_str(&json).map_err(|error| error.to_string());
    let again = back.and_then(|back| {
        let json = back.to_json().map(|json| written(&json));
        json.map_err(|error| error.to_string())
    });
    trips.record("as JSON", &json, again);
}

fn expression(trips: &mut Trips, text: &str) {
    let Ok(sent) = parse_expression(text) else {
        return;
    };
    let printed = print_expression(sent.root());
    let again = parse_expression(&printed).map_err(|error| error.to_string());
    let printed_again = again.map(|again| print_expression(again.root()));
    trips.record("printed", &printed, printed_again);
    let Ok(json) = sent.to_json().map(|json| written(&json)) else {
        return;
    };
    let back = Expr::from_json_str(&json).map_err(|error| error.to_string());
    let again = back.and_then(|back| {
        let json = back.to_json().map(|json| written(&json));
        json.map_err(|error| error.to_string())
    });
    trips.record("as JSON", &json, again);
}

fn formatted(trips: &mut Trips, text: &str, parsed: &[ParsedPolicy]) {
    let format = |text: &str| {
        format_policies(text, FormatOptions::default()).map_err(|error| error.to_string())
    };
    let once = match format(text) {
        Ok(once) => once,
        Err(error) => return trips.record("formatted", text, Err(error)),
    };
    trips.record("formatted twice", &once, format(&once));
    trips.record(
        "comments after formatting",
        &comments(text),
        Ok(comments(&once)),
    );
    let says = |policies: &[ParsedPolicy]| {
        let texts: Vec<String> = policies
            .iter()
            .map(|p| print_policy_body(policy_body(p)))
            .collect();
        texts.join("\n")
    };
    let back = parse_policies(&once).map_err(|error| error.to_string());
    trips.record(
        "meaning after formatting",
        &says(parsed),
        back.map(|back| says(&back)),
    );
}

/// The comments in their order, without the space around them.
///
/// Not found by the lexer, whose mistakes the formatter would share: a text that was
/// parsed has quotes around strings only.
fn comments(text: &str) -> String {
    let mut comments = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(['"', '/']) {
        rest = &rest[start..];
        let length = match rest.as_bytes() {
            [b'"', ..] => string_length(rest),
            [b'/', b'/', ..] => {
                let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
                comments.push(rest[..length].trim_end());
                length
            }
            _ => 1,
        };
        rest = &rest[length..];
    }
    comments.join("\n")
}

/// How many bytes the string takes with which `text` begins.
fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 2)
}

fn policies_json(trips: &mut Trips, text: &str) {
    let Ok(set) = PolicySet::from_json_str(text) else {
        return;
    };
    let write = |set: &PolicySet| {
        set.to_json()
            .map(|json| written(&json))
            .map_err(|e| e.to_string())
    };
    if let Ok(sent) = write(&set) {
        let back = PolicySet::from_json_str(&sent).map_err(|error| error.to_string());
        trips.record("written as JSON", &sent, back.and_then(|back| write(&back)));
    }
}

fn schema(trips: &mut Trips, fragment: Option<SchemaFragment>) {
    let Some(fragment) = fragment else { return };
    let json = |fragment: &SchemaFragment| written(&fragment.to_json());
    let cedar = |fragment: &SchemaFragment| fragment.to_cedar().map_err(|error| error.to_string());
    let from_json = |text: &str| SchemaFragment::from_json_str(text).map_err(|e| e.to_string());
    let from_cedar = |text: &str| SchemaFragment::from_cedar_str(text).map_err(|e| e.to_string());

    let as_json = json(&fragment);
    let back = from_json(&as_json);
    trips.record(
        "written as JSON",
        &as_json,
        back.as_ref().map(json).map_err(Clone::clone),
    );
    // Not every name of the JSON form is one of the Cedar form.
    let Ok(as_cedar) = cedar(&fragment) else {
        return;
    };
    trips.record(
        "to JSON, then to Cedar",
        &as_cedar,
        back.and_then(|back| cedar(&back)),
    );
    let back = from_cedar(&as_cedar);
    trips.record(
        "written as Cedar",
        &as_cedar,
        back.as_ref().map_err(Clone::clone).and_then(cedar),
    );
    let plainly = |fragment: &SchemaFragment| {
        let mut json = plain(json_value(&fragment.to_json()));
        // Without a name, a namespace that declares nothing cannot be seen in Cedar.
        if let Some(namespaces) = json.as_object_mut() {
            let empty = json!({"actions": {}, "entityTypes": {}});
            namespaces.retain(|name, namespace| !name.is_empty() || *namespace != empty);
        }
        json.to_string()
    };
    trips.record(
        "to Cedar, then to JSON",
        &plainly(&fragment),
        back.as_ref().map(plainly).map_err(Clone::clone),
    );
}

fn entities(trips: &mut Trips, text: &str) {
    let Ok(entities) = Entities::from_json_str(text) else {
        return;
    };
    let Ok(sent) = entities.to_json().map(|json| written(&json)) else {
        return;
    };
    let back = Entities::from_json_str(&sent);
    let back = back.map_err(|error| error.to_string());
    trips.record(
        "written as JSON",
        &held(&entities),
        back.map(|back| held(&back)),
    );
}

/// What a store holds, whatever the order. All ancestors are written as parents.
fn held(entities: &Entities) -> String {
    let held = entities.iter().map(|entity| {
        let uid = entity.uid();
        let ancestors: BTreeSet<&EntityUid> = entities.ancestors(uid).collect();
        let (attributes, tags) = (entity.attributes(), entity.tags());
        format!("{uid} in {ancestors:?}: {attributes:?} {tags:?}")
    });
    let mut held: Vec<String> = held.collect();
    held.sort();
    held.join("\n")
}

fn context(trips: &mut Trips, text: &str) {
    let Ok(context) = Context::from_json_str(text) else {
        return;
    };
    let write = |context: &Context| {
        context
            .to_json()
            .map(|json| written(&json))
            .map_err(|e| e.to_string())
    };
    if let Ok(sent) = write(&context) {
        let back = Context::from_json_str(&sent).map_err(|error| error.to_string());
        trips.record("written as JSON", &sent, back.and_then(|back| write(&back)));
    }
}

/// A schema without what the Cedar form does not tell apart: whether the name of a
/// type is said to be that of an entity type, an extension type or any; and what an
/// action that applies to no principal, or to no resource, says of the others.
fn plain(json: Value) -> Value {
    match json {
        Value::Array(items) => items.into_iter().map(plain).collect(),
        Value::Object(mut fields) => {
            if let Some(kind) = fields.get("type").and_then(Value::as_str) {
                let is_name = matches!(kind, "Entity" | "EntityOrCommon" | "Extension");
                let name = if is_name { fields.get("name") } else { None };
                let name = name.and_then(Value::as_str).unwrap_or(kind);
                let name = name.strip_prefix("__cedar::").unwrap_or(name);
                let name = if name == "Boolean" { "Bool" } else { name };
                let name = Value::from(name);
                fields.insert("type".to_owned(), name);
                fields.remove("name");
            }
            let is_empty = |name| fields.get(name) == Some(&json!([]));
            if is_empty("principalTypes") || is_empty("resourceTypes") {
                return json!({"principalTypes": [], "resourceTypes": []});
            }
            let fields = fields.into_iter();
            Value::Object(fields.map(|(key, field)| (key, plain(field))).collect())
        }
        other => other,
    }
}

/// The document as it is written: the order of a record's fields is kept.
fn written(json: &impl Serialize) -> String {
    serde_json::to_string(json).unwrap_or_else(|error| format!("error: {error}"))
}

fn json_value(json: &impl Serialize) -> Value {
    serde_json::to_value(json).unwrap_or_else(|error| format!("error: {error}").into())
}

impl Question for Document {
    fn ask(&self) -> Comparison {
        compare(self)
    }

    fn describe(&self, comparison: &Comparison) -> String {
        format!(
            "== {}\n{}\n{}",
            self.language,
            self.text,
            differences(comparison)
        )
    }

    fn smaller(&self) -> Box<dyn Iterator<Item = Box<dyn Question>> + '_> {
        let language = self.language;
        Box::new(
            smaller_texts(&self.text)
                .map(move |text| Box::new(Document { language, text }) as Box<dyn Question>),
        )
    }
}
