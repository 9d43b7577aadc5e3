//! The Cedar form of schemas.

use cedar_core::ast::is_identifier;

/// `name` as an identifier if it is one, else in quotes.
pub(super) fn name_or_string(name: &str) -> String {
    if is_identifier(name) {
        name.to_owned()
    } else {
        format!("\"{}\"", name.escape_debug())
    }
}
