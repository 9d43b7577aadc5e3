//! One policy per tenant. See `workloads::tenants`.

use super::interned::{Ids, Interned};
use super::{Native, Verdict};
use crate::workloads::{RequestText, Workload};
use std::hash::{BuildHasher, RandomState};

/// The application with its data.
pub struct Tenants<S = RandomState> {
    users: Ids<S>,
    documents: Ids<S>,
    /// By number; `None` for what is neither user nor document.
    members: Vec<Option<Member>>,
}

#[derive(Clone)]
struct Member {
    tenant: u32,
    level: i64,
}

impl<S: BuildHasher + Default> Native for Tenants<S> {
    fn load(workload: &Workload) -> Self {
        let entities = Interned::new(&workload.entities);
        let mut members = vec![None; 2 * workload.entities.len()];
        for entity in &workload.entities {
            if let Some(level) = entity.attributes.get("level") {
                let tenant = entity.parents[0].id.strip_prefix("tenant");
                members[entities.number(&entity.uid) as usize] = Some(Member {
                    tenant: tenant.and_then(|text| text.parse().ok()).expect("a tenant"),
                    level: level.as_i64().expect("a level"),
                });
            }
        }
        Tenants {
            users: entities.of_type("User"),
            documents: entities.of_type("Document"),
            members,
        }
    }

    fn decide(&self, request: &RequestText) -> Verdict {
        let mut verdict = Verdict::default();
        let member = |ids: &Ids<S>, id: &String| {
            let number = ids.get(id)?;
            self.members[*number as usize].as_ref()
        };
        if let Some(user) = member(&self.users, &request.principal.id)
            && let Some(document) = member(&self.documents, &request.resource.id)
            && matches!(request.action, "Read" | "Write")
            && user.tenant == document.tenant
            && request.context["mfa"] == true
            && document.level <= user.level
        {
            verdict.permit_numbered(user.tenant);
        }
        verdict
    }
}
