//! The last stage: which lines and branches of engine and model the corpora reach.

use super::llvm_tools::LlvmTools;
use super::{Plan, host_triple, process};
use serde::{Deserialize, Serialize};
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use thiserror::Error;

/// What coverage is measured of: how it is called, and what its files' paths contain.
const PARTS: [(&str, &str); 4] = [
    ("cedar-core", "/cedar-core/src/"),
    ("cedar-parser", "/cedar-parser/src/"),
    ("cedar-validator", "/cedar-validator/src/"),
    // The model is extracted while it is built.
    ("the model", "/out/model.rs"),
];
/// A build or a replay that takes longer has gone wrong.
const LIMIT: Duration = Duration::from_secs(2 * 60 * 60);
/// How many files the report names.
const FILES_NAMED: usize = 8;

/// What the corpora reach, if that is known.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// It was measured.
    Measured(Reach),
    /// It was not, for this reason.
    NotMeasured(String),
}

/// What the corpora reach of the engine's crates and of the model.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Reach {
    /// Each crate, and the model.
    pub parts: Vec<Reached>,
    /// Each of their files.
    pub files: Vec<Reached>,
}

/// What is reached of one file or of several.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize)]
pub struct Reached {
    /// The file from the project's folder, or the crate.
    pub name: String,
    /// Lines.
    pub lines: Share,
    /// Branches: each condition to each side.
    pub branches: Share,
}

/// So many of so many.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Share {
    /// How many there are.
    pub count: u64,
    /// How many of them are reached.
    pub covered: u64,
}

/// Why there are no figures.
#[derive(Debug, Error)]
pub(super) enum CannotMeasure {
    /// The machine lacks what it takes, which is no fault of the project.
    #[error("{0}")]
    NoTools(String),
    /// Something went wrong.
    #[error("{0}")]
    Failed(String),
    /// It was ended.
    #[error("interrupted, or not done within {} hours", LIMIT.as_secs() / 3600)]
    Ended,
}

/// Builds `replay` instrumented, lets it ask about all corpora, and reads what it
/// reached.
pub(super) fn measure(plan: &Plan, interrupted: &AtomicBool) -> Result<Reach, CannotMeasure> {
    let host = host_triple().map_err(CannotMeasure::NoTools)?;
    let tools = LlvmTools::find(plan, &host).map_err(CannotMeasure::NoTools)?;
    let folder = plan.output.join("coverage");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)
        .map_err(|error| CannotMeasure::Failed(format!("no room for a profile: {error}")))?;
    let binary = build(plan, &host, interrupted)?;
    let raw = folder.join("replay.profraw");
    let mut replay = process::dying_with_us(&binary);
    replay
        .current_dir(&plan.root)
        .arg("fuzz/corpus")
        .env("LLVM_PROFILE_FILE", &raw);
    // An input that fails is in the report already, and leaves a profile all the same.
    run_long(&mut replay, interrupted)?;
    let merged = folder.join("replay.profdata");
    let merge = ["merge".as_ref(), "-sparse".as_ref(), raw.as_os_str()];
    let output = ["-o".as_ref(), merged.as_os_str()];
    run(plan, &tools.profdata, merge.into_iter().chain(output))?;
    let profile = format!("-instr-profile={}", merged.display());
    let export: [&OsStr; 4] = [
        "export".as_ref(),
        "-summary-only".as_ref(),
        profile.as_ref(),
        binary.as_os_str(),
    ];
    read(&run(plan, &tools.cov, export)?)
}

fn build(plan: &Plan, host: &str, interrupted: &AtomicBool) -> Result<PathBuf, CannotMeasure> {
    let target_dir = plan.root.join("target/coverage");
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(&plan.root)
        .args(["build", "-p", "fuzz", "--bin", "replay", "--target", host])
        .arg("--target-dir")
        .arg(&target_dir)
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env(
            "RUSTFLAGS",
            "-Cinstrument-coverage -Zcoverage-options=branch -Copt-level=1",
        )
        // Branches are counted behind an unstable option, which a stable compiler
        // has, too. Nothing that is built here is ever shipped.
        .env("RUSTC_BOOTSTRAP", "1");
    match run_long(&mut cargo, interrupted)? {
        true => Ok(target_dir.join(host).join("debug/replay")),
        false => Err(CannotMeasure::Failed(
            "the instrumented `replay` does not build".to_owned(),
        )),
    }
}

/// Whether the program succeeded.
fn run_long(command: &mut Command, interrupted: &AtomicBool) -> Result<bool, CannotMeasure> {
    let name = command.get_program().to_string_lossy().into_owned();
    process::run(command, LIMIT, interrupted)
        .map_err(|error| CannotMeasure::Failed(format!("`{name}` cannot be run: {error}")))?
        .map(|status| status.success())
        .ok_or(CannotMeasure::Ended)
}

