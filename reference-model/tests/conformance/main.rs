//! Runs the test suite in `testdata/` on every engine: the production engine
//! and the reference model. One test per data file; `testdata/README.md`
//! explains the format.
//!
//! A case fails when the answer of any engine is not the one in the data, an
//! engine without a verdict included.

mod authorization;
mod condition;
mod coverage;
mod data;
mod engine;
mod evaluation;
mod read;
mod schemas;
mod validation;
mod world;

use libtest_mimic::{Arguments, Failed, Trial};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use world::World;

/// The folders of data files.
const FOLDERS: [&str; 3] = ["operands", "evaluation", "authorization"];
/// The folders of data files in forms of their own.
const VALIDATION: &str = "validation";
const SCHEMAS: &str = "schemas";

fn main() -> io::Result<ExitCode> {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata");
    let mut trials = Vec::new();
    for (name, path) in data_files(&root, &FOLDERS)? {
        let root = root.clone();
        trials.push(Trial::test(name.clone(), move || run(&root, &path, &name)));
    }
    for (name, path) in data_files(&root, &[VALIDATION])? {
        trials.push(Trial::test(name.clone(), move || {
            validation::run(&path, &name)
        }));
    }
    for (name, path) in data_files(&root, &[SCHEMAS])? {
        trials.push(Trial::test(name.clone(), move || {
            schemas::run(&path, &name)
        }));
    }
    trials.push(Trial::test("coverage", move || coverage::check(&root)));
    Ok(libtest_mimic::run(&arguments, trials).exit_code())
}

/// Checks every case of one file.
fn run(root: &Path, path: &Path, name: &str) -> Result<(), Failed> {
    let file: data::File = read::toml(path)?;
    let world = World::of(root, &file)?;
    let mut failures = evaluation::check(&file, &world)?;
    failures.extend(authorization::check(&file, &world)?);
    if failures.is_empty() {
        return Ok(());
    }
    let count = failures.len();
    Err(format!("{name}: {count} failed\n\n{}", failures.join("\n")).into())
}

/// The data files and their names, such as `operands/equality`, in order. A
/// folder without any is a mistake.
fn data_files(root: &Path, folders: &[&str]) -> io::Result<Vec<(String, PathBuf)>> {
    let mut files = Vec::new();
    for folder in folders {
        let before = files.len();
        for entry in std::fs::read_dir(root.join(folder))? {
            let path = entry?.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "toml")
            {
                let stem = path.file_stem().unwrap_or_default().display();
                files.push((format!("{folder}/{stem}"), path));
            }
        }
        if files.len() == before {
            return Err(io::Error::other(format!("`{folder}` has no data files")));
        }
    }
    files.sort();
    Ok(files)
}
