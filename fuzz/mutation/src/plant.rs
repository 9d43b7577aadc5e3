//! A copy of the project with all faults of a sample in it, each behind its switch.

use crate::fault::{Fault, Form};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::Command;
use thiserror::Error;

/// What was planted.
pub struct Planted {
    /// The faults; the switch of each is its position, from 1.
    pub faults: Vec<Fault>,
    /// The campaign that they are compiled into.
    pub campaign: PathBuf,
}

/// Why faults cannot be planted.
#[derive(Debug, Error)]
pub enum PlantError {
    /// A file cannot be read or written, or a program not run.
    #[error("`{what}`: {error}")]
    Io {
        /// Which.
        what: String,
        /// Why.
        error: io::Error,
    },
    /// The copy does not build, and no fault is to blame.
    #[error("the copy does not build:\n{0}")]
    Build(String),
    /// What the copy needs to hold a switch is not where it was.
    #[error("`{file}` has no `{text}`")]
    Anchor {
        /// The file.
        file: &'static str,
        /// What is looked for.
        text: &'static str,
    },
}

/// The switches: a number in the environment says which fault is on.
const SWITCHES: &str = r#"//! Switches of planted faults.

use std::sync::LazyLock;

static ON: LazyLock<Option<usize>> =
    LazyLock::new(|| std::env::var("FUZZ_MUTANT").ok()?.parse().ok());

/// Whether the fault with this number is on.
pub fn on(number: usize) -> bool {
    *ON == Some(number)
}
"#;

const MODEL_SWITCHES: &str = "module Mutants {
  predicate method On(number: int)
  {
    number < 0
  }
}
";

/// Not the profile of a release: linking would take longer than all campaigns.
const PROFILE: [&str; 4] = [
    "profile.mutation.inherits=\"release\"",
    "profile.mutation.lto=false",
    "profile.mutation.codegen-units=16",
    "profile.mutation.incremental=true",
];

/// Copies the project, plants the faults and builds. A fault that does not
/// compile is left out.
///
/// # Errors
/// When the copy does not build even so.
pub fn plant(root: &Path, folder: &Path, mut faults: Vec<Fault>) -> Result<Planted, PlantError> {
    let copy = root.join(folder).join("project");
    copy_project(root, &copy)?;
    let files: BTreeSet<PathBuf> = faults.iter().map(|fault| fault.file.clone()).collect();
    loop {
        let places = write_faults(root, &copy, &files, &faults)?;
        let Err(log) = build(&copy)? else {
            let campaign = copy.join("../target/mutation/notice");
            return Ok(Planted { faults, campaign });
        };
        let blamed = blamed(&log, &places);
        if blamed.is_empty() {
            return Err(PlantError::Build(log));
        }
        let mut index = 0;
        faults.retain(|fault| {
            index += 1;
            let compiles = !blamed.contains(&index);
            if !compiles {
                eprintln!("{fault}: left out, since it does not compile");
            }
            compiles
        });
    }
}

/// Where a fault stands in the copy.
struct Place {
    number: usize,
    file: PathBuf,
    lines: RangeInclusive<usize>,
}

fn copy_project(root: &Path, copy: &Path) -> Result<(), PlantError> {
    let listed = Command::new("git")
        .current_dir(root)
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .output()
        .map_err(|error| io_error("git", error))?;
    for name in String::from_utf8_lossy(&listed.stdout).lines() {
        // Thousands of small files that no build needs.
        if !name.starts_with("fuzz/corpus/") && root.join(name).is_file() {
            let text = fs::read(root.join(name)).map_err(|error| io_error(name, error))?;
            write_changed(&copy.join(name), &text)?;
        }
    }
    write_changed(&copy.join("cedar-core/src/mutant.rs"), SWITCHES.as_bytes())?;
    write_changed(
        &copy.join("dafny/model/mutants.dfy"),
        MODEL_SWITCHES.as_bytes(),
    )?;
    edit(
        root,
        copy,
        "cedar-core/src/lib.rs",
        "pub mod ast;",
        "extern crate self as cedar_core;\npub mod mutant;\npub mod ast;",
    )?;
    edit(
        root,
        copy,
        "reference-model/build.rs",
        "let text = emit(&model, &Options::default())?;",
        "let text = emit(&model, &Options::default())?.replace(\"Ok(number < 0)\", \
         \"Ok(::cedar_core::mutant::on(number as usize))\");",
    )
}

fn edit(
    root: &Path,
    copy: &Path,
    file: &'static str,
    text: &'static str,
    other: &str,
) -> Result<(), PlantError> {
    let before = read(&root.join(file))?;
    if !before.contains(text) {
        return Err(PlantError::Anchor { file, text });
    }
    write_changed(&copy.join(file), before.replacen(text, other, 1).as_bytes())
}

