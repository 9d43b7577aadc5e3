//! Roles. See `workloads::roles`.

use super::interned::{Ids, Interned};
use super::{Native, Verdict};
use crate::workloads::{RequestText, Uid, Workload};
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// The application with its data.
pub struct Roles<S = RandomState> {
    entities: Interned,
    users: Ids<S>,
    resources: Ids<S>,
    /// The policies for a role, an action and a resource.
    grants: HashMap<(u32, u8, u32), Vec<u32>, foldhash::fast::RandomState>,
}

impl<S: BuildHasher + Default> Native for Roles<S> {
    fn load(workload: &Workload) -> Self {
        let entities = Interned::new(&workload.entities);
        let mut grants: HashMap<_, Vec<u32>, _> = HashMap::default();
        for (policy, line) in (0..).zip(workload.policies.lines()) {
            // permit (principal in Role::"r", action == Action::"a", resource == Resource::"s");
            let ids: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
            let [role, action, resource] = ids[..] else {
                panic!("a grant has three ids: {line}");
            };
            let role = entities.number(&Uid::new("Role", role));
            let resource = entities.number(&Uid::new("Resource", resource));
            let key = (role, action_number(action), resource);
            grants.entry(key).or_default().push(policy);
        }
        Roles {
            users: entities.of_type("User"),
            resources: entities.of_type("Resource"),
            entities,
            grants,
        }
    }

    fn decide(&self, request: &RequestText) -> Verdict {
        let mut verdict = Verdict::default();
        if let Some(user) = self.users.get(&request.principal.id)
            && let Some(resource) = self.resources.get(&request.resource.id)
        {
            for role in self.entities.ancestors(*user) {
                let key = (*role, action_number(request.action), *resource);
                for policy in self.grants.get(&key).into_iter().flatten() {
                    verdict.permit_numbered(*policy);
                }
            }
        }
        verdict
    }
}

fn action_number(action: &str) -> u8 {
    match action {
        "Read" => 0,
        "Write" => 1,
        "Delete" => 2,
        "Share" => 3,
        _ => 4,
    }
}
