//! Policy sets: static policies, templates and links that fit the universe.

use super::expressions::Conditions;
use super::universe::{TypeIndex, Universe};
use crate::choices::Choices;
use cedar_core::ast::{
    ActionConstraint, Annotations, Condition, ConditionKind, EntityOrSlot, PolicyBody,
    ScopeConstraint, ScopeSpans, SlotValues,
};
use cedar_core::{Effect, Policy, PolicyId, PolicySet, SlotId, Span, Template};
use smol_str::format_smolstr;

/// One to eight policies, some of them links of templates.
pub fn generate(choices: &mut Choices<'_>, universe: &Universe) -> PolicySet {
    let count = choices.between(1, 6);
    some(choices, universe, count)
}

/// So many policies that the engine files them instead of looking through all.
pub fn crowd(choices: &mut Choices<'_>, universe: &Universe) -> PolicySet {
    let count = choices.between(17, 22);
    some(choices, universe, count)
}

fn some(choices: &mut Choices<'_>, universe: &Universe, count: usize) -> PolicySet {
    let mut policies = PolicySet::new();
    for index in 0..count {
        let id = PolicyId::new(format_smolstr!("policy{index}"));
        if choices.chance(20) {
            add_template(choices, universe, &mut policies, &id);
        } else {
            let body = body(choices, universe, [false; 2]);
            let policy = Policy::new_static(id, body).expect("the body has no slots");
            policies.add(policy).expect("ids are distinct");
        }
    }
    policies
}

/// A template with one slot, with both, or rarely with none.
pub fn template(choices: &mut Choices<'_>, universe: &Universe, id: PolicyId) -> Template {
    let slots = choices.weighted(&[
        (4, [true, false]),
        (4, [false, true]),
        (4, [true, true]),
        (1, [false, false]),
    ]);
    Template::new(id, body(choices, universe, slots))
}

/// A template without slots: the body of a static policy.
pub fn static_template(choices: &mut Choices<'_>, universe: &Universe, id: PolicyId) -> Template {
    Template::new(id, body(choices, universe, [false; 2]))
}

fn add_template(
    choices: &mut Choices<'_>,
    universe: &Universe,
    policies: &mut PolicySet,
    id: &PolicyId,
) {
    let slots = [[true, false], [false, true], [true, true]][choices.below(3)];
    let body = body(choices, universe, slots);
    policies
        .add_template(Template::new(id.clone(), body))
        .expect("ids are distinct");
    for link in 0..choices.between(1, 2) {
        let values = SlotValues {
            principal: slots[0].then(|| scope_uid(choices, universe, universe.principal)),
            resource: slots[1].then(|| scope_uid(choices, universe, universe.resource)),
        };
        let new_id = PolicyId::new(format_smolstr!("{id}-link{link}"));
        policies
            .link(id, new_id, values)
            .expect("exactly the slots have values");
    }
}

fn body(choices: &mut Choices<'_>, universe: &Universe, slots: [bool; 2]) -> PolicyBody {
    let effect = if choices.chance(65) {
        Effect::Permit
    } else {
        Effect::Forbid
    };
    let principal = constraint(choices, universe, SlotId::Principal, slots[0]);
    let action = action(choices, universe);
    let resource = constraint(choices, universe, SlotId::Resource, slots[1]);
    let conditions = (0..choices.weighted(&[(15, 0), (65, 1), (20, 2)]))
        .map(|_| condition(choices, universe))
        .collect();
    PolicyBody {
        annotations: Annotations::new(),
        effect,
        principal,
        action,
        resource,
        conditions,
        span: Span::NONE,
        scope_spans: ScopeSpans::NONE,
    }
}

fn condition(choices: &mut Choices<'_>, universe: &Universe) -> Condition {
    let kind = if choices.chance(80) {
        ConditionKind::When
    } else {
        ConditionKind::Unless
    };
    Condition {
        kind,
        body: Conditions::new(choices, universe).generate(),
        span: Span::NONE,
    }
}

fn constraint(
    choices: &mut Choices<'_>,
    universe: &Universe,
    position: SlotId,
    slot: bool,
) -> ScopeConstraint {
    let usual = match position {
        SlotId::Principal => universe.principal,
        SlotId::Resource => universe.resource,
    };
    let entity = if slot {
        EntityOrSlot::Slot
    } else {
        EntityOrSlot::Entity(scope_uid(choices, universe, usual))
    };
    let ty = if choices.chance(85) {
        usual
    } else {
        universe.any_type(choices)
    };
    let ty = universe.shape(ty).name.clone();
    match choices.below(if slot { 3 } else { 12 }) {
        0 => ScopeConstraint::Equal(entity),
        1 => ScopeConstraint::IsIn(ty, entity),
        2..=4 => ScopeConstraint::In(entity),
        5..=6 => ScopeConstraint::Is(ty),
        _ => ScopeConstraint::Any,
    }
}

/// An entity of the usual type, or one that may be its ancestor.
fn scope_uid(
    choices: &mut Choices<'_>,
    universe: &Universe,
    usual: TypeIndex,
) -> cedar_core::EntityUid {
    let parents = &universe.shape(usual).parents;
    let index = match choices.pick(parents) {
        Some(parent) if choices.chance(50) => *parent,
        _ if choices.chance(10) => universe.any_type(choices),
        _ => usual,
    };
    universe.any_uid(choices, index)
}

fn action(choices: &mut Choices<'_>, universe: &Universe) -> ActionConstraint {
    match choices.below(10) {
        0 | 1 => ActionConstraint::Equal(universe.any_action(choices)),
        2 => ActionConstraint::In(universe.any_action(choices)),
        // Groups that have actions in common.
        3 if choices.chance(40) => {
            let mut groups = universe.action_groups.clone();
            groups.push(universe.any_action(choices));
            ActionConstraint::InSet(groups.into())
        }
        3 | 4 => ActionConstraint::InSet(
            (0..choices.below(4))
                .map(|_| universe.any_action(choices))
                .collect(),
        ),
        _ => ActionConstraint::Any,
    }
}
