//! The thread that asks the model.

use super::counts::Tally;
use super::difference::Difference;
use super::queue::Queue;
use crate::answer::Answer;
use crate::authorizer::{Authorizer, NoVerdict};
use cedar_core::{Entities, PolicySet, Request, Response};
use std::sync::Arc;

/// A request that the engine has answered.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) request: Request,
    pub(super) policies: Arc<PolicySet>,
    pub(super) entities: Arc<Entities>,
    pub(super) engine: Response,
}

/// What answers in the model's place; tests put a wrong one there.
pub(super) trait Judge {
    fn answer(&self, request: &Request) -> Result<Answer, NoVerdict>;
}

impl Judge for Authorizer {
    fn answer(&self, request: &Request) -> Result<Answer, NoVerdict> {
        self.is_authorized(request)
    }
}

/// A judge and what it was made for.
struct Prepared<M> {
    policies: Arc<PolicySet>,
    entities: Arc<Entities>,
    judge: Result<M, NoVerdict>,
}

/// Answers questions until nobody can ask any more.
pub(super) fn work<M: Judge>(
    questions: &Queue<Question>,
    prepare: fn(&PolicySet, &Entities) -> Result<M, NoVerdict>,
    tally: &Tally,
    on_difference: &mut dyn FnMut(Difference),
) {
    let mut prepared: Option<Prepared<M>> = None;
    while let Some(question) = questions.next() {
        let current = match prepared.take() {
            Some(current) if current.is_for(&question) => current,
            _ => Prepared {
                judge: prepare(&question.policies, &question.entities),
                policies: Arc::clone(&question.policies),
                entities: Arc::clone(&question.entities),
            },
        };
        let engine = Answer::from(&question.engine);
        match current.answer(&question.request) {
            Err(_) => tally.no_verdict(),
            Ok(model) if model == engine => tally.agree(),
            Ok(model) => {
                tally.differ();
                on_difference(Difference {
                    request: question.request,
                    policies: question.policies,
                    entities: question.entities,
                    engine,
                    model,
                });
            }
        }
        prepared = Some(current);
    }
}

impl<M: Judge> Prepared<M> {
    /// INVARIANT: both are kept alive here, so that the same address means the
    /// same policies and the same entities.
    fn is_for(&self, question: &Question) -> bool {
        Arc::ptr_eq(&self.policies, &question.policies)
            && Arc::ptr_eq(&self.entities, &question.entities)
    }

    fn answer(&self, request: &Request) -> Result<Answer, NoVerdict> {
        match &self.judge {
            Ok(judge) => judge.answer(request),
            Err(no_verdict) => Err(*no_verdict),
        }
    }
}
