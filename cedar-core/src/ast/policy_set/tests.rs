//! Changes of policy sets, those that must fail included.

use super::*;
use crate::ast::{
    ActionConstraint, Annotations, Condition, ConditionKind, Effect, EntityId, EntityOrSlot,
    EntityTypeName, EntityUid, Expr, Literal, PolicyBody, ScopeConstraint, ScopeSpans, Span,
};
use crate::authorizer::Authorizer;
use crate::entities::Entities;
use crate::evaluator::Evaluator;
use crate::request::{Context, Request};
use std::collections::BTreeSet;

fn id(text: impl ToString) -> PolicyId {
    PolicyId::new(text.to_string())
}

fn uid(entity_type: &str, id: impl ToString) -> EntityUid {
    let entity_type = EntityTypeName::from_normalized(entity_type).unwrap();
    EntityUid::new(entity_type, EntityId::new(id.to_string()))
}

/// `permit(principal …, action, resource …) when { … };`
fn body(principal: ScopeConstraint, resource: ScopeConstraint, holds: bool) -> PolicyBody {
    PolicyBody {
        annotations: Annotations::default(),
        effect: Effect::Permit,
        principal,
        action: ActionConstraint::Any,
        resource,
        conditions: vec![Condition {
            kind: ConditionKind::When,
            body: Expr::literal(Literal::Bool(holds)),
            span: Span::NONE,
        }],
        span: Span::NONE,
        scope_spans: ScopeSpans::NONE,
    }
}

const SLOT: ScopeConstraint = ScopeConstraint::Equal(EntityOrSlot::Slot);

/// The policy for one principal.
fn policy(name: &str, principal: &str) -> Policy {
    let principal = ScopeConstraint::Equal(EntityOrSlot::Entity(uid("User", principal)));
    let body = body(principal, ScopeConstraint::Any, true);
    Policy::new_static(id(name), body).unwrap()
}

/// A template with `?principal`; `holds` tells templates apart.
fn template(name: &str, holds: bool) -> Template {
    Template::new(id(name), body(SLOT, ScopeConstraint::Any, holds))
}

fn principal(name: &str) -> SlotValues {
    SlotValues {
        principal: Some(uid("User", name)),
        resource: None,
    }
}

/// Static policy `s`, templates `t` and `unused`, links `l1` and `l2` of `t`.
fn sample() -> PolicySet {
    let mut set = PolicySet::new();
    set.add(policy("s", "alice")).unwrap();
    set.add_template(template("t", true)).unwrap();
    set.add_template(template("unused", true)).unwrap();
    set.link(&id("t"), id("l1"), principal("alice")).unwrap();
    set.link(&id("t"), id("l2"), principal("bob")).unwrap();
    set
}

fn links(set: &PolicySet, template: &str) -> BTreeSet<String> {
    let template = id(template);
    let ids = set.links_of(&template).map(ToString::to_string);
    ids.collect()
}

fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    names.into_iter().map(Into::into).collect()
}

/// Checks that the invariants hold, and that the index leaves no policy out.
fn check(set: &PolicySet) {
    let policies = set.policies().map(Policy::id);
    let ids: BTreeSet<&PolicyId> = policies.chain(set.templates().map(Template::id)).collect();
    let count = set.policies().len() + set.templates().len();
    assert_eq!(ids.len(), count, "ids are distinct");
    for policy in set.policies() {
        assert_eq!(set.policy(policy.id()), Some(policy));
        if let Some(link) = policy.link() {
            let template = set
                .template(&link.template_id)
                .expect("the link's template");
            assert_eq!(template.body(), policy.body());
            assert!(links(set, link.template_id.as_str()).contains(policy.id().as_str()));
        }
    }
    let of_templates = set.templates().flat_map(|t| set.links_of(t.id())).count();
    let linked = set.policies().filter(|p| p.link().is_some()).count();
    let listed: usize = set.links.values().map(|links| links.ids.len()).sum();
    assert_eq!((of_templates, listed), (linked, linked));
    for principal in ["alice", "bob", "carol", "nobody"] {
        check_decisions(set, principal);
    }
}

