//! What the fuzz targets with the official crate ask, in a form that can be shown and
//! shrunk.

use super::conformance::{self, Subject};
use super::schema::{self, Form};
use super::world::World;
use super::{Comparison, authorizer, policy_text, spellings, validation};
use crate::case::Case;
use crate::generators::spellings::Spelling;
use crate::generators::validation::policies::Link;
use crate::minimize::{self, smaller_texts, without_one};
use crate::oracles;
use crate::question::Question;
use crate::report;
use std::sync::LazyLock;

static WORLD: LazyLock<World> = LazyLock::new(World::new);

type Boxed = Box<dyn Question>;

/// A text for both readers.
pub(super) struct OfText {
    pub(super) text: String,
    pub(super) compare: fn(&str) -> Comparison,
}

/// A text for both parsers, and policies that are printed first.
pub(super) struct TextAndCase {
    pub(super) text: String,
    pub(super) case: Case,
}

/// Requests that both decide.
pub(super) struct OfCase(pub(super) Case);

/// A text that was put together with its meaning.
pub(super) struct OfSpelling(pub(super) Spelling);

/// A schema.
pub(super) struct OfSchema {
    pub(super) form: Form,
    pub(super) text: String,
}

/// Policies for a schema.
pub(super) struct OfPolicies {
    pub(super) schema: String,
    pub(super) policies: Vec<String>,
    pub(super) links: Vec<Link>,
}

/// Entities or a request for a schema.
pub(super) struct OfData {
    pub(super) schema: String,
    pub(super) subjects: Vec<Subject>,
}

impl Question for OfText {
    fn ask(&self) -> oracles::Comparison {
        shown((self.compare)(&self.text))
    }

    fn describe(&self, comparison: &oracles::Comparison) -> String {
        format!(
            "== text\n{}\n{}",
            self.text,
            report::differences(comparison)
        )
    }

    fn smaller(&self) -> Box<dyn Iterator<Item = Boxed> + '_> {
        Box::new(smaller_texts(&self.text).map(|text| {
            Box::new(OfText {
                text,
                compare: self.compare,
            }) as Boxed
        }))
    }
}

impl Question for TextAndCase {
    fn ask(&self) -> oracles::Comparison {
        let mut both = policy_text::compare(&WORLD, &self.text);
        both.merge(policy_text::compare_printed(&WORLD, &self.case));
        shown(both)
    }

    fn describe(&self, comparison: &oracles::Comparison) -> String {
        format!(
            "== text\n{}\n{}{}",
            self.text,
            report::describe(&self.case),
            report::differences(comparison)
        )
    }

    fn smaller(&self) -> Box<dyn Iterator<Item = Boxed> + '_> {
        let texts = smaller_texts(&self.text).map(|text| (text, self.case.clone()));
        let cases = minimize::case::smaller(&self.case).map(|case| (self.text.clone(), case));
        let all = texts.chain(cases);
        Box::new(all.map(|(text, case)| Box::new(TextAndCase { text, case }) as Boxed))
    }
}

impl Question for OfCase {
    fn ask(&self) -> oracles::Comparison {
        shown(authorizer::compare(&self.0))
    }

    fn describe(&self, comparison: &oracles::Comparison) -> String {
        let mut text = report::describe(&self.0);
        for index in 0..self.0.requests.len() {
            text.push_str(&report::describe_request(&self.0, index));
        }
        text + &report::differences(comparison)
    }

    fn smaller(&self) -> Box<dyn Iterator<Item = Boxed> + '_> {
        let smaller = minimize::case::smaller(&self.0);
        Box::new(smaller.map(|case| Box::new(OfCase(case)) as Boxed))
    }
}

/// What differs as known is agreement.
fn shown(comparison: Comparison) -> oracles::Comparison {
    let said = |answer: super::Answer| format!("{}\n{}", answer.verdict, answer.detail);
    oracles::Comparison {
        agreements: comparison.agreements + comparison.both_refused + comparison.explained,
        differences: comparison
            .differences
            .into_iter()
            .map(|difference| oracles::Difference {
                question: difference.question,
                sides: ["engine", "official crate"],
                engine: said(difference.ours),
                model: said(difference.theirs),
            })
            .collect(),
        no_verdicts: comparison.no_verdicts,
    }
}

