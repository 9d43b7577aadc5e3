//! Roles, each of which may do one thing with one resource per policy.

use super::{EntityText, REQUESTS, RequestText, Uid, Workload, pick};
use fastrand::Rng;
use serde_json::json;
use std::fmt::Write;

const ACTIONS: [&str; 4] = ["Read", "Write", "Delete", "Share"];

/// How many policies a role has.
const POLICIES_PER_ROLE: usize = 10;

const USERS: usize = 500;

struct Grant {
    role: usize,
    action: &'static str,
    resource: usize,
}

/// `n` policies for `n / 10` roles, two at least, and as many resources; each
/// user has two roles.
pub fn workload(seed: u64, n: usize) -> Workload {
    let random = &mut Rng::with_seed(seed);
    let roles = (n / POLICIES_PER_ROLE).max(2);
    let grants: Vec<Grant> = (0..n)
        .map(|index| Grant {
            role: index % roles,
            action: ACTIONS[random.usize(..ACTIONS.len())],
            resource: random.usize(..roles),
        })
        .collect();
    let mut entities = Vec::new();
    for i in 0..roles {
        entities.push(EntityText::new(role(i), json!({}), vec![]));
        entities.push(EntityText::new(resource(i), json!({}), vec![]));
    }
    let user_roles: Vec<[usize; 2]> = (0..USERS)
        .map(|_| [random.usize(..roles), random.usize(..roles)])
        .collect();
    for (i, own) in user_roles.iter().enumerate() {
        let parents = own.iter().map(|index| role(*index)).collect();
        entities.push(EntityText::new(user(i), json!({}), parents));
    }
    let requests = (0..REQUESTS)
        .map(|_| {
            let i = random.usize(..USERS);
            // One of the grants of the user's first role, every other time.
            let (action, of) = match random.bool() {
                true => {
                    let nth = random.usize(..n.div_ceil(roles));
                    let grant = &grants[(user_roles[i][0] + nth * roles) % n];
                    (grant.action, grant.resource)
                }
                false => {
                    let action = ACTIONS[random.usize(..ACTIONS.len())];
                    (action, pick(random, &grants).resource)
                }
            };
            RequestText {
                principal: user(i),
                action,
                resource: resource(of),
                context: json!({}),
            }
        })
        .collect();
    Workload {
        policies: policies(&grants),
        links: Vec::new(),
        entities,
        requests,
    }
}

fn policies(grants: &[Grant]) -> String {
    let mut text = String::new();
    for grant in grants {
        writeln!(
            text,
            "permit (principal in {}, action == Action::\"{}\", resource == {});",
            role(grant.role),
            grant.action,
            resource(grant.resource)
        )
        .expect("a string takes everything");
    }
    text
}

fn role(index: usize) -> Uid {
    Uid::new("Role", format!("role{index}"))
}

fn resource(index: usize) -> Uid {
    Uid::new("Resource", format!("resource{index}"))
}

fn user(index: usize) -> Uid {
    Uid::new("User", format!("user{index}"))
}
