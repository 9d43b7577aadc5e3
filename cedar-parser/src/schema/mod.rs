//! Schemas in the Cedar form.
//!
//! Only the syntax is decided here; what names mean is decided where schemas
//! are resolved, in the validator.

mod builder;
mod error;
mod syntax;
mod syntax_error;
mod terminals;

#[expect(
    clippy::all,
    clippy::restriction,
    unreachable_pub,
    reason = "generated from grammar.lalrpop"
)]
mod grammar {
    lalrpop_util::lalrpop_mod!(generated, "/schema/grammar.rs");
    pub(super) use generated::SchemaParser;
}

pub use error::SchemaTextErrorKind;
pub use syntax::{
    ActionReferenceSyntax, ActionSyntax, AppliesToSyntax, AttributeSyntax, DeclarationSyntax,
    DeclarationSyntaxKind, EntitySyntax, NameSyntax, NamespaceSyntax, PathSyntax, SchemaSyntax,
    TypeSyntax, TypeSyntaxKind,
};

use crate::check_length;
use crate::error::ParseErrors;
use builder::Builder;
use terminals::Terminals;

/// How deep brackets of all kinds may be nested in a schema.
pub const MAX_SCHEMA_NESTING: usize = 250;

/// Reads the text of a schema.
///
/// # Errors
/// All that is wrong with the text: of each declaration one error of syntax,
/// or every other mistake.
pub fn parse_schema(text: &str) -> Result<SchemaSyntax, ParseErrors> {
    check_length(text)?;
    let mut builder = Builder::new(text);
    if let Err(error) = grammar::SchemaParser::new().parse(&mut builder, Terminals::new(text)) {
        builder.fatal(error);
    }
    builder.finish()
}
