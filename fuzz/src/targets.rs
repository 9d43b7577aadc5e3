//! The fuzz targets by name.

use crate::generators::{
    self, documents, evaluations, extension_texts, hierarchies, links, policy_sets, round_trips,
    spellings,
};
use crate::inputs::Inputs;
use crate::question::{CaseOracle, Question};
use crate::schema_question::SchemaOracle;
use std::path::Path;

/// A fuzz target: what bytes ask.
#[derive(Clone, Copy)]
pub struct Target {
    /// Its name, which is that of its binary, its corpus and its artifacts.
    pub name: &'static str,
    /// Its part of a night, beside those of the others.
    pub share: u32,
    /// How many cases `cargo test` asks about.
    pub test_cases: u64,
    /// What its bytes are.
    pub inputs: Inputs,
    /// The question that bytes stand for.
    pub question: fn(&[u8]) -> Box<dyn Question>,
}

/// All targets that need no official crate.
pub const TARGETS: &[Target] = &[
    Target {
        name: "authorizer",
        share: 6,
        test_cases: 3_000,
        inputs: Inputs::Choices,
        question: |bytes| CaseOracle::Authorizer.about(generators::case(bytes)),
    },
    Target {
        name: "explain",
        share: 1,
        test_cases: 200,
        inputs: Inputs::Choices,
        question: |bytes| CaseOracle::Explain.about(generators::case(bytes)),
    },
    Target {
        name: "index",
        share: 2,
        test_cases: 800,
        inputs: Inputs::Choices,
        question: |bytes| CaseOracle::Index.about(generators::crowded_case(bytes)),
    },
    Target {
        name: "layers",
        share: 1,
        test_cases: 500,
        inputs: Inputs::Choices,
        question: |bytes| CaseOracle::Layers.about(generators::case(bytes)),
    },
    Target {
        name: "evaluator",
        share: 3,
        test_cases: 2_000,
        inputs: Inputs::Choices,
        question: |bytes| Box::new(evaluations::case(bytes)),
    },
    Target {
        name: "validator",
        share: 4,
        test_cases: 300,
        inputs: Inputs::Choices,
        question: |bytes| SchemaOracle::Validator.about_bytes(bytes),
    },
    Target {
        name: "soundness",
        share: 3,
        test_cases: 400,
        inputs: Inputs::Choices,
        question: |bytes| SchemaOracle::Soundness.about_bytes(bytes),
    },
    Target {
        name: "conformance",
        share: 2,
        test_cases: 400,
        inputs: Inputs::Choices,
        question: |bytes| SchemaOracle::Conformance.about_bytes(bytes),
    },
    Target {
        name: "hierarchy",
        share: 1,
        test_cases: 400,
        inputs: Inputs::Choices,
        question: |bytes| Box::new(hierarchies::case(bytes)),
    },
    Target {
        name: "linking",
        share: 1,
        test_cases: 400,
        inputs: Inputs::Choices,
        question: |bytes| Box::new(links::case(bytes)),
    },
    Target {
        name: "policy_sets",
        share: 1,
        test_cases: 400,
        inputs: Inputs::Choices,
        question: |bytes| Box::new(policy_sets::case(bytes)),
    },
    Target {
        name: "round_trips",
        share: 2,
        test_cases: 600,
        inputs: Inputs::Choices,
        question: |bytes| Box::new(round_trips::trip(bytes)),
    },
    Target {
        name: "extension_texts",
        share: 1,
        test_cases: 1_500,
        inputs: Inputs::Choices,
        question: |bytes| Box::new(extension_texts::case(bytes)),
    },
    Target {
        name: "documents",
        share: 2,
        test_cases: 1_500,
        inputs: Inputs::Choices,
        question: |bytes| Box::new(documents::case(bytes)),
    },
    Target {
        name: "spellings",
        share: 3,
        test_cases: 3_000,
        inputs: Inputs::Choices,
        question: |bytes| Box::new(spellings::texts(bytes)),
    },
    Target {
        name: "raw_bytes",
        share: 2,
        test_cases: 1_500,
        inputs: Inputs::Documents,
        question: |bytes| Box::new(documents::raw(bytes)),
    },
];

/// The targets that need the official crate, each with its part of a night. A build
/// without it knows their names, so as to have them built.
pub const PEERS: &[(&str, u32)] = &[
    ("peer_policy_text", 1),
    ("peer_policy_json", 1),
    ("peer_entities_json", 1),
    ("peer_authorizer", 1),
    ("peer_spellings", 2),
    ("peer_schema", 1),
    ("peer_validation", 2),
    ("peer_conformance", 1),
];

/// Whether this is the name of a target that needs the official crate.
pub fn is_peer(name: &str) -> bool {
    PEERS.iter().any(|(peer, _)| *peer == name)
}

/// All targets that this build has: those with the official crate only with `peer`.
pub fn all() -> impl Iterator<Item = &'static Target> {
    #[cfg(feature = "peer")]
    let peers = crate::peer::targets::TARGETS;
    #[cfg(not(feature = "peer"))]
    let peers: &[Target] = &[];
    TARGETS.iter().chain(peers)
}

/// The target with this name.
pub fn by_name(name: &str) -> Option<Target> {
    all().find(|target| target.name == name).copied()
}

/// The target whose artifact or corpus entry this is: the nearest folder above
/// it that has the name of a target.
pub fn of_artifact(path: &Path) -> Option<Target> {
    path.ancestors()
        .skip(1)
        .filter_map(|folder| folder.file_name()?.to_str())
        .find_map(by_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_artifact_names_its_target() {
        for (path, expected) in [
            (
                "target/nightly/artifacts/authorizer/crash-1",
                Some("authorizer"),
            ),
            ("fuzz/corpus/authorizer/00", Some("authorizer")),
            ("fuzz/corpus/other/00", None),
            ("authorizer", None),
        ] {
            let found = of_artifact(Path::new(path)).map(|target| target.name);
            assert_eq!(found, expected, "{path}");
        }
    }

    #[cfg(feature = "peer")]
    #[test]
    fn the_targets_with_the_official_crate_are_known_without_it() {
        let targets = crate::peer::targets::TARGETS.iter();
        let targets: Vec<(&str, u32)> = targets.map(|t| (t.name, t.share)).collect();
        assert_eq!(targets, PEERS);
    }

    #[test]
    fn every_target_takes_any_bytes_and_can_shrink() {
        for target in all() {
            let mut can_shrink = false;
            for bytes in [&b""[..], b"1", b"some longer bytes that perturb draws"] {
                let question = (target.question)(bytes);
                let comparison = question.ask();
                assert!(comparison.total() > 0, "{}", target.name);
                assert!(!question.describe(&comparison).is_empty());
                can_shrink |= question.smaller().next().is_some();
            }
            assert!(can_shrink, "{}", target.name);
        }
    }
}
