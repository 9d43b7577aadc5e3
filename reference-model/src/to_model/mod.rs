//! Production types to model types.
//!
//! | module | holds |
//! |---|---|
//! | `values` | texts, uids, values, entities, requests |
//! | `expressions` | expressions, shorthands written out |
//! | `policies` | policies, templates, links |
//! | `schema` | schemas and types |

mod expressions;
mod policies;
mod schema;
mod values;

pub(crate) use expressions::{expr, extension_function};
pub(crate) use policies::{policy, slot_values, template};
pub(crate) use schema::{mode, schema};
pub(crate) use values::{entity, entity_record, request, store, text, uid};
