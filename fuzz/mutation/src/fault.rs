//! A fault that can be planted.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

/// A part of a source in the place of which, while a switch is on, another is
/// evaluated.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The file, from the project's root.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The kind of fault.
    pub operator: &'static str,
    /// The bytes that are replaced.
    pub range: Range<usize>,
    /// The text there.
    pub before: String,
    /// What is evaluated instead.
    pub after: String,
    /// How the two are joined.
    pub form: Form,
}

/// How the right and the wrong text are joined by the switch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// An expression of Rust.
    RustExpression,
    /// A statement that the switch turns off; there is no other.
    RustStatement,
    /// The beginning of a body, at which the switch returns.
    RustReturn,
    /// An expression of Dafny.
    DafnyExpression,
}

impl Fault {
    /// The text that stands in the copy, with this number as the switch.
    pub fn switched(&self, number: usize) -> String {
        let (before, after) = (&self.before, &self.after);
        match self.form {
            Form::RustExpression => {
                format!("(if ::cedar_core::mutant::on({number}) {{ {after} }} else {{ {before} }})")
            }
            Form::RustStatement => {
                format!("if !::cedar_core::mutant::on({number}) {{ {before} }}")
            }
            Form::RustReturn => {
                format!("{{ if ::cedar_core::mutant::on({number}) {{ return {after}; }}")
            }
            Form::DafnyExpression => {
                format!("(if Mutants.On({number}) then {after} else {before})")
            }
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |text: &str| {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            match text.char_indices().nth(60) {
                Some((at, _)) => format!("{}…", &text[..at]),
                None => text,
            }
        };
        write!(
            f,
            "{}:{} {}: ",
            self.file.display(),
            self.line,
            self.operator
        )?;
        match self.form {
            Form::RustStatement => write!(f, "`{}`", short(&self.before)),
            Form::RustReturn => write!(f, "`return {}`", short(&self.after)),
            _ => write!(f, "`{}` → `{}`", short(&self.before), short(&self.after)),
        }
    }
}
