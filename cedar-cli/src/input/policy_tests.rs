//! Files of test cases for policies, as `cedar run-tests` takes them.

use super::json::Document;
use super::{entities, request};
use crate::input::request::RequestRules;
use crate::report::{Failure, both};
use cedar_core::{Decision, Entities, PolicyId, Request};
use cedar_validator::Schema;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::path::Path;

/// A test with a name, and what to run if it could be read.
pub(crate) struct PolicyTest {
    pub(crate) name: String,
    pub(crate) case: Result<TestCase, Failure>,
}

/// A request, entities, and the answer that is expected.
pub(crate) struct TestCase {
    pub(crate) request: Request,
    pub(crate) entities: Entities,
    pub(crate) decision: Decision,
    /// Policies that must be among the determining ones.
    pub(crate) reason: Vec<PolicyId>,
    /// How many policies fail.
    pub(crate) errors: usize,
}

#[derive(Deserialize)]
struct CaseJson<'a> {
    #[serde(borrow)]
    request: &'a RawValue,
    #[serde(borrow)]
    entities: &'a RawValue,
    decision: DecisionJson,
    reason: Vec<String>,
    num_errors: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum DecisionJson {
    Allow,
    Deny,
}

/// The name alone, which a case that is wrong may have all the same.
#[derive(Deserialize)]
struct NameJson {
    name: Option<String>,
}

/// Reads a file of test cases. A case that is wrong does not stop the others.
pub(crate) fn read(path: &Path, schema: Option<&Schema>) -> Result<Vec<PolicyTest>, Failure> {
    let document = Document::open(path)?;
    let elements: Vec<&RawValue> = document.parse()?;
    Ok(elements
        .into_iter()
        .map(|element| {
            let part = document.part(element);
            let named: Result<NameJson, _> = part.parse();
            PolicyTest {
                name: named
                    .ok()
                    .and_then(|named| named.name)
                    .unwrap_or_else(|| "(unnamed)".to_owned()),
                case: case(&part, schema),
            }
        })
        .collect())
}

fn case(document: &Document, schema: Option<&Schema>) -> Result<TestCase, Failure> {
    let json: CaseJson = document.parse()?;
    let rules = RequestRules {
        schema,
        validate: true,
    };
    let (request, entities) = both(
        request::parse(&document.part(json.request), rules),
        entities::parse(&document.part(json.entities), schema),
    )?;
    Ok(TestCase {
        request,
        entities,
        decision: match json.decision {
            DecisionJson::Allow => Decision::Allow,
            DecisionJson::Deny => Decision::Deny,
        },
        reason: json.reason.into_iter().map(PolicyId::new).collect(),
        errors: json.num_errors,
    })
}
