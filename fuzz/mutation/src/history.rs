//! Faults such as other implementations of the language once had.
//!
//! Each is a file of `fuzz/planted-faults/history`: a description, `file:`, and
//! `replace <<< … >>>` and `with <<< … >>>` with a text that occurs once. The
//! text need not be an expression: the switch chooses between the whole bodies
//! of the function that holds it, as they are and with the fault.

use crate::fault::{Fault, Form};
use reference_model_extract::parser::parse;
use reference_model_extract::syntax::Declaration;
use std::ops::Range;
use std::path::{Path, PathBuf};
use syn::visit::{self, Visit};
use thiserror::Error;

/// Where they are, from the project's root.
pub const FOLDER: &str = "fuzz/planted-faults/history";

/// Why such a fault cannot be planted.
#[derive(Debug, Error)]
pub enum HistoryError {
    /// A file cannot be read.
    #[error("`{file}`: {error}")]
    Io {
        /// The file.
        file: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A part is missing from the description of the fault.
    #[error("`{name}`: `{part}` is missing")]
    Missing {
        /// The fault.
        name: String,
        /// Which part.
        part: &'static str,
    },
    /// The text to replace is not there exactly once.
    #[error("`{name}`: the text to replace occurs {occurrences} times, not once")]
    NotOnce {
        /// The fault.
        name: String,
        /// How often it occurs.
        occurrences: usize,
    },
    /// No function holds the text to replace.
    #[error("`{name}`: the text to replace is in no function")]
    NoFunction {
        /// The fault.
        name: String,
    },
}

/// All of them, by name.
///
/// # Errors
/// When one of them cannot be read or does not fit the sources.
pub fn faults(root: &Path) -> Result<Vec<Fault>, HistoryError> {
    let folder = root.join(FOLDER);
    let io = |error| HistoryError::Io {
        file: folder.clone(),
        error,
    };
    let entries = std::fs::read_dir(&folder).map_err(io)?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = paths.collect::<Result<Vec<_>, _>>().map_err(io)?;
    paths.sort();
    paths.iter().map(|path| fault(root, path)).collect()
}

fn fault(root: &Path, path: &Path) -> Result<Fault, HistoryError> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = name.into_owned();
    let described = read(path)?;
    let missing = |part| HistoryError::Missing {
        name: name.clone(),
        part,
    };
    let (description, rest) = described
        .split_once("\nfile:")
        .ok_or_else(|| missing("file:"))?;
    let (file, rest) = rest.split_once('\n').ok_or_else(|| missing("replace"))?;
    let block = |part: &'static str| {
        rest.split_once(&format!("{part} <<<\n"))
            .and_then(|(_, block)| block.split_once("\n>>>"))
            .map(|(text, _)| text)
            .ok_or_else(|| missing(part))
    };
    let (replace, with) = (block("replace")?, block("with")?);
    let file = PathBuf::from(file.trim());
    let source = read(&root.join(&file))?;
    let occurrences = source.matches(replace).count();
    let at = match (source.find(replace), occurrences) {
        (Some(at), 1) => at,
        _ => return Err(HistoryError::NotOnce { name, occurrences }),
    };
    let place = at..at + replace.len();
    let is_model = file.extension().is_some_and(|extension| extension == "dfy");
    let bodies = match is_model {
        true => dafny_bodies(&source),
        false => rust_bodies(&source),
    };
    let body = bodies
        .into_iter()
        .filter(|body| body.start <= place.start && place.end <= body.end)
        .min_by_key(Range::len)
        .ok_or_else(|| HistoryError::NoFunction { name: name.clone() })?;
    let part = |range: Range<usize>| source.get(range).unwrap_or("");
    let after = [
        part(body.start..place.start),
        with,
        part(place.end..body.end),
    ]
    .concat();
    let (line, _) = Fault::line_of(&source, at);
    Ok(Fault {
        line,
        line_text: description.split_whitespace().collect::<Vec<_>>().join(" "),
        // As long-lived as the program, which reads each once.
        operator: name.leak(),
        before: part(body.clone()).to_owned(),
        after,
        range: body,
        form: match is_model {
            true => Form::DafnyBody,
            false => Form::RustBody,
        },
        file,
    })
}

fn read(file: &Path) -> Result<String, HistoryError> {
    std::fs::read_to_string(file).map_err(|error| HistoryError::Io {
        file: file.to_owned(),
        error,
    })
}

fn dafny_bodies(source: &str) -> Vec<Range<usize>> {
    let declarations = parse(0, source).map_or_else(|_| Vec::new(), |module| module.declarations);
    let body = |declaration: &Declaration| match declaration {
        Declaration::Function(function) => Some(function.body.span.start..function.body.span.end),
        _ => None,
    };
    declarations.iter().filter_map(body).collect()
}

fn rust_bodies(source: &str) -> Vec<Range<usize>> {
    struct Bodies(Vec<Range<usize>>);
    impl Bodies {
        fn add(&mut self, block: &syn::Block) {
            let (open, close) = (
                block.brace_token.span.open(),
                block.brace_token.span.close(),
            );
            self.0.push(open.byte_range().start..close.byte_range().end);
        }
    }
    impl<'ast> Visit<'ast> for Bodies {
        fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
            self.add(&function.block);
            visit::visit_item_fn(self, function);
        }
        fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
            self.add(&function.block);
            visit::visit_impl_item_fn(self, function);
        }
    }
    let mut bodies = Bodies(Vec::new());
    if let Ok(file) = syn::parse_file(source) {
        bodies.visit_file(&file);
    }
    bodies.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_them_fit_the_sources() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let all = faults(&root).unwrap();
        assert!(all.len() > 60);
        for fault in &all {
            assert_ne!(fault.before, fault.after, "{}", fault.operator);
        }
    }

    #[test]
    fn the_body_of_the_innermost_function_is_chosen() {
        let source = "fn f() { fn g() { 1 } 2 }\nimpl T { fn h() { 3 } }";
        let found: Vec<&str> = rust_bodies(source)
            .into_iter()
            .map(|body| &source[body])
            .collect();
        assert_eq!(found, ["{ fn g() { 1 } 2 }", "{ 1 }", "{ 3 }"]);
    }
}
