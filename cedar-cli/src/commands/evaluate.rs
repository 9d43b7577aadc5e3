//! `cedar evaluate`: evaluate an expression.

use crate::args::{RequestArgs, SchemaArgs};
use crate::console::Console;
use crate::exit::Outcome;
use crate::input;
use crate::input::expression::{self, LoadedExpression};
use crate::report::{Failure, Label, Place, Problem, both};
use cedar_core::{Entities, EvaluationError, Evaluator};
use clap::Args;
use std::path::PathBuf;

/// Evaluate an expression
///
/// The value follows an empty line. Parts of the request that the expression
/// does not use need not be given.
#[derive(Args, Debug)]
pub(crate) struct EvaluateArgs {
    #[command(flatten)]
    request: RequestArgs,

    #[command(flatten)]
    schema: SchemaArgs,

    /// JSON file that holds the entities; `-` for standard input
    #[arg(long, value_name = "FILE")]
    entities: Option<PathBuf>,

    /// The expression, such as `"abc" like "a*"`
    #[arg(value_name = "EXPRESSION")]
    expression: String,
}

impl EvaluateArgs {
    pub(crate) fn run(self, console: &mut Console) -> Result<Outcome, Failure> {
        let schema = self.schema.load(console)?;
        let schema = schema.as_ref();
        let entities = match &self.entities {
            Some(file) => input::entities::read(file, schema),
            None => Ok(Entities::empty()),
        };
        let data = both(self.request.load_or_placeholders(schema), entities);
        let (loaded, (request, entities)) = both(expression::parse(&self.expression), data)?;
        let value = Evaluator::new(&request, &entities)
            .evaluate(&loaded.expression)
            .map_err(|error| problem(&loaded, &error))?;
        console.line(format_args!("\n{value}"));
        Ok(Outcome::Success)
    }
}

fn problem(loaded: &LoadedExpression, error: &EvaluationError) -> Problem {
    let problem = Problem::new(error.to_string()).help(error.kind().hint());
    match error.span().range() {
        Some(range) => {
            let label = Label { range, text: None };
            problem.at(Place::labelled(&loaded.source, label, []))
        }
        None => problem,
    }
}
