//! JSON forms of values, entities, contexts, requests and policies.
//!
//! # Map
//!
//! | module | holds |
//! |---|---|
//! | `tree` | [`Json`]: a document as a light tree in a [`JsonArena`] |
//! | `path`, `error`, `locate` | [`JsonError`]: what is wrong, at which path, at which place |
//! | `fields` | [`Fields`]: objects with a fixed set of fields |
//! | `uid`, `value` | entity uids and values, with their escapes |
//! | `entity`, `context`, `request` | what an application provides |
//! | `scope`, `expr_read`, `expr_write`, `policy`, `policy_set` | policies |
//! | `write` | what cannot be written |
//!
//! Reading has two steps, which keeps the readers plain: the source becomes a
//! [`Json`], and readers make values from it. An array of entities goes through
//! both one entity at a time ([`read_elements`]). Readers that know more, such
//! as one that is directed by a schema, replace the second step and use the
//! same trees, paths and places.
//!
//! ```
//! use cedar_core::{Entities, PolicySet};
//!
//! let entities = Entities::from_json_str(
//!     r#"[{"uid": {"type": "User", "id": "alice"}, "attrs": {"age": 42}, "parents": []}]"#,
//! )?;
//! assert_eq!(entities.len(), 1);
//!
//! let error = Entities::from_json_str(
//!     r#"[{"uid": {"type": "User", "id": "alice"}, "attrs": {"age": null}, "parents": []}]"#,
//! )
//! .unwrap_err();
//! assert_eq!(error.path().to_string(), "[0].attrs.age");
//! assert_eq!(error.place().map(|place| place.column), Some(60));
//!
//! let source = r#"{"staticPolicies":{},"templates":{},"templateLinks":[]}"#;
//! let policies = PolicySet::from_json_str(source)?;
//! assert_eq!(serde_json::to_string(&policies.to_json()?)?, source);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What writes JSON is a [`serde::Serialize`]. Write it as text: expressions may
//! be deeper than a [`serde_json::Value`] can be dropped on a small stack.
//!
//! # Limits
//!
//! Arrays and objects nest at most [`MAX_JSON_DEPTH`] levels deep. Integers are
//! 64-bit and signed, written without fraction or exponent; `-0` is not one.
//!
//! # Repeated keys
//!
//! In entities and policy sets a key that occurs twice in an object is an error.
//! In contexts, single policies and documents that may be either, the last one
//! counts ([`Duplicates`]).

mod context;
mod entity;
mod error;
mod expr_read;
mod expr_write;
mod fields;
mod locate;
mod path;
mod policy;
mod policy_set;
mod request;
mod scope;
#[cfg(test)]
mod test_support;
mod tree;
mod uid;
mod value;
mod write;

pub use context::read_context;
pub use entity::{EntitiesJson, EntityJson, read_entity};
pub use error::{JsonError, JsonErrorKind, Place};
pub use expr_read::read_expr;
pub use expr_write::ExprJson;
pub use fields::Fields;
pub use path::{JsonPath, JsonStep};
pub use policy::{PolicyJson, read_policy};
pub use policy_set::{PolicyDocument, PolicySetJson, read_policy_set};
pub use request::RequestJson;
pub use tree::{Duplicates, Json, JsonArena, JsonEntry, JsonType, MAX_JSON_DEPTH, read_elements};
pub use uid::{UidJson, read_uid};
pub use value::{Escape, ExtensionArguments, ValueJson, read_fields, read_value};
pub use write::ToJsonError;
