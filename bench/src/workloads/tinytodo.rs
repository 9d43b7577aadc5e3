//! Lists of tasks with owner, readers and editors.

use super::{EntityText, REQUESTS, RequestText, Uid, Workload, pick};
use fastrand::Rng;
use serde_json::json;

const POLICIES: &str = r#"
permit (principal, action in [Action::"CreateList", Action::"GetLists"], resource is Application);

permit (principal, action, resource is List)
when { resource.owner == principal };

permit (principal, action == Action::"GetList", resource is List)
when { principal in resource.readers || principal in resource.editors };

permit (
    principal,
    action in [Action::"UpdateList", Action::"CreateTask", Action::"UpdateTask", Action::"DeleteTask"],
    resource is List
)
when { principal in resource.editors };

forbid (principal in Team::"team0", action == Action::"CreateList", resource);
"#;

const ACTIONS: [&str; 8] = [
    "CreateList",
    "GetLists",
    "GetList",
    "GetList",
    "UpdateList",
    "DeleteList",
    "CreateTask",
    "DeleteTask",
];

/// `n` each of users, teams and lists.
pub fn workload(seed: u64, n: usize) -> Workload {
    let random = &mut Rng::with_seed(seed);
    let mut entities = vec![EntityText::new(application(), json!({}), vec![])];
    let mut owners = Vec::with_capacity(n);
    for i in 0..n {
        let outer = (i > 0 && random.bool()).then(|| team(random.usize(..i)));
        entities.push(EntityText::new(
            team(i),
            json!({}),
            outer.into_iter().collect(),
        ));
        entities.push(EntityText::new(
            user(i),
            json!({"joblevel": random.u8(..10), "location": "ABC17"}),
            vec![team(random.usize(..n)), application()],
        ));
        let owner = user(random.usize(..n));
        entities.push(EntityText::new(
            list(i),
            json!({
                "owner": owner.reference(),
                "name": format!("List {i}"),
                "readers": team(random.usize(..n)).reference(),
                "editors": team(random.usize(..n)).reference(),
                "tasks": [{"id": 0, "name": "task", "state": "unchecked"}],
            }),
            vec![application()],
        ));
        owners.push(owner);
    }
    let requests = (0..REQUESTS)
        .map(|_| {
            let action = *pick(random, &ACTIONS);
            let index = random.usize(..n);
            RequestText {
                principal: match random.u8(..3) {
                    0 => owners[index].clone(),
                    _ => user(random.usize(..n)),
                },
                action,
                resource: match action {
                    "CreateList" | "GetLists" => application(),
                    _ => list(index),
                },
                context: json!({}),
            }
        })
        .collect();
    Workload {
        policies: POLICIES.to_owned(),
        links: Vec::new(),
        entities,
        requests,
    }
}

fn application() -> Uid {
    Uid::new("Application", "TinyTodo")
}

fn user(index: usize) -> Uid {
    Uid::new("User", format!("user{index}"))
}

fn team(index: usize) -> Uid {
    Uid::new("Team", format!("team{index}"))
}

fn list(index: usize) -> Uid {
    Uid::new("List", format!("list{index}"))
}