/// What a program prints that takes some seconds at most.
fn run<'a>(
    plan: &Plan,
    program: &Path,
    arguments: impl IntoIterator<Item = &'a OsStr>,
) -> Result<String, CannotMeasure> {
    let name = program.display();
    let output = Command::new(program)
        .current_dir(&plan.root)
        .args(arguments)
        .output()
        .map_err(|error| CannotMeasure::Failed(format!("`{name}` cannot be run: {error}")))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(CannotMeasure::Failed(format!(
            "`{name}` failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        ))),
    }
}

/// What `llvm-cov export` writes.
#[derive(Deserialize)]
struct Export {
    data: Vec<Data>,
}

#[derive(Deserialize)]
struct Data {
    files: Vec<FileData>,
}

#[derive(Deserialize)]
struct FileData {
    filename: String,
    summary: Summary,
}

#[derive(Deserialize)]
struct Summary {
    lines: Share,
    branches: Share,
}

fn read(json: &str) -> Result<Reach, CannotMeasure> {
    let export: Export = serde_json::from_str(json).map_err(|error| {
        CannotMeasure::Failed(format!("what `llvm-cov` wrote cannot be read: {error}"))
    })?;
    let mut parts = PARTS.map(|(name, _)| Reached {
        name: name.to_owned(),
        ..Reached::default()
    });
    let mut files = Vec::new();
    for file in export.data.into_iter().flat_map(|data| data.files) {
        let at = PARTS.iter().enumerate().find_map(|(index, (_, path))| {
            let start = file.filename.rfind(path)?;
            Some((index, start + 1))
        });
        let Some((index, start)) = at else { continue };
        if let Some(part) = parts.get_mut(index) {
            part.lines.add(file.summary.lines);
            part.branches.add(file.summary.branches);
        }
        files.push(Reached {
            name: file.filename.get(start..).unwrap_or_default().to_owned(),
            lines: file.summary.lines,
            branches: file.summary.branches,
        });
    }
    if parts.iter().any(|part| part.lines.count == 0) {
        return Err(CannotMeasure::Failed(
            "`llvm-cov` says nothing of a part of engine or model".to_owned(),
        ));
    }
    Ok(Reach {
        parts: parts.into(),
        files,
    })
}

impl Coverage {
    /// A table of the parts, and where most is missing; all files are in `report.json`.
    pub(super) fn write_markdown(&self, text: &mut String) {
        match self {
            Coverage::Measured(reach) => reach.write_markdown(text),
            Coverage::NotMeasured(reason) => {
                let _ = writeln!(text, "NOT MEASURED: {reason}.");
            }
        }
    }
}

impl Reach {
    fn write_markdown(&self, text: &mut String) {
        text.push_str("| part | lines | reached | branches | reached |\n|---|---|---|---|---|\n");
        for part in &self.parts {
            let (lines, branches) = (part.lines, part.branches);
            let _ = writeln!(
                text,
                "| {} | {} | {:.1} % | {} | {:.1} % |",
                part.name,
                lines.count,
                lines.percent(),
                branches.count,
                branches.percent()
            );
        }
        text.push_str("\nMost lines not reached:\n\n");
        let mut files: Vec<&Reached> = self.files.iter().collect();
        files.sort_by_key(|file| std::cmp::Reverse(file.lines.missed()));
        for file in files.iter().take(FILES_NAMED) {
            let lines = file.lines;
            let _ = writeln!(
                text,
                "* `{}`: {} of {}",
                file.name,
                lines.missed(),
                lines.count
            );
        }
    }
}

impl Share {
    fn add(&mut self, other: Share) {
        self.count += other.count;
        self.covered += other.covered;
    }

    /// How many are not reached.
    pub fn missed(self) -> u64 {
        self.count.saturating_sub(self.covered)
    }

    /// In percent; 100 if there are none.
    pub fn percent(self) -> f64 {
        match self.count {
            0 => 100.0,
            count => 100.0 * self.covered as f64 / count as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, lines: (u64, u64)) -> String {
        let (count, covered) = lines;
        let share = format!(r#"{{"count": {count}, "covered": {covered}, "percent": 0}}"#);
        format!(r#"{{"filename": "{name}", "summary": {{"lines": {share}, "branches": {share}}}}}"#)
    }

    fn export(files: &[String]) -> String {
        format!(r#"{{"data": [{{"files": [{}]}}]}}"#, files.join(","))
    }

    #[test]
    fn files_are_summed_by_part_and_others_left_out() {
        let files = [
            file("/p/cedar-core/src/a.rs", (10, 5)),
            file("/p/cedar-core/src/b.rs", (30, 25)),
            file("/p/cedar-parser/src/a.rs", (1, 1)),
            file("/p/cedar-validator/src/a.rs", (1, 1)),
            file("/p/target/build/x/out/model.rs", (4, 0)),
            file("/registry/serde/src/lib.rs", (100, 0)),
        ];
        let reach = read(&export(&files)).unwrap();
        let lines: Vec<_> = reach
            .parts
            .iter()
            .map(|part| part.lines.percent())
            .collect();
        assert_eq!(lines, [75.0, 100.0, 100.0, 0.0]);
        assert_eq!(reach.files.len(), 5);
        assert_eq!(reach.files[0].name, "cedar-core/src/a.rs");
    }

    #[test]
    fn the_report_names_the_files_with_most_lines_left() {
        let files = [
            file("/p/cedar-core/src/a.rs", (10, 10)),
            file("/p/cedar-parser/src/b.rs", (30, 25)),
            file("/p/cedar-validator/src/c.rs", (7, 0)),
            file("/p/target/build/x/out/model.rs", (4, 4)),
        ];
        let mut text = String::new();
        Coverage::Measured(read(&export(&files)).unwrap()).write_markdown(&mut text);
        assert!(
            text.contains("| cedar-parser | 30 | 83.3 % | 30 | 83.3 % |"),
            "{text}"
        );
        let (c, b) = (text.find("c.rs`: 7 of 7"), text.find("b.rs`: 5 of 30"));
        assert!(c.is_some() && c < b, "{text}");
    }

    #[test]
    fn a_part_without_figures_is_an_error() {
        assert!(read(&export(&[file("/p/cedar-core/src/a.rs", (1, 1))])).is_err());
        assert!(read("{}").is_err());
    }
}
