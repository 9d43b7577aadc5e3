//! `--entities`.

use crate::input;
use crate::report::Failure;
use cedar_core::Entities;
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
    /// The entities.
    pub(crate) fn load(&self) -> Result<Entities, Failure> {
        input::entities::read(&self.entities)
    }
}
