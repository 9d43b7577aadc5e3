//! The three folders beside this file:
//! - `pass/`: programs that are accepted, and whose Rust compiles;
//! - `fail/`: programs that are refused, each with `// expect LINE:COLUMN: message`;
//! - `run/`: programs whose functions without arguments are called; each has
//!   `// expect Name = answer`, in the format of `scratch/wire.rs`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use reference_model_extract::emit::{Fault, Options, emit};
use reference_model_extract::scratch::{self, Answer, Server};
use reference_model_extract::{LoadError, Model, load_directory, load_files};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(name)
}

fn files(name: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder(name)).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "`{name}` is empty");
    files
}

/// The rest of each line that starts with `// expect `.
fn expectations(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| line.trim().strip_prefix("// expect "))
        .collect()
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn scratch(name: &str, model: &Model, variants: &[(&str, Options)]) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    scratch::build(&directory, &workspace(), model, variants).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn fail() {
    let mut wrong = Vec::new();
    for file in files("fail") {
        let text = fs::read_to_string(&file).unwrap();
        let refused = load_files(std::slice::from_ref(&file))
            .map(|model| emit(&model, &Options::default()).err());
        let refusal = match refused {
            Ok(Some(refusal)) => refusal,
            Err(LoadError::Refused(refusal)) => *refusal,
            Ok(None) => {
                wrong.push(format!("{}: accepted", file.display()));
                continue;
            }
            Err(error) => panic!("{error}"),
        };
        let prefix = format!("{}:", file.display());
        let found = refusal.diagnostics.iter().map(|diagnostic| {
            let headline = diagnostic.headline(&refusal.sources);
            headline
                .strip_prefix(&prefix)
                .unwrap_or(&headline)
                .to_owned()
        });
        let found: Vec<String> = found.collect();
        let expected = expectations(&text);
        if expected.is_empty() || found != expected {
            wrong.push(format!(
                "{}: {found:#?}\nexpected {expected:#?}",
                file.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pass() {
    let model = load_directory(&folder("pass")).unwrap_or_else(|e| panic!("{e}"));
    scratch("pass", &model, &[("sound", Options::default())]);
}

/// Name and expected answer of each function without arguments.
fn expected_answers() -> BTreeMap<String, String> {
    let mut answers = BTreeMap::new();
    for file in files("run") {
        let text = fs::read_to_string(&file).unwrap();
        let module = module_name(&file);
        for expectation in expectations(&text) {
            let (name, answer) = expectation.split_once(" = ").unwrap();
            let previous = answers.insert(format!("{module}.{name}"), normal(answer));
            assert!(previous.is_none(), "`{module}.{name}` is expected twice");
        }
    }
    answers
}

/// A value with sets and maps in one order; anything else as it is.
fn normal(answer: &str) -> String {
    if answer.starts_with('!') {
        return answer.to_owned();
    }
    scratch::normalize(answer).unwrap_or_else(|| panic!("malformed answer `{answer}`"))
}

/// `file.dfy` holds `module File`.
fn module_name(file: &Path) -> String {
    let stem = file.file_stem().unwrap().to_str().unwrap();
    stem[..1].to_uppercase() + &stem[1..]
}

/// The answers of one variant of the program in `run/`.
fn answers(program: &Path, model: &Model, variant: &str) -> BTreeMap<String, String> {
    let mut server = Server::new(program, variant);
    let mut answers = BTreeMap::new();
    for (number, (_, function)) in model.program.functions().enumerate() {
        if function.arity == 0 && !function.is_constant {
            let reply = server
                .ask(number, "")
                .unwrap_or_else(|e| panic!("{e}"))
                .answer;
            let answer = match reply {
                Answer::Value(value) => normal(&value),
                Answer::Stop(stop) => format!("!{stop}"),
                Answer::Unmet => "?".to_owned(),
            };
            let module = &model.program.module(function.module).name;
            answers.insert(format!("{module}.{}", function.name), answer);
        }
    }
    answers
}

/// Every planted fault must change an answer, or these tests prove little.
#[test]
fn run() {
    let model = load_directory(&folder("run")).unwrap_or_else(|e| panic!("{e}"));
    let counting = Options {
        branches: true,
        ..Options::default()
    };
    let mut variants = vec![("sound", Options::default()), ("counting", counting)];
    variants.extend(Fault::ALL.map(|(name, fault)| {
        (
            name,
            Options {
                fault: Some(fault),
                ..Options::default()
            },
        )
    }));
    let program = scratch("run", &model, &variants);
    let expected = expected_answers();
    let found = answers(&program, &model, "sound");
    for (name, answer) in &expected {
        assert_eq!(found.get(name), Some(answer), "{name}");
    }
    for name in found.keys() {
        let is_expected = expected.contains_key(name) || HELPERS.contains(&name.as_str());
        assert!(is_expected, "nothing is expected of `{name}`");
    }
    assert_eq!(
        answers(&program, &model, "counting"),
        found,
        "counting branches"
    );
    for (name, _) in Fault::ALL {
        let faulty = answers(&program, &model, name);
        let noticed = found
            .iter()
            .any(|(function, answer)| faulty.get(function) != Some(answer));
        assert!(noticed, "nothing notices the fault `{name}`");
    }
}

/// Functions without arguments that only serve others.
const HELPERS: [&str; 2] = ["Sequences.Numbers", "Sets.Small"];
