//! Shows that the comparison bites: plants faults and waits for it to notice.

use clap::Parser;
use fuzz::planted::Fault;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

/// Plants each fault of `fuzz/planted-faults` in a copy of the project and runs
/// the seeded comparison there. Exits with 1 if one goes unnoticed.
#[derive(Parser)]
#[command(name = "planted-faults")]
struct Arguments {
    /// Only faults whose file name contains this.
    filter: Option<String>,
}

/// What the copy needs.
const PARTS: [&str; 14] = [
    "Cargo.toml",
    "Cargo.lock",
    "clippy.toml",
    "bench",
    "cedar-core",
    "cedar-parser",
    "cedar-validator",
    "cedar-cli",
    "dafny",
    "examples",
    "fuzz",
    "reference-model",
    "testdata",
    "README.md",
];

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(unnoticed) => {
            println!("{unnoticed} planted faults went unnoticed");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<usize, Box<dyn std::error::Error>> {
    let root = std::env::current_dir()?;
    let copy = root.join("target/planted-faults/project");
    copy_project(&root, &copy)?;
    if !agrees(&copy)? {
        return Err("engine and model differ even without a planted fault".into());
    }
    println!("| fault | where | noticed |\n|---|---|---|");
    let mut paths = std::fs::read_dir(root.join("fuzz/planted-faults"))?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<Vec<PathBuf>, _>>()?;
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "fault")
    });
    paths.sort();
    let mut unnoticed = 0;
    for path in paths {
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if arguments
            .filter
            .as_ref()
            .is_some_and(|filter| !name.contains(filter))
        {
            continue;
        }
        let fault = Fault::parse(&std::fs::read_to_string(&path)?)?;
        let before = fault.plant(&copy)?;
        let started = Instant::now();
        let noticed = !agrees(&copy)?;
        std::fs::write(copy.join(&fault.file), before)?;
        unnoticed += usize::from(!noticed);
        let verdict = if noticed {
            format!("yes, in {} s with the build", started.elapsed().as_secs())
        } else {
            "NO".to_owned()
        };
        println!(
            "| {} | `{}` | {verdict} |",
            fault.description,
            fault.file.display()
        );
    }
    // Otherwise some fault may have been noticed for want of a fresh build.
    if !agrees(&copy)? {
        return Err("engine and model still differ with all faults removed".into());
    }
    Ok(unnoticed)
}

/// Whether the copy builds and the seeded comparisons find no difference.
///
/// A copy that does not build would look like a noticed fault, so it is an
/// error instead.
fn agrees(copy: &Path) -> Result<bool, Box<dyn std::error::Error>> {
    let cargo = |arguments: &[&str]| {
        Command::new("cargo")
            .current_dir(copy)
            .env("CARGO_TARGET_DIR", copy.join("../target"))
            .args(["test", "--quiet", "-p", "fuzz", "--lib"])
            .args(arguments)
            .output()
    };
    let build = cargo(&["--no-run"])?;
    if !build.status.success() {
        let log = String::from_utf8_lossy(&build.stderr).into_owned();
        return Err(format!("the copy does not build:\n{log}").into());
    }
    let run = cargo(&["both_sides_agree"])?;
    Ok(run.status.success())
}

fn copy_project(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for part in PARTS {
        if from.join(part).exists() {
            copy_tree(&from.join(part), &to.join(part))?;
        }
    }
    Ok(())
}

fn copy_tree(from: &Path, to: &Path) -> std::io::Result<()> {
    if !from.is_dir() {
        // An unchanged file keeps its time, so that nothing is built twice.
        if std::fs::read(from).ok() != std::fs::read(to).ok() {
            std::fs::copy(from, to)?;
        }
        return Ok(());
    }
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let name = entry?.file_name();
        if name != "target" && name != "corpus" && name != "artifacts" {
            copy_tree(&from.join(&name), &to.join(&name))?;
        }
    }
    Ok(())
}