/// Writes all files that may hold faults, also those that hold none any more.
fn write_faults(
    root: &Path,
    copy: &Path,
    files: &BTreeSet<PathBuf>,
    faults: &[Fault],
) -> Result<Vec<Place>, PlantError> {
    let mut by_file: BTreeMap<&PathBuf, Vec<(usize, &Fault)>> =
        files.iter().map(|file| (file, Vec::new())).collect();
    for (index, fault) in faults.iter().enumerate() {
        by_file
            .entry(&fault.file)
            .or_default()
            .push((index + 1, fault));
    }
    let mut places = Vec::new();
    for (file, mut faults) in by_file {
        let source = read(&root.join(file))?;
        faults.sort_by_key(|(_, fault)| fault.range.start);
        let mut text = String::new();
        let mut at = 0;
        if faults
            .iter()
            .any(|(_, f)| matches!(f.form, Form::DafnyExpression | Form::DafnyBody))
        {
            // The module's own brace is the first one outside of comments.
            let (head, rest) = split_at_module(&source);
            text = format!("include \"mutants.dfy\"\n{head}\n  import Mutants\n");
            at = source.len() - rest.len();
        }
        for same_place in faults.chunk_by(|(_, a), (_, b)| a.range == b.range) {
            let mut otherwise = String::new();
            for (index, (number, fault)) in same_place.iter().enumerate() {
                if index == 0 {
                    text.push_str(source.get(at..fault.range.start).unwrap_or(""));
                    otherwise.clone_from(&fault.before);
                    at = fault.range.end;
                }
                // Only whole bodies share a place: each is what the next one replaces.
                let before = std::mem::take(&mut otherwise);
                let fault = Fault {
                    before,
                    ..(*fault).clone()
                };
                otherwise = fault.switched(*number);
            }
            let first = text.matches('\n').count() + 1;
            text.push_str(&otherwise);
            let last = text.matches('\n').count() + 1;
            let mut begin = first;
            for (number, fault) in same_place.iter().rev() {
                let lines = match same_place.len() {
                    1 => first..=last,
                    // The one switched last stands first.
                    _ => begin..=begin + fault.after.matches('\n').count(),
                };
                begin = *lines.end();
                places.push(Place {
                    number: *number,
                    file: file.clone(),
                    lines,
                });
            }
        }
        text.push_str(source.get(at..).unwrap_or(""));
        write_changed(&copy.join(file), text.as_bytes())?;
    }
    Ok(places)
}

fn split_at_module(source: &str) -> (&str, &str) {
    let at = source.find("\nmodule ").and_then(|module| {
        let brace = source.get(module..)?.find('{')?;
        Some(module + brace + 1)
    });
    source.split_at(at.unwrap_or(0))
}

/// Builds the campaign; what the compiler says if it does not build.
fn build(copy: &Path) -> Result<Result<(), String>, PlantError> {
    let mut command = Command::new("cargo");
    command
        .current_dir(copy)
        .env("CARGO_TARGET_DIR", copy.join("../target"))
        .args(["build", "--quiet", "-p", "fuzz", "--bin", "notice"])
        .args(["--profile", "mutation", "--message-format", "short"]);
    for setting in PROFILE {
        command.args(["--config", setting]);
    }
    let output = command.output().map_err(|error| io_error("cargo", error))?;
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    Ok(if output.status.success() {
        Ok(())
    } else {
        Err(log)
    })
}

/// The numbers of the faults at which the log has an error.
fn blamed(log: &str, places: &[Place]) -> Vec<usize> {
    let mut blamed = Vec::new();
    for line in log.lines() {
        let mut parts = line.trim().splitn(4, ':');
        let (Some(file), Some(number), Some(_), Some(message)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let Ok(number) = number.parse::<usize>() else {
            continue;
        };
        if file.ends_with(".rs") && !message.trim_start().starts_with("error") {
            continue;
        }
        let name = Path::new(file).file_name();
        for place in places {
            let same = place.file.ends_with(file)
                || file.ends_with(".dfy") && place.file.file_name() == name;
            if same && place.lines.contains(&number) && !blamed.contains(&place.number) {
                blamed.push(place.number);
            }
        }
    }
    blamed
}

fn read(file: &Path) -> Result<String, PlantError> {
    fs::read_to_string(file).map_err(|error| io_error(&file.display().to_string(), error))
}

/// A file that stays the same keeps its time, so that nothing is built twice.
fn write_changed(file: &Path, text: &[u8]) -> Result<(), PlantError> {
    let error = |error| io_error(&file.display().to_string(), error);
    if fs::read(file).is_ok_and(|before| before == text) {
        return Ok(());
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(error)?;
    }
    fs::write(file, text).map_err(error)
}

fn io_error(what: &str, error: io::Error) -> PlantError {
    PlantError::Io {
        what: what.to_owned(),
        error,
    }
}
