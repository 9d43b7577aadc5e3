//! Policies that an unconditional `forbid` makes pointless.

use crate::finding::Finding;
use crate::lint::Lint;
use crate::linter::Set;
use crate::scope::{Scope, action_covers, covers_of};
use cedar_core::ast::{ActionConstraint, ScopeConstraint};
use cedar_core::{Effect, Policy};
use cedar_validator::Validator;
use std::collections::{HashMap, HashSet};

/// Reports each policy whose scope an unconditional `forbid` covers.
///
/// A policy has few constraints that cover its own, so each looks up its
/// shadows instead of comparing itself with all of them.
pub(crate) fn check(set: &Set<'_>, validator: Option<&Validator>, findings: &mut Vec<Finding>) {
    let schema = validator.map(Validator::schema);
    let shadows = Shadows::of(set);
    for policy in &set.policies {
        let scope = Scope::of_policy(policy);
        let covers = |wide: &Shadow<'_>| {
            wide.policy.id() != policy.id()
                && action_covers(&wide.action, &scope.action, schema)
                // Of two that cover each other, the later one is pointless;
                // `duplicates` says so.
                && !(is_unconditional_forbid(policy) && wide.scope == scope)
        };
        let Some(shadow) = shadows.candidates(&scope).find(|shadow| covers(shadow)) else {
            continue;
        };
        let by = shadow.policy.id();
        let message = match policy.effect() {
            Effect::Permit => format!("this `permit` allows nothing: `{by}` forbids all of it"),
            Effect::Forbid => {
                format!("this `forbid` changes no decision: `{by}` forbids all of it anyway")
            }
        };
        findings.push(
            Finding::new(
                Lint::ShadowedPolicy,
                policy.id(),
                policy.body().span,
                message,
            )
            .related(by, shadow.policy.body().span, "forbids all of it"),
        );
    }
}

/// A `forbid` without conditions.
struct Shadow<'p> {
    policy: &'p Policy,
    action: ActionConstraint,
    scope: Scope,
}

/// The shadows by the constraints on principal and resource.
struct Shadows<'p> {
    by_scope: HashMap<(ScopeConstraint, ScopeConstraint), Vec<Shadow<'p>>>,
}

impl<'p> Shadows<'p> {
    fn of(set: &Set<'p>) -> Self {
        let mut by_scope: HashMap<_, Vec<Shadow<'p>>> = HashMap::new();
        let mut seen = HashSet::new();
        for policy in set.policies.iter().filter(|p| is_unconditional_forbid(p)) {
            let scope = Scope::of_policy(policy);
            // One of several that say the same is enough.
            if !seen.insert(scope.clone()) {
                continue;
            }
            let key = (scope.principal.clone(), scope.resource.clone());
            by_scope.entry(key).or_default().push(Shadow {
                policy,
                action: scope.action.clone(),
                scope,
            });
        }
        Shadows { by_scope }
    }

    /// Those that cover the principal and the resource of `scope`.
    fn candidates(&self, scope: &Scope) -> impl Iterator<Item = &Shadow<'p>> {
        let resources = covers_of(&scope.resource);
        covers_of(&scope.principal)
            .into_iter()
            .flat_map(move |principal| {
                let with = |resource: &ScopeConstraint| (principal.clone(), resource.clone());
                resources.iter().map(with).collect::<Vec<_>>()
            })
            .filter_map(|key| self.by_scope.get(&key))
            .flatten()
    }
}

fn is_unconditional_forbid(policy: &Policy) -> bool {
    policy.effect() == Effect::Forbid && policy.body().conditions.is_empty()
}
