//! Planted faults: proof that the comparison bites.
//!
//! A file of `fuzz/planted-faults/` says what to change in the engine or in the
//! model, in the form of `dafny/known-bad/`: a description, `file:`, and
//! `replace <<< … >>>` and `with <<< … >>>` with whole lines. Each fault is
//! applied to a copy of the project, and the seeded campaign must notice it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// One planted fault.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// What is wrong with it.
    pub description: String,
    /// The file to change, from the project's root.
    pub file: PathBuf,
    /// The lines to replace; they occur exactly once.
    pub replace: String,
    /// What to put there.
    pub with: String,
}

/// Why a fault could not be read or planted.
#[derive(Debug, Error)]
pub enum FaultError {
    /// A part is missing from the description of the fault.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// The text to replace is not there exactly once.
    #[error("the text to replace occurs {occurrences} times in `{file}`, not once")]
    NotOnce {
        /// The file.
        file: PathBuf,
        /// How often it occurs.
        occurrences: usize,
    },
    /// A file cannot be read or written.
    #[error("`{file}`: {error}")]
    Io {
        /// The file.
        file: PathBuf,
        /// What went wrong.
        error: io::Error,
    },
}

impl Fault {
    /// Reads the description of a fault.
    ///
    /// # Errors
    /// When a part is missing.
    pub fn parse(text: &str) -> Result<Self, FaultError> {
        let (description, rest) = text
            .split_once("\nfile:")
            .ok_or(FaultError::Missing("file:"))?;
        let (file, rest) = rest
            .split_once('\n')
            .ok_or(FaultError::Missing("replace"))?;
        let block = |name: &'static str| {
            rest.split_once(&format!("{name} <<<\n"))
                .and_then(|(_, block)| block.split_once("\n>>>"))
                .map(|(lines, _)| lines.to_owned())
                .ok_or(FaultError::Missing(name))
        };
        Ok(Fault {
            description: description.split_whitespace().collect::<Vec<_>>().join(" "),
            file: file.trim().into(),
            replace: block("replace")?,
            with: block("with")?,
        })
    }

    /// Plants the fault in the copy of the project at `root` and returns the
    /// file's text as it was.
    ///
    /// # Errors
    /// When the text to replace is not there exactly once.
    pub fn plant(&self, root: &Path) -> Result<String, FaultError> {
        let file = root.join(&self.file);
        let io = |error| FaultError::Io {
            file: self.file.clone(),
            error,
        };
        let before = fs::read_to_string(&file).map_err(io)?;
        let occurrences = before.matches(&self.replace).count();
        if occurrences != 1 {
            return Err(FaultError::NotOnce {
                file: self.file.clone(),
                occurrences,
            });
        }
        fs::write(&file, before.replace(&self.replace, &self.with)).map_err(io)?;
        Ok(before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_planted_fault_still_applies() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut faults = 0;
        for entry in fs::read_dir(root.join("fuzz/planted-faults")).unwrap() {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_none_or(|extension| extension != "fault")
            {
                continue;
            }
            let fault = Fault::parse(&fs::read_to_string(&path).unwrap())
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let text = fs::read_to_string(root.join(&fault.file)).unwrap();
            assert_eq!(
                text.matches(&fault.replace).count(),
                1,
                "{}",
                path.display()
            );
            assert_ne!(fault.replace, fault.with, "{}", path.display());
            faults += 1;
        }
        assert!(faults > 0);
    }
}
