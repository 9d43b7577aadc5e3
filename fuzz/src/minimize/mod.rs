//! Shrinking by structure: what is dropped is a policy, an entity, a clause,
//! a sub-expression, never a byte.

pub mod case;
pub(crate) mod expression;
mod parts;
pub(crate) mod schema;
mod text;
mod value;

pub use text::smaller_texts;

use crate::question::Question;

/// The smallest question that is reached by steps that all `keeps` what
/// matters. Greedy: no step from the result keeps it.
pub fn minimize(
    mut question: Box<dyn Question>,
    keeps: &mut dyn FnMut(&dyn Question) -> bool,
) -> Box<dyn Question> {
    loop {
        let next = question.smaller().find(|smaller| keeps(&**smaller));
        match next {
            Some(smaller) => question = smaller,
            None => return question,
        }
    }
}

/// The lists that lack one item of this one; none for a list of one, since
/// nothing is asked by it.
pub fn without_one<T: Clone>(items: &[T]) -> impl Iterator<Item = Vec<T>> + '_ {
    let count = if items.len() > 1 { items.len() } else { 0 };
    (0..count).map(|dropped| {
        let mut fewer = items.to_vec();
        fewer.remove(dropped);
        fewer
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::seeded_bytes;
    use crate::case::Case;
    use crate::engines;
    use crate::generators;
    use crate::question::CaseOracle;
    use cedar_core::ast::{BinaryOp, ExprKind};
    use cedar_core::{Decision, Effect};

    fn minimized(case: Case, keeps: impl Fn(&Case) -> bool) -> Case {
        let question = minimize(CaseOracle::Authorizer.about(case), &mut |question| {
            question.as_test().is_some_and(|test| keeps(&test.case))
        });
        question.as_test().unwrap().case
    }

    fn cases() -> impl Iterator<Item = Case> {
        (0..).map(|seed| generators::case(&seeded_bytes(seed)))
    }

    /// An engine that ignores `forbid` would err here.
    fn a_forbid_overrides_a_permit(case: &Case) -> bool {
        case.requests.iter().any(|request| {
            let with = |effect: Effect| {
                let mut policies = case.policies.clone();
                for policy in case.policies.policies().filter(|p| p.effect() == effect) {
                    if policy.link().is_some() {
                        policies.unlink(policy.id()).unwrap();
                    } else {
                        policies.remove_static(policy.id()).unwrap();
                    }
                }
                engines::by_engine(request, &policies, &case.entities).decision
            };
            let decision = engines::by_engine(request, &case.policies, &case.entities).decision;
            decision == Decision::Deny && with(Effect::Forbid) == Decision::Allow
        })
    }

    #[test]
    fn a_forbid_over_a_permit_needs_two_bare_policies() {
        for case in cases().filter(a_forbid_overrides_a_permit).take(10) {
            let small = minimized(case, a_forbid_overrides_a_permit);
            let text = crate::report::describe(&small);
            assert_eq!(small.requests.len(), 1, "{text}");
            assert_eq!(small.policies.policies().len(), 2, "{text}");
            assert_eq!(small.policies.templates().len(), 0, "{text}");
            assert!(small.entities.is_empty(), "{text}");
            assert!(small.requests[0].context.record().is_empty(), "{text}");
            for policy in small.policies.policies() {
                assert!(policy.body().conditions.is_empty(), "{text}");
            }
        }
    }

    #[test]
    fn a_condition_keeps_what_matters_alone() {
        let multiplies = |case: &Case| {
            case.policies.policies().any(|policy| {
                policy.body().conditions.iter().any(|condition| {
                    condition
                        .body
                        .nodes()
                        .any(|node| matches!(node.kind(), ExprKind::Binary(BinaryOp::Multiply, ..)))
                })
            })
        };
        for case in cases().filter(multiplies).take(10) {
            let small = minimized(case, multiplies);
            let text = crate::report::describe(&small);
            assert_eq!(small.policies.policies().len(), 1, "{text}");
            let policy = small.policies.policies().next().unwrap();
            assert_eq!(policy.body().conditions.len(), 1, "{text}");
            assert_eq!(policy.body().conditions[0].body.node_count(), 3, "{text}");
        }
    }
}
