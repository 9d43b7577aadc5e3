//! A case and its answers as text for people.

use crate::case::{Case, SchemaCase};
use crate::integration;
use crate::oracles::Comparison;
use cedar_core::ast::SlotValues;
use cedar_core::{Entities, Policy, PolicySet, Request, SlotId, Template};
use cedar_parser::{print_policy_body, print_template};
use cedar_validator::SchemaFragment;
use serde::Serialize;
use std::fmt::Write as _;

/// The schema, policies and entities of the case.
///
/// A case without a schema is shown with the narrowest one that its data fit.
pub fn describe(case: &Case) -> String {
    describe_under(&schema(case), case)
}

/// The schema, policies and entities of a case that has a schema.
pub fn describe_with_schema(case: &SchemaCase) -> String {
    describe_under(case.schema_text.trim_end(), &case.case)
}

fn describe_under(schema: &str, case: &Case) -> String {
    format!(
        "== schema\n{schema}\n\n== policies\n{}\n== entities\n{}\n",
        policies(&case.policies),
        entities(&case.entities)
    )
}

/// The answers that differ.
pub fn differences(comparison: &Comparison) -> String {
    let mut text = String::new();
    for difference in &comparison.differences {
        let _ = writeln!(text, "\nTHE ANSWERS DIFFER\n{difference}");
    }
    text
}

/// One request of the case.
pub fn describe_request(case: &Case, index: usize) -> String {
    let Some(asked) = case.requests.get(index) else {
        return String::new();
    };
    format!("\n== request {index}\n{}\n", request(asked))
}

fn schema(case: &Case) -> String {
    let inferred = integration::infer_schema(case).map(|schema| schema.to_string());
    let fragment = inferred
        .as_ref()
        .ok()
        .and_then(|source| SchemaFragment::from_json_str(source).ok());
    match (fragment.map(|fragment| fragment.to_cedar()), inferred) {
        (Some(Ok(text)), _) => text.trim_end().to_owned(),
        // Its names may be ones that only JSON can write.
        (_, Ok(source)) => source,
        (_, Err(reason)) => format!("// none: {reason}"),
    }
}

/// Policies and templates as Cedar text under their ids; links as comments.
fn policies(policies: &PolicySet) -> String {
    let mut text = String::new();
    for template in policies.templates() {
        let _ = writeln!(text, "// {}", self::template(template));
    }
    for policy in policies.policies() {
        let _ = writeln!(text, "// {}", self::policy(policy));
    }
    text
}

/// The id of a template, and on the next lines the template.
pub fn template(template: &Template) -> String {
    format!("template {}\n{}", template.id(), print_template(template))
}

/// The id of a policy, and on the next lines the policy; a link is one line.
pub fn policy(policy: &Policy) -> String {
    match policy.link() {
        None => format!("{}\n{}", policy.id(), print_policy_body(policy.body())),
        Some(link) => format!(
            "{}: template {}{}",
            policy.id(),
            link.template_id,
            slot_values(&link.values)
        ),
    }
}

/// What stands for the slots, after a comma each.
pub fn slot_values(values: &SlotValues) -> String {
    let mut text = String::new();
    for slot in [SlotId::Principal, SlotId::Resource] {
        if let Some(uid) = values.get(slot) {
            let _ = write!(text, ", {slot} is {uid}");
        }
    }
    text
}

/// Entities in JSON.
pub fn entities(entities: &Entities) -> String {
    json(entities.to_json())
}

/// A request, a line for each of its parts.
pub fn request(request: &Request) -> String {
    format!(
        "principal {}\naction    {}\nresource  {}\ncontext   {:?}",
        request.principal,
        request.action,
        request.resource,
        request.context.record()
    )
}

/// What cannot be written is named: a report must not fail.
fn json<T: Serialize, E: std::fmt::Display>(value: Result<T, E>) -> String {
    match value {
        Err(error) => format!("(cannot be written: {error})"),
        Ok(value) => serde_json::to_string_pretty(&value)
            .unwrap_or_else(|error| format!("(cannot be written: {error})")),
    }
}
