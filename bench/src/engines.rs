//! Both engines behind one trait.

use crate::workloads::{RequestText, Uid, Workload};
use std::collections::{BTreeSet, HashMap};

/// An engine with policies and entities loaded.
pub trait Engine: Sized {
    /// Its loaded policies.
    type Policies;
    /// Its loaded entities.
    type Entities;
    /// Its requests.
    type Request;
    /// Its responses.
    type Response;

    /// Parses policies.
    fn parse_policies(text: &str) -> Self::Policies;
    /// Reads entities.
    fn read_entities(json: &str) -> Self::Entities;
    /// Loads a workload.
    fn load(workload: &Workload) -> Self;
    /// Builds a request from strings.
    fn request(text: &RequestText) -> Self::Request;
    /// Decides a request.
    fn decide(&self, request: &Self::Request) -> Self::Response;
    /// What a response says.
    fn answer(response: &Self::Response) -> Answer;
}

/// What both engines must agree about.
#[derive(PartialEq, Eq, Debug)]
pub struct Answer {
    /// Whether the answer is yes.
    pub allowed: bool,
    /// The determining policies.
    pub reasons: BTreeSet<String>,
    /// The policies that could not be evaluated.
    pub errors: BTreeSet<String>,
}

/// This project's engine.
pub struct Ours {
    policies: cedar_core::PolicySet,
    entities: cedar_core::Entities,
    authorizer: cedar_core::Authorizer,
}

/// The official crate.
pub struct Official {
    policies: cedar_policy::PolicySet,
    entities: cedar_policy::Entities,
    authorizer: cedar_policy::Authorizer,
}

impl Engine for Ours {
    type Policies = cedar_core::PolicySet;
    type Entities = cedar_core::Entities;
    type Request = cedar_core::Request;
    type Response = cedar_core::Response;

    fn parse_policies(text: &str) -> Self::Policies {
        cedar_parser::parse_policy_set(text).expect("the policies are right")
    }

    fn read_entities(json: &str) -> Self::Entities {
        cedar_core::Entities::from_json_str(json).expect("the entities are right")
    }

    fn load(workload: &Workload) -> Self {
        let mut policies = Self::parse_policies(&workload.policies);
        for (index, link) in workload.links.iter().enumerate() {
            let values = cedar_core::ast::SlotValues {
                principal: Some(our_uid(&link.principal)),
                resource: Some(our_uid(&link.resource)),
            };
            let id = cedar_core::PolicyId::new(format!("link{index}"));
            policies
                .link(&cedar_core::PolicyId::new(link.template), id, values)
                .expect("the template has both slots");
        }
        Ours {
            policies,
            entities: Self::read_entities(&workload.entities_json()),
            authorizer: cedar_core::Authorizer::new(),
        }
    }

    fn request(text: &RequestText) -> Self::Request {
        cedar_core::Request::new(
            our_uid(&text.principal),
            our_uid(&Uid::new("Action", text.action)),
            our_uid(&text.resource),
            cedar_core::Context::from_json_str(&text.context.to_string())
                .expect("the context is right"),
        )
    }

    fn decide(&self, request: &Self::Request) -> Self::Response {
        self.authorizer
            .is_authorized(request, &self.policies, &self.entities)
    }

    fn answer(response: &Self::Response) -> Answer {
        let diagnostics = response.diagnostics();
        Answer {
            allowed: response.decision() == cedar_core::Decision::Allow,
            reasons: diagnostics.reason().map(ToString::to_string).collect(),
            errors: diagnostics
                .errors()
                .map(|error| error.policy.to_string())
                .collect(),
        }
    }
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

fn our_uid(uid: &Uid) -> cedar_core::EntityUid {
    let entity_type =
        cedar_core::EntityTypeName::from_normalized(uid.entity_type).expect("the type is a name");
    cedar_core::EntityUid::new(entity_type, cedar_core::EntityId::new(&uid.id))
}

fn official_uid(uid: &Uid) -> cedar_policy::EntityUid {
    let entity_type = uid.entity_type.parse().expect("the type is a name");
    cedar_policy::EntityUid::from_type_name_and_id(
        entity_type,
        cedar_policy::EntityId::new(&uid.id),
    )
}
