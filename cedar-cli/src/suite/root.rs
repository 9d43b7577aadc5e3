//! Which files the paths in a test mean.

use crate::report::{Failure, Problem};
use std::path::{Path, PathBuf};

/// Where the paths in tests start.
pub(crate) struct Root {
    given: Option<PathBuf>,
}

impl Root {
    /// The folder `given` first, if there is one.
    pub(crate) fn new(given: Option<PathBuf>) -> Self {
        Root { given }
    }

    /// The file that `path` means in `test`: in the given folder; else in the
    /// working folder; else in the nearest folder above the test. The first
    /// place where it exists counts.
    pub(super) fn resolve(&self, test: &Path, path: &str) -> Result<PathBuf, Failure> {
        let test = test.canonicalize().unwrap_or_else(|_| test.to_owned());
        let above = test.ancestors().skip(1);
        let folders = self.given.as_deref().into_iter();
        folders
            .chain([Path::new("")])
            .chain(above)
            .map(|folder| folder.join(path))
            .find(|file| file.is_file())
            .ok_or_else(|| self.not_found(path).into())
    }

    fn not_found(&self, path: &str) -> Problem {
        let places = match &self.given {
            Some(given) => format!("`{}`, the working folder", given.display()),
            None => "the working folder".to_owned(),
        };
        Problem::new(format!("there is no file `{path}`"))
            .because(format!("it is not in {places}, or a folder above the test"))
            .help("say with `--root` where the paths in tests start".to_owned())
    }
}
