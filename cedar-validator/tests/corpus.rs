//! The public integration tests, as far as schemas, entities, requests and
//! validation go. They are not part of this repository: the environment
//! variable `CEDAR_CORPUS` names the folder that holds them, and without it
//! this test does nothing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

use cedar_core::json::{Duplicates, Json, read_policy_set};
use cedar_core::{Entities, EntityUid, PolicySet, Request};
use cedar_parser::parse_policy_set;
use cedar_validator::{Schema, ValidationMode, Validator};
use std::fs;
use std::path::{Path, PathBuf};

struct Case<'a> {
    root: &'a Path,
    json: serde_json::Value,
}

impl Case<'_> {
    fn text(&self, key: &str) -> Result<String, String> {
        let path = self.json[key].as_str().ok_or(format!("no `{key}`"))?;
        fs::read_to_string(self.root.join(path)).map_err(|e| format!("{path}: {e}"))
    }

    fn schema(&self) -> Result<Schema, String> {
        let text = self.text("schema")?;
        let is_json = self.json["schemaFormat"] == "json";
        let schema = match is_json {
            true => Schema::from_json_str(&text),
            false => Schema::from_cedar_text(&text),
        };
        schema.map_err(|e| format!("schema: {e}"))
    }

    fn policies(&self) -> Result<PolicySet, String> {
        let text = self.text("policies")?;
        if self.json["policyFormat"] != "json" {
            return parse_policy_set(&text).map_err(|e| format!("policies: {e}"));
        }
        let tree = Json::parse(&text, Duplicates::LastWins).map_err(|e| e.to_string())?;
        read_policy_set(&tree).map_err(|e| format!("policies: {e}"))
    }

    fn run(&self) -> Result<(), String> {
        let schema = self.schema()?;
        self.check_verdict(&schema)?;
        let entities = self.text("entities")?;
        let _: Entities = schema
            .parse_entities(&entities)
            .map_err(|e| format!("entities: {e}"))?;
        for request in self.json["requests"].as_array().into_iter().flatten() {
            check_request(&schema, request)?;
        }
        Ok(())
    }
}

impl Case<'_> {
    fn check_verdict(&self, schema: &Schema) -> Result<(), String> {
        let expected = self.json["shouldValidate"].as_bool().ok_or("no verdict")?;
        let validator = Validator::new(schema.clone());
        let result = validator.validate(&self.policies()?, ValidationMode::Strict);
        if result.passed() == expected {
            return Ok(());
        }
        Err(format!(
            "shouldValidate is {expected}: {:?} {:?}",
            result.errors(),
            result.warnings()
        ))
    }
}

fn check_request(schema: &Schema, request: &serde_json::Value) -> Result<(), String> {
    let uid = |key: &str| {
        EntityUid::from_json_str(&request[key].to_string()).map_err(|e| format!("{key}: {e}"))
    };
    let action = uid("action")?;
    let context = request["context"].to_string();
    let tree = Json::parse(&context, Duplicates::LastWins).map_err(|e| e.to_string())?;
    let context = schema
        .read_context(&action, &tree)
        .map_err(|e| format!("context: {e}"))?;
    let validated = Request::new(uid("principal")?, action, uid("resource")?, context);
    if request["validateRequest"] != false {
        schema
            .validate_request(&validated)
            .map_err(|e| format!("request: {e:?}"))?;
    }
    Ok(())
}

fn test_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            test_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "json")
            && !path.to_string_lossy().ends_with(".entities.json")
        {
            found.push(path);
        }
    }
}

#[test]
fn corpus() {
    let Some(root) = std::env::var_os("CEDAR_CORPUS").map(PathBuf::from) else {
        return;
    };
    let mut files = Vec::new();
    test_files(&root.join("tests"), &mut files);
    test_files(&root.join("corpus-tests"), &mut files);
    assert!(!files.is_empty(), "no tests in {}", root.display());
    let mut failures = Vec::new();
    for file in &files {
        let json = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        let case = Case { root: &root, json };
        if let Err(error) = case.run() {
            failures.push(format!("{}: {error}", file.display()));
        }
    }
    println!(
        "{} passed, {} failed",
        files.len() - failures.len(),
        failures.len()
    );
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
