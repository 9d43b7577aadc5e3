//! Large sets: in attributes, in policies and on the right of `in`.

use super::{EntityText, REQUESTS, RequestText, Uid, Workload};
use fastrand::Rng;
use serde_json::json;

const POLICIES: &str = r#"
permit (principal, action == Action::"Contains", resource)
when { resource.labels.contains(principal.label) };

permit (principal, action == Action::"ContainsAll", resource)
when { resource.labels.containsAll([principal.label, "label0"]) };

permit (principal, action == Action::"InSet", resource)
when { principal in resource.readers };
"#;

const ACTIONS: [&str; 3] = ["Contains", "ContainsAll", "InSet"];

const USERS: usize = 20;

/// Sets of `n` strings and `n` entities.
pub fn workload(seed: u64, n: usize) -> Workload {
    let random = &mut Rng::with_seed(seed);
    let mut entities = vec![];
    for i in 0..USERS {
        // Every other user is in the sets.
        let index = match i % 2 {
            0 => random.usize(..n),
            _ => n + i,
        };
        entities.push(EntityText::new(
            user(i),
            json!({ "label": format!("label{index}") }),
            vec![group(index)],
        ));
    }
    let labels: Vec<String> = (0..n).map(|index| format!("label{index}")).collect();
    let readers: Vec<_> = (0..n).map(|index| group(index).reference()).collect();
    entities.push(EntityText::new(
        resource(),
        json!({"labels": labels, "readers": readers}),
        vec![],
    ));
    let requests = (0..REQUESTS)
        .map(|index| RequestText {
            principal: user(random.usize(..USERS)),
            action: ACTIONS[index % ACTIONS.len()],
            resource: resource(),
            context: json!({}),
        })
        .collect();
    Workload {
        policies: POLICIES.to_owned(),
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

fn resource() -> Uid {
    Uid::new("Resource", "wide")
}
