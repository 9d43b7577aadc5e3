//! Entities and the store that holds them.

mod entity;
mod hierarchy;
mod layers;
mod shared;
mod store;

pub use entity::Entity;
pub use hierarchy::MAX_ANCESTORS;
pub use layers::MAX_LAYERS;
pub use shared::SharedEntities;
pub(crate) use store::Located;
pub use store::{Entities, EntitiesError};
