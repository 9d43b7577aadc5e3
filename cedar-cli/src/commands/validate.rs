//! `cedar validate`: check policies against a schema.

use crate::args::{PoliciesArgs, SchemaFormat};
use crate::console::Console;
use crate::exit::Outcome;
use crate::input::policies::LoadedPolicies;
use crate::input::schema;
use crate::report::{Failure, Problem, both};
use cedar_core::Span;
use cedar_validator::{Schema, ValidationError, ValidationResult, ValidationWarning, Validator};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Check policies against a schema
///
/// Policies that pass can fail for no request and entities that are as the
/// schema says, but for missing entities, integer overflow, and extension
/// functions without a value.
#[derive(Args, Debug)]
pub(crate) struct ValidateArgs {
    /// File that holds the schema; `-` for standard input
    #[arg(short, long, value_name = "FILE")]
    schema: PathBuf,

    /// How the schema is written
    #[arg(long, value_enum, default_value_t = SchemaFormat::Cedar)]
    schema_format: SchemaFormat,

    #[command(flatten)]
    policies: PoliciesArgs,

    /// Count warnings as errors
    #[arg(long)]
    deny_warnings: bool,

    /// How many steps away from the request the policies may read entities:
    /// 1 for `principal.a`, 2 for `principal.a.b` if `a` is an entity
    #[arg(long, value_name = "LEVEL")]
    level: Option<u32>,

    /// How strict to be
    #[arg(long, value_enum, default_value_t = Mode::Strict)]
    validation_mode: Mode,
}

/// How strict to be.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Mode {
    /// Types that meet must be compatible, so that policies can be analyzed
    Strict,
    /// Only what can fail is an error
    Permissive,
}

impl ValidateArgs {
    /// Exit codes: 0 if the policies pass, 3 if not.
    pub(crate) fn run(self, console: &mut Console) -> Result<Outcome, Failure> {
        let schema = schema::read(&self.schema, self.schema_format);
        let (policies, schema) = both(self.policies.load(), schema)?;
        console.problems(&schema.warnings);
        let validator = Validator::new(schema.schema);
        let mode = self.validation_mode.into();
        let result = match self.level {
            None => validator.validate(&policies.policies, mode),
            Some(level) => validator.validate_with_level(&policies.policies, mode, level),
        };
        let problems = problems(&result, validator.schema(), &policies);
        console.problems(&problems);
        let passed = match self.deny_warnings {
            true => result.passed_without_warnings(),
            false => result.passed(),
        };
        console.line(format_args!(
            "policy set validation {}",
            if passed { "passed" } else { "failed" }
        ));
        console.line(count(result.errors().len(), result.warnings().len()));
        Ok(match passed {
            true => Outcome::Success,
            false => Outcome::ValidationFailed,
        })
    }
}

fn problems(result: &ValidationResult, schema: &Schema, policies: &LoadedPolicies) -> Vec<Problem> {
    let located = |problem: Problem, span: Span| problem.at(policies.place(span));
    let error = |error: &ValidationError| {
        let problem = Problem::new(error.to_string()).help(error.kind.help(schema));
        let problem = match error.arises_in() {
            Some(environments) => problem.because(environments),
            None => problem,
        };
        located(problem, error.span)
    };
    let warning = |warning: &ValidationWarning| {
        located(Problem::new(warning.to_string()).warning(), warning.span)
    };
    let errors = result.errors().iter().map(error);
    errors
        .chain(result.warnings().iter().map(warning))
        .collect()
}

fn count(errors: usize, warnings: usize) -> String {
    let plural = |n: usize, what: &str| match n {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    };
    match (errors, warnings) {
        (0, 0) => "no errors or warnings".to_owned(),
        (errors, 0) => plural(errors, "error"),
        (0, warnings) => plural(warnings, "warning"),
        (errors, warnings) => {
            format!(
                "{}, {}",
                plural(errors, "error"),
                plural(warnings, "warning")
            )
        }
    }
}

impl From<Mode> for cedar_validator::ValidationMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Strict => cedar_validator::ValidationMode::Strict,
            Mode::Permissive => cedar_validator::ValidationMode::Permissive,
        }
    }
}
