//! This project's engine.

use super::change::{NEW_ID, POLICY, TEMPLATE_ID};
use super::{Answer, Change, Engine};
use crate::workloads::{RequestText, Uid, Workload};

/// This project's engine.
pub struct Ours {
    policies: cedar_core::PolicySet,
    entities: cedar_core::Entities,
    authorizer: cedar_core::Authorizer,
    new_policy: cedar_core::Policy,
}

impl Ours {
    fn new_entity(&self, change: Change, index: usize) -> cedar_core::Entity {
        let (entity_type, id) = change.uid(index);
        let parent = change
            .parent(index)
            .map(|id| our_uid(&Uid::new("Group", id)));
        cedar_core::Entity::new(
            our_uid(&Uid::new(entity_type, id)),
            Default::default(),
            Default::default(),
            parent,
        )
    }
}

impl Ours {
    /// The request whose context holds scalars at most, without JSON in between.
    ///
    /// # Panics
    /// When the context holds anything else.
    pub fn request_of_flat(text: &RequestText) -> cedar_core::Request {
        let fields = text.context.as_object().expect("a context is an object");
        let fields = fields.iter().map(|(key, value)| (key, scalar(value)));
        cedar_core::Request::new(
            our_uid(&text.principal),
            cedar_core::EntityUid::new(
                entity_type("Action"),
                cedar_core::EntityId::new(text.action),
            ),
            our_uid(&text.resource),
            cedar_core::Context::from_pairs(fields).expect("the keys are distinct"),
        )
    }

    /// The policies and the entities.
    pub fn into_parts(self) -> (cedar_core::PolicySet, cedar_core::Entities) {
        (self.policies, self.entities)
    }
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
            new_policy: Self::parse_policies(POLICY)
                .policies()
                .next()
                .cloned()
                .expect("there is one"),
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

    fn replace_entities(&mut self, json: &str) {
        self.entities = Self::read_entities(json);
    }

    fn change(&mut self, change: Change, index: usize) {
        use cedar_core::PolicyId;
        match change {
            Change::AddEntity => self.entities.add_entities([self.new_entity(change, index)]),
            Change::ReplaceEntity | Change::ReplaceGroup => self
                .entities
                .upsert_entities([self.new_entity(change, index)]),
            Change::AddAndRemovePolicy => {
                let new = self.new_policy.with_id(PolicyId::new(NEW_ID));
                self.policies.add(new).expect("the id is free");
                let removed = self.policies.remove_static(&PolicyId::new(NEW_ID));
                removed.map(drop).expect("it was added");
                Ok(())
            }
            Change::LinkAndUnlink => {
                let (entity_type, id) = change.uid(index);
                let uid = our_uid(&Uid::new(entity_type, id));
                let values = cedar_core::ast::SlotValues {
                    principal: Some(uid.clone()),
                    resource: Some(uid),
                };
                let template = PolicyId::new(TEMPLATE_ID);
                let linked = self.policies.link(&template, PolicyId::new(NEW_ID), values);
                linked.expect("the template has both slots");
                let removed = self.policies.unlink(&PolicyId::new(NEW_ID));
                removed.map(drop).expect("it was linked");
                Ok(())
            }
        }
        .expect("the entity fits");
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

fn our_uid(uid: &Uid) -> cedar_core::EntityUid {
    cedar_core::EntityUid::new(
        entity_type(uid.entity_type),
        cedar_core::EntityId::new(&uid.id),
    )
}

fn entity_type(name: &str) -> cedar_core::EntityTypeName {
    cedar_core::EntityTypeName::from_normalized(name).expect("the type is a name")
}

fn scalar(value: &serde_json::Value) -> cedar_core::Value {
    use serde_json::Value as Json;
    match value {
        Json::Bool(value) => (*value).into(),
        Json::Number(number) => number.as_i64().expect("a 64-bit integer").into(),
        Json::String(text) => text.as_str().into(),
        other => panic!("{other} is no scalar"),
    }
}
