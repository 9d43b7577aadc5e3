//! Policies, templates and links for a schema.

use super::conditions::{Conditions, Environment};
use super::schema::{EntityIndex, Schema};
use crate::choices::Choices;

/// A link of a template.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// The position of the template among the policies.
    pub template: usize,
    /// The id of the link.
    pub id: String,
    /// What fills `?principal`, as text, if the template has it.
    pub principal: Option<String>,
    /// What fills `?resource`, as text, if the template has it.
    pub resource: Option<String>,
}

/// An entity of a type that no schema declares.
const UNDECLARED: &str = "Elsewhere::\"x\"";

/// Eight policies and templates, and some links.
pub fn generate(choices: &mut Choices<'_>, schema: &Schema) -> (Vec<String>, Vec<Link>) {
    let mut policies = Vec::new();
    let mut links = Vec::new();
    for position in 0..8 {
        let environment = environment(choices, schema);
        let mut conditions = Conditions::new(schema, environment, choices);
        let policy = policy(&mut conditions);
        for number in 0..conditions.choices.below(3) {
            let mut value = |slot: &str, index| {
                let value = match conditions.choices.below(100) {
                    0..80 => conditions.uid(Some(index)),
                    80..96 => conditions.uid(None),
                    _ => UNDECLARED.to_owned(),
                };
                policy.contains(slot).then_some(value)
            };
            let (principal, resource) = (
                value("?principal", environment.principal),
                value("?resource", environment.resource),
            );
            if principal.is_some() || resource.is_some() {
                links.push(Link {
                    template: position,
                    id: format!("link{position}-{number}"),
                    principal,
                    resource,
                });
            }
        }
        policies.push(policy);
    }
    (policies, links)
}

/// A kind of request that the schema has, if it has any.
pub(super) fn environment(choices: &mut Choices<'_>, schema: &Schema) -> Environment {
    let start = choices.below(schema.actions.len());
    let mut actions = (start..schema.actions.len()).chain(0..start);
    let applicable = actions.find(|action| !schema.actions[*action].principals.is_empty());
    let action = applicable.unwrap_or(start);
    let declared = &schema.actions[action];
    let mut one = |types: &[EntityIndex]| choices.pick(types).copied().unwrap_or(EntityIndex(0));
    Environment {
        principal: one(&declared.principals),
        action,
        resource: one(&declared.resources),
    }
}

fn policy(conditions: &mut Conditions<'_, '_, '_>) -> String {
    let Environment {
        principal,
        action,
        resource,
    } = conditions.environment;
    if conditions.choices.chance(45) {
        return directed(conditions);
    }
    let principal = constraint(conditions, "principal", principal);
    let action = action_constraint(conditions, action);
    let resource = constraint(conditions, "resource", resource);
    let mut text = format!("permit({principal}, {action}, {resource})");
    // Of a small policy it shows which part of it the verdict comes from.
    if conditions.choices.chance(45) {
        let test = conditions.small_test();
        return format!("{text} when {{ {test} }};");
    }
    for _ in 0..conditions.choices.between(1, 2) {
        let kind = ["when", "when", "unless"][conditions.choices.below(3)];
        let depth = conditions.choices.between(1, 4);
        let condition = conditions.condition(depth);
        text.push_str(&format!(" {kind} {{ {condition} }}"));
    }
    text + ";"
}

/// A policy that is directed at one rule: nothing else should be wrong with it.
fn directed(conditions: &mut Conditions<'_, '_, '_>) -> String {
    let Environment {
        principal,
        action,
        resource,
    } = conditions.environment;
    if conditions.choices.chance(14) {
        return of_scope(conditions);
    }
    let mut of_type = |variable: &str, index| match conditions.choices.below(10) {
        0..6 => variable.to_owned(),
        6..9 => format!("{variable} is {}", conditions.schema.entity_name(index)),
        _ => constraint(conditions, variable, index),
    };
    let principal = of_type("principal", principal);
    let resource = of_type("resource", resource);
    let action = match conditions.choices.chance(85) {
        true => format!("action == {}", conditions.schema.action_uid(action)),
        false => action_constraint(conditions, action),
    };
    let rule = conditions.rule();
    format!("permit({principal}, {action}, {resource}) {rule};")
}

/// A policy of which only a part of the scope says anything.
fn of_scope(conditions: &mut Conditions<'_, '_, '_>) -> String {
    let environment = conditions.environment;
    let parts = match conditions.choices.below(8) {
        0 | 1 => [true, false, false],
        2 | 3 => [false, true, false],
        4 | 5 => [false, false, true],
        6 => [true, false, true],
        _ => [false, true, true],
    };
    let mut of_entity = |is_part: bool, variable: &str, index| {
        if !is_part {
            return variable.to_owned();
        }
        let name = conditions.entity_type_name();
        match conditions.choices.below(8) {
            0 => format!("{variable} == {}", conditions.undeclared_id()),
            1 => format!("{variable} in {}", conditions.undeclared_id()),
            2 => format!("{variable} is {name} in {}", conditions.undeclared_id()),
            3 => format!("{variable} is {name} in {}", conditions.uid(None)),
            4 => format!("{variable} in {}", conditions.uid(None)),
            _ => constraint(conditions, variable, index),
        }
    };
    let principal = of_entity(parts[0], "principal", environment.principal);
    let resource = of_entity(parts[2], "resource", environment.resource);
    let action = match parts[1] {
        true => action_constraint(conditions, environment.action),
        false => "action".to_owned(),
    };
    format!("permit({principal}, {action}, {resource});")
}

fn constraint(
    conditions: &mut Conditions<'_, '_, '_>,
    variable: &str,
    index: EntityIndex,
) -> String {
    let same_type = conditions.choices.chance(80).then_some(index);
    let name = match same_type {
        Some(index) => conditions.schema.entity_name(index),
        None => {
            let index = conditions.schema.any_entity_type(conditions.choices);
            conditions.schema.entity_name(index)
        }
    };
    match conditions.choices.below(100) {
        0..50 => variable.to_owned(),
        50..59 => format!("{variable} == {}", conditions.uid(same_type)),
        59..70 => format!("{variable} in {}", conditions.uid(None)),
        70..84 => format!("{variable} is {name}"),
        84..91 => format!("{variable} is {name} in {}", conditions.uid(None)),
        91..94 => format!("{variable} == ?{variable}"),
        94..97 => format!("{variable} in ?{variable}"),
        _ => format!("{variable} is {name} in ?{variable}"),
    }
}

fn action_constraint(conditions: &mut Conditions<'_, '_, '_>, action: usize) -> String {
    match conditions.choices.below(100) {
        0..15 => "action".to_owned(),
        15..70 => format!("action == {}", conditions.schema.action_uid(action)),
        70..85 => format!("action in {}", conditions.action_uid()),
        n => {
            let count = conditions.choices.between(usize::from(n != 85), 3);
            let uids: Vec<String> = (0..count).map(|_| conditions.action_uid()).collect();
            format!("action in [{}]", uids.join(", "))
        }
    }
}
