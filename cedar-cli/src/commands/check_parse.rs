//! `cedar check-parse`: check that inputs parse.

use crate::args::{PoliciesArgs, SchemaArgs};
use crate::console::Console;
use crate::exit::Outcome;
use crate::input::{self, expression};
use crate::report::{Failure, both};
use clap::Args;
use std::path::PathBuf;

/// Check that policies, an expression, a schema or entities parse
///
/// Everything that is given is checked, entities with the schema if there is
/// one; if nothing is given, the policies on standard input.
#[derive(Args, Debug)]
pub(crate) struct CheckParseArgs {
    #[command(flatten)]
    policies: PoliciesArgs,

    #[command(flatten)]
    schema: SchemaArgs,

    /// An expression
    #[arg(long, value_name = "EXPRESSION")]
    expression: Option<String>,

    /// JSON file that holds entities; `-` for standard input
    #[arg(long, value_name = "FILE")]
    entities: Option<PathBuf>,
}

impl CheckParseArgs {
    pub(crate) fn run(self, console: &mut Console) -> Result<Outcome, Failure> {
        let nothing_else =
            self.expression.is_none() && self.entities.is_none() && !self.schema.is_given();
        let policies = if self.policies.is_given() || nothing_else {
            self.policies.load().map(drop)
        } else {
            Ok(())
        };
        let expression = check(self.expression, |text| expression::parse(&text).map(drop));
        let schema = self.schema.load(console);
        let entities = check(self.entities, |path| {
            let schema = schema.as_ref().ok().and_then(Option::as_ref);
            input::entities::read(&path, schema).map(drop)
        });
        both(policies, both(expression, both(schema, entities)))?;
        Ok(Outcome::Success)
    }
}

fn check<T>(given: Option<T>, check: impl FnOnce(T) -> Result<(), Failure>) -> Result<(), Failure> {
    given.map_or(Ok(()), check)
}
