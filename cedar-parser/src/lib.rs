//! Text forms of the Cedar policy language: parser, diagnostics, printer.
//!
//! # Map, in reading order
//!
//! | module | holds |
//! |---|---|
//! | `lexer` | tokens of policies and schemas |
//! | `escape` | escape sequences of strings and patterns, both ways |
//! | `policy` | the grammar of policies and what gives its parts a meaning |
//! | `names` | names and entity uids alone |
//! | `printer` | policies and expressions as text |
//! | `formatter` | lays out policies anew, comments included |
//! | [`schema`] | the grammar and the syntax tree of schemas |
//! | `error`, `source`, `render` | what is wrong, where, and how to put it right |
//!
//! # Invariants
//!
//! * No text makes this crate panic or overflow the stack: nesting is limited
//!   by [`MAX_NESTING`] and [`cedar_core::ast::MAX_EXPRESSION_DEPTH`].
//! * No global state; every function can be called from any thread.
//! * Nothing is evaluated here.

mod error;
mod escape;
mod formatter;
pub mod lexer;
mod names;
mod policy;
mod printer;
mod render;
pub mod schema;
mod source;
mod stack;

pub use error::{ParseError, ParseErrorKind, ParseErrors};
pub use escape::unescape;
pub use formatter::{FormatError, FormatOptions, format_policies};
pub use names::{parse_entity_type_name, parse_entity_uid, parse_name};
pub use policy::{
    MAX_NESTING, ParsedPolicy, parse_expression, parse_policies, parse_policy,
    parse_policy_or_template, parse_policy_set, parse_template,
};
pub use printer::{
    print_expression, print_policy, print_policy_body, print_policy_set, print_template,
};
pub use render::{render_error, render_errors};
pub use schema::parse_schema;
pub use source::{Location, Source};

use cedar_core::Span;

fn check_length(text: &str) -> Result<(), ParseErrors> {
    // One less than 4 GiB, since the greatest offset stands for no place at all.
    if text.len() < u32::MAX as usize {
        return Ok(());
    }
    Err(ParseError::new(ParseErrorKind::SourceTooLarge, Span::new(0, 0)).into())
}
