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
//! # From text to a decision
//!
//! ```
//! use cedar_core::{Authorizer, Context, Decision, Entities, Request};
//! use cedar_parser::{parse_entity_uid, parse_policy_set};
//!
//! let policies = parse_policy_set(
//!     r#"permit(principal, action == Action::"view", resource)
//!        when { resource.owner == principal };"#,
//! )?;
//! let entities = Entities::from_json_str(
//!     r#"[{
//!         "uid": { "type": "List", "id": "groceries" },
//!         "attrs": { "owner": { "__entity": { "type": "User", "id": "ada" } } },
//!         "parents": []
//!     }]"#,
//! )?;
//! let request = Request::new(
//!     parse_entity_uid(r#"User::"ada""#)?,
//!     parse_entity_uid(r#"Action::"view""#)?,
//!     parse_entity_uid(r#"List::"groceries""#)?,
//!     Context::empty(),
//! );
//! let response = Authorizer::new().is_authorized(&request, &policies, &entities);
//! assert_eq!(response.decision(), Decision::Allow);
//! let reasons: Vec<&str> = response.diagnostics().reason().map(|id| id.as_str()).collect();
//! assert_eq!(reasons, ["policy0"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Policy sets change in place: policies and templates are added and removed,
//! templates linked. A call that fails changes nothing.
//!
//! ```
//! use cedar_core::ast::SlotValues;
//! use cedar_core::{PolicyId, PolicySet};
//! use cedar_parser::{parse_entity_uid, parse_template, print_policy};
//!
//! let mut policies = PolicySet::new();
//! let share = PolicyId::new("share");
//! policies.add_template(parse_template(
//!     share.clone(),
//!     "permit(principal in ?principal, action, resource == ?resource);",
//! )?)?;
//! let values = SlotValues {
//!     principal: Some(parse_entity_uid(r#"Team::"friends""#)?),
//!     resource: Some(parse_entity_uid(r#"List::"party""#)?),
//! };
//! let link = PolicyId::new("share-party");
//! policies.link(&share, link.clone(), values)?;
//! assert!(policies.remove_template(&share).is_err(), "it has a link");
//!
//! let linked = policies.policy(&link).map(print_policy).unwrap_or_default();
//! assert!(linked.contains(r#"principal in Team::"friends""#), "{linked}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
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
