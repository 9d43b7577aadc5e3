//! The engine beside the official `cedar-policy` crate, a black box.
//!
//! | module | compares |
//! |---|---|
//! | [`policy_text`] | what policy text is accepted, what it means |
//! | [`policy_json`] | the same for policies in JSON |
//! | [`entities_json`] | the same for entities in JSON |
//! | [`authorizer`] | decisions on generated cases |
//! | [`schema`] | what schemas are accepted, what they mean, how they are written |
//! | [`conformance`] | what entities and requests a schema accepts |
//! | [`validation`] | which policies pass, in both modes and at all levels |
//! | [`spellings`] | texts that were put together with their meaning, in every language |
//! | [`integration`] | tests in the integration format, the exported ones among them |
//! | [`targets`] | the fuzz targets |
//! | [`questions`] | what they ask, to be shown and shrunk |
//! | [`known`] | differences that are meant to be |
//! | [`canonical`] | JSON in which only differences that mean something show |
//! | [`official`] | our values as values of the official crate |
//! | [`world`] | entities and requests that generated text speaks of |
//!
//! What both refuse counts as agreement; the words of errors are not compared.

pub mod authorizer;
pub mod canonical;
pub mod conformance;
pub mod entities_json;
pub mod integration;
pub mod known;
pub mod official;
pub mod policy_json;
pub mod policy_text;
mod questions;
pub mod schema;
pub mod spellings;
pub mod targets;
pub mod validation;
pub mod world;

use known::Known;
use std::collections::BTreeMap;
use std::fmt;

/// What an engine says to a question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// What must be the same.
    pub verdict: String,
    /// What helps to understand it, such as an error message.
    pub detail: String,
}

/// A question with two answers that should have been the same.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// The question.
    pub question: String,
    /// This engine's answer.
    pub ours: Answer,
    /// The official crate's answer.
    pub theirs: Answer,
}

/// What became of some questions.
#[derive(Clone, Default, Debug)]
pub struct Comparison {
    /// Questions that both refused.
    pub both_refused: u64,
    /// Other questions with the same answer.
    pub agreements: u64,
    /// Questions with different answers.
    pub differences: Vec<Difference>,
    /// Questions with different answers that are meant to be different.
    pub explained: u64,
    /// How often each known difference occurred among them.
    pub known: BTreeMap<&'static str, u64>,
    /// Questions that could not be put, and why.
    pub no_verdicts: Vec<String>,
}

impl Answer {
    /// The input was not accepted.
    pub fn refused(reason: impl fmt::Display) -> Self {
        Answer {
            verdict: "refused".to_owned(),
            detail: reason.to_string(),
        }
    }

    /// The input was accepted and says this.
    pub fn accepted(verdict: impl fmt::Display) -> Self {
        Answer {
            verdict: format!("accepted: {verdict}"),
            detail: String::new(),
        }
    }

    /// Whether the input was not accepted.
    pub fn is_refused(&self) -> bool {
        self.verdict == "refused"
    }
}

impl Comparison {
    /// Compares two answers.
    pub fn record(&mut self, question: impl FnOnce() -> String, ours: Answer, theirs: Answer) {
        if ours.verdict == theirs.verdict {
            if ours.is_refused() {
                self.both_refused += 1;
            } else {
                self.agreements += 1;
            }
            return;
        }
        let difference = Difference {
            question: question(),
            ours,
            theirs,
        };
        match Known::explaining(&difference) {
            Some(names) => self.record_explained(names),
            None => self.differences.push(difference),
        }
    }

    /// Counts a difference that is meant to be, under its names.
    pub fn record_explained(&mut self, names: impl IntoIterator<Item = &'static str>) {
        self.explained += 1;
        for name in names {
            *self.known.entry(name).or_default() += 1;
        }
    }

    /// Adds another comparison.
    pub fn merge(&mut self, other: Comparison) {
        self.both_refused += other.both_refused;
        self.agreements += other.agreements;
        self.explained += other.explained;
        self.differences.extend(other.differences);
        self.no_verdicts.extend(other.no_verdicts);
        for (name, count) in other.known {
            *self.known.entry(name).or_default() += count;
        }
    }

    /// Stops the program if there is a difference: a fuzzer's way to record an input.
    ///
    /// # Panics
    /// When there is a difference.
    pub fn assert_agreement(&self) {
        if let Some(difference) = self.differences.first() {
            panic!("the engine and the official crate differ\n{difference}");
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} agree, {} refused by both, {} differ, {} differ as known, {} without verdict",
            self.agreements,
            self.both_refused,
            self.differences.len(),
            self.explained,
            self.no_verdicts.len()
        )?;
        for (name, count) in &self.known {
            write!(f, "; {name}: {count}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (ours, theirs) = (&self.ours.verdict, &self.theirs.verdict);
        let same = common_start(ours, theirs);
        writeln!(f, "question: {}", self.question)?;
        writeln!(f, "  ours:   {} {}", excerpt(ours, same), self.ours.detail)?;
        write!(
            f,
            "  theirs: {} {}",
            excerpt(theirs, same),
            self.theirs.detail
        )
    }
}

/// How many characters both texts begin with.
fn common_start(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count()
}

/// The text around the character at `at`.
fn excerpt(text: &str, at: usize) -> String {
    const BEFORE: usize = 80;
    const LENGTH: usize = 400;
    let skipped = at.saturating_sub(BEFORE);
    let mark = if skipped > 0 { "… " } else { "" };
    let shown: String = text.chars().skip(skipped).take(LENGTH).collect();
    format!("{mark}{shown}")
}