impl Question for OfSpelling {
    fn ask(&self) -> oracles::Comparison {
        shown(spellings::compare(&WORLD, &self.0))
    }

    fn describe(&self, comparison: &oracles::Comparison) -> String {
        format!(
            "== text\n{}\n{}",
            self.0.text,
            report::differences(comparison)
        )
    }

    fn smaller(&self) -> Box<dyn Iterator<Item = Boxed> + '_> {
        let parts = self.0.parts.iter().cloned();
        let texts = smaller_texts(&self.0.text).map(|text| Spelling {
            text,
            parts: Vec::new(),
            ..self.0.clone()
        });
        let all = parts.chain(texts);
        Box::new(all.map(|spelling| Box::new(OfSpelling(spelling)) as Boxed))
    }
}

impl Question for OfSchema {
    fn ask(&self) -> oracles::Comparison {
        shown(schema::compare(self.form, &self.text))
    }

    fn describe(&self, comparison: &oracles::Comparison) -> String {
        format!(
            "== schema\n{}\n{}",
            self.text,
            report::differences(comparison)
        )
    }

    fn smaller(&self) -> Box<dyn Iterator<Item = Boxed> + '_> {
        let form = self.form;
        let smaller = smaller_texts(&self.text);
        Box::new(smaller.map(move |text| Box::new(OfSchema { form, text }) as Boxed))
    }
}

impl Question for OfPolicies {
    fn ask(&self) -> oracles::Comparison {
        shown(validation::compare_texts(&validation::Question {
            schema: &self.schema,
            policies: &self.policies.join("\n"),
            links: &self.links,
        }))
    }

    fn describe(&self, comparison: &oracles::Comparison) -> String {
        let links: Vec<String> = self.links.iter().map(link).collect();
        format!(
            "== schema\n{}\n== policies\n{}\n== links\n{}\n{}",
            self.schema,
            self.policies.join("\n"),
            links.join("\n"),
            report::differences(comparison)
        )
    }

    /// The links first, since they name templates by position.
    fn smaller(&self) -> Box<dyn Iterator<Item = Boxed> + '_> {
        let with = |policies: Vec<String>, links: Vec<Link>| {
            let schema = self.schema.clone();
            Box::new(OfPolicies {
                schema,
                policies,
                links,
            }) as Boxed
        };
        let fewer_links = without_one(&self.links);
        let fewer_links = fewer_links.map(move |links| with(self.policies.clone(), links));
        let last = self.links.iter().map(|link| link.template + 1).max();
        let kept = last.unwrap_or(0).min(self.policies.len());
        let (named, others) = self.policies.split_at(kept);
        let fewer_policies = without_one(others);
        let fewer_policies =
            fewer_policies.map(move |others| with([named, &others].concat(), self.links.clone()));
        Box::new(fewer_links.chain(fewer_policies))
    }
}

impl Question for OfData {
    fn ask(&self) -> oracles::Comparison {
        shown(conformance::compare(&self.schema, &self.subjects))
    }

    fn describe(&self, comparison: &oracles::Comparison) -> String {
        let mut text = format!("== schema\n{}\n", self.schema);
        for subject in &self.subjects {
            text.push_str(&format!("== {subject}\n"));
        }
        text + &report::differences(comparison)
    }

    fn smaller(&self) -> Box<dyn Iterator<Item = Boxed> + '_> {
        Box::new(without_one(&self.subjects).map(|subjects| {
            let schema = self.schema.clone();
            Box::new(OfData { schema, subjects }) as Boxed
        }))
    }
}

fn link(link: &Link) -> String {
    let slot = |slot: &str, value: &Option<String>| {
        let value = value.as_ref().map(|value| format!(", {slot} is {value}"));
        value.unwrap_or_default()
    };
    format!(
        "{}: template policy{}{}{}",
        link.id,
        link.template,
        slot("?principal", &link.principal),
        slot("?resource", &link.resource)
    )
}
