//! What a fuzz target asks, in a form that people can read and that can shrink.

use crate::case::Case;
use crate::integration::Loaded;
use crate::oracles::Comparison;
use crate::{engines, minimize, oracles, report};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// One question, with everything that its answer depends on.
///
/// A fuzz target turns bytes into a question; `repro` shows it, shrinks it and
/// saves it. So an oracle that implements this has all of that.
pub trait Question {
    /// Asks all sides.
    fn ask(&self) -> Comparison;

    /// The question and the answers as text for people.
    fn describe(&self, comparison: &Comparison) -> String;

    /// Questions that are smaller by one step, those first that drop most.
    ///
    /// Every step must make the question strictly smaller, so that shrinking
    /// ends.
    fn smaller(&self) -> Box<dyn Iterator<Item = Box<dyn Question>> + '_>;

    /// The question as one of policies, entities and requests, if it is one:
    /// then it can be saved as a test.
    fn as_test(&self) -> Option<AsTest> {
        None
    }
}

/// What can be saved as a test, and asked again once it has been read.
pub struct AsTest {
    /// Policies, entities and requests.
    pub case: Case,
    /// The schema in the Cedar form. Without one, the test gets the narrowest that fits.
    pub schema_text: Option<String>,
    /// The same question about what was read.
    pub again: AskAgain,
}

/// A question about what was read of a test, and the text of its schema.
pub type AskAgain = Box<dyn Fn(Loaded, String) -> Box<dyn Question>>;

/// How a question came out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// All sides gave the same answers.
    Agree,
    /// They did not.
    Differ,
    /// A side gave no answer.
    NoVerdict,
    /// The program panicked, with this message.
    Panic(String),
}

impl Outcome {
    /// Whether the other outcome is a failure of the same kind.
    pub fn is_like(&self, other: &Outcome) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

/// Asks, and turns a panic into an outcome.
pub fn ask(question: &dyn Question) -> (Outcome, Comparison) {
    match catch_unwind(AssertUnwindSafe(|| question.ask())) {
        Err(panic) => (Outcome::Panic(message(&*panic)), Comparison::default()),
        Ok(comparison) => {
            let outcome = if !comparison.differences.is_empty() {
                Outcome::Differ
            } else if !comparison.no_verdicts.is_empty() {
                Outcome::NoVerdict
            } else {
                Outcome::Agree
            };
            (outcome, comparison)
        }
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}

/// A question of policies, entities and requests.
#[derive(Clone)]
pub struct OfCase {
    /// The case.
    pub case: Case,
    /// Who is asked what about it.
    pub oracle: CaseOracle,
}

/// An oracle of cases.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CaseOracle {
    /// See [`oracles::authorizer`].
    Authorizer,
    /// See [`oracles::explain`].
    Explain,
    /// See [`oracles::index`].
    Index,
    /// See [`oracles::layers`].
    Layers,
}

impl CaseOracle {
    /// All of them.
    pub const ALL: [CaseOracle; 4] = [
        CaseOracle::Authorizer,
        CaseOracle::Explain,
        CaseOracle::Index,
        CaseOracle::Layers,
    ];

    /// Asks about a case.
    pub fn compare(self, case: &Case) -> Comparison {
        match self {
            CaseOracle::Authorizer => oracles::authorizer::compare(case),
            CaseOracle::Explain => oracles::explain::compare(case),
            CaseOracle::Index => oracles::index::compare(case),
            CaseOracle::Layers => oracles::layers::compare(case),
        }
    }

    /// The question about a case.
    pub fn about(self, case: Case) -> Box<dyn Question> {
        Box::new(OfCase { case, oracle: self })
    }
}

impl Question for OfCase {
    fn ask(&self) -> Comparison {
        self.oracle.compare(&self.case)
    }

    fn describe(&self, comparison: &Comparison) -> String {
        let mut text = report::describe(&self.case);
        for index in 0..self.case.requests.len() {
            text.push_str(&report::describe_request(&self.case, index));
            let mut differences = comparison.differences.iter();
            let difference = differences.find(|d| d.is_about_request(index));
            if difference.is_some() {
                text.push_str("THE ANSWERS DIFFER\n");
            }
            text.push_str(&match (self.oracle, difference) {
                (CaseOracle::Explain | CaseOracle::Layers, Some(difference)) => {
                    difference.to_string()
                }
                (CaseOracle::Index, _) => engines::answers_with_index(&self.case, index),
                _ => engines::answers(&self.case, index),
            });
        }
        text
    }

    fn smaller(&self) -> Box<dyn Iterator<Item = Box<dyn Question>> + '_> {
        Box::new(minimize::case::smaller(&self.case).map(|case| self.oracle.about(case)))
    }

    fn as_test(&self) -> Option<AsTest> {
        let oracle = self.oracle;
        Some(AsTest {
            case: self.case.clone(),
            schema_text: None,
            again: Box::new(move |loaded, _| oracle.about(loaded.case)),
        })
    }
}
