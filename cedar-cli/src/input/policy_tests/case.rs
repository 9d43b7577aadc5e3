//! One case: a request, entities and what is expected.

use crate::input::json::Document;
use crate::input::request::RequestRules;
use crate::input::{entities, request};
use crate::report::{Failure, Problem, both};
use cedar_core::{Decision, Entities, PolicyId, Request};
use cedar_validator::Schema;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A test with a name, and what to run if it could be read.
pub(crate) struct PolicyTest {
    pub(crate) name: String,
    pub(crate) case: Result<TestCase, Failure>,
}

/// A request, entities, and the answer that is expected.
pub(crate) struct TestCase {
    pub(crate) request: Request,
    pub(crate) entities: Arc<Entities>,
    pub(crate) expected: Expected,
}

/// What an answer must be.
pub(crate) struct Expected {
    /// Any, if the answer is compared with a snapshot.
    pub(crate) decision: Option<Decision>,
    /// Policies that must be among the determining ones.
    pub(crate) reason: Vec<PolicyId>,
    /// The determining policies, if they must be known exactly.
    pub(crate) exact_reason: Option<Vec<PolicyId>>,
    pub(crate) errors: ExpectedErrors,
}

/// Which policies must fail.
pub(crate) enum ExpectedErrors {
    /// This many.
    Count(usize),
    /// These and no others.
    Exactly(Vec<ExpectedError>),
    /// Any: the answer is compared with a snapshot.
    Any,
}

/// A policy that must fail.
#[derive(Deserialize)]
#[serde(from = "ErrorJson")]
pub(crate) struct ExpectedError {
    pub(crate) policy: PolicyId,
    /// A part of the message.
    pub(crate) message: Option<String>,
}

/// What holds for cases that do not say it themselves.
pub(super) struct Defaults<'a> {
    pub(super) schema: Option<&'a Schema>,
    pub(super) entities: Option<Arc<Entities>>,
    /// Whether answers are compared with a snapshot.
    pub(super) is_snapshot: bool,
    /// Whether fields that mean nothing are refused, which lets `reason` and
    /// `num_errors` be left out: a slip in their names does not pass.
    pub(super) is_strict: bool,
}

#[derive(Deserialize)]
struct CaseJson<'a> {
    #[serde(borrow)]
    request: &'a RawValue,
    #[serde(borrow)]
    entities: Option<&'a RawValue>,
    decision: Option<DecisionJson>,
    reason: Option<Vec<String>>,
    exact_reason: Option<Vec<String>>,
    num_errors: Option<usize>,
    errors: Option<Vec<ExpectedError>>,
}

/// The fields that a case can have.
const FIELDS: [&str; 8] = [
    "name",
    "request",
    "entities",
    "decision",
    "reason",
    "exact_reason",
    "num_errors",
    "errors",
];

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum DecisionJson {
    Allow,
    Deny,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum ErrorJson {
    Policy(String),
    WithMessage(MessageJson),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MessageJson {
    policy: String,
    message: Option<String>,
}

/// The name alone, which a case that is wrong may have all the same.
#[derive(Deserialize)]
struct NameJson {
    name: Option<String>,
}

impl PolicyTest {
    /// The name of tests that have none.
    pub(crate) const UNNAMED: &'static str = "(unnamed)";

    pub(super) fn read(document: &Document, defaults: &Defaults<'_>) -> Self {
        let named: Result<NameJson, _> = document.parse();
        PolicyTest {
            name: named
                .ok()
                .and_then(|named| named.name)
                .unwrap_or_else(|| PolicyTest::UNNAMED.to_owned()),
            case: TestCase::read(document, defaults),
        }
    }
}

impl TestCase {
    fn read(document: &Document, defaults: &Defaults<'_>) -> Result<Self, Failure> {
        let json: CaseJson<'_> = document.parse()?;
        if defaults.is_strict {
            check_fields(document)?;
        }
        let rules = RequestRules {
            schema: defaults.schema,
            validate: true,
        };
        let request = request::parse(&document.part(json.request), rules);
        let entities = match (json.entities, &defaults.entities) {
            (Some(own), _) => entities::parse(&document.part(own), defaults.schema).map(Arc::new),
            (None, Some(shared)) => Ok(Arc::clone(shared)),
            (None, None) => Err(missing(document, "entities")),
        };
        let expected = expected(document, json, defaults);
        let (request, (entities, expected)) = both(request, both(entities, expected))?;
        Ok(TestCase {
            request,
            entities,
            expected,
        })
    }
}

fn expected(
    document: &Document,
    json: CaseJson<'_>,
    defaults: &Defaults<'_>,
) -> Result<Expected, Failure> {
    let optional = defaults.is_snapshot || defaults.is_strict;
    if json.decision.is_none() && !defaults.is_snapshot {
        return Err(missing(document, "decision"));
    }
    if json.reason.is_none() && json.exact_reason.is_none() && !optional {
        return Err(missing(document, "reason"));
    }
    let errors = match (json.errors, json.num_errors) {
        (Some(_), Some(_)) => {
            let problem = Problem::new("`errors` and `num_errors` exclude each other");
            return Err(problem.at(document.place()).into());
        }
        (Some(errors), None) => ExpectedErrors::Exactly(errors),
        (None, Some(count)) => ExpectedErrors::Count(count),
        (None, None) if defaults.is_snapshot => ExpectedErrors::Any,
        (None, None) if defaults.is_strict => ExpectedErrors::Count(0),
        (None, None) => return Err(missing(document, "num_errors")),
    };
    let ids = |ids: Vec<String>| ids.into_iter().map(PolicyId::new).collect();
    Ok(Expected {
        decision: json.decision.map(Decision::from),
        reason: ids(json.reason.unwrap_or_default()),
        exact_reason: json.exact_reason.map(ids),
        errors,
    })
}

fn check_fields(document: &Document) -> Result<(), Failure> {
    let fields: BTreeMap<String, &RawValue> = document.parse()?;
    let problems = fields
        .keys()
        .filter(|name| !FIELDS.contains(&name.as_str()))
        .map(|name| {
            Problem::new(format!("unknown field `{name}`"))
                .at(document.place_of(|error| error.in_field(name)))
                .help(format!(
                    "the fields of a test are `{}`",
                    FIELDS.join("`, `")
                ))
        })
        .collect();
    match Failure::from_problems(problems) {
        Some(failure) => Err(failure),
        None => Ok(()),
    }
}

fn missing(document: &Document, field: &str) -> Failure {
    let problem = Problem::new(format!("missing field `{field}`"));
    problem.at(document.place()).into()
}

impl From<DecisionJson> for Decision {
    fn from(decision: DecisionJson) -> Self {
        match decision {
            DecisionJson::Allow => Decision::Allow,
            DecisionJson::Deny => Decision::Deny,
        }
    }
}

impl From<ErrorJson> for ExpectedError {
    fn from(json: ErrorJson) -> Self {
        let (policy, message) = match json {
            ErrorJson::Policy(policy) => (policy, None),
            ErrorJson::WithMessage(json) => (json.policy, json.message),
        };
        ExpectedError {
            policy: PolicyId::new(policy),
            message,
        }
    }
}
