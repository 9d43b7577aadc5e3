//! Answers that were written down, to be compared with what they are now.

use crate::files;
use crate::input::Source;
use crate::input::json::Document;
use crate::report::{Failure, Problem};
use cedar_core::Response;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The answers to a file of tests, in its order.
pub(crate) struct Snapshot {
    answers: Vec<Answer>,
}

/// The answer to a test.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    name: String,
    decision: String,
    /// The determining policies, sorted.
    reason: Vec<String>,
    /// The policies that failed, sorted.
    errors: Vec<AnswerError>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerError {
    policy: String,
    message: String,
}

impl Answer {
    /// The answer to the test `name`.
    pub(crate) fn new(name: &str, response: &Response) -> Self {
        let diagnostics = response.diagnostics();
        let mut reason: Vec<String> = diagnostics.reason().map(ToString::to_string).collect();
        reason.sort_unstable();
        let mut errors: Vec<AnswerError> = diagnostics
            .errors()
            .map(|error| AnswerError {
                policy: error.policy.to_string(),
                message: error.error.to_string(),
            })
            .collect();
        errors.sort_unstable();
        Answer {
            name: name.to_owned(),
            decision: response.decision().to_string(),
            reason,
            errors,
        }
    }
}

impl Snapshot {
    /// The snapshot that a file holds.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let hint = "`--update-snapshot` writes it".to_owned();
        if !path.exists() {
            let problem = Problem::new(format!("there is no snapshot `{}`", path.display()));
            return Err(problem.help(hint).into());
        }
        let document = Document::new(Source::read(path)?);
        let answers: Result<Vec<Answer>, Failure> = document.parse();
        let answers = answers.map_err(|f| f.map(|problem| problem.help(hint.clone())))?;
        Ok(Snapshot { answers })
    }

    /// Makes the file hold these answers.
    pub(crate) fn write(path: &Path, answers: &[Answer]) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(answers)
            .map_err(|error| Problem::new(error.to_string()))?;
        files::replace(path, &format!("{text}\n"))
    }

    /// How an answer differs from the one that was written down.
    pub(crate) fn differences(&self, now: &Answer) -> Vec<String> {
        let Some(before) = self.answers.iter().find(|answer| answer.name == now.name) else {
            return vec!["not in the snapshot".to_owned()];
        };
        let mut differences = Vec::new();
        if before.decision != now.decision {
            differences.push(format!(
                "the snapshot has {}, got {}",
                before.decision, now.decision
            ));
        }
        if before.reason != now.reason {
            let (before, now) = (quoted(&before.reason), quoted(&now.reason));
            differences.push(format!("the snapshot has reason {before}, got {now}"));
        }
        if before.errors != now.errors {
            let (before, now) = (errors(&before.errors), errors(&now.errors));
            differences.push(format!("the snapshot has errors {before}, got {now}"));
        }
        differences
    }

    /// The names that `names` lacks.
    pub(crate) fn names_besides<'a>(&'a self, names: &'a [&str]) -> impl Iterator<Item = &'a str> {
        let all = self.answers.iter().map(|answer| answer.name.as_str());
        all.filter(|name| !names.contains(name))
    }
}

fn quoted(ids: &[String]) -> String {
    match ids {
        [] => "none".to_owned(),
        ids => format!("`{}`", ids.join("`, `")),
    }
}

fn errors(errors: &[AnswerError]) -> String {
    let text = |error: &AnswerError| format!("`{}` ({})", error.policy, error.message);
    match errors {
        [] => "none".to_owned(),
        errors => errors.iter().map(text).collect::<Vec<_>>().join(", "),
    }
}
