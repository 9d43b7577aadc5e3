//! Smaller cases: fewer requests, policies, entities, clauses, attributes.

use super::parts::Parts;
use super::{expression, value};
use crate::case::Case;
use cedar_core::ast::{ActionConstraint, Condition, EntityOrSlot, PolicyBody, ScopeConstraint};
use cedar_core::{Context, Entity, Request};

/// Cases that are smaller by one step, those first that drop most.
pub fn smaller(case: &Case) -> impl Iterator<Item = Case> + use<> {
    let parts = Parts::of(case);
    let mut steps: Vec<Step> = Vec::new();
    drop_requests(&parts, &mut steps);
    drop_policies(&parts, &mut steps);
    drop_entities(&parts, &mut steps);
    shrink_bodies(&parts, &mut steps);
    shrink_entities(&parts, &mut steps);
    shrink_requests(&parts, &mut steps);
    steps.into_iter().filter_map(move |step| {
        let mut smaller = parts.clone();
        step(&mut smaller)?;
        smaller.assemble()
    })
}

/// One way to make a case smaller; `None` if it does not apply.
type Step = Box<dyn Fn(&mut Parts) -> Option<()>>;

fn drop_requests(parts: &Parts, steps: &mut Vec<Step>) {
    if parts.requests.len() > 1 {
        for index in 0..parts.requests.len() {
            steps.push(Box::new(move |parts| {
                parts.requests = vec![parts.requests.get(index)?.clone()];
                Some(())
            }));
        }
    }
}

fn drop_policies(parts: &Parts, steps: &mut Vec<Step>) {
    for range in ranges(parts.policies.len()) {
        steps.push(Box::new(move |parts| {
            parts.policies.drain(range.clone());
            Some(())
        }));
    }
    for index in 0..parts.templates.len() {
        steps.push(Box::new(move |parts| {
            parts.templates.remove(index);
            Some(())
        }));
    }
    for (index, policy) in parts.policies.iter().enumerate() {
        let Some(template) = policy.link().map(|link| link.template_id.clone()) else {
            continue;
        };
        // A template goes with its last link, so that there is always less.
        steps.push(Box::new(move |parts| {
            parts.write_out_link(index)?;
            let linked = |policy: &cedar_core::Policy| {
                policy
                    .link()
                    .is_some_and(|link| link.template_id == template)
            };
            if !parts.policies.iter().any(linked) {
                parts.templates.retain(|t| *t.id() != template);
            }
            Some(())
        }));
    }
}

fn drop_entities(parts: &Parts, steps: &mut Vec<Step>) {
    for range in ranges(parts.entities.len()) {
        steps.push(Box::new(move |parts| {
            parts.entities.drain(range.clone());
            Some(())
        }));
    }
}

/// All of a list, its halves, quarters, …, and each element.
fn ranges(length: usize) -> Vec<std::ops::Range<usize>> {
    let mut ranges = Vec::new();
    let mut size = length;
    while size > 0 {
        for start in (0..length).step_by(size) {
            ranges.push(start..(start + size).min(length));
        }
        size = if size > 1 { size.div_ceil(2) } else { 0 };
    }
    ranges
}

fn shrink_bodies(parts: &Parts, steps: &mut Vec<Step>) {
    for (id, body) in parts.bodies() {
        for smaller in smaller_bodies(body) {
            steps.push(Box::new(move |parts| parts.set_body(id, smaller.clone())));
        }
    }
}

fn smaller_bodies(body: &PolicyBody) -> Vec<PolicyBody> {
    let with = |change: &dyn Fn(&mut PolicyBody)| {
        let mut smaller = body.clone();
        change(&mut smaller);
        smaller
    };
    let mut bodies = Vec::new();
    for index in 0..body.conditions.len() {
        bodies.push(with(&|body| drop(body.conditions.remove(index))));
    }
    for constraint in smaller_constraints(&body.principal) {
        bodies.push(with(&|body| body.principal = constraint.clone()));
    }
    for constraint in smaller_actions(&body.action) {
        bodies.push(with(&|body| body.action = constraint.clone()));
    }
    for constraint in smaller_constraints(&body.resource) {
        bodies.push(with(&|body| body.resource = constraint.clone()));
    }
    for (index, condition) in body.conditions.iter().enumerate() {
        for smaller in expression::smaller(&condition.body) {
            let condition = Condition {
                body: smaller,
                ..condition.clone()
            };
            bodies.push(with(&|body| body.conditions[index] = condition.clone()));
        }
    }
    bodies
}

fn smaller_constraints(constraint: &ScopeConstraint) -> Vec<ScopeConstraint> {
    // A slot must stay: links give it a value.
    if constraint.has_slot() {
        return match constraint {
            ScopeConstraint::IsIn(_, slot) => vec![ScopeConstraint::In(slot.clone())],
            _ => Vec::new(),
        };
    }
    match constraint {
        ScopeConstraint::Any => Vec::new(),
        ScopeConstraint::IsIn(ty, entity) => vec![
            ScopeConstraint::Any,
            ScopeConstraint::Is(ty.clone()),
            ScopeConstraint::In(EntityOrSlot::clone(entity)),
        ],
        _ => vec![ScopeConstraint::Any],
    }
}

fn smaller_actions(constraint: &ActionConstraint) -> Vec<ActionConstraint> {
    match constraint {
        ActionConstraint::Any => Vec::new(),
        ActionConstraint::Equal(_) | ActionConstraint::In(_) => vec![ActionConstraint::Any],
        ActionConstraint::InSet(actions) => std::iter::once(ActionConstraint::Any)
            .chain((0..actions.len()).map(|index| {
                let mut fewer = actions.to_vec();
                fewer.remove(index);
                ActionConstraint::InSet(fewer.into())
            }))
            .collect(),
    }
}

fn shrink_entities(parts: &Parts, steps: &mut Vec<Step>) {
    for (index, entity) in parts.entities.iter().enumerate() {
        for smaller in smaller_entities(entity) {
            steps.push(Box::new(move |parts| {
                *parts.entities.get_mut(index)? = smaller.clone();
                Some(())
            }));
        }
    }
}

fn smaller_entities(entity: &Entity) -> Vec<Entity> {
    let with = |attributes, tags, parents: Vec<_>| {
        Entity::new(entity.uid().clone(), attributes, tags, parents)
    };
    let (attributes, tags) = (entity.attributes(), entity.tags());
    let parents = entity.parents().to_vec();
    let fewer_parents = (0..parents.len()).map(|index| {
        let mut fewer = parents.clone();
        fewer.remove(index);
        with(attributes.clone(), tags.clone(), fewer)
    });
    let fewer_attributes = value::smaller_records(attributes)
        .into_iter()
        .map(|attributes| with(attributes, tags.clone(), parents.clone()));
    let fewer_tags = value::smaller_records(tags)
        .into_iter()
        .map(|tags| with(attributes.clone(), tags, parents.clone()));
    fewer_parents
        .chain(fewer_attributes)
        .chain(fewer_tags)
        .collect()
}

fn shrink_requests(parts: &Parts, steps: &mut Vec<Step>) {
    for (index, request) in parts.requests.iter().enumerate() {
        for context in value::smaller_records(request.context.record()) {
            steps.push(Box::new(move |parts| {
                let request = parts.requests.get_mut(index)?;
                *request = Request {
                    context: Context::from_record(context.clone()),
                    ..request.clone()
                };
                Some(())
            }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_dropped_whole_by_halves_and_one_by_one() {
        assert!(ranges(0).is_empty());
        assert_eq!(ranges(3), [0..3, 0..2, 2..3, 0..1, 1..2, 2..3]);
    }
}
