//! The fuzz targets with the official crate.

use super::questions::{OfCase, OfData, OfPolicies, OfSchema, OfSpelling, OfText, TextAndCase};
use super::{conformance, entities_json, policy_json, schema};
use crate::choices::Choices;
use crate::generators::{self, spellings, text, validation};
use crate::inputs::Inputs;
use crate::targets::Target;

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
    Target {
        name: "peer_spellings",
        share: 2,
        test_cases: 400,
        inputs: Inputs::Choices,
        question: |bytes| Box::new(OfSpelling(spellings::generate(bytes))),
    },
    Target {
        name: "peer_schema",
        share: 1,
        test_cases: 200,
        inputs: Inputs::Choices,
        question: |bytes| {
            let (form, text) = schema::generate(bytes);
            Box::new(OfSchema { form, text })
        },
    },
    Target {
        name: "peer_validation",
        share: 2,
        test_cases: 100,
        inputs: Inputs::Choices,
        question: |bytes| {
            let case = validation::case(bytes);
            Box::new(OfPolicies {
                schema: case.schema.to_cedar(),
                policies: case.policies,
                links: case.links,
            })
        },
    },
    Target {
        name: "peer_conformance",
        share: 1,
        test_cases: 100,
        inputs: Inputs::Choices,
        question: |bytes| {
            let (schema, subjects) = conformance::generate(bytes);
            Box::new(OfData { schema, subjects })
        },
    },
];
