//! Which faults are planted.

use crate::fault::{Fault, Part};
use crate::{dafny, rust};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// What of the engine is changed: all that decides, and all that reads and writes.
const ENGINE: [&str; 20] = [
    "cedar-core/src/ast/entity_uid.rs",
    "cedar-core/src/ast/link.rs",
    "cedar-core/src/ast/name.rs",
    "cedar-core/src/ast/pattern.rs",
    "cedar-core/src/ast/policy.rs",
    "cedar-core/src/ast/policy_set",
    "cedar-core/src/ast/policy_set.rs",
    "cedar-core/src/ast/scope.rs",
    "cedar-core/src/authorizer.rs",
    "cedar-core/src/engine",
    "cedar-core/src/entities",
    "cedar-core/src/evaluator",
    "cedar-core/src/extensions",
    "cedar-core/src/json",
    "cedar-core/src/value.rs",
    "cedar-parser/src",
    "cedar-validator/src/data",
    "cedar-validator/src/schema",
    "cedar-validator/src/typecheck",
    "cedar-validator/src/validation",
];

/// What of the model is changed: everything.
const MODEL: &str = "dafny/model";

/// How large the share of each part in a sample is, beside those of the others.
fn share(part: Part) -> usize {
    match part {
        Part::Core => 2,
        Part::Validator | Part::Text => 1,
        Part::Model => 3,
    }
}

/// What does not decide: messages and tests, and warnings.
const BESIDE: [&str; 9] = [
    "error.rs",
    "errors.rs",
    "tests.rs",
    "test_support.rs",
    "warning.rs",
    "hints.rs",
    "render.rs",
    "strings.rs",
    "syntax_error.rs",
];

/// Why the faults of a source cannot be found.
#[derive(Debug, Error)]
pub enum SourceError {
    /// It cannot be read.
    #[error("`{file}`: {error}")]
    Io {
        /// The file.
        file: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// It is not Rust.
    #[error("`{file}`: {error}")]
    Syntax {
        /// The file.
        file: PathBuf,
        /// Why.
        error: syn::Error,
    },
}

/// All faults of these parts, in the files whose path contains `only`.
///
/// # Errors
/// When a source cannot be read.
pub fn candidates(root: &Path, parts: &[Part], only: &str) -> Result<Vec<Fault>, SourceError> {
    let mut files = Vec::new();
    for part in ENGINE.iter().chain([&MODEL]) {
        sources(root, Path::new(part), &mut files)?;
    }
    let mut found = Vec::new();
    for file in files {
        if !file.to_string_lossy().contains(only) {
            continue;
        }
        let text = std::fs::read_to_string(root.join(&file)).map_err(|error| SourceError::Io {
            file: file.clone(),
            error,
        })?;
        if file.extension().is_some_and(|e| e == "dfy") {
            found.extend(dafny::faults(&file, &text));
        } else {
            let faults = rust::faults(&file, &text);
            found.extend(faults.map_err(|error| SourceError::Syntax { file, error })?);
        }
    }
    found.retain(|fault| parts.contains(&fault.part()));
    Ok(found)
}

fn sources(root: &Path, part: &Path, files: &mut Vec<PathBuf>) -> Result<(), SourceError> {
    if part.ends_with("tests") {
        return Ok(());
    }
    if !root.join(part).is_dir() {
        let decides = !BESIDE.iter().any(|beside| part.ends_with(beside));
        if part.extension().is_some_and(|e| e == "rs" || e == "dfy") && decides {
            files.push(part.to_owned());
        }
        return Ok(());
    }
    let io = |error| SourceError::Io {
        file: part.to_owned(),
        error,
    };
    let entries = std::fs::read_dir(root.join(part)).map_err(io)?;
    let names = entries.map(|entry| entry.map(|entry| entry.file_name()));
    let mut names = names.collect::<Result<Vec<_>, _>>().map_err(io)?;
    names.sort();
    for name in names {
        sources(root, &part.join(name), files)?;
    }
    Ok(())
}

/// `count` faults, each part with its share, no two of which overlap. The seed
/// determines which.
pub fn choose(all: Vec<Fault>, count: usize, seed: u64) -> Vec<Fault> {
    let mut by_part: BTreeMap<Part, Vec<Fault>> = BTreeMap::new();
    for fault in all {
        by_part.entry(fault.part()).or_default().push(fault);
    }
    let mut left = count;
    let mut shares: usize = by_part.keys().map(|part| share(*part)).sum();
    let mut chosen = Vec::new();
    for (part, faults) in by_part {
        let taken = left * share(part) / shares;
        left -= taken;
        shares -= share(part);
        chosen.extend(apart(faults, taken, seed));
    }
    chosen
}

fn apart(mut faults: Vec<Fault>, count: usize, seed: u64) -> Vec<Fault> {
    let mut state = seed;
    for last in (1..faults.len()).rev() {
        state = mix(state);
        faults.swap(last, (state % (last as u64 + 1)) as usize);
    }
    let mut taken: BTreeMap<PathBuf, Vec<std::ops::Range<usize>>> = BTreeMap::new();
    let mut chosen = Vec::new();
    for fault in faults {
        let taken = taken.entry(fault.file.clone()).or_default();
        let free = taken
            .iter()
            .all(|other| other.end <= fault.range.start || fault.range.end <= other.start);
        if free && chosen.len() < count {
            taken.push(fault.range.clone());
            chosen.push(fault);
        }
    }
    chosen
}

/// SplitMix64.
fn mix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_of_engine_and_model_and_does_not_overlap() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let all = candidates(&root, &[Part::Core, Part::Validator, Part::Model], "").unwrap();
        let chosen = choose(all.clone(), 100, 1);
        assert_eq!(chosen.len(), 100);
        let again: Vec<String> = choose(all.clone(), 100, 1)
            .iter()
            .map(Fault::to_string)
            .collect();
        let shown: Vec<String> = chosen.iter().map(Fault::to_string).collect();
        assert_eq!(shown, again);
        assert_ne!(
            choose(all, 100, 2).first().map(Fault::to_string),
            shown.first().cloned()
        );
        for (index, a) in chosen.iter().enumerate() {
            for b in chosen.iter().skip(index + 1).filter(|b| b.file == a.file) {
                assert!(a.range.end <= b.range.start || b.range.end <= a.range.start);
            }
        }
    }
}