/// The authorizer finds what an evaluation of every policy finds.
fn check_decisions(set: &PolicySet, principal: &str) {
    let request = Request::new(
        uid("User", principal),
        uid("Action", "view"),
        uid("Doc", 1),
        Context::empty(),
    );
    let entities = Entities::empty();
    let evaluator = Evaluator::new(&request, &entities);
    let satisfied = set.policies().filter(|p| evaluator.satisfies(p).unwrap());
    let expected: BTreeSet<&PolicyId> = satisfied.map(Policy::id).collect();
    let response = Authorizer::new().is_authorized(&request, set, &entities);
    let reason: Vec<&PolicyId> = response.diagnostics().reason().collect();
    assert_eq!(reason.len(), expected.len(), "{principal}");
    assert_eq!(BTreeSet::from_iter(reason), expected, "{principal}");
}

/// Checks that a call fails with this message and changes nothing.
fn check_refused<T, E: ToString>(
    set: &PolicySet,
    call: impl FnOnce(&mut PolicySet) -> Result<T, E>,
    message: &str,
) {
    let mut changed = set.clone();
    let error = call(&mut changed).err().expect(message).to_string();
    assert_eq!(error, message);
    assert_eq!(&changed, set, "{message}");
    let order = |set: &PolicySet| set.policies().cloned().collect::<Vec<_>>();
    assert_eq!(order(&changed), order(set), "{message}");
    let templates = set.templates().map(|t| t.id().as_str());
    for template in templates.chain(["new"]) {
        assert_eq!(links(&changed, template), links(set, template), "{message}");
    }
    check(&changed);
}

#[test]
fn what_is_added_is_there() {
    let set = sample();
    check(&set);
    assert_eq!(set.policies().len(), 3);
    assert_eq!(set.templates().len(), 2);
    assert_eq!(links(&set, "t"), names(["l1", "l2"]));
    assert_eq!(links(&set, "unused"), names([]));
    let link = set.policy(&id("l2")).and_then(Policy::link).unwrap();
    assert_eq!(link.template_id, id("t"));
    assert_eq!(link.values, principal("bob"));
    assert_eq!(set.policy(&id("t")), None);
    assert_eq!(set.template(&id("s")), None);
}

#[test]
fn ids_are_shared_by_policies_templates_and_links() {
    let set = sample();
    for taken in ["s", "t", "unused", "l1"] {
        let message = format!("the id `{taken}` is already in use");
        check_refused(&set, |set| set.add(policy(taken, "carol")), &message);
        check_refused(
            &set,
            |set| set.add_template(template(taken, false)),
            &message,
        );
        let link = |set: &mut PolicySet| set.link(&id("t"), id(taken), principal("carol"));
        check_refused(&set, link, &message);
    }
}

#[test]
fn links_fill_exactly_the_slots() {
    let mut set = sample();
    let both = Template::new(id("both"), body(SLOT, SLOT, true));
    set.add_template(both).unwrap();
    let link = |template: &'static str, values: &SlotValues| {
        let values = values.clone();
        move |set: &mut PolicySet| set.link(&id(template), id("new"), values)
    };
    let none = SlotValues::default();
    let full = SlotValues {
        resource: Some(uid("Doc", 1)),
        ..principal("carol")
    };
    let only_resource = SlotValues {
        principal: None,
        ..full.clone()
    };
    let no_slot = "the template has no slot `?resource`";
    let no_principal = "no value is given for the slot `?principal`";
    let no_resource = "no value is given for the slot `?resource`";
    check_refused(&set, link("t", &none), no_principal);
    check_refused(&set, link("t", &full), no_slot);
    check_refused(&set, link("t", &only_resource), no_principal);
    check_refused(&set, link("both", &none), no_principal);
    check_refused(&set, link("both", &principal("carol")), no_resource);
    check_refused(&set, link("both", &only_resource), no_principal);
    for missing in ["new", "s", "l1"] {
        let message = format!("no template has the id `{missing}`");
        check_refused(&set, link(missing, &full), &message);
    }
    set.link(&id("both"), id("new"), full).unwrap();
    check(&set);
}

