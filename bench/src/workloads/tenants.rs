//! One policy per tenant.

use super::{EntityText, REQUESTS, RequestText, Uid, Workload};
use fastrand::Rng;
use serde_json::json;
use std::fmt::Write;

/// How many entities there are, whatever the number of policies.
const ENTITIES: usize = 1000;

/// `n` policies, and users and documents of some of the tenants.
pub fn workload(seed: u64, n: usize) -> Workload {
    let random = &mut Rng::with_seed(seed);
    // A tenant with entities has a group, a folder, a user and a document at least.
    let tenants: Vec<usize> = match n <= ENTITIES / 4 {
        true => (0..n).collect(),
        false => (0..ENTITIES / 4).map(|_| random.usize(..n)).collect(),
    };
    let mut entities = Vec::with_capacity(ENTITIES);
    let mut distinct = tenants.clone();
    distinct.sort_unstable();
    distinct.dedup();
    for tenant in &distinct {
        entities.push(EntityText::new(group(*tenant), json!({}), vec![]));
        entities.push(EntityText::new(root(*tenant), json!({}), vec![]));
    }
    let pairs = (ENTITIES - entities.len()) / 2;
    let tenant_of = |index: usize| distinct[index % distinct.len()];
    for i in 0..pairs {
        entities.push(EntityText::new(
            user(i),
            json!({"level": random.u8(..10)}),
            vec![group(tenant_of(i))],
        ));
        entities.push(EntityText::new(
            document(i),
            json!({"level": random.u8(..10)}),
            vec![root(tenant_of(i))],
        ));
    }
    let requests = (0..REQUESTS)
        .map(|_| {
            let index = random.usize(..pairs);
            let other = match random.bool() {
                true => index,
                false => random.usize(..pairs),
            };
            RequestText {
                principal: user(index),
                action: if random.bool() { "Read" } else { "Write" },
                resource: document(other),
                context: json!({"mfa": random.u8(..5) > 0}),
            }
        })
        .collect();
    Workload {
        policies: policies(n),
        links: Vec::new(),
        entities,
        requests,
    }
}

fn policies(n: usize) -> String {
    let mut text = String::new();
    for tenant in 0..n {
        write!(
            text,
            r#"
permit (
    principal in Group::"tenant{tenant}",
    action in [Action::"Read", Action::"Write"],
    resource in Tenant::"tenant{tenant}"
)
when {{ context.mfa && resource.level <= principal.level }};
"#
        )
        .expect("a string takes everything");
    }
    text
}

fn group(tenant: usize) -> Uid {
    Uid::new("Group", format!("tenant{tenant}"))
}

fn root(tenant: usize) -> Uid {
    Uid::new("Tenant", format!("tenant{tenant}"))
}

fn user(index: usize) -> Uid {
    Uid::new("User", format!("user{index}"))
}

fn document(index: usize) -> Uid {
    Uid::new("Document", format!("document{index}"))
}
