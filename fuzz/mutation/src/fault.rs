//! A fault that can be planted.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A part of a source in the place of which, while a switch is on, another is
/// evaluated.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The file, from the project's root.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The text of that line; of a fault with a name, what is wrong with it.
    pub line_text: String,
    /// The kind of fault, or its name.
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
    /// The pattern of an arm, which the switch makes match nothing.
    RustArm,
    /// An expression of Dafny.
    DafnyExpression,
    /// The body of a function of Rust, with its braces.
    RustBody,
    /// The body of a function of Dafny.
    DafnyBody,
}

/// What a fault is a fault of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, clap::ValueEnum)]
pub enum Part {
    /// Values, entities, evaluation, authorization, explanations.
    Core,
    /// The validator.
    Validator,
    /// The forms of policies, schemas and data as text and JSON.
    Text,
    /// The model.
    Model,
}

impl Part {
    /// Its name in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Part::Core => "engine",
            Part::Validator => "engine, validator",
            Part::Text => "engine, text and JSON",
            Part::Model => "model",
        }
    }
}

impl Fault {
    /// The text and the number of the line in which `at` stands.
    pub fn line_of(text: &str, at: usize) -> (usize, String) {
        let before = text.get(..at).unwrap_or("");
        let number = before.matches('\n').count() + 1;
        let line = text.lines().nth(number - 1).unwrap_or("");
        (number, line.trim().to_owned())
    }

    /// What tells the fault from all others of the project.
    pub fn key(&self) -> String {
        let (file, line, operator) = (self.file.display(), self.line, self.operator);
        if matches!(self.form, Form::RustBody | Form::DafnyBody) {
            return format!("{file} {operator}");
        }
        format!("{file}:{line} {operator}: {} → {}", self.before, self.after)
    }

    /// What it is a fault of.
    pub fn part(&self) -> Part {
        let is_in = |folder: &str| self.file.starts_with(Path::new(folder));
        match () {
            () if is_in("dafny") => Part::Model,
            () if is_in("cedar-parser")
                || is_in("cedar-core/src/json")
                || is_in("cedar-validator/src/schema") =>
            {
                Part::Text
            }
            () if is_in("cedar-validator") => Part::Validator,
            () => Part::Core,
        }
    }

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
            Form::RustArm => format!("{before} if !::cedar_core::mutant::on({number})"),
            Form::DafnyExpression | Form::DafnyBody => {
                format!("(if Mutants.On({number}) then {after} else {before})")
            }
            Form::RustBody => {
                format!("{{ if ::cedar_core::mutant::on({number}) {after} else {before} }}")
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
            Form::RustStatement | Form::RustArm => write!(f, "`{}`", short(&self.before)),
            Form::RustReturn => write!(f, "`return {}`", short(&self.after)),
            Form::RustBody | Form::DafnyBody => f.write_str(&self.line_text),
            _ => write!(f, "`{}` → `{}`", short(&self.before), short(&self.after)),
        }
    }
}
