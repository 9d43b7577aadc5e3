//! The official crate.

use super::{Answer, Engine};
use crate::workloads::{RequestText, Uid, Workload};
use std::collections::HashMap;

/// The official crate.
pub struct Official {
    policies: cedar_policy::PolicySet,
    entities: cedar_policy::Entities,
    authorizer: cedar_policy::Authorizer,
}

impl Engine for Official {
    type Policies = cedar_policy::PolicySet;
    type Entities = cedar_policy::Entities;
    type Request = cedar_policy::Request;
    type Response = cedar_policy::Response;

    fn parse_policies(text: &str) -> Self::Policies {
        text.parse().expect("the policies are right")
    }

    fn read_entities(json: &str) -> Self::Entities {
        cedar_policy::Entities::from_json_str(json, None).expect("the entities are right")
    }

    fn load(workload: &Workload) -> Self {
        let mut policies = Self::parse_policies(&workload.policies);
        for (index, link) in workload.links.iter().enumerate() {
            let values = HashMap::from([
                (
                    cedar_policy::SlotId::principal(),
                    official_uid(&link.principal),
                ),
                (
                    cedar_policy::SlotId::resource(),
                    official_uid(&link.resource),
                ),
            ]);
            let id = cedar_policy::PolicyId::new(format!("link{index}"));
            policies
                .link(cedar_policy::PolicyId::new(link.template), id, values)
                .expect("the template has both slots");
        }
        Official {
            policies,
            entities: Self::read_entities(&workload.entities_json()),
            authorizer: cedar_policy::Authorizer::new(),
        }
    }

    fn request(text: &RequestText) -> Self::Request {
        cedar_policy::Request::new(
            official_uid(&text.principal),
            official_uid(&Uid::new("Action", text.action)),
            official_uid(&text.resource),
            cedar_policy::Context::from_json_value(text.context.clone(), None)
                .expect("the context is right"),
            None,
        )
        .expect("without a schema every request is right")
    }

    fn decide(&self, request: &Self::Request) -> Self::Response {
        self.authorizer
            .is_authorized(request, &self.policies, &self.entities)
    }

    fn answer(response: &Self::Response) -> Answer {
        let diagnostics = response.diagnostics();
        Answer {
            allowed: response.decision() == cedar_policy::Decision::Allow,
            reasons: diagnostics.reason().map(ToString::to_string).collect(),
            errors: diagnostics
                .errors()
                .map(
                    |cedar_policy::AuthorizationError::PolicyEvaluationError(error)| {
                        error.policy_id().to_string()
                    },
                )
                .collect(),
        }
    }
}

fn official_uid(uid: &Uid) -> cedar_policy::EntityUid {
    let entity_type = uid.entity_type.parse().expect("the type is a name");
    cedar_policy::EntityUid::from_type_name_and_id(
        entity_type,
        cedar_policy::EntityId::new(&uid.id),
    )
}
