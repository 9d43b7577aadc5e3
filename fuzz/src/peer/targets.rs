//! The fuzz targets with the official crate, in a form that can be shown and shrunk.

use super::world::World;
use super::{Comparison, authorizer, entities_json, policy_json, policy_text};
use crate::case::Case;
use crate::choices::Choices;
use crate::generators::{self, text};
use crate::inputs::Inputs;
use crate::minimize::{self, smaller_texts};
use crate::oracles;
use crate::question::Question;
use crate::report;
use crate::targets::Target;
use std::sync::LazyLock;

static WORLD: LazyLock<World> = LazyLock::new(World::new);

/// The targets that need the official crate.
pub const TARGETS: &[Target] = &[
    Target {
        name: "peer_policy_text",
        share: 1,
        test_cases: 400,
        inputs: Inputs::Choices,
        question: |bytes| {
            Box::new(TextAndCase {
                text: text::generate(&mut Choices::new(bytes)),
                case: generators::case(bytes),
            })
        },
    },
    Target {
        name: "peer_policy_json",
        share: 1,
        test_cases: 400,
        inputs: Inputs::Choices,
        question: |bytes| {
            Box::new(OfText {
                text: text::policies_json(bytes),
                compare: policy_json::compare,
            })
        },
    },
    Target {
        name: "peer_entities_json",
        share: 1,
        test_cases: 400,
        inputs: Inputs::Choices,
        question: |bytes| {
            Box::new(OfText {
                text: text::entities_json(bytes),
                compare: entities_json::compare,
            })
        },
    },
    Target {
        name: "peer_authorizer",
        share: 1,
        test_cases: 400,
        inputs: Inputs::Choices,
        question: |bytes| Box::new(OfCase(generators::case(bytes))),
    },
];

/// A text for both readers.
struct OfText {
    text: String,
    compare: fn(&str) -> Comparison,
}

/// A text for both parsers, and policies that are printed first.
struct TextAndCase {
    text: String,
    case: Case,
}

/// Requests that both decide.
struct OfCase(Case);

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

    fn smaller(&self) -> Box<dyn Iterator<Item = Box<dyn Question>> + '_> {
        Box::new(smaller_texts(&self.text).map(|text| {
            Box::new(OfText {
                text,
                compare: self.compare,
            }) as Box<dyn Question>
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

    fn smaller(&self) -> Box<dyn Iterator<Item = Box<dyn Question>> + '_> {
        let texts = smaller_texts(&self.text).map(|text| (text, self.case.clone()));
        let cases = minimize::case::smaller(&self.case).map(|case| (self.text.clone(), case));
        let all = texts.chain(cases);
        Box::new(all.map(|(text, case)| Box::new(TextAndCase { text, case }) as Box<dyn Question>))
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

    fn smaller(&self) -> Box<dyn Iterator<Item = Box<dyn Question>> + '_> {
        let smaller = minimize::case::smaller(&self.0);
        Box::new(smaller.map(|case| Box::new(OfCase(case)) as Box<dyn Question>))
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
