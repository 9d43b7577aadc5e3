//! `cedar translate-schema`: a schema in its other form.

use crate::args::SchemaFormat;
use crate::console::Console;
use crate::exit::Outcome;
use crate::input::{Source, schema};
use crate::report::{Failure, Problem};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Translate a schema between Cedar's syntax and JSON; comments are lost
#[derive(Args, Debug)]
pub(crate) struct TranslateSchemaArgs {
    /// From which form to which
    #[arg(long, value_enum)]
    direction: Direction,

    /// File that holds the schema; standard input if absent or `-`
    #[arg(short, long, value_name = "FILE")]
    schema: Option<PathBuf>,
}

/// From which form to which.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Direction {
    /// JSON to Cedar's syntax
    JsonToCedar,
    /// Cedar's syntax to JSON
    CedarToJson,
    /// Cedar's syntax to JSON, where every name has its namespace and every
    /// type says whether it is an entity type
    CedarToJsonWithResolvedTypes,
}

impl TranslateSchemaArgs {
    pub(crate) fn run(self, console: &mut Console) -> Result<Outcome, Failure> {
        let source = Source::read_or_stdin(self.schema.as_deref())?;
        match self.direction {
            Direction::JsonToCedar => {
                let fragment = schema::parse_fragment(&source, SchemaFormat::Json)?;
                let text = fragment.to_cedar().map_err(|error| {
                    Problem::new(format!("cannot translate `{}`", source.name()))
                        .because(error.to_string())
                })?;
                console.line(text.trim_end());
            }
            Direction::CedarToJson => {
                let fragment = schema::parse_fragment(&source, SchemaFormat::Cedar)?;
                console.json(&fragment.to_json());
            }
            Direction::CedarToJsonWithResolvedTypes => {
                let fragment = schema::parse_fragment(&source, SchemaFormat::Cedar)?;
                let resolved = fragment
                    .with_resolved_types()
                    .map_err(|errors| schema::failure(&source, &errors))?;
                console.pretty_json(&resolved.to_json());
            }
        }
        Ok(Outcome::Success)
    }
}
