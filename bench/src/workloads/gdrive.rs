//! Documents and folders, shared with groups of users.

use super::{EntityText, Ids, Link, REQUESTS, RequestText, Uid, Workload, pick};
use fastrand::Rng;
use serde_json::json;

const POLICIES: &str = r#"
permit (principal, action in [Action::"View", Action::"ChangeOwner"], resource)
when { resource.owner == principal };

permit (principal, action == Action::"View", resource)
when { principal in resource.viewers };

permit (principal, action == Action::"View", resource is Document)
when { resource.isPublic };

permit (principal, action == Action::"CreateFile", resource is Folder)
when { resource.owner == principal || principal in resource.viewers };

forbid (principal, action, resource)
when { resource has suspended && resource.suspended };
"#;

/// Sharing is by links of this template, and owners may do everything.
const POLICIES_WITH_TEMPLATE: &str = r#"
permit (principal in ?principal, action == Action::"View", resource in ?resource)
unless { resource has suspended && resource.suspended };

permit (principal, action, resource)
when { resource.owner == principal };
"#;

/// `n` each of users, groups, domains, drives, folders and documents.
pub fn workload(seed: u64, n: usize, ids: Ids) -> Workload {
    let drive = Drive::generate(&mut Rng::with_seed(seed), n, ids);
    Workload {
        policies: POLICIES.to_owned(),
        links: Vec::new(),
        entities: drive.entities,
        requests: drive.requests,
    }
}

/// How many template links there are for each group.
pub const LINKS_PER_GROUP: usize = 10;

/// The same with [`LINKS_PER_GROUP`]` * n` links of a template instead of viewer groups.
pub fn with_links(seed: u64, n: usize) -> Workload {
    let mut random = Rng::with_seed(seed);
    let ids = Ids::Natural;
    let drive = Drive::generate(&mut random, n, ids);
    let links: Vec<Link> = (0..LINKS_PER_GROUP * n)
        .map(|_| Link {
            template: "policy0",
            principal: match random.bool() {
                true => group(ids, random.usize(..n)),
                false => user(ids, random.usize(..n)),
            },
            resource: match random.bool() {
                true => folder(ids, random.usize(..n)),
                false => document(ids, random.usize(..n)),
            },
        })
        .collect();
    Workload {
        policies: POLICIES_WITH_TEMPLATE.to_owned(),
        links,
        entities: drive.entities,
        requests: drive.requests,
    }
}

struct Drive {
    entities: Vec<EntityText>,
    requests: Vec<RequestText>,
}

impl Drive {
    fn generate(random: &mut Rng, n: usize, ids: Ids) -> Self {
        let mut entities = Vec::with_capacity(6 * n);
        for i in 0..n {
            entities.push(EntityText::new(
                Uid::new("Domain", ids.id("domain", i)),
                json!({}),
                vec![],
            ));
            entities.push(EntityText::new(
                Uid::new("Drive", ids.id("drive", i)),
                json!({}),
                vec![],
            ));
            // Groups and folders are nested in those before them.
            let outer = (i > 0 && random.u8(..3) > 0).then(|| group(ids, random.usize(..i)));
            entities.push(EntityText::new(
                group(ids, i),
                json!({}),
                outer.into_iter().collect(),
            ));
            let outer = match i > 0 && random.u8(..4) > 0 {
                true => folder(ids, random.usize(..i)),
                false => Uid::new("Drive", ids.id("drive", random.usize(..n))),
            };
            entities.push(EntityText::new(
                folder(ids, i),
                file(random, n, ids),
                vec![outer],
            ));
            entities.push(EntityText::new(
                user(ids, i),
                json!({"name": format!("User {i}")}),
                vec![
                    Uid::new("Domain", ids.id("domain", random.usize(..n))),
                    group(ids, random.usize(..n)),
                    group(ids, random.usize(..n)),
                ],
            ));
            entities.push(EntityText::new(
                document(ids, i),
                file(random, n, ids),
                vec![folder(ids, random.usize(..n))],
            ));
        }
        let requests = (0..REQUESTS)
            .map(|_| request(random, n, ids, &entities))
            .collect();
        Drive { entities, requests }
    }
}

fn file(random: &mut Rng, n: usize, ids: Ids) -> serde_json::Value {
    let mut attributes = json!({
        "owner": user(ids, random.usize(..n)).reference(),
        "viewers": group(ids, random.usize(..n)).reference(),
        "isPublic": random.u8(..10) == 0,
    });
    if random.u8(..20) == 0 {
        attributes["suspended"] = json!(random.bool());
    }
    attributes
}

/// Half of the requests are made by the owner of the resource.
fn request(random: &mut Rng, n: usize, ids: Ids, entities: &[EntityText]) -> RequestText {
    let action = *pick(
        random,
        &["View", "View", "View", "ChangeOwner", "CreateFile"],
    );
    let i = random.usize(..n);
    let resource = match action == "CreateFile" || random.u8(..4) == 0 {
        true => folder(ids, i),
        false => document(ids, i),
    };
    let principal = match random.bool() {
        true => owner(entities, &resource),
        false => user(ids, random.usize(..n)),
    };
    RequestText {
        principal,
        action,
        resource,
        context: json!({}),
    }
}

fn owner(entities: &[EntityText], resource: &Uid) -> Uid {
    let entity = entities
        .iter()
        .find(|entity| entity.uid == *resource)
        .expect("the resource exists");
    let id = &entity.attributes["owner"]["__entity"]["id"];
    Uid::new("User", id.as_str().expect("an id is a string"))
}

fn user(ids: Ids, index: usize) -> Uid {
    Uid::new("User", ids.id("user", index))
}

fn group(ids: Ids, index: usize) -> Uid {
    Uid::new("Group", ids.id("group", index))
}

fn folder(ids: Ids, index: usize) -> Uid {
    Uid::new("Folder", ids.id("folder", index))
}

fn document(ids: Ids, index: usize) -> Uid {
    Uid::new("Document", ids.id("doc", index))
}
