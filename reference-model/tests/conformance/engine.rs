//! The engines under test.

use cedar_core::ast::Expr;
use cedar_core::{Entities, PolicySet, Request, Value};
use reference_model::{Answer, ErrorKind, NoVerdict};

/// Something that evaluates expressions and decides requests.
pub(crate) trait Engine {
    /// What failures call it.
    fn name(&self) -> &'static str;

    /// The value of an expression or the kind of its error.
    fn evaluate(
        &self,
        expr: &Expr,
        request: &Request,
        entities: &Entities,
    ) -> Result<Result<Value, ErrorKind>, NoVerdict>;

    /// The answer to a request.
    fn is_authorized(
        &self,
        request: &Request,
        policies: &PolicySet,
        entities: &Entities,
    ) -> Result<Answer, NoVerdict>;
}

/// Every engine.
pub(crate) const ENGINES: [&dyn Engine; 2] = [&Production, &Model];

/// The evaluator and the authorizer of `cedar_core`.
pub(crate) struct Production;

/// The reference model.
struct Model;

impl Engine for Production {
    fn name(&self) -> &'static str {
        "production"
    }

    fn evaluate(
        &self,
        expr: &Expr,
        request: &Request,
        entities: &Entities,
    ) -> Result<Result<Value, ErrorKind>, NoVerdict> {
        let result = cedar_core::Evaluator::new(request, entities).evaluate(expr);
        Ok(result.map_err(|error| ErrorKind::from(error.kind())))
    }

    fn is_authorized(
        &self,
        request: &Request,
        policies: &PolicySet,
        entities: &Entities,
    ) -> Result<Answer, NoVerdict> {
        let authorizer = cedar_core::Authorizer::new();
        let response = authorizer.is_authorized(request, policies, entities);
        Ok(Answer::from(&response))
    }
}

impl Engine for Model {
    fn name(&self) -> &'static str {
        "model"
    }

    fn evaluate(
        &self,
        expr: &Expr,
        request: &Request,
        entities: &Entities,
    ) -> Result<Result<Value, ErrorKind>, NoVerdict> {
        reference_model::evaluate(expr, request, entities)
    }

    fn is_authorized(
        &self,
        request: &Request,
        policies: &PolicySet,
        entities: &Entities,
    ) -> Result<Answer, NoVerdict> {
        reference_model::Authorizer::new(policies, entities)?.is_authorized(request)
    }
}
