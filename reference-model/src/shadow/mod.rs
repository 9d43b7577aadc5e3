//! The engine in production, with the model looking over its shoulder.

mod counts;
mod difference;
mod queue;
mod sample;
mod worker;

pub use counts::Counts;
pub use difference::{Difference, ReproductionError};

use crate::authorizer::{Authorizer as Model, NoVerdict};
use cedar_core::{Authorizer, Entities, PolicySet, Request, Response};
use counts::Tally;
use queue::Queue;
use sample::Sample;
use std::sync::Arc;
use std::thread::JoinHandle;
use worker::{Question, work};

/// Answers from the engine, and has the model answer some of the requests too.
///
/// The model is asked by a thread of its own, after the engine has answered: it
/// never changes an answer and never delays one. What it is asked waits in a
/// queue of fixed length; when that is full, the request is not checked, and
/// counted as skipped.
///
/// Cost on the thread that asks: a look at a counter for each request, and
/// for a checked one a copy of the request, which shares its strings and values, and
/// of the answer. The model's thread looks for work by itself, so that no one
/// spends a system call on waking it: checks lag behind answers by up to 8 ms.
/// Cost elsewhere: the thread converts policies and entities when it first
/// meets them, so that memory holds them twice, and keeps them until others are
/// given.
///
/// ```
/// use cedar_core::{Context, Decision, Entities, EntityId, EntityTypeName, EntityUid};
/// use cedar_core::{PolicySet, Request};
/// use reference_model::ShadowAuthorizer;
/// use std::sync::Arc;
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
/// let policies = Arc::new(PolicySet::new());
/// let entities = Arc::new(Entities::empty());
/// let authorizer = ShadowAuthorizer::builder()
///     .share(1.0)
///     .on_difference(|difference| eprintln!("{difference}"))
///     .start()?;
/// let response = authorizer.is_authorized(&request, &policies, &entities);
/// assert_eq!(response.decision(), Decision::Deny);
/// assert_eq!(authorizer.finish().agree, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct ShadowAuthorizer {
    authorizer: Authorizer,
    sample: Sample,
    tally: Arc<Tally>,
    questions: Arc<Queue<Question>>,
    /// `None` only once it has been stopped.
    thread: Option<JoinHandle<()>>,
}

/// How a [`ShadowAuthorizer`] works.
#[must_use]
pub struct ShadowBuilder {
    share: f64,
    queue: usize,
    on_difference: Box<dyn FnMut(Difference) + Send>,
}

impl ShadowAuthorizer {
    /// How many requests wait for the model at most, if nothing else is said.
    pub const QUEUE: usize = 1024;

    /// A shadow authorizer that checks one request in a hundred.
    pub fn builder() -> ShadowBuilder {
        ShadowBuilder {
            share: 0.01,
            queue: Self::QUEUE,
            on_difference: Box::new(|_| {}),
        }
    }

    /// Decides a request as [`Authorizer::is_authorized`] does.
    ///
    /// Policies and entities may be others at each call. They are converted for
    /// the model whenever they are not those of the checked request before, told
    /// apart by their address: share an [`Arc`] as long as they stay the same.
    #[inline]
    pub fn is_authorized(
        &self,
        request: &Request,
        policies: &Arc<PolicySet>,
        entities: &Arc<Entities>,
    ) -> Response {
        // The answer of most requests is written where the caller wants it, not moved there.
        if self.sample.chooses() {
            return self.is_authorized_and_checked(request, policies, entities);
        }
        self.authorizer.is_authorized(request, policies, entities)
    }

    /// What the model has said so far.
    pub fn counts(&self) -> Counts {
        self.tally.counts()
    }

    /// Waits until the model has answered all that it was asked. Dropping the
    /// authorizer does the same.
    pub fn finish(mut self) -> Counts {
        self.stop();
        self.tally.counts()
    }

    #[cold]
    fn is_authorized_and_checked(
        &self,
        request: &Request,
        policies: &Arc<PolicySet>,
        entities: &Arc<Entities>,
    ) -> Response {
        let response = self.authorizer.is_authorized(request, policies, entities);
        let question = Question {
            request: request.clone(),
            policies: Arc::clone(policies),
            entities: Arc::clone(entities),
            engine: response.clone(),
        };
        if self.questions.push(question).is_err() {
            // The queue is full, perhaps because its thread is gone; answers go on.
            self.tally.skipped();
        }
        response
    }

    fn stop(&mut self) {
        self.questions.close();
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // It can only have ended by a panic of the callback.
            let _ = thread.join();
        }
    }
}

impl Drop for ShadowAuthorizer {
    fn drop(&mut self) {
        self.stop();
    }
}

impl ShadowBuilder {
    /// The share of requests that the model is asked, between 0 and 1: which
    /// ones is left to chance.
    pub fn share(mut self, share: f64) -> Self {
        self.share = share;
        self
    }

    /// How many requests may wait for the model; at least one may.
    pub fn queue(mut self, length: usize) -> Self {
        self.queue = length;
        self
    }

    /// What to do when engine and model differ. It is called on the model's
    /// thread; checks wait until it returns, answers do not. If it panics,
    /// nothing is checked any more.
    pub fn on_difference(mut self, callback: impl FnMut(Difference) + Send + 'static) -> Self {
        self.on_difference = Box::new(callback);
        self
    }

    /// Starts the model's thread.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn start(self) -> std::io::Result<ShadowAuthorizer> {
        self.start_with(ask)
    }

    /// The authorizer whose thread asks `judge` for the model's answers.
    fn start_with<M>(
        self,
        judge: fn(&PolicySet, &Entities) -> Result<M, NoVerdict>,
    ) -> std::io::Result<ShadowAuthorizer>
    where
        M: worker::Judge + 'static,
    {
        let questions = Arc::new(Queue::new(self.queue));
        let tally = Arc::new(Tally::default());
        let shared = (Arc::clone(&questions), Arc::clone(&tally));
        let mut on_difference = self.on_difference;
        let thread = std::thread::Builder::new()
            .name("cedar-model".to_owned())
            .spawn(move || work(&shared.0, judge, &shared.1, &mut *on_difference))?;
        Ok(ShadowAuthorizer {
            authorizer: Authorizer::new(),
            sample: Sample::new(self.share),
            tally,
            questions,
            thread: Some(thread),
        })
    }
}

fn ask(policies: &PolicySet, entities: &Entities) -> Result<Model, NoVerdict> {
    Model::new(policies, entities)
}

#[cfg(test)]
mod tests;
