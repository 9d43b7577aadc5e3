//! Policies, templates and expressions from text.

mod builder;
mod expression;
mod hints;
mod operators;
mod recent;
mod scope;
mod syntax_error;
mod terminals;
#[cfg(test)]
mod tests;

lalrpop_util::lalrpop_mod!(
    #[allow(
        clippy::all,
        clippy::restriction,
        missing_docs,
        unreachable_pub,
        reason = "generated from grammar.lalrpop"
    )]
    grammar,
    "/policy/grammar.rs"
);

use cedar_core::Span;
use cedar_core::ast::{
    Expr, Policy, PolicyBody, PolicyId, PolicySet, StaticPolicyHasSlots, Template,
};
use smol_str::format_smolstr;

use crate::check_length;
use crate::error::{ParseError, ParseErrorKind, ParseErrors};
use builder::Builder;
use terminals::Terminals;

/// How deep brackets of all kinds may be nested in a policy or an expression.
pub const MAX_NESTING: usize = 1_000;

/// After how many errors no further policies are read.
const MAX_ERRORS: usize = 200;

/// A policy from a text: one to evaluate or one to link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ParsedPolicy {
    /// A policy without slots.
    Static(Policy),
    /// A policy with slots.
    Template(Template),
}

/// Reads a file of policies and templates.
///
/// Their ids are `policy0`, `policy1`, … in the order of the text, policies
/// and templates counted together. An empty text is an empty set.
///
/// Linear in the length of the text. Uses no more of the caller's stack for a
/// long or deeply nested text than for a short one.
///
/// ```
/// let set = cedar_parser::parse_policy_set(
///     "permit(principal, action, resource) when { resource.owner == principal };
///      forbid(principal in ?principal, action, resource);",
/// )?;
/// assert_eq!(set.policies().len(), 1);
/// assert_eq!(set.templates().len(), 1);
/// # Ok::<(), cedar_parser::ParseErrors>(())
/// ```
///
/// # Errors
/// All that is wrong with the text: of each policy every mistake up to the
/// first error of syntax. A text with very many errors is not read to its end.
pub fn parse_policy_set(text: &str) -> Result<PolicySet, ParseErrors> {
    let mut set = PolicySet::new();
    for policy in parse_policies(text)? {
        let added = match policy {
            ParsedPolicy::Static(policy) => set.add(policy),
            ParsedPolicy::Template(template) => set.add_template(template),
        };
        // INVARIANT: the ids are distinct and nothing is linked, so all is added.
        debug_assert!(added.is_ok(), "{added:?}");
    }
    Ok(set)
}

/// Reads the policies and templates of a text in their order, with the ids
/// that [`parse_policy_set`] gives them.
///
/// # Errors
/// As [`parse_policy_set`].
pub fn parse_policies(text: &str) -> Result<Vec<ParsedPolicy>, ParseErrors> {
    let bodies = parse_bodies(text)?;
    let with_ids = bodies.into_iter().enumerate();
    with_ids
        .map(|(i, body)| with_id(PolicyId::new(format_smolstr!("policy{i}")), body))
        .collect()
}

/// Reads one static policy.
///
/// # Errors
/// When the text is not exactly one policy, or the policy has a slot.
pub fn parse_policy(id: PolicyId, text: &str) -> Result<Policy, ParseErrors> {
    static_policy(id, parse_one_body(text)?)
}

/// Reads one template.
///
/// # Errors
/// When the text is not exactly one policy, or the policy has no slot.
pub fn parse_template(id: PolicyId, text: &str) -> Result<Template, ParseErrors> {
    let body = parse_one_body(text)?;
    if body.slots().next().is_none() {
        return Err(ParseError::new(ParseErrorKind::NotATemplate, body.span).into());
    }
    Ok(Template::new(id, body))
}

/// Reads one static policy or template.
///
/// # Errors
/// When the text is not exactly one policy.
pub fn parse_policy_or_template(id: PolicyId, text: &str) -> Result<ParsedPolicy, ParseErrors> {
    with_id(id, parse_one_body(text)?)
}

/// Reads an expression. It may use slots, which are errors to evaluate.
///
/// ```
/// let expr = cedar_parser::parse_expression("((1 + 2)) * 3 == 9 && true")?;
/// let text = cedar_parser::print_expression(expr.root());
/// assert_eq!(text, "(1 + 2) * 3 == 9 && true");
/// # Ok::<(), cedar_parser::ParseErrors>(())
/// ```
///
/// # Errors
/// All that is wrong with the text.
pub fn parse_expression(text: &str) -> Result<Expr, ParseErrors> {
    check_length(text)?;
    let mut builder = Builder::new(text);
    let mut terminals = Terminals::new(text);
    let parsed = grammar::ExprParser::new().parse(&mut builder, &mut terminals);
    let root = match parsed {
        Ok(root) => Some(root),
        Err(error) => {
            let explained = syntax_error::explain(text, &terminals, error);
            builder.errors.push(explained.error);
            None
        }
    };
    builder.finish_expression(root)
}

fn parse_one_body(text: &str) -> Result<PolicyBody, ParseErrors> {
    let mut bodies = parse_bodies(text)?;
    match (bodies.pop(), bodies.len()) {
        (Some(body), 0) => Ok(body),
        (Some(body), others) => {
            Err(ParseError::new(ParseErrorKind::NotOnePolicy(others + 1), body.span).into())
        }
        (None, _) => Err(ParseError::new(ParseErrorKind::NotOnePolicy(0), Span::new(0, 0)).into()),
    }
}

fn parse_bodies(text: &str) -> Result<Vec<PolicyBody>, ParseErrors> {
    check_length(text)?;
    let mut builder = Builder::new(text);
    let mut terminals = Terminals::new(text);
    let parser = grammar::PoliciesParser::new();
    while let Err(error) = parser.parse(&mut builder, &mut terminals) {
        let explained = syntax_error::explain(text, &terminals, error);
        builder.errors.push(explained.error);
        builder.abandon_policy();
        if builder.errors.len() >= MAX_ERRORS || !terminals.skip_to_policy(explained.found) {
            break;
        }
    }
    let (bodies, errors) = builder.finish();
    ParseErrors::from_vec(errors).map_or(Ok(bodies), Err)
}

fn with_id(id: PolicyId, body: PolicyBody) -> Result<ParsedPolicy, ParseErrors> {
    let is_template = body.slots().next().is_some();
    match is_template {
        true => Ok(ParsedPolicy::Template(Template::new(id, body))),
        false => static_policy(id, body).map(ParsedPolicy::Static),
    }
}

fn static_policy(id: PolicyId, body: PolicyBody) -> Result<Policy, ParseErrors> {
    let span = body.span;
    Policy::new_static(id, body).map_err(|StaticPolicyHasSlots { slot, .. }| {
        ParseError::new(ParseErrorKind::TemplateNotAllowed(slot.as_str()), span).into()
    })
}
