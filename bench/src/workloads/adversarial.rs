//! What is hard for an engine with an index: policies that it cannot tell apart
//! beforehand, and entities with very many groups.

use super::{EntityText, Link, REQUESTS, RequestText, Uid, Workload};
use fastrand::Rng;
use serde_json::json;
use std::fmt::Write;

const USERS: usize = 100;

/// Every other user may do everything by this policy, so that there are
/// requests that are allowed whatever the others say.
const EVEN: &str = "permit (principal in Group::\"even\", action, resource);\n";

/// `n` policies that all name the same group; owners differ.
pub fn one_group(seed: u64, n: usize) -> Workload {
    with_policies(seed, n, |i| {
        format!(
            "permit (principal in Group::\"all\", action, resource)
            when {{ resource.owner == User::\"user{}\" && context.level == {i} }};",
            i % USERS
        )
    })
}

/// `n` policies that constrain nothing but the action, and all to the same one.
pub fn one_action(seed: u64, n: usize) -> Workload {
    with_policies(seed, n, |i| {
        format!(
            "permit (principal, action == Action::\"Read\", resource)
            when {{ principal.department == \"department{i}\" && context.level > 5 }};"
        )
    })
}

/// `n` policies without any scope, whose conditions compare attributes.
pub fn conditions_on_attributes(seed: u64, n: usize) -> Workload {
    with_policies(seed, n, |i| {
        format!(
            "permit (principal, action, resource)
            when {{ principal.department == \"department{i}\" && context.level == 4 }};"
        )
    })
}

/// `n` policies without any scope, whose conditions begin with a group.
pub fn conditions_on_groups(seed: u64, n: usize) -> Workload {
    with_policies(seed, n, |i| {
        format!(
            "permit (principal, action, resource)
            when {{ principal in Group::\"group{i}\" && context.level == 4 }};"
        )
    })
}

/// `n` policies that all err on every request.
pub fn all_err(seed: u64, n: usize) -> Workload {
    with_policies(seed, n, |i| {
        format!("permit (principal, action, resource) when {{ principal.missing == {i} }};")
    })
}

/// `n` links of one template, all for the same group and half for the same folder.
pub fn links_of_one_group(seed: u64, n: usize) -> Workload {
    let mut workload = with_policies(seed, 1, |_| {
        "permit (principal in ?principal, action == Action::\"Read\", resource in ?resource)
        when { context.level > 5 };"
            .to_owned()
    });
    workload.links = (0..n)
        .map(|i| Link {
            template: "policy1",
            principal: Uid::new("Group", "all"),
            resource: match i % 2 {
                0 => Uid::new("Folder", "shared"),
                _ => Uid::new("Folder", format!("folder{i}")),
            },
        })
        .collect();
    workload
}

/// Users in `groups` groups each, and `n` policies for one of the groups each.
pub fn many_groups(seed: u64, groups: usize, n: usize) -> Workload {
    let mut workload = with_policies(seed, n, |i| {
        format!(
            "permit (principal in Group::\"group{}\", action, resource)
            when {{ context.level == {i} }};",
            i * (groups / n)
        )
    });
    for entity in &mut workload.entities {
        if entity.uid.entity_type == "User" {
            entity.parents.extend((0..groups).map(group));
        }
    }
    workload
}

/// [`USERS`] users, all of them in one group, and as many documents in a folder.
fn with_policies(seed: u64, n: usize, policy: impl Fn(usize) -> String) -> Workload {
    let random = &mut Rng::with_seed(seed);
    let mut policies = EVEN.to_owned();
    for i in 0..n {
        writeln!(policies, "{}", policy(i)).expect("a string takes everything");
    }
    let mut entities = Vec::new();
    for i in 0..USERS {
        let mut parents = vec![Uid::new("Group", "all"), group(i)];
        if i % 2 == 0 {
            parents.push(Uid::new("Group", "even"));
        }
        let department = format!("department{}", 100 + i);
        entities.push(EntityText::new(
            user(i),
            json!({ "department": department }),
            parents,
        ));
        entities.push(EntityText::new(
            Uid::new("Document", format!("document{i}")),
            json!({ "owner": user(random.usize(..USERS)).reference() }),
            vec![Uid::new("Folder", "shared")],
        ));
    }
    let requests = (0..REQUESTS)
        .map(|_| RequestText {
            principal: user(random.usize(..USERS)),
            action: "Read",
            resource: Uid::new("Document", format!("document{}", random.usize(..USERS))),
            context: json!({ "level": random.u8(..5) }),
        })
        .collect();
    Workload {
        policies,
        links: Vec::new(),
        entities,
        requests,
    }
}

fn user(index: usize) -> Uid {
    Uid::new("User", format!("user{index}"))
}

fn group(index: usize) -> Uid {
    Uid::new("Group", format!("group{index}"))
}
