//! Oracles: who is asked, and what must agree.

pub mod authorizer;
pub mod conformance;
pub mod documents;
pub mod evaluator;
pub mod explain;
pub mod expression_types;
pub mod extension_texts;
pub mod hierarchy;
pub mod index;
pub mod layers;
pub mod linking;
pub mod policy_sets;
pub mod round_trips;
pub mod schema_changes;
pub mod soundness;
pub mod spellings;
pub mod validator;

use crate::engines::columns;
use reference_model::NoVerdict;
use std::fmt;

/// Whether something is accepted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It is.
    Accepted,
    /// It is not.
    Refused,
}

impl From<bool> for Verdict {
    fn from(accepted: bool) -> Self {
        match accepted {
            true => Verdict::Accepted,
            false => Verdict::Refused,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Verdict::Accepted => "accepted",
            Verdict::Refused => "refused",
        })
    }
}

/// What became of the comparisons of one input.
#[derive(Clone, Default, Debug)]
pub struct Comparison {
    /// Comparisons in which both sides gave the same answer.
    pub agreements: u64,
    /// Comparisons in which they did not.
    pub differences: Vec<Difference>,
    /// Comparisons in which a side gave no answer, and why.
    pub no_verdicts: Vec<String>,
}

/// Two answers that should have been the same.
#[derive(Clone, Debug)]
pub struct Difference {
    /// What was asked, such as `request 0`, or `request 0, the model`.
    pub question: String,
    /// Who answered: the side under test, then the one that says what is right.
    pub sides: [&'static str; 2],
    /// What the first side answered, which is the production engine where the other is
    /// the model.
    pub engine: String,
    /// What the second side answered.
    pub model: String,
}

/// The sides of most questions.
pub const ENGINE_AND_MODEL: [&str; 2] = ["engine", "model"];

impl Comparison {
    /// Records what both sides answered to one question.
    pub fn record<A: PartialEq + fmt::Display>(
        &mut self,
        question: impl FnOnce() -> String,
        engine: A,
        model: Result<A, NoVerdict>,
    ) {
        self.record_between(ENGINE_AND_MODEL, question, engine, model);
    }

    /// Records what these sides answered to one question.
    pub fn record_between<A: PartialEq + fmt::Display>(
        &mut self,
        sides: [&'static str; 2],
        question: impl FnOnce() -> String,
        first: A,
        second: Result<A, NoVerdict>,
    ) {
        match second {
            Err(reason) => self.no_verdicts.push(reason.to_string()),
            Ok(second) if second == first => self.agreements += 1,
            Ok(second) => self.differences.push(Difference {
                question: question(),
                sides,
                engine: first.to_string(),
                model: second.to_string(),
            }),
        }
    }

    /// Every comparison that was made.
    pub fn total(&self) -> u64 {
        self.agreements + self.differences.len() as u64 + self.no_verdicts.len() as u64
    }

    /// Stops the program if the sides differ: a fuzzer's way to record an input.
    ///
    /// # Panics
    /// When there is a difference.
    pub fn assert_agreement(&self) {
        if let Some(difference) = self.differences.first() {
            panic!("the answers differ\n{difference}");
        }
    }
}

impl Difference {
    /// Whether the question was about this request of the case.
    pub fn is_about_request(&self, index: usize) -> bool {
        let rest = self.question.strip_prefix(&format!("request {index}"));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(','))
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.question)?;
        let [first, second] = self.sides;
        f.write_str(&columns(&[
            (first, self.engine.clone()),
            (second, self.model.clone()),
        ]))
    }
}
