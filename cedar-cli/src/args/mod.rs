//! Groups of arguments that several subcommands share.
//!
//! A group says how its arguments are written and turns them into typed
//! values; a subcommand never sees a path or a raw string.

mod entities;
mod policies;
mod request;
mod schema;

pub(crate) use entities::EntitiesArgs;
pub(crate) use policies::{PoliciesArgs, PolicyFormat};
pub(crate) use request::RequestArgs;
pub(crate) use schema::{SchemaArgs, SchemaFormat};
