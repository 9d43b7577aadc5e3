//! Policies that say the same.

use crate::finding::Finding;
use crate::lint::Lint;
use crate::linter::Set;
use crate::scope::Scope;
use crate::terms::{TermId, TermsOf};
use cedar_core::ast::{ConditionKind, PolicyBody};
use cedar_core::{Effect, PolicyId};
use std::collections::HashMap;

/// The conditions of a policy by structure.
pub(crate) type Roots = Vec<(ConditionKind, Option<TermId>)>;

/// The conditions of `body`, whose nodes are `terms`.
pub(crate) fn roots(body: &PolicyBody, terms: &[TermsOf]) -> Roots {
    body.conditions
        .iter()
        .zip(terms)
        .map(|(condition, terms)| {
            let root = terms.get(&condition.body.root().id());
            (condition.kind, root.copied())
        })
        .collect()
}

/// Reports each policy that an earlier one repeats, annotations aside.
pub(crate) fn check(set: &Set<'_>, roots: &HashMap<&PolicyId, Roots>, findings: &mut Vec<Finding>) {
    let mut first: HashMap<(Effect, Scope, &Roots), &PolicyId> = HashMap::new();
    let templates = set
        .texts
        .iter()
        .filter(|(_, body)| body.slots().next().is_some());
    let linked = set.policies.iter().map(|policy| {
        let text = policy.link().map_or(policy.id(), |link| &link.template_id);
        (policy.id(), text, policy.body(), Scope::of_policy(policy))
    });
    let all = templates
        .map(|(id, body)| (*id, *id, *body, Scope::of_template(body)))
        .chain(linked);
    let spans: HashMap<&PolicyId, _> = set
        .policies
        .iter()
        .map(|policy| (policy.id(), policy.body().span))
        .chain(set.texts.iter().map(|(id, body)| (*id, body.span)))
        .collect();
    for (id, text, body, scope) in all {
        let Some(conditions) = roots.get(text) else {
            continue;
        };
        match first.get(&(body.effect, scope.clone(), conditions)) {
            None => {
                first.insert((body.effect, scope, conditions), id);
            }
            Some(other) => {
                let span = spans.get(other).copied().unwrap_or(body.span);
                findings.push(
                    Finding::new(
                        Lint::DuplicatePolicy,
                        id,
                        body.span,
                        format!("the policy says the same as `{other}`"),
                    )
                    .related(other, span, "the same policy"),
                );
            }
        }
    }
}
