//! Requests.

use super::json::Document;
use super::uid;
use crate::report::{Failure, Problem, both};
use cedar_core::json::{RequestJson, read_context};
use cedar_core::{Context, EntityUid, Request};
use std::path::Path;

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
    pub(crate) fn load(self) -> Result<Request, Failure> {
        let context = match self.context {
            Some(path) => {
                Document::open(path).and_then(|document| document.read(Context::from_json_str))
            }
            None => Ok(Context::empty()),
        };
        let uids = both(self.principal, both(self.action, self.resource));
        let ((principal, (action, resource)), context) = both(uids, context)?;
        Ok(Request::new(principal, action, resource, context))
    }
}

/// Reads a whole request from a JSON file.
pub(crate) fn read(path: &Path) -> Result<Request, Failure> {
    parse(&Document::open(path)?)
}

/// The request that a JSON document is.
pub(crate) fn parse(document: &Document) -> Result<Request, Failure> {
    let parts = RequestJson::from_json_str(document.text())
        .map_err(|error| with_hint(document.problem(&error)))?;
    let context = read_context(&parts.context).map_err(|error| {
        let error = error.in_field("context").located(document.text());
        document.problem(&error).into()
    });
    let uid = |field: &str, text: &str| {
        uid::parse_at(document.place_of(|error| error.in_field(field)), text)
    };
    let principal = uid("principal", &parts.principal);
    let action = uid("action", &parts.action);
    let resource = uid("resource", &parts.resource);
    let uids = both(principal, both(action, resource));
    let ((principal, (action, resource)), context) = both(uids, context)?;
    Ok(Request::new(principal, action, resource, context))
}

/// An entity that no store holds, for expressions that are evaluated without
/// a request.
pub(crate) fn placeholder() -> Result<EntityUid, Failure> {
    uid::parse("placeholder", "Unspecified::\"\"")
}

fn with_hint(problem: Problem) -> Problem {
    problem.help_if_none(|| {
        "a request is `{\"principal\": \"User::\\\"alice\\\"\", \"action\": …, \
         \"resource\": …, \"context\": {…}}`"
            .to_owned()
    })
}
