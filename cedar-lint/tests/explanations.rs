//! Each explanation shows a policy in which its lint finds something, and a
//! better one in which it does not.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use cedar_lint::{Lint, Linter};
use cedar_parser::parse_policy_set;
use cedar_validator::Schema;

#[test]
fn examples_are_as_the_explanations_say() {
    for lint in Lint::ALL {
        let text = lint.explanation();
        let linter = match blocks(text, "cedarschema").as_slice() {
            [] => Linter::new(),
            [schema] => Linter::with_schema(Schema::from_cedar_text(schema).unwrap()).unwrap(),
            _ => panic!("{lint}: several schemas"),
        };
        let policies = blocks(text, "cedar");
        let found: Vec<bool> = policies
            .iter()
            .map(|text| {
                let report = linter.lint(&parse_policy_set(text).unwrap());
                report.findings().iter().any(|finding| finding.lint == lint)
            })
            .collect();
        assert_eq!(found, [true, false], "{lint}");
    }
}

/// The code blocks of a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    text.split(fence.as_str())
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}
