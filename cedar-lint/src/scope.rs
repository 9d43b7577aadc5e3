//! Scopes with the values of links, and which of them cover which.

use cedar_core::ast::{ActionConstraint, EntityOrSlot, PolicyBody, ScopeConstraint};
use cedar_core::{EntityTypeName, EntityUid, Policy, SlotId};
use cedar_validator::Schema;

/// A scope, its slots filled if a link does.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Scope {
    pub(crate) principal: ScopeConstraint,
    pub(crate) action: ActionConstraint,
    pub(crate) resource: ScopeConstraint,
}

impl Scope {
    /// The scope of a static policy or a link.
    pub(crate) fn of_policy(policy: &Policy) -> Self {
        let filled = |constraint: &ScopeConstraint, slot: SlotId| match (
            constraint.has_slot(),
            policy.slot_value(slot),
        ) {
            (true, Some(value)) => with_entity(constraint, value),
            _ => constraint.clone(),
        };
        let body = policy.body();
        Scope {
            principal: filled(&body.principal, SlotId::Principal),
            action: body.action.clone(),
            resource: filled(&body.resource, SlotId::Resource),
        }
    }

    /// The scope of a template.
    pub(crate) fn of_template(body: &PolicyBody) -> Self {
        Scope {
            principal: body.principal.clone(),
            action: body.action.clone(),
            resource: body.resource.clone(),
        }
    }
}

/// The constraints that cover `constraint` whatever the hierarchy: every entity
/// that meets it meets them. At most five.
pub(crate) fn covers_of(constraint: &ScopeConstraint) -> Vec<ScopeConstraint> {
    use ScopeConstraint as C;
    let mut covers = vec![C::Any];
    match constraint {
        C::Any => return covers,
        C::Equal(entity) => {
            covers.push(C::In(entity.clone()));
            if let EntityOrSlot::Entity(uid) = entity {
                let entity_type = uid.entity_type().clone();
                covers.push(C::Is(entity_type.clone()));
                covers.push(C::IsIn(entity_type, entity.clone()));
            }
        }
        C::In(_) | C::Is(_) => {}
        C::IsIn(entity_type, entity) => {
            covers.push(C::Is(entity_type.clone()));
            covers.push(C::In(entity.clone()));
        }
    }
    covers.push(constraint.clone());
    covers
}

/// Whether every action that meets `narrow` meets `wide`. Only a schema knows
/// which actions are in which.
pub(crate) fn action_covers(
    wide: &ActionConstraint,
    narrow: &ActionConstraint,
    schema: Option<&Schema>,
) -> bool {
    let is_in = |action: &EntityUid, group: &EntityUid| {
        action == group
            || schema.is_some_and(|schema| {
                let ids = schema.action_id(action).zip(schema.action_id(group));
                ids.is_some_and(|(action, group)| schema.is_action_in(action, group))
            })
    };
    let groups: &[EntityUid] = match wide {
        ActionConstraint::Any => return true,
        ActionConstraint::Equal(uid) => {
            return matches!(narrow, ActionConstraint::Equal(other) if other == uid);
        }
        ActionConstraint::In(group) => std::slice::from_ref(group),
        ActionConstraint::InSet(groups) => groups,
    };
    let covered = |action: &EntityUid| groups.iter().any(|group| is_in(action, group));
    match narrow {
        ActionConstraint::Any => false,
        ActionConstraint::Equal(action) | ActionConstraint::In(action) => covered(action),
        ActionConstraint::InSet(actions) => actions.iter().all(covered),
    }
}

fn with_entity(constraint: &ScopeConstraint, value: &EntityUid) -> ScopeConstraint {
    let entity = EntityOrSlot::Entity(value.clone());
    let named = |name: &EntityTypeName| name.clone();
    match constraint {
        ScopeConstraint::Any => ScopeConstraint::Any,
        ScopeConstraint::Is(name) => ScopeConstraint::Is(named(name)),
        ScopeConstraint::Equal(_) => ScopeConstraint::Equal(entity),
        ScopeConstraint::In(_) => ScopeConstraint::In(entity),
        ScopeConstraint::IsIn(name, _) => ScopeConstraint::IsIn(named(name), entity),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(text: &str) -> Scope {
        let policies = cedar_parser::parse_policy_set(&format!("permit({text});")).unwrap();
        Scope::of_policy(policies.policies().next().unwrap())
    }

    #[test]
    fn what_covers_what() {
        let check = |narrow: &str, wide: &str, expected: bool| {
            let constraint = |c: &str| scope(&format!("principal {c}, action, resource")).principal;
            let covers = covers_of(&constraint(narrow));
            assert_eq!(
                covers.contains(&constraint(wide)),
                expected,
                "{narrow} by {wide}"
            );
        };
        check("", "", true);
        check("== U::\"a\"", "", true);
        check("", "== U::\"a\"", false);
        check("== U::\"a\"", "in U::\"a\"", true);
        check("in U::\"a\"", "== U::\"a\"", false);
        check("== U::\"a\"", "is U", true);
        check("== U::\"a\"", "is V", false);
        check("in U::\"a\"", "is U", false);
        check("is U in G::\"g\"", "is U", true);
        check("is U in G::\"g\"", "in G::\"g\"", true);
        check("is U in G::\"g\"", "in G::\"h\"", false);
        check("is U", "is U in G::\"g\"", false);
    }

    #[test]
    fn which_actions_cover_which() {
        let schema = Schema::from_cedar_text(
            "entity E; action all; action read in all appliesTo { principal: E, resource: E };
             action write appliesTo { principal: E, resource: E };",
        )
        .unwrap();
        let check = |narrow: &str, wide: &str, expected: bool| {
            let constraint = |c: &str| {
                let text = c.replace('@', "Action::");
                scope(&format!("principal, action {text}, resource")).action
            };
            let (wide_action, narrow_action) = (constraint(wide), constraint(narrow));
            assert_eq!(
                action_covers(&wide_action, &narrow_action, Some(&schema)),
                expected,
                "{narrow} by {wide}"
            );
        };
        check("", "", true);
        check("", "== @\"read\"", false);
        check("== @\"read\"", "", true);
        check("== @\"read\"", "== @\"read\"", true);
        check("in @\"read\"", "== @\"read\"", false);
        check("== @\"read\"", "in @\"all\"", true);
        check("== @\"write\"", "in @\"all\"", false);
        check("in [@\"read\", @\"all\"]", "in @\"all\"", true);
        check("in [@\"read\", @\"write\"]", "in @\"all\"", false);
        check(
            "in [@\"read\", @\"write\"]",
            "in [@\"all\", @\"write\"]",
            true,
        );
        check("in []", "in @\"all\"", true);
    }
}
