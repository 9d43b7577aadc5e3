//! A case and its answers as text for people.

use crate::case::Case;
use crate::oracles::Comparison;
use cedar_core::{PolicySet, Request, SlotId};
use cedar_parser::{print_policy_body, print_template};
use serde::Serialize;
use std::fmt::Write as _;

/// The case, and the answers on which the sides differ side by side.
pub fn describe(case: &Case, comparison: &Comparison) -> String {
    let mut text = format!(
        "== policies\n{}\n\n== entities\n{}\n",
        policies(&case.policies),
        json(case.entities.to_json())
    );
    for (index, asked) in case.requests.iter().enumerate() {
        let _ = writeln!(text, "\n== request {index}\n{}", request(asked));
        for difference in comparison.differences.iter().filter(|d| d.request == index) {
            let _ = writeln!(text, "THE ANSWERS DIFFER\n{difference}");
        }
    }
    for reason in &comparison.no_verdicts {
        let _ = writeln!(text, "\n== no verdict: {reason}");
    }
    text
}

/// Policies and templates as Cedar text under their ids; links as comments.
fn policies(policies: &PolicySet) -> String {
    let mut text = String::new();
    for template in policies.templates() {
        let _ = writeln!(
            text,
            "// template {}\n{}",
            template.id(),
            print_template(template)
        );
    }
    for policy in policies.policies() {
        let Some(link) = policy.link() else {
            let _ = writeln!(
                text,
                "// {}\n{}",
                policy.id(),
                print_policy_body(policy.body())
            );
            continue;
        };
        let _ = write!(text, "// {}: template {}", policy.id(), link.template_id);
        for slot in [SlotId::Principal, SlotId::Resource] {
            if let Some(uid) = link.values.get(slot) {
                let _ = write!(text, ", {slot} is {uid}");
            }
        }
        text.push('\n');
    }
    text
}

fn request(request: &Request) -> String {
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
