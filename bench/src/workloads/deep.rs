//! A hierarchy that is one long chain.

use super::{EntityText, REQUESTS, RequestText, Uid, Workload};
use fastrand::Rng;
use serde_json::json;

const POLICIES: &str = r#"
permit (principal in Group::"level0", action == Action::"Read", resource)
when { principal in resource.group };

permit (principal, action == Action::"Write", resource)
when { resource.owner == principal };
"#;

const USERS: usize = 20;

/// Users below a chain of `depth` groups.
pub fn workload(seed: u64, depth: usize) -> Workload {
    let random = &mut Rng::with_seed(seed);
    let mut entities = Vec::new();
    for level in 0..depth {
        let outer = level.checked_sub(1).map(group);
        entities.push(EntityText::new(
            group(level),
            json!({}),
            outer.into_iter().collect(),
        ));
    }
    for i in 0..USERS {
        // Every fifth user stands outside.
        let parents = match i % 5 {
            0 => vec![],
            _ => vec![group(depth - 1)],
        };
        entities.push(EntityText::new(user(i), json!({}), parents));
        entities.push(EntityText::new(
            document(i),
            json!({
                "group": group(random.usize(..depth)).reference(),
                "owner": user(random.usize(..USERS)).reference(),
            }),
            vec![],
        ));
    }
    let requests = (0..REQUESTS)
        .map(|_| RequestText {
            principal: user(random.usize(..USERS)),
            action: if random.u8(..4) > 0 { "Read" } else { "Write" },
            resource: document(random.usize(..USERS)),
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

fn group(level: usize) -> Uid {
    Uid::new("Group", format!("level{level}"))
}

fn user(index: usize) -> Uid {
    Uid::new("User", format!("user{index}"))
}

fn document(index: usize) -> Uid {
    Uid::new("Document", format!("document{index}"))
}
