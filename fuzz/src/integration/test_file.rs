//! What a test file says.

use cedar_core::{Decision, EntityId, EntityTypeName, EntityUid};
use reference_model::Answer;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// A test. Paths start in the folder that the test suite names, or in one above
/// the test.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TestFile {
    /// Path of the policies.
    pub policies: String,
    /// Their form.
    #[serde(default)]
    pub policy_format: Format,
    /// Path of the entities, in JSON.
    pub entities: String,
    /// Path of the schema.
    pub schema: String,
    /// Its form.
    #[serde(default)]
    pub schema_format: Format,
    /// Whether the policies pass strict validation.
    pub should_validate: bool,
    /// What is asked.
    pub requests: Vec<TestRequest>,
}

/// The form of policies and schemas.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Format {
    /// Cedar's own syntax.
    #[default]
    Cedar,
    /// JSON.
    Json,
}

/// A request and the answer that it must get.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TestRequest {
    /// For people.
    pub description: String,
    /// Who asks.
    pub principal: Uid,
    /// What for.
    pub action: Uid,
    /// On what.
    pub resource: Uid,
    /// In which circumstances, as JSON.
    pub context: Json,
    /// Whether the request is one that the schema allows.
    #[serde(default = "yes")]
    pub validate_request: bool,
    /// The answer.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// The answer that a request must get.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Outcome {
    /// `allow` or `deny`.
    pub decision: String,
    /// The determining policies.
    pub reason: BTreeSet<String>,
    /// The erring policies.
    pub errors: BTreeSet<String>,
}

/// An entity's type and id.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Uid {
    /// The type.
    #[serde(rename = "type")]
    pub entity_type: String,
    /// The id.
    pub id: String,
}

impl From<&Answer> for Outcome {
    fn from(answer: &Answer) -> Self {
        Outcome {
            decision: match answer.decision {
                Decision::Allow => "allow".to_owned(),
                Decision::Deny => "deny".to_owned(),
            },
            reason: answer.determining.iter().map(ToString::to_string).collect(),
            errors: answer.erring.keys().map(ToString::to_string).collect(),
        }
    }
}

impl From<&EntityUid> for Uid {
    fn from(uid: &EntityUid) -> Self {
        Uid {
            entity_type: uid.entity_type().to_string(),
            id: uid.id().as_str().to_owned(),
        }
    }
}

impl Uid {
    /// The entity; `None` if the type is no name.
    pub fn to_entity_uid(&self) -> Option<EntityUid> {
        let entity_type = EntityTypeName::from_normalized(&self.entity_type).ok()?;
        Some(EntityUid::new(entity_type, EntityId::new(self.id.as_str())))
    }
}

fn yes() -> bool {
    true
}
