//! Which names can be declared.

use cedar_core::ast::{is_identifier, is_reserved};

/// Names that no common type can have, since they mean something where types
/// are written.
const RESERVED_COMMON_TYPES: [&str; 8] = [
    "Bool",
    "Boolean",
    "Entity",
    "Extension",
    "Long",
    "Record",
    "Set",
    "String",
];

/// The name cannot be that of a common type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct ReservedCommonType;

/// Whether an entity type or a common type can have this name, reserved names
/// of common types apart.
pub(super) fn is_declarable(name: &str) -> bool {
    is_identifier(name) && !is_reserved(name)
}

/// Checks that a common type can have this name.
pub(super) fn check_common_type_name(name: &str) -> Result<(), ReservedCommonType> {
    if RESERVED_COMMON_TYPES.contains(&name) {
        return Err(ReservedCommonType);
    }
    Ok(())
}
