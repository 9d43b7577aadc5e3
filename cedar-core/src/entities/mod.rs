//! Entities and the store that holds them.

mod entity;
mod hierarchy;
mod shared;
mod store;

pub use entity::Entity;
pub use hierarchy::MAX_ANCESTORS;
pub(crate) use hierarchy::NodeIndex;
pub use shared::SharedEntities;
pub use store::{Entities, EntitiesError};
