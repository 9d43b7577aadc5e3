//! Requests.

use super::json::Document;
use super::uid;
use crate::report::{Failure, Problem, both};
use cedar_core::json::{Json, JsonArena, RequestJson, read_context};
use cedar_core::{Context, EntityUid, Request};
use cedar_validator::{RequestError, Schema};
use std::path::Path;

/// What a request is checked against.
#[derive(Clone, Copy)]
pub(crate) struct RequestRules<'a> {
    /// Says how the context is read.
    pub(crate) schema: Option<&'a Schema>,
    /// Whether the request must be one that the schema allows.
    pub(crate) validate: bool,
}

/// The parts of a request as the command line gives them.
pub(crate) struct RequestParts<'a> {
    pub(crate) principal: Result<EntityUid, Failure>,
    pub(crate) action: Result<EntityUid, Failure>,
    pub(crate) resource: Result<EntityUid, Failure>,
    /// The file of the context, which is empty if there is none.
    pub(crate) context: Option<&'a Path>,
}

impl RequestParts<'_> {
    /// The request, its context read from the file; or all that is wrong.
    pub(crate) fn load(self, rules: RequestRules<'_>) -> Result<Request, Failure> {
        let document = self.context.map(Document::open).transpose();
        let uids = both(self.principal, both(self.action, self.resource));
        let ((principal, (action, resource)), document) = both(uids, document)?;
        let context = match document {
            Some(document) => context(&document, &action, rules)?,
            None => Context::empty(),
        };
        rules.check(Request::new(principal, action, resource, context))
    }
}

impl RequestRules<'_> {
    /// No rules.
    pub(crate) const NONE: Self = RequestRules {
        schema: None,
        validate: false,
    };

    /// The request, if the rules allow it.
    pub(crate) fn check(&self, request: Request) -> Result<Request, Failure> {
        let errors = match self.schema.filter(|_| self.validate) {
            Some(schema) => schema.validate_request(&request).err().unwrap_or_default(),
            None => Vec::new(),
        };
        match Failure::from_problems(errors.iter().map(problem).collect()) {
            Some(failure) => Err(failure),
            None => Ok(request),
        }
    }
}

/// Reads a whole request from a JSON file.
pub(crate) fn read(path: &Path, rules: RequestRules<'_>) -> Result<Request, Failure> {
    parse(&Document::open(path)?, rules)
}

/// The request that a JSON document is.
pub(crate) fn parse(document: &Document, rules: RequestRules<'_>) -> Result<Request, Failure> {
    let arena = JsonArena::default();
    let parts = RequestJson::from_json_str(document.text(), &arena)
        .map_err(|error| with_hint(document.problem(&error)))?;
    let uid = |field: &str, text: &str| {
        uid::parse_at(document.place_of(|error| error.in_field(field)), text)
    };
    let principal = uid("principal", &parts.principal);
    let action = uid("action", &parts.action);
    let resource = uid("resource", &parts.resource);
    let context = match &action {
        Ok(action) => context_in_request(document, &parts.context, action, rules),
        // Without its action there is no telling what the context should be.
        Err(_) => Ok(Context::empty()),
    };
    let uids = both(principal, both(action, resource));
    let ((principal, (action, resource)), context) = both(uids, context)?;
    rules.check(Request::new(principal, action, resource, context))
}

/// The context that a JSON document is, in a request for this action.
pub(crate) fn context(
    document: &Document,
    action: &EntityUid,
    rules: RequestRules<'_>,
) -> Result<Context, Failure> {
    match rules.schema {
        None => document.read(Context::from_json_str),
        Some(schema) => document.read(|text| schema.parse_context(action, text)),
    }
}

/// An entity that no store holds, for expressions that are evaluated without
/// a request.
pub(crate) fn placeholder() -> Result<EntityUid, Failure> {
    uid::parse("placeholder", "Unspecified::\"\"")
}

fn context_in_request(
    document: &Document,
    json: &Json<'_>,
    action: &EntityUid,
    rules: RequestRules<'_>,
) -> Result<Context, Failure> {
    let problem = match rules.schema {
        None => match read_context(json) {
            Ok(context) => return Ok(context),
            Err(error) => document.problem(&error.in_field("context").located(document.text())),
        },
        Some(schema) => match schema.read_context(action, json) {
            Ok(context) => return Ok(context),
            Err(error) => document.problem(&error.in_field("context").located(document.text())),
        },
    };
    Err(problem.into())
}

fn problem(error: &RequestError) -> Problem {
    Problem::new("the schema does not allow this request").because(error.to_string())
}

fn with_hint(problem: Problem) -> Problem {
    problem.help_if_none(|| {
        "a request is `{\"principal\": \"User::\\\"alice\\\"\", \"action\": …, \
         \"resource\": …, \"context\": {…}}`"
            .to_owned()
    })
}
