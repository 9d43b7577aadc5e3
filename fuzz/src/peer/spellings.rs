//! Texts that were put together with their meaning: both must read the same in them.
//!
//! The meaning itself is not compared here, see [`crate::oracles::spellings`]; but where
//! both sides agree on each text, what is said to be refused, or to mean something, is.

use super::known::TEMPLATE_WITHOUT_SLOTS;
use super::policy_json::chain;
use super::schema::{self, Form};
use super::world::World;
use super::{Answer, Comparison, entities_json, policy_json, policy_text};
use crate::generators::spellings::{Spelling, Syntax};
use serde_json::Value;

/// Gives the text to both sides, within a policy where it is a part of one.
pub fn compare(world: &World, spelling: &Spelling) -> Comparison {
    let text = spelling.text.as_str();
    match spelling.syntax {
        Syntax::Expression => {
            let policy = format!("permit(principal, action, resource) when {{ {text}\n}};");
            policy_text::compare(world, &policy)
        }
        Syntax::Policies => policy_text::compare(world, text),
        Syntax::EntityUid => entity_uid(text),
        Syntax::EntityType => entity_type(text),
        Syntax::SchemaText => schema::compare(Form::Cedar, text),
        Syntax::SchemaJson => schema::compare(Form::Json, text),
        Syntax::PolicyJson => policy(world, text),
        Syntax::PolicySetJson => policy_set(world, text),
        Syntax::Entities => entities_json::compare(text),
        Syntax::Context => context(text),
    }
}

fn entity_uid(text: &str) -> Comparison {
    let shown = |entity_type: &str, id: &str| Answer::accepted(format!("{entity_type} {id:?}"));
    let ours = match cedar_parser::parse_entity_uid(text) {
        Ok(uid) => shown(uid.entity_type().as_str(), uid.id().as_str()),
        Err(error) => Answer::refused(error),
    };
    let theirs = match text.parse::<cedar_policy::EntityUid>() {
        Ok(uid) => shown(&uid.type_name().to_string(), uid.id().unescaped()),
        Err(error) => Answer::refused(error),
    };
    let mut comparison = Comparison::default();
    comparison.record(|| format!("uid: {text}"), ours, theirs);
    comparison
}

fn entity_type(text: &str) -> Comparison {
    let ours = match cedar_parser::parse_entity_type_name(text) {
        Ok(name) => Answer::accepted(name),
        Err(error) => Answer::refused(error),
    };
    let theirs = match text.parse::<cedar_policy::EntityTypeName>() {
        Ok(name) => Answer::accepted(name),
        Err(error) => Answer::refused(error),
    };
    let mut comparison = Comparison::default();
    comparison.record(|| format!("entity type: {text}"), ours, theirs);
    comparison
}

/// One policy or template, in a set and alone.
fn policy(world: &World, text: &str) -> Comparison {
    let mut comparison = policy_set(
        world,
        &format!(r#"{{"staticPolicies":{{"p":{text}}},"templates":{{}},"templateLinks":[]}}"#),
    );
    let ours = cedar_core::ast::PolicyBody::from_json_str(text);
    let theirs = serde_json::from_str::<Value>(text).map_err(|error| error.to_string());
    let theirs = theirs.and_then(|json| {
        let policy = cedar_policy::Policy::from_json(None, json.clone());
        let template = || cedar_policy::Template::from_json(None, json).is_ok();
        match policy {
            Err(error) if !template() => Err(chain(&error)),
            _ => Ok(()),
        }
    });
    comparison.record(
        || format!("one policy: {text}"),
        accepted(ours.map(drop).map_err(|error| error.to_string())),
        accepted(theirs),
    );
    comparison
}

/// A set of policies: what it says shows in decisions, since the official crate keeps the
/// JSON as it was written.
fn policy_set(world: &World, text: &str) -> Comparison {
    let mut comparison = Comparison::default();
    if policy_json::treats_static_policy_as_template(text) {
        comparison.record_explained([TEMPLATE_WITHOUT_SLOTS]);
        return comparison;
    }
    let ours = cedar_core::PolicySet::from_json_str(text);
    let theirs = cedar_policy::PolicySet::from_json_str(text);
    let error = |result: Option<String>| accepted(result.map_or(Ok(()), Err));
    comparison.record(
        || text.to_owned(),
        error(ours.as_ref().err().map(ToString::to_string)),
        error(theirs.as_ref().err().map(|error| chain(error))),
    );
    if let (Ok(ours), Ok(theirs)) = (&ours, &theirs) {
        policy_text::decide_all(world, &mut comparison, (ours, theirs), text);
    }
    comparison
}

fn context(text: &str) -> Comparison {
    let mut comparison = Comparison::default();
    let ours = cedar_core::Context::from_json_str(text);
    let theirs = cedar_policy::Context::from_json_str(text, None);
    comparison.record(
        || format!("context: {text}"),
        accepted(ours.map(drop).map_err(|error| error.to_string())),
        accepted(theirs.map(drop).map_err(|error| chain(&error))),
    );
    comparison
}

fn accepted(result: Result<(), String>) -> Answer {
    match result {
        Ok(()) => Answer::accepted(""),
        Err(error) => Answer::refused(error),
    }
}
