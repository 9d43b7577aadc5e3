//! Faults that change no answer, each with the reason.

use crate::fault::Fault;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Where they are listed, from the project's root.
const FILE: &str = "fuzz/mutation/equivalent.toml";

/// The faults that are known to be equivalent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Equivalents {
    #[serde(default)]
    equivalent: Vec<Equivalent>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Equivalent {
    file: PathBuf,
    /// The line that holds it, so that it may move but not change.
    line: String,
    operator: String,
    before: String,
    #[serde(default)]
    after: String,
    reason: String,
}

/// Why the list cannot be read.
#[derive(Debug, Error)]
pub enum EquivalentsError {
    /// The file cannot be read.
    #[error("`{FILE}`: {0}")]
    Io(#[from] std::io::Error),
    /// It is not what it should be.
    #[error("`{FILE}`: {0}")]
    Toml(#[from] toml::de::Error),
}

impl Equivalents {
    /// The list of the project in `root`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(root: &Path) -> Result<Self, EquivalentsError> {
        Ok(toml::from_str(&std::fs::read_to_string(root.join(FILE))?)?)
    }

    /// Why the fault changes no answer, if that is known.
    pub fn reason(&self, fault: &Fault) -> Option<&str> {
        let known = self.equivalent.iter().find(|known| {
            known.file == fault.file
                && known.operator == fault.operator
                && words(&known.line) == words(&fault.line_text)
                && words(&known.before) == words(&fault.before)
                && words(&known.after) == words(&fault.after)
        });
        known.map(|known| known.reason.as_str())
    }
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Part;
    use crate::sample;

    /// What is listed and no longer there would excuse nothing, or another fault.
    #[test]
    fn all_of_them_are_faults_that_can_be_planted() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let known = Equivalents::read(&root).unwrap();
        let parts = [Part::Core, Part::Validator, Part::Text, Part::Model];
        let all = sample::candidates(&root, &parts, "").unwrap();
        let excused: Vec<&str> = all.iter().filter_map(|fault| known.reason(fault)).collect();
        for Equivalent {
            file, line, reason, ..
        } in &known.equivalent
        {
            let found = excused.contains(&reason.as_str());
            assert!(found, "{}: `{line}` is not a fault", file.display());
        }
    }
}
