//! Reads model files and what they include.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::parser::parse;
use crate::program::Program;
use crate::resolve::resolve;
use crate::source::{Diagnostic, Refusal, Source};

/// A model that was read and resolved.
#[derive(Clone, Debug)]
pub struct Model {
    /// The files, in the order in which they were read.
    pub sources: Vec<Source>,
    /// What they declare.
    pub program: Program,
}

/// Why a model could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file or directory could not be read.
    #[error("cannot read `{}`: {error}", path.display())]
    Read {
        /// Which one.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A directory without model files.
    #[error("`{}` holds no `.dfy` file: the model is missing", path.display())]
    Empty {
        /// Which one.
        path: PathBuf,
    },
    /// The files are not a program of the subset.
    #[error("{0}")]
    Refused(Box<Refusal>),
}

/// Reads all `.dfy` files of a directory, in the order of their names.
///
/// # Errors
///
/// The directory or a file cannot be read, there is no such file, or the files
/// are not a program of the subset.
pub fn load_directory(directory: &Path) -> Result<Model, LoadError> {
    let failed = |error| LoadError::Read {
        path: directory.to_owned(),
        error,
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|extension| extension == "dfy") {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(LoadError::Empty {
            path: directory.to_owned(),
        });
    }
    files.sort();
    load_files(&files)
}

/// Reads files and, after each, those that it includes.
///
/// # Errors
///
/// A file cannot be read, or the files are not a program of the subset.
pub fn load_files(files: &[PathBuf]) -> Result<Model, LoadError> {
    let mut loader = Loader::default();
    for file in files {
        loader.read(file)?;
    }
    loader.finish()
}

/// Reads one text as a whole program, for tests and tools.
///
/// # Errors
///
/// The text is not a program of the subset.
pub fn load_text(path: &str, text: &str) -> Result<Model, LoadError> {
    let mut loader = Loader::default();
    loader.parse(path.to_owned(), text.to_owned());
    loader.finish()
}

#[derive(Default)]
struct Loader {
    seen: BTreeSet<PathBuf>,
    sources: Vec<Source>,
    modules: Vec<crate::syntax::Module>,
    diagnostics: Vec<Diagnostic>,
}

impl Loader {
    fn read(&mut self, path: &Path) -> Result<(), LoadError> {
        let failed = |error| LoadError::Read {
            path: path.to_owned(),
            error,
        };
        let identity = fs::canonicalize(path).map_err(failed)?;
        if !self.seen.insert(identity) {
            return Ok(());
        }
        let text = fs::read_to_string(path).map_err(failed)?;
        let includes = self.parse(path.display().to_string(), text);
        for (include, span) in includes {
            let directory = path.parent().unwrap_or(Path::new(""));
            let included = directory.join(&include);
            if included.is_file() {
                self.read(&included)?;
            } else {
                let message = format!("included file `{include}` does not exist");
                self.diagnostics.push(Diagnostic::new(span, message));
            }
        }
        Ok(())
    }

    fn parse(&mut self, path: String, text: String) -> Vec<(String, crate::source::Span)> {
        let parsed = parse(self.sources.len(), &text);
        self.sources.push(Source { path, text });
        match parsed {
            Ok(module) => {
                let includes = module.includes.clone();
                self.modules.push(module);
                includes
            }
            Err(diagnostic) => {
                self.diagnostics.push(diagnostic);
                Vec::new()
            }
        }
    }

    fn finish(self) -> Result<Model, LoadError> {
        let refuse = |diagnostics| {
            LoadError::Refused(Box::new(Refusal {
                sources: self.sources.clone(),
                diagnostics,
            }))
        };
        if !self.diagnostics.is_empty() {
            return Err(refuse(self.diagnostics));
        }
        match resolve(&self.modules) {
            Ok(program) => Ok(Model {
                sources: self.sources,
                program,
            }),
            Err(diagnostics) => Err(refuse(diagnostics)),
        }
    }
}