#[test]
fn links_are_not_added_as_static_policies() {
    let link = template("other", true)
        .link(id("new"), principal("carol"))
        .unwrap();
    let message = "the policy `new` is linked from a template, not static";
    check_refused(&sample(), |set| set.add(link), message);
}

#[test]
fn removal_is_of_the_kind_that_is_named() {
    let set = sample();
    for missing in ["new", "t"] {
        let message = format!("no static policy has the id `{missing}`");
        check_refused(&set, |set| set.remove_static(&id(missing)), &message);
    }
    let message = "the policy `l1` is linked from a template, not static";
    check_refused(&set, |set| set.remove_static(&id("l1")), message);
    for missing in ["new", "s", "t"] {
        let message = format!("no linked policy has the id `{missing}`");
        check_refused(&set, |set| set.unlink(&id(missing)), &message);
    }
    for missing in ["new", "s", "l1"] {
        let message = format!("no template has the id `{missing}`");
        check_refused(&set, |set| set.remove_template(&id(missing)), &message);
    }
    let message = "the template `t` cannot be removed while `l1` is linked from it";
    check_refused(&set, |set| set.remove_template(&id("t")), message);
}

#[test]
fn what_is_removed_can_be_added_again() {
    let mut set = sample();
    assert_eq!(set.unlink(&id("l1")).unwrap().id(), &id("l1"));
    check(&set);
    assert_eq!(links(&set, "t"), names(["l2"]));
    set.unlink(&id("l2")).unwrap();
    let t = set.remove_template(&id("t")).unwrap();
    let s = set.remove_static(&id("s")).unwrap();
    check(&set);
    set.remove_template(&id("unused")).unwrap();
    assert!(set.is_empty());
    set.add(s.with_id(id("t"))).unwrap();
    set.add_template(t.with_id(id("s"))).unwrap();
    set.link(&id("s"), id("l1"), principal("bob")).unwrap();
    check(&set);
    assert_eq!(links(&set, "s"), names(["l1"]));
}

#[test]
fn equality_is_that_of_contents() {
    let mut reversed = PolicySet::new();
    reversed.add_template(template("unused", true)).unwrap();
    reversed.add_template(template("t", true)).unwrap();
    reversed.link(&id("t"), id("l2"), principal("bob")).unwrap();
    reversed
        .link(&id("t"), id("l1"), principal("alice"))
        .unwrap();
    reversed.add(policy("s", "alice")).unwrap();
    assert_eq!(sample(), reversed);
    let changes: [fn(&mut PolicySet); 5] = [
        |set| drop(set.remove_static(&id("s")).unwrap()),
        |set| drop(set.unlink(&id("l2")).unwrap()),
        |set| drop(set.remove_template(&id("unused")).unwrap()),
        |set| set.add(policy("more", "alice")).unwrap(),
        |set| {
            set.unlink(&id("l2")).unwrap();
            set.link(&id("t"), id("l2"), principal("carol")).unwrap();
        },
    ];
    for change in changes {
        let mut changed = sample();
        change(&mut changed);
        assert_ne!(sample(), changed);
    }
}

#[test]
fn merging_what_is_there_adds_nothing() {
    for rename in [false, true] {
        let mut set = sample();
        assert_eq!(set.merge(&sample(), rename), Ok(HashMap::new()));
        assert_eq!(set, sample());
        assert_eq!(set.merge(&PolicySet::new(), rename), Ok(HashMap::new()));
        assert_eq!(set, sample());
        let mut empty = PolicySet::new();
        assert_eq!(empty.merge(&sample(), rename), Ok(HashMap::new()));
        assert_eq!(empty, sample());
        check(&empty);
    }
}

#[test]
fn merging_adds_links_to_templates_that_are_there() {
    let mut other = PolicySet::new();
    other.add_template(template("t", true)).unwrap();
    other.link(&id("t"), id("l3"), principal("carol")).unwrap();
    let mut set = sample();
    assert_eq!(set.merge(&other, false), Ok(HashMap::new()));
    assert_eq!(links(&set, "t"), names(["l1", "l2", "l3"]));
    check(&set);
}

