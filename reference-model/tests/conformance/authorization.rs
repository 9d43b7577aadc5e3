//! Cases that decide requests: the scenarios of a file.
//!
//! Each request is decided twice, the second time with the policies in reverse:
//! their order must not matter.

use crate::data::{Decision, File, Link, Request, Scenario};
use crate::engine::ENGINES;
use crate::read;
use crate::world::World;
use cedar_core::ast::SlotValues;
use cedar_core::{Entities, PolicyId, PolicySet};
use cedar_parser::ParsedPolicy;
use libtest_mimic::Failed;
use reference_model::{Answer, NoVerdict};
use std::fmt::Write;

/// The failures of a file's scenarios, on any engine.
pub(crate) fn check(file: &File, world: &World) -> Result<Vec<String>, Failed> {
    let mut failures = Vec::new();
    for (i, scenario) in file.scenario.iter().enumerate() {
        let place = format!("scenario {} ({})", i + 1, scenario.about);
        let world = world.with_entities(scenario.entities.as_deref())?;
        let [forward, backward] = policy_sets(scenario)
            .map_err(|error| format!("{place}: {}", error.message().unwrap_or_default()))?;
        for (row, data) in scenario.requests.iter().enumerate() {
            let place = format!("{place}, request {}", row + 1);
            let request = world.request(data)?;
            let expected = answer(data)?;
            for (policies, order) in [(&forward, ""), (&backward, ", policies in reverse")] {
                let place = format!("{place}{order}");
                failures.extend(ask(&place, &request, policies, &world.entities, &expected));
            }
        }
    }
    Ok(failures)
}

/// What the engines answer to a request, unless all answer what is expected.
pub(crate) fn ask(
    place: &str,
    request: &cedar_core::Request,
    policies: &PolicySet,
    entities: &Entities,
    expected: &Answer,
) -> Option<String> {
    let answers = ENGINES.map(|engine| {
        let answer = engine.is_authorized(request, policies, entities);
        (engine.name(), answer)
    });
    let is_right = |answer: &Result<Answer, NoVerdict>| answer.as_ref() == Ok(expected);
    if answers.iter().all(|(_, answer)| is_right(answer)) {
        return None;
    }
    Some(report(place, expected, &answers))
}

/// The answer that the data expects.
pub(crate) fn answer(data: &Request) -> Result<Answer, Failed> {
    let erring = data.erring.iter().map(|(id, kind)| {
        let kind = read::error_kind(kind)?;
        Ok((PolicyId::new(id.as_str()), kind))
    });
    Ok(Answer {
        decision: match data.decision {
            Decision::Allow => cedar_core::Decision::Allow,
            Decision::Deny => cedar_core::Decision::Deny,
        },
        determining: data
            .determining
            .iter()
            .map(|id| PolicyId::new(id.as_str()))
            .collect(),
        erring: erring.collect::<Result<_, Failed>>()?,
    })
}

/// The policies in the order of the data, and in reverse.
fn policy_sets(scenario: &Scenario) -> Result<[PolicySet; 2], Failed> {
    match (&scenario.policies, &scenario.policies_json) {
        (Some(text), None) => {
            let mut policies = cedar_parser::parse_policies(text).map_err(|e| e.to_string())?;
            let forward = policy_set(&policies, scenario.links.iter())?;
            policies.reverse();
            let backward = policy_set(&policies, scenario.links.iter().rev())?;
            Ok([forward, backward])
        }
        (None, Some(json)) => {
            let policies = PolicySet::from_json_str(json)?;
            Ok([policies.clone(), policies])
        }
        _ => Err("a scenario needs either `policies` or `policies_json`".into()),
    }
}

fn policy_set<'a>(
    policies: &[ParsedPolicy],
    links: impl Iterator<Item = &'a Link>,
) -> Result<PolicySet, Failed> {
    let mut set = PolicySet::new();
    for policy in policies {
        match policy {
            ParsedPolicy::Static(policy) => {
                let id = policy
                    .body()
                    .annotation("id")
                    .ok_or("a policy has no `@id`")?;
                set.add(policy.with_id(PolicyId::new(id)))?;
            }
            ParsedPolicy::Template(template) => {
                let id = template
                    .body()
                    .annotation("id")
                    .ok_or("a template has no `@id`")?;
                set.add_template(template.with_id(PolicyId::new(id)))?;
            }
        }
    }
    for link in links {
        let values = SlotValues {
            principal: link.principal.as_deref().map(read::uid).transpose()?,
            resource: link.resource.as_deref().map(read::uid).transpose()?,
        };
        let template = PolicyId::new(link.template.as_str());
        set.link(&template, PolicyId::new(link.id.as_str()), values)?;
    }
    Ok(set)
}

fn report(place: &str, expected: &Answer, answers: &[(&str, Result<Answer, NoVerdict>)]) -> String {
    let mut report = format!("{place}\n  expected\n{}", indented(&expected.to_string()));
    for (name, answer) in answers {
        let text = match answer {
            Ok(answer) => answer.to_string(),
            Err(no_verdict) => format!("no verdict: {no_verdict}\n"),
        };
        let _ = write!(report, "  {name}\n{}", indented(&text));
    }
    report
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}
