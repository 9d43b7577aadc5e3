//! Schemas: which entities, actions and requests there can be.
//!
//! | module | holds |
//! |---|---|
//! | [`fragment`] | the abstract syntax of both forms |
//! | `text` | the Cedar form, both ways |
//! | `json` | the JSON form, both ways |
//! | `resolve` | which declaration a name means; fragments into a [`Schema`] |
//! | `schema` | the resolved schema that everything else asks |

pub mod fragment;

mod error;
mod json;
mod names;
mod path;
mod queries;
mod reachability;
mod resolve;
#[expect(
    clippy::module_inception,
    reason = "the resolved schema is the module's main concept"
)]
mod schema;
mod text;

pub use error::{
    DeclarationKind, SchemaError, SchemaErrorKind, SchemaErrors, SchemaTextError, SchemaWarning,
    SchemaWarningKind,
};
pub use fragment::SchemaFragment;
pub use json::{SchemaJson, SchemaJsonError, SchemaJsonErrorKind, SchemaJsonErrors};
pub use path::Path;
pub use resolve::{MAX_DECLARATIONS, MAX_TYPE_DEPTH};
pub use schema::{Action, ActionId, EntityType, EntityTypeId, EntityTypeKind, Schema};
pub use text::SchemaPrintError;
