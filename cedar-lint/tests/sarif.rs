//! The SARIF output against what SARIF 2.1.0 demands of the parts that it uses.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use cedar_lint::{Linter, sarif};
use cedar_parser::{Source, parse_policy_set};
use serde_json::Value;

const POLICIES: &str = "\
permit (principal, action, resource) when { \"é\" == 1 };
@allow(\"shadowed-policy\")
permit (principal, action == Action::\"b\", resource);
forbid (principal, action, resource);
";

fn log() -> Value {
    let policies = parse_policy_set(POLICIES).unwrap();
    let report = Linter::new().lint(&policies);
    let source = Source::new("some folder/p.cedar", POLICIES);
    serde_json::to_value(sarif::log(&report, &source)).unwrap()
}

#[test]
fn what_the_standard_demands() {
    let log = log();
    assert_eq!(log["version"], "2.1.0");
    let runs = log["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 1);
    let run = &runs[0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let driver = &run["tool"]["driver"];
    assert!(!driver["name"].as_str().unwrap().is_empty());
    let rules = driver["rules"].as_array().unwrap();
    for rule in rules {
        assert!(!rule["id"].as_str().unwrap().is_empty());
        check_message(&rule["shortDescription"]);
        check_message(&rule["help"]);
        check_level(&rule["defaultConfiguration"]["level"]);
    }
    let results = run["results"].as_array().unwrap();
    assert!(!results.is_empty());
    for result in results {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        check_level(&result["level"]);
        check_message(&result["message"]);
        let related = result["relatedLocations"].as_array();
        let locations = result["locations"].as_array().unwrap();
        for location in locations.iter().chain(related.into_iter().flatten()) {
            check_location(location);
        }
        for suppression in result["suppressions"].as_array().into_iter().flatten() {
            let kind = suppression["kind"].as_str().unwrap();
            assert!(["inSource", "external"].contains(&kind));
        }
    }
}

#[test]
fn results() {
    let log = log();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let short = |result: &Value| {
        let region = &result["locations"][0]["physicalLocation"]["region"];
        let at = |key: &str| region[key].as_u64().unwrap();
        format!(
            "{} {}:{}-{}:{} {}",
            result["ruleId"].as_str().unwrap(),
            at("startLine"),
            at("startColumn"),
            at("endLine"),
            at("endColumn"),
            result["suppressions"].is_array(),
        )
    };
    let found: Vec<String> = results.iter().map(short).collect();
    assert_eq!(
        found,
        [
            "shadowed-policy 1:1-1:56 false",
            "never-applies 1:45-1:53 false",
            "never-matches 1:45-1:53 false",
            "shadowed-policy 2:1-3:53 true",
        ]
    );
    let related = &results[0]["relatedLocations"][0];
    assert_eq!(related["physicalLocation"]["region"]["startLine"], 4);
}

fn check_message(message: &Value) {
    assert!(!message["text"].as_str().unwrap().is_empty());
}

fn check_level(level: &Value) {
    assert!(["none", "note", "warning", "error"].contains(&level.as_str().unwrap()));
}

fn check_location(location: &Value) {
    let physical = &location["physicalLocation"];
    let uri = physical["artifactLocation"]["uri"].as_str().unwrap();
    assert_eq!(uri, "some%20folder/p.cedar");
    let region = &physical["region"];
    let at = |key: &str| region[key].as_u64().unwrap();
    assert!(at("startLine") >= 1 && at("startColumn") >= 1);
    assert!((at("startLine"), at("startColumn")) < (at("endLine"), at("endColumn")));
}
