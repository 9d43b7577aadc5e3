//! The project in OSS-Fuzz's layout says what OSS-Fuzz requires.

use serde::Deserialize;
use std::path::Path;

/// `project.yaml`: the fields that a Rust project needs, and no other.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Project {
    homepage: String,
    main_repo: String,
    primary_contact: String,
    language: String,
    fuzzing_engines: Vec<String>,
    sanitizers: Vec<String>,
}

fn read(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("oss-fuzz");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn the_project_has_every_field() {
    let project: Project = serde_saphyr::from_str(&read("project.yaml")).unwrap();
    assert_eq!(project.language, "rust");
    // Rust has no other engine there.
    assert_eq!(project.fuzzing_engines, ["libfuzzer"]);
    assert_eq!(project.sanitizers, ["address"]);
    // Whoever submits the project fills them in; then they must be what they should.
    for (field, begins_with) in [
        (&project.homepage, "https://"),
        (&project.main_repo, "https://"),
    ] {
        assert!(
            field.is_empty() || field.starts_with(begins_with),
            "{field}"
        );
    }
    assert!(project.primary_contact.is_empty() || project.primary_contact.contains('@'));
}

#[test]
fn the_image_runs_the_script_that_is_here() {
    assert!(read("Dockerfile").contains("cp fuzz/oss-fuzz/build.sh \"$SRC/build.sh\""));
    assert!(read("build.sh").starts_with("#!/bin/bash -eu\n"));
}
