//! `--entities`.

use crate::input;
use crate::report::Failure;
use cedar_core::Entities;
use cedar_validator::Schema;
use clap::Args;
use std::path::PathBuf;

/// The entities that a request speaks of.
#[derive(Args, Debug)]
pub(crate) struct EntitiesArgs {
    /// JSON file that holds the entities; `-` for standard input
    #[arg(long, value_name = "FILE")]
    entities: PathBuf,
}

impl EntitiesArgs {
    /// The entities, read as the schema says if there is one.
    pub(crate) fn load(&self, schema: Option<&Schema>) -> Result<Entities, Failure> {
        input::entities::read(&self.entities, schema)
    }
}
