//! `--schema`, `--schema-format`.

use crate::console::Console;
use crate::input::schema::{self, LoadedSchema};
use crate::report::Failure;
use cedar_validator::Schema;
use clap::{Args, ValueEnum};
use serde::Deserialize;
use std::path::PathBuf;

/// The schema that says which entities and requests there can be.
#[derive(Args, Debug)]
pub(crate) struct SchemaArgs {
    /// File that holds the schema; `-` for standard input
    #[arg(short, long, value_name = "FILE")]
    schema: Option<PathBuf>,

    /// How the schema is written
    #[arg(long, value_enum, default_value_t = SchemaFormat::Cedar)]
    schema_format: SchemaFormat,
}

/// How a schema is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SchemaFormat {
    /// Cedar's own syntax
    #[default]
    Cedar,
    /// JSON
    Json,
}

impl SchemaArgs {
    /// The schema, if a file is named. Its warnings are shown.
    pub(crate) fn load(&self, console: &mut Console) -> Result<Option<Schema>, Failure> {
        let Some(path) = &self.schema else {
            return Ok(None);
        };
        let LoadedSchema { schema, warnings } = schema::read(path, self.schema_format)?;
        console.problems(&warnings);
        Ok(Some(schema))
    }

    /// Whether a file is named.
    pub(crate) fn is_given(&self) -> bool {
        self.schema.is_some()
    }
}
