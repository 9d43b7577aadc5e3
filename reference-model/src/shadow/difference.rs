//! A request that engine and model answer differently.

use crate::answer::Answer;
use cedar_core::json::ToJsonError;
use cedar_core::{Entities, EntityUid, PolicySet, Request};
use serde_json::{Value, json};
use std::fmt;
use std::sync::Arc;
use thiserror::Error;

/// A request that engine and model answer differently, with all that they were
/// asked about.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The request.
    pub request: Request,
    /// The policies.
    pub policies: Arc<PolicySet>,
    /// The entities.
    pub entities: Arc<Entities>,
    /// What the engine answered, and the caller was told.
    pub engine: Answer,
    /// What the model answered.
    pub model: Answer,
}

/// Why a difference cannot be written down.
#[derive(Debug, Error)]
pub enum ReproductionError {
    /// Something has no JSON form.
    #[error(transparent)]
    NoJsonForm(#[from] ToJsonError),
    /// The JSON could not be built.
    #[error("the case cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl Difference {
    /// The case as one JSON object: `policies` in the JSON form of policy sets,
    /// `entities`, `request` as `cedar authorize --request-json` reads it, and
    /// both answers.
    ///
    /// # Errors
    /// When a policy or a value has no JSON form.
    pub fn to_json(&self) -> Result<Value, ReproductionError> {
        let uid = |uid: &EntityUid| uid.to_string();
        Ok(json!({
            "policies": serde_json::to_value(self.policies.to_json()?)?,
            "entities": serde_json::to_value(self.entities.to_json()?)?,
            "request": {
                "principal": uid(&self.request.principal),
                "action": uid(&self.request.action),
                "resource": uid(&self.request.resource),
                "context": serde_json::to_value(self.request.context.to_json()?)?,
            },
            "engine": answer(&self.engine),
            "model": answer(&self.model),
        }))
    }
}

/// The request and both answers, without policies and entities.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Request {
            principal,
            action,
            resource,
            ..
        } = &self.request;
        writeln!(
            f,
            "engine and model differ: {principal}, {action}, {resource}"
        )?;
        write!(f, "engine:\n{}model:\n{}", self.engine, self.model)
    }
}

fn answer(answer: &Answer) -> Value {
    let erring = answer
        .erring
        .iter()
        .map(|(policy, kind)| (policy.as_str().to_owned(), Value::from(kind.as_str())));
    json!({
        "decision": answer.decision.as_str(),
        "determining": answer.determining.iter().map(|id| id.as_str()).collect::<Vec<_>>(),
        "erring": Value::Object(erring.collect()),
    })
}
