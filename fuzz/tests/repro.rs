//! `repro` shows an artifact of any target as text, and its status says what came of it.

use fuzz::targets;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What people look for in the description of a question of this target.
fn headings(target: &str) -> &'static [&'static str] {
    match target {
        "authorizer" | "explain" | "index" | "layers" => &[
            "== schema\n",
            "== policies\n",
            "== entities\n",
            "== request 0\n",
            "decision ",
        ],
        "evaluator" => &["== expression 0\n", "== entities\n", "== request\n"],
        "validator" => &[
            "== schema\n",
            "== policies\n",
            "== entities\n",
            "== what the engine finds\n",
        ],
        "soundness" | "conformance" | "peer_authorizer" => &[
            "== schema\n",
            "== policies\n",
            "== entities\n",
            "== request 0\n",
        ],
        "hierarchy" => &["== update 0\n"],
        "linking" => &["== template", "== values 0\n"],
        "policy_sets" => &["== change 0\n", "== entities\n", "== request 0\n"],
        "round_trips" | "documents" | "raw_bytes" => &["== "],
        "extension_texts" => &["== texts\n"],
        "peer_policy_text" => &["== text\n", "== policies\n", "== entities\n"],
        "spellings" | "peer_spellings" | "peer_policy_json" | "peer_entities_json" => {
            &["== text\n"]
        }
        "peer_schema" => &["== schema\n"],
        "peer_validation" => &["== schema\n", "== policies\n", "== links\n"],
        "peer_conformance" => &["== schema\n", "== entities\n", "== request\n"],
        other => panic!("say what `{other}` shows"),
    }
}

fn artifact(target: &str, bytes: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("repro/artifacts")
        .join(target);
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("crash-0");
    std::fs::write(&path, bytes).unwrap();
    path
}

fn repro(arguments: &[&str]) -> Output {
    let mut repro = Command::new(env!("CARGO_BIN_EXE_repro"));
    repro.args(arguments).output().unwrap()
}

#[test]
fn an_artifact_of_every_target_is_shown() {
    for target in targets::all() {
        let path = artifact(target.name, b"some bytes that perturb draws");
        let output = repro(&[path.to_str().unwrap()]);
        let shown = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{}: {shown}", target.name);
        for heading in headings(target.name) {
            let found = shown.contains(heading);
            assert!(found, "{} lacks `{heading}`: {shown}", target.name);
        }
        // What is written for programmers has no place there.
        for form in ["EntityUid", "PolicyBody", "ExprKind", "SmolStr", "span:"] {
            assert!(
                !shown.contains(form),
                "{} says `{form}`: {shown}",
                target.name
            );
        }
        let counts = shown.lines().last().unwrap_or_default();
        assert!(
            counts.contains(" comparisons: "),
            "{}: {shown}",
            target.name
        );
        assert!(counts.contains(" 0 differ, 0 without verdict"), "{shown}");
    }
}

#[test]
fn what_cannot_be_done_is_said_with_status_2() {
    let agreeing = artifact("linking", b"1");
    let agreeing = agreeing.to_str().unwrap();
    for (arguments, message) in [
        (&["no-such-file", "--target", "index"][..], "cannot read"),
        (&["no-such-file"], "--target"),
        (&[agreeing, "--target", "no-such-target"], "--target"),
        (&[agreeing, "--save", "name"], "all answers agree"),
    ] {
        let output = repro(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(message), "{arguments:?}: {said}");
    }
}
