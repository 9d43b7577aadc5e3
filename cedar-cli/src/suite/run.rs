//! Running a test and comparing.

use super::engine::{Engine, EngineKind};
use super::file::{ExpectedDecision, TestFile, TestRequest};
use super::root::Root;
use crate::input::json::Document;
use crate::input::request::RequestRules;
use crate::input::{self, Source, policies};
use crate::report::{Failure, both};
use cedar_core::json::{Duplicates, Json, JsonArena, JsonError, read_uid};
use cedar_core::{Decision, Entities, EntityUid, PolicyId, PolicySet, Request};
use cedar_validator::{Schema, ValidationMode, Validator};
use reference_model::{Answer, NoVerdict};
use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

/// What one check of a test found.
pub(crate) struct Check {
    pub(crate) subject: Subject,
    pub(crate) verdict: Verdict,
}

/// What a check is about.
pub(crate) enum Subject {
    /// Whether the policies pass strict validation.
    Validation,
    /// The answer to a request.
    Request {
        /// Its position, from 1.
        number: usize,
        /// What the test says about it.
        description: String,
    },
}

/// How a check went.
pub(crate) enum Verdict {
    /// The result is the expected one.
    Passed,
    /// The result is another one, in these points.
    Different(Vec<String>),
    /// The request could not be read, or is not one that the schema allows.
    Invalid(Failure),
}

struct Loaded {
    policies: PolicySet,
    validator: Validator,
    entities: Entities,
}

/// Who is asked.
#[derive(Clone, Copy)]
pub(crate) struct Asked {
    /// Whose answers are compared with the expected ones.
    pub(crate) engine: EngineKind,
    /// Whether the model must give the same answers, errors' kinds included.
    pub(crate) check_model: bool,
}

/// Those who are asked, ready to answer.
struct Engines<'a> {
    engine: Result<Engine<'a>, NoVerdict>,
    model: Option<Result<Engine<'a>, NoVerdict>>,
}

/// Runs a test: all checks in their order, or why it could not be run.
pub(crate) fn run(path: &Path, root: &Root, asked: Asked) -> Result<Vec<Check>, Failure> {
    let document = Document::open(path)?;
    let file: TestFile<'_> = document.parse()?;
    let loaded = load(&file, path, root)?;
    let engines = Engines::new(asked, &loaded);
    let validation = Check {
        subject: Subject::Validation,
        verdict: check_validation(&loaded, file.should_validate),
    };
    let requests = file.requests.iter().enumerate().map(|(i, request)| Check {
        subject: Subject::Request {
            number: i + 1,
            description: request.description.clone(),
        },
        verdict: check_request(&document, request, loaded.schema(), &engines),
    });
    Ok(std::iter::once(validation).chain(requests).collect())
}

impl Loaded {
    fn schema(&self) -> &Schema {
        self.validator.schema()
    }
}

impl<'a> Engines<'a> {
    fn new(asked: Asked, loaded: &'a Loaded) -> Self {
        let engine = |kind| Engine::new(kind, &loaded.policies, &loaded.entities);
        Engines {
            engine: engine(asked.engine),
            model: asked.check_model.then(|| engine(EngineKind::Model)),
        }
    }

    /// What is wrong with the answers to a request.
    fn differences(&self, test: &TestRequest<'_>, request: &Request) -> Vec<String> {
        let answer = match answer(&self.engine, request) {
            Ok(answer) => answer,
            Err(none) => return vec![format!("no answer: {none}")],
        };
        let mut differences = differences(test, &answer);
        if let Some(model) = &self.model {
            differences.extend(difference_from_model(&answer, self::answer(model, request)));
        }
        differences
    }
}

fn answer(engine: &Result<Engine<'_>, NoVerdict>, request: &Request) -> Result<Answer, NoVerdict> {
    engine.as_ref().map_err(|none| *none)?.answer(request)
}

/// What the model says otherwise, on one line.
fn difference_from_model(answer: &Answer, model: Result<Answer, NoVerdict>) -> Option<String> {
    match model {
        Err(none) => Some(format!("no answer from the model: {none}")),
        Ok(model) if model == *answer => None,
        Ok(model) => {
            let line = |answer: &Answer| answer.to_string().trim_end().replace('\n', ", ");
            Some(format!(
                "the model answers {}, the engine {}",
                line(&model),
                line(answer)
            ))
        }
    }
}

