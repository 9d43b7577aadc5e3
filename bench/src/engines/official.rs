//! The official crate.

use super::change::{NEW_ID, POLICY, TEMPLATE_ID};
use super::{Answer, Change, Engine};
use crate::workloads::{RequestText, Uid, Workload};
use std::collections::HashMap;

/// The official crate.
pub struct Official {
    policies: cedar_policy::PolicySet,
    entities: cedar_policy::Entities,
    authorizer: cedar_policy::Authorizer,
    new_policy: cedar_policy::Policy,
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
            new_policy: POLICY.parse().expect("the policy is right"),
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

    fn replace_entities(&mut self, json: &str) {
        self.entities = Self::read_entities(json);
    }

    fn change(&mut self, change: Change, index: usize) {
        use cedar_policy::PolicyId;
        match change {
            Change::AddEntity => {
                let entities = std::mem::take(&mut self.entities);
                let added = entities.add_entities([new_entity(change, index)], None);
                self.entities = added.expect("the entity fits");
            }
            Change::ReplaceEntity | Change::ReplaceGroup => {
                let entities = std::mem::take(&mut self.entities);
                let replaced = entities.upsert_entities([new_entity(change, index)], None);
                self.entities = replaced.expect("the entity fits");
            }
            Change::AddAndRemovePolicy => {
                let new = self.new_policy.new_id(PolicyId::new(NEW_ID));
                self.policies.add(new).expect("the id is free");
                let removed = self.policies.remove_static(PolicyId::new(NEW_ID));
                removed.expect("it was added");
            }
            Change::LinkAndUnlink => {
                let (entity_type, id) = change.uid(index);
                let uid = official_uid(&Uid::new(entity_type, id));
                let values = HashMap::from([
                    (cedar_policy::SlotId::principal(), uid.clone()),
                    (cedar_policy::SlotId::resource(), uid),
                ]);
                let template = PolicyId::new(TEMPLATE_ID);
                let linked = self.policies.link(template, PolicyId::new(NEW_ID), values);
                linked.expect("the template has both slots");
                let removed = self.policies.unlink(PolicyId::new(NEW_ID));
                removed.expect("it was linked");
            }
        }
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

fn new_entity(change: Change, index: usize) -> cedar_policy::Entity {
    let (entity_type, id) = change.uid(index);
    let parent = change
        .parent(index)
        .map(|id| official_uid(&Uid::new("Group", id)));
    cedar_policy::Entity::new_no_attrs(
        official_uid(&Uid::new(entity_type, id)),
        parent.into_iter().collect(),
    )
}
