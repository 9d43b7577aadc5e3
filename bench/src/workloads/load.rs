//! Files to load: many policies of various forms, many entities of an organisation.

use super::{EntityText, Uid, pick};
use fastrand::Rng;
use serde_json::json;
use std::fmt::Write;

/// A file of `n` policies: short and long ones, with comments and annotations.
pub fn policy_file(seed: u64, n: usize) -> String {
    let random = &mut Rng::with_seed(seed);
    let mut text = String::new();
    for index in 0..n {
        policy(&mut text, random, index).expect("a string takes everything");
    }
    text
}

/// `n` entities: one tenth groups, nested up to six deep; then users, folders
/// and documents with attributes of all types.
pub fn organisation(seed: u64, n: usize) -> Vec<EntityText> {
    let random = &mut Rng::with_seed(seed);
    let groups = (n / 10).max(1);
    let mut entities: Vec<EntityText> = (0..groups)
        .map(|i| {
            let outer = (i > 0).then(|| group(i / 6));
            EntityText::new(
                group(i),
                json!({"label": format!("group {i}")}),
                outer.into_iter().collect(),
            )
        })
        .collect();
    while entities.len() < n {
        let i = entities.len() - groups;
        entities.push(match i % 4 {
            0 | 1 => user_entity(random, i, groups),
            2 => EntityText::new(
                folder(i),
                json!({"owner": user(i - 1).reference()}),
                i.checked_sub(4 * 10)
                    .map(folder)
                    .into_iter()
                    .filter(|_| i < 400)
                    .collect(),
            ),
            _ => document_entity(random, i, groups),
        });
    }
    entities
}

fn user_entity(random: &mut Rng, i: usize, groups: usize) -> EntityText {
    EntityText::new(
        user(i),
        json!({
            "name": format!("User Number {i}"),
            "email": format!("user{i}@example.com"),
            "age": random.u8(18..80),
            "active": random.bool(),
            "roles": ["reader", *pick(random, &["editor", "auditor", "admin"])],
            "address": {"city": "Springfield", "zip": format!("{:05}", random.u32(..100_000))},
            "manager": user(i / 20 * 4).reference(),
            "network": {"__extn": {
                "fn": "ip",
                "arg": format!("10.{}.{}.0/24", random.u8(..), random.u8(..)),
            }},
        }),
        vec![group(random.usize(..groups)), group(random.usize(..groups))],
    )
}

fn document_entity(random: &mut Rng, i: usize, groups: usize) -> EntityText {
    EntityText::new(
        Uid::new("Document", format!("document{i}")),
        json!({
            "owner": user(i - 2).reference(),
            "viewers": group(random.usize(..groups)).reference(),
            "public": random.bool(),
            "title": "Minutes of the \"quarterly\" meeting\n",
            "size": random.u32(..1_000_000),
        }),
        vec![folder(i - 1)],
    )
}

fn policy(text: &mut String, random: &mut Rng, index: usize) -> std::fmt::Result {
    let (a, b) = (random.u16(..), random.u16(..));
    match random.u8(..6) {
        0 => writeln!(
            text,
            "permit (principal in Group::\"group{a}\", action == Action::\"View\", resource == Document::\"document{b}\");"
        ),
        1 => writeln!(
            text,
            r#"
// The owners of a team's documents.
@id("policy-{index}")
permit (
    principal is User,
    action in [Action::"View", Action::"Edit", Action::"Share"],
    resource in Folder::"folder{a}"
)
when {{ resource has owner && resource.owner == principal }};"#
        ),
        2 => writeln!(
            text,
            r#"
@id("policy-{index}")
@reason("only from the office, during work")
forbid (principal, action, resource in Folder::"folder{a}")
unless {{
    context.network.isInRange(ip("10.{}.0.0/16")) &&
    context.hour >= 8 && context.hour < 18 ||
    principal in Group::"group{b}"
}};"#,
            a % 256
        ),
        3 => writeln!(
            text,
            r#"
permit (principal in Group::"group{a}", action, resource is Document)
when {{ resource.labels.containsAny(["red", "green", "label-{b}"]) }}
when {{ if principal.active then principal.level + {} > resource.level * 2 else false }};"#,
            a % 100
        ),
        4 => writeln!(
            text,
            r#"
permit (principal == Company::User::"user{a}", action == Company::Action::"Approve", resource)
when {{
    context.amount.lessThan(decimal("{}.{:02}")) &&
    resource.address.city like "Spring*" &&
    !(principal.suspended == true)
}};"#,
            a,
            b % 100
        ),
        _ => writeln!(
            text,
            r#"
permit (principal, action in Action::"ReadOnly", resource)
when {{
    principal has profile && principal.profile has clearance &&
    principal.profile.clearance >= {} &&
    [User::"user{a}", User::"user{b}"].contains(resource.owner) &&
    {{ kind: resource.kind, region: "eu-{}" }} == context.target
}};"#,
            a % 10,
            b % 4
        ),
    }
}

fn user(index: usize) -> Uid {
    Uid::new("User", format!("user{index}"))
}

fn group(index: usize) -> Uid {
    Uid::new("Group", format!("group{index}"))
}

fn folder(index: usize) -> Uid {
    Uid::new("Folder", format!("folder{index}"))
}