fn load(file: &TestFile<'_>, path: &Path, root: &Root) -> Result<Loaded, Failure> {
    let policies = root.resolve(path, &file.policies).and_then(|path| {
        // Policies keep the ids of their places: `@id` means nothing here.
        Ok(policies::parse(Source::read(&path)?, file.policy_format)?.policies)
    });
    let data = root.resolve(path, &file.schema).and_then(|schema_path| {
        let schema = input::schema::read(&schema_path, file.schema_format)?.schema;
        let entities_path = root.resolve(path, &file.entities)?;
        let entities = input::entities::read(&entities_path, Some(&schema))?;
        Ok((schema, entities))
    });
    let (policies, (schema, entities)) = both(policies, data)?;
    Ok(Loaded {
        policies,
        validator: Validator::new(schema),
        entities,
    })
}

fn check_validation(loaded: &Loaded, should_validate: bool) -> Verdict {
    let result = loaded
        .validator
        .validate(&loaded.policies, ValidationMode::Strict);
    match (should_validate, result.errors()) {
        (true, []) | (false, [_, ..]) => Verdict::Passed,
        (true, errors) => Verdict::Different(
            std::iter::once("expected the policies to validate".to_owned())
                .chain(errors.iter().map(ToString::to_string))
                .collect(),
        ),
        (false, []) => Verdict::Different(vec!["expected the policies not to validate".to_owned()]),
    }
}

fn check_request(
    document: &Document,
    test: &TestRequest<'_>,
    schema: &Schema,
    engines: &Engines<'_>,
) -> Verdict {
    let request = match request(document, test, schema) {
        Ok(request) => request,
        Err(failure) => return Verdict::Invalid(failure),
    };
    let differences = engines.differences(test, &request);
    match differences.is_empty() {
        true => Verdict::Passed,
        false => Verdict::Different(differences),
    }
}

fn request(
    document: &Document,
    test: &TestRequest<'_>,
    schema: &Schema,
) -> Result<Request, Failure> {
    let rules = RequestRules {
        schema: Some(schema),
        validate: test.validate_request,
    };
    let uid = |value| document.part(value).read(read_uid_text);
    let principal = uid(test.principal)?;
    let action = uid(test.action)?;
    let resource = uid(test.resource)?;
    let context = input::request::context(&document.part(test.context), &action, rules)?;
    rules.check(Request::new(principal, action, resource, context))
}

fn read_uid_text(text: &str) -> Result<EntityUid, JsonError> {
    let arena = JsonArena::default();
    let tree = Json::parse(text, Duplicates::Keep, &arena)?;
    read_uid(&tree).map_err(|error| error.located(text))
}

fn differences(test: &TestRequest<'_>, answer: &Answer) -> Vec<String> {
    let mut differences = Vec::new();
    let decision = match test.decision {
        ExpectedDecision::Allow => Decision::Allow,
        ExpectedDecision::Deny => Decision::Deny,
    };
    if decision != answer.decision {
        differences.push(format!(
            "expected decision {decision}, got {}",
            answer.decision
        ));
    }
    let mut compare = |what: &str, expected: &[String], actual: BTreeSet<&PolicyId>| {
        let ids: Vec<PolicyId> = expected.iter().map(PolicyId::new).collect();
        let expected: BTreeSet<&PolicyId> = ids.iter().collect();
        if expected != actual {
            differences.push(format!(
                "expected {what} {}, got {}",
                Ids(&expected),
                Ids(&actual)
            ));
        }
    };
    compare("reason", &test.reason, answer.determining.iter().collect());
    compare("errors", &test.errors, answer.erring.keys().collect());
    differences
}

/// Policy ids as `[a, b]`.
struct Ids<'a>(&'a BTreeSet<&'a PolicyId>);

impl fmt::Display for Ids<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<&str> = self.0.iter().map(|id| id.as_str()).collect();
        write!(f, "[{}]", ids.join(", "))
    }
}
