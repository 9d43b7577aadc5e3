//! Decisions that engine and model must agree on.

use crate::answer::Answer;
use crate::authorizer::{Authorizer as Model, NoVerdict};
use cedar_core::{Authorizer, Decision, Entities, PolicySet, Request, Response};

/// Asks the engine and the model before it answers, and allows only what both
/// allow with the same reasons and the same errors.
///
/// This is not Cedar's meaning: a request is denied when the two differ, and
/// when the model gives no answer. It costs the model's time with each request.
/// Not `Send`: a thread makes its own.
///
/// ```
/// use cedar_core::{Context, Decision, Entities, EntityId, EntityTypeName, EntityUid};
/// use cedar_core::{PolicySet, Request};
/// use reference_model::{CheckedAuthorizer, Verdict};
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
/// let (policies, entities) = (PolicySet::new(), Entities::empty());
/// let answer = CheckedAuthorizer::new(&policies, &entities).is_authorized(&request);
/// assert_eq!(answer.decision(), Decision::Deny);
/// assert_eq!(answer.verdict(), &Verdict::Agree);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct CheckedAuthorizer<'a> {
    policies: &'a PolicySet,
    entities: &'a Entities,
    model: Result<Model, NoVerdict>,
}

/// What the engine said, and what the model says of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckedResponse {
    engine: Response,
    verdict: Verdict,
}

/// What the model says of an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The same.
    Agree,
    /// Something else.
    Differ(Answer),
    /// Nothing.
    NoVerdict(NoVerdict),
}

impl<'a> CheckedAuthorizer<'a> {
    /// The authorizer for these policies and entities, which are converted for
    /// the model. When that cannot be done, every request is denied.
    pub fn new(policies: &'a PolicySet, entities: &'a Entities) -> Self {
        CheckedAuthorizer {
            policies,
            entities,
            model: Model::new(policies, entities),
        }
    }

    /// Decides a request.
    pub fn is_authorized(&self, request: &Request) -> CheckedResponse {
        let engine = Authorizer::new().is_authorized(request, self.policies, self.entities);
        let model = match &self.model {
            Ok(model) => model.is_authorized(request),
            Err(no_verdict) => Err(*no_verdict),
        };
        CheckedResponse {
            verdict: Verdict::of(&Answer::from(&engine), model),
            engine,
        }
    }
}

impl CheckedResponse {
    /// Allow if engine and model agree on it; deny otherwise.
    pub fn decision(&self) -> Decision {
        match self.verdict {
            Verdict::Agree => self.engine.decision(),
            Verdict::Differ(_) | Verdict::NoVerdict(_) => Decision::Deny,
        }
    }

    /// What the engine alone answered.
    pub fn engine(&self) -> &Response {
        &self.engine
    }

    /// What the model says of it.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }
}

impl Verdict {
    fn of(engine: &Answer, model: Result<Answer, NoVerdict>) -> Self {
        match model {
            Err(no_verdict) => Verdict::NoVerdict(no_verdict),
            Ok(model) if model == *engine => Verdict::Agree,
            Ok(model) => Verdict::Differ(model),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::Stop;
    use cedar_parser::{parse_entity_uid, parse_policy_set};

    fn allowed_by_the_engine() -> Response {
        let policies = parse_policy_set("permit(principal, action, resource);").unwrap();
        let uid = |text| parse_entity_uid(text).unwrap();
        let request = Request::new(
            uid(r#"User::"a""#),
            uid(r#"Action::"b""#),
            uid(r#"Doc::"c""#),
            cedar_core::Context::empty(),
        );
        let entities = Entities::empty();
        let checked = CheckedAuthorizer::new(&policies, &entities).is_authorized(&request);
        assert_eq!(checked.decision(), Decision::Allow);
        assert_eq!(checked.verdict(), &Verdict::Agree);
        checked.engine
    }

    #[test]
    fn what_the_model_does_not_confirm_is_denied() {
        let engine = allowed_by_the_engine();
        let same = Answer::from(&engine);
        let mut other_reason = same.clone();
        other_reason.determining.clear();
        for (model, decision) in [
            (Ok(same.clone()), Decision::Allow),
            (Ok(other_reason), Decision::Deny),
            (Err(NoVerdict::Stopped(Stop::TooDeep)), Decision::Deny),
        ] {
            let shown = format!("{model:?}");
            let response = CheckedResponse {
                verdict: Verdict::of(&same, model),
                engine: engine.clone(),
            };
            assert_eq!(response.decision(), decision, "{shown}");
            assert_eq!(response.engine().decision(), Decision::Allow);
        }
    }
}
