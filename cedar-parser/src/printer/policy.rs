//! Prints policies, templates and policy sets.

use cedar_core::ast::{
    ActionConstraint, ConditionKind, EntityOrSlot, EntityUid, Policy, PolicyBody, PolicySet,
    ScopeConstraint, SlotId, Template,
};

use super::expression::{Level, push_entity, push_expression, push_string};

/// The policies and then the templates, separated by empty lines.
///
/// A linked policy is printed as the static policy that says the same. Ids do
/// not appear: reading the text numbers them anew.
pub fn print_policy_set(set: &PolicySet) -> String {
    let policies = set.policies().map(print_policy);
    let templates = set.templates().map(print_template);
    let mut texts: Vec<String> = policies.chain(templates).collect();
    texts.iter_mut().for_each(|text| text.push('\n'));
    texts.join("\n")
}

/// The policy as text. The slots of a linked policy are filled.
pub fn print_policy(policy: &Policy) -> String {
    let value = |slot| policy.slot_value(slot);
    print(policy.body(), &value)
}

/// The template as text.
pub fn print_template(template: &Template) -> String {
    print_policy_body(template.body())
}

/// The policy or template with this body as text.
pub fn print_policy_body(body: &PolicyBody) -> String {
    print(body, &|_| None)
}

/// Gives the entity that a slot stands for, if it is filled.
type SlotValue<'a> = dyn Fn(SlotId) -> Option<&'a EntityUid> + 'a;

fn print(body: &PolicyBody, value: &SlotValue<'_>) -> String {
    let mut out = String::new();
    for (key, annotation) in &body.annotations {
        out.push('@');
        out.push_str(key.as_str());
        if let Some(value) = &annotation.value {
            out.push('(');
            push_string(&mut out, value);
            out.push(')');
        }
        out.push('\n');
    }
    out.push_str(body.effect.as_str());
    out.push_str("(principal");
    push_constraint(&mut out, &body.principal, SlotId::Principal, value);
    out.push_str(", action");
    push_action(&mut out, &body.action);
    out.push_str(", resource");
    push_constraint(&mut out, &body.resource, SlotId::Resource, value);
    out.push(')');
    for condition in &body.conditions {
        out.push_str(match condition.kind {
            ConditionKind::When => "\nwhen { ",
            ConditionKind::Unless => "\nunless { ",
        });
        push_expression(&mut out, condition.body.root(), Level::Conditional);
        out.push_str(" }");
    }
    out.push(';');
    out
}

fn push_constraint(
    out: &mut String,
    constraint: &ScopeConstraint,
    slot: SlotId,
    value: &SlotValue<'_>,
) {
    let mut push = |operator: &str, entity: &EntityOrSlot| {
        out.push_str(operator);
        match entity {
            EntityOrSlot::Entity(uid) => push_entity(out, uid),
            EntityOrSlot::Slot => match value(slot) {
                Some(uid) => push_entity(out, uid),
                None => out.push_str(slot.as_str()),
            },
        }
    };
    match constraint {
        ScopeConstraint::Any => {}
        ScopeConstraint::Equal(entity) => push(" == ", entity),
        ScopeConstraint::In(entity) => push(" in ", entity),
        ScopeConstraint::Is(entity_type) => {
            out.push_str(" is ");
            out.push_str(entity_type.as_str());
        }
        ScopeConstraint::IsIn(entity_type, entity) => {
            push(&format!(" is {entity_type} in "), entity);
        }
    }
}

fn push_action(out: &mut String, constraint: &ActionConstraint) {
    match constraint {
        ActionConstraint::Any => {}
        ActionConstraint::Equal(uid) => {
            out.push_str(" == ");
            push_entity(out, uid);
        }
        ActionConstraint::In(uid) => {
            out.push_str(" in ");
            push_entity(out, uid);
        }
        ActionConstraint::InSet(uids) => {
            out.push_str(" in [");
            for (i, uid) in uids.iter().enumerate() {
                if i > 0 {
                    out.push_str(", ");
                }
                push_entity(out, uid);
            }
            out.push(']');
        }
    }
}
