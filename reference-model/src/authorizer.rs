//! Asking the model.

use crate::answer::{Answer, ErrorKind};
use crate::model;
use crate::runtime::{Map, Seq, Stop};
use crate::{from_model, to_model};
use cedar_core::ast::Expr;
use cedar_core::{Entities, PolicySet, Request, Value};
use thiserror::Error;

/// Why the model gave no answer. It never means "deny".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NoVerdict {
    /// The extracted code stopped.
    #[error("the model stopped: {0}")]
    Stopped(#[from] Stop),
    /// Something cannot be said in the types of the other side.
    #[error("a value has no counterpart in the types of the other side")]
    NoCounterpart,
}

/// The model's authorizer for one policy set and one entity store.
///
/// Policies and entities are converted once; each request then costs its own
/// conversion and the evaluation of every policy. Not `Send`: a thread that
/// asks the model makes its own.
///
/// ```
/// use cedar_core::{Context, Decision, Entities, EntityId, EntityTypeName, EntityUid};
/// use cedar_core::{PolicySet, Request};
///
/// let uid = |ty: &str, id: &str| -> Result<EntityUid, cedar_core::ast::NameError> {
///     Ok(EntityUid::new(EntityTypeName::from_normalized(ty)?, EntityId::new(id)))
/// };
/// let request = Request::new(
///     uid("User", "alice")?,
///     uid("Action", "view")?,
///     uid("Doc", "plan")?,
///     Context::empty(),
/// );
/// let model = reference_model::Authorizer::new(&PolicySet::new(), &Entities::empty())?;
/// assert_eq!(model.is_authorized(&request)?.decision, Decision::Deny);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Authorizer {
    policies: Seq<model::policies::Policy>,
    entities: Map<model::names::EntityUid, model::entities::EntityData>,
}

impl Authorizer {
    /// The authorizer for these policies and entities.
    ///
    /// # Errors
    /// When a policy has no counterpart in the model.
    pub fn new(policies: &PolicySet, entities: &Entities) -> Result<Self, NoVerdict> {
        let policies = policies
            .policies()
            .map(to_model::policy)
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Authorizer {
            policies: policies.into(),
            entities: to_model::store(entities),
        })
    }

    /// The model's answer to a request.
    ///
    /// # Errors
    /// When the model gives no answer.
    pub fn is_authorized(&self, request: &Request) -> Result<Answer, NoVerdict> {
        let response = model::authorizer::is_authorized(
            &to_model::request(request),
            &self.entities,
            &self.policies,
        )?;
        Ok(from_model::answer(&response))
    }
}

/// The value that the model gives an expression, or the kind of its error.
///
/// # Errors
/// When the model gives no answer.
pub fn evaluate(
    expr: &Expr,
    request: &Request,
    entities: &Entities,
) -> Result<Result<Value, ErrorKind>, NoVerdict> {
    let environment = model::requests::Environment {
        request: to_model::request(request),
        store: to_model::store(entities),
        slots: Map::new(),
    };
    let result = model::evaluator::evaluate(&to_model::expr(expr.root()), &environment)?;
    match result {
        model::results::Result::Ok { value } => from_model::value(&value).map(Ok),
        model::results::Result::Err { error } => Ok(Err(from_model::error_kind(&error))),
    }
}