/// A set of which `fine`, `policy0` and `policy1` do not clash with [`sample`].
fn clashing() -> PolicySet {
    let mut other = PolicySet::new();
    other.add(policy("l1", "carol")).unwrap();
    other.add(policy("fine", "carol")).unwrap();
    other.add(policy("policy1", "carol")).unwrap();
    other.add_template(template("t", false)).unwrap();
    other.add_template(template("s", true)).unwrap();
    // The same link as in the sample, but of another template.
    other.link(&id("t"), id("l2"), principal("bob")).unwrap();
    other
        .link(&id("t"), id("policy0"), principal("bob"))
        .unwrap();
    other
        .link(&id("s"), id("unused"), principal("bob"))
        .unwrap();
    check(&other);
    other
}

#[test]
fn merging_refuses_what_clashes() {
    let clash = |set: &mut PolicySet| set.merge(&clashing(), false);
    check_refused(&sample(), clash, "the id `t` is already in use");
}

#[test]
fn merging_renames_what_clashes() {
    let (set, other) = (sample(), clashing());
    let mut merged = set.clone();
    let renamed = merged.merge(&other, true).unwrap();
    check(&merged);
    let old: BTreeSet<String> = renamed.keys().map(ToString::to_string).collect();
    assert_eq!(old, names(["l1", "l2", "s", "t", "unused"]));
    let fresh: BTreeSet<&PolicyId> = renamed.values().collect();
    assert_eq!(fresh.len(), renamed.len());
    for new in fresh {
        assert!(!set.is_in_use(new) && !other.is_in_use(new), "{new}");
    }
    assert_eq!(merged.policies().len(), 3 + 6);
    assert_eq!(merged.templates().len(), 2 + 2);
    // What was here is as it was.
    for policy in set.policies() {
        assert_eq!(merged.policy(policy.id()), Some(policy));
    }
    assert_eq!(links(&merged, "t"), names(["l1", "l2"]));
    // What came is the same under its new id, links with their templates.
    let new_id = |old: &PolicyId| renamed.get(old).unwrap_or(old).clone();
    for template in other.templates() {
        let new = new_id(template.id());
        assert_eq!(merged.template(&new).unwrap().body(), template.body());
        let expected: BTreeSet<PolicyId> = other.links_of(template.id()).map(new_id).collect();
        let actual: BTreeSet<PolicyId> = merged.links_of(&new).cloned().collect();
        assert_eq!(actual, expected);
    }
    for policy in other.policies() {
        let came = merged.policy(&new_id(policy.id())).unwrap();
        assert_eq!(came.body(), policy.body());
        let values = |policy: &Policy| policy.link().map(|link| link.values.clone());
        assert_eq!(values(came), values(policy));
    }
}

/// Any sequence of changes leaves a set whose index finds every policy:
/// positions move, and the index must follow.
#[test]
fn changes_keep_the_index_exact() {
    let mut state = 1u64;
    let mut below = |limit: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % limit
    };
    let mut set = PolicySet::new();
    let mut largest = 0;
    for _ in 0..2_000 {
        let who = ["alice", "bob", "carol"][below(3) as usize];
        let name = format!("p{}", below(12));
        let template_name = format!("t{}", below(3));
        // Many of these calls fail, as they must.
        match below(7) {
            0 | 1 => drop(set.add(policy(&name, who))),
            2 => drop(set.add_template(template(&template_name, below(2) == 0))),
            3 | 4 => drop(set.link(&id(&template_name), id(&name), principal(who))),
            5 if below(4) == 0 => drop(set.remove_template(&id(&template_name))),
            5 => drop(set.remove_static(&id(&name))),
            _ => drop(set.unlink(&id(&name))),
        }
        check(&set);
        largest = largest.max(set.policies().len());
    }
    assert!(largest > 6, "{largest}");
}
