//! Health of the cases without a schema: what the authorizer is asked about.

use super::{Bound, Target};
use crate::case::Case;
use cedar_core::ast::{BinaryOp, ExprKind, ExprRef, PolicyBody, Variable};
use cedar_core::{Authorizer, Decision, EntityUid, Policy};
use reference_model::{Answer, ErrorKind};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Counts over generated cases.
#[derive(Clone, Default, Debug, Serialize)]
pub struct Health {
    /// Cases counted.
    pub cases: u64,
    /// Cases with policies, entities and requests.
    pub complete: u64,
    /// Requests in them.
    pub requests: u64,
    /// Policies in them, links included.
    pub policies: u64,
    /// Cases in which some entity has an ancestor.
    pub with_ancestors: u64,
    /// Cases with a chain of at least three edges.
    pub with_depth_three: u64,
    /// Cases with an entity that has an ancestor over two different parents.
    pub with_diamonds: u64,
    /// Cases with a parent that is not in the store.
    pub with_dangling_parents: u64,
    /// Cases with a linked policy.
    pub with_links: u64,
    /// Cases with two or more policies.
    pub with_several_policies: u64,
    /// Cases in which a condition mentions `context`.
    pub with_context: u64,
    /// Cases in which a condition tests for an attribute or tag before it reads it.
    pub with_guarded_access: u64,
    /// Cases whose requests have more than one outcome.
    pub with_several_outcomes: u64,
    /// Conditions counted.
    pub conditions: u64,
    /// Conditions that are a bare `true` or `false`.
    pub bare_literals: u64,
    /// Requests that are allowed.
    pub allowed: u64,
    /// Requests with an erring policy beside a satisfied one.
    pub mixed: u64,
    /// How often each kind of expression occurs.
    pub operators: BTreeMap<&'static str, u64>,
    /// How often each kind of error occurs in an answer.
    pub errors: BTreeMap<&'static str, u64>,
}

impl Health {
    /// Counts one more case.
    pub fn count(&mut self, case: &Case) {
        self.cases += 1;
        self.requests += case.requests.len() as u64;
        let entities = case.entities.iter().next().is_some();
        let policies = case.policies.policies().next().is_some();
        self.complete += u64::from(entities && policies && !case.requests.is_empty());
        self.count_hierarchy(case);
        self.count_policies(case);
        self.count_outcomes(case);
    }

    /// The figures that have targets.
    pub fn targets(&self) -> Vec<Target> {
        use Bound::{AtLeast, AtMost};
        let of_cases = |name, part, bound| Target::share(name, part, self.cases, bound);
        vec![
            of_cases(
                "random inputs that give a complete case",
                self.complete,
                AtLeast(95.0),
            ),
            of_cases(
                "cases with an ancestor edge",
                self.with_ancestors,
                AtLeast(60.0),
            ),
            of_cases(
                "cases of depth three or more",
                self.with_depth_three,
                AtLeast(15.0),
            ),
            of_cases("cases with a diamond", self.with_diamonds, AtLeast(10.0)),
            of_cases(
                "cases with a dangling parent",
                self.with_dangling_parents,
                AtLeast(10.0),
            ),
            of_cases("cases with a linked policy", self.with_links, AtLeast(25.0)),
            of_cases(
                "cases with several policies",
                self.with_several_policies,
                AtLeast(75.0),
            ),
            of_cases(
                "cases that mention context",
                self.with_context,
                AtLeast(40.0),
            ),
            of_cases(
                "cases with a guarded access",
                self.with_guarded_access,
                AtLeast(20.0),
            ),
            of_cases(
                "cases with several outcomes",
                self.with_several_outcomes,
                AtLeast(50.0),
            ),
            Target::share(
                "conditions that are bare literals",
                self.bare_literals,
                self.conditions,
                AtMost(10.0),
            ),
            Target::share(
                "requests allowed",
                self.allowed,
                self.requests,
                AtLeast(10.0),
            ),
            Target::share(
                "requests with an erring beside a satisfied policy",
                self.mixed,
                self.requests,
                AtLeast(3.0),
            ),
        ]
    }

    fn count_hierarchy(&mut self, case: &Case) {
        let entities = &case.entities;
        let depths = depths(case);
        let deepest = depths.values().copied().max().unwrap_or(0);
        self.with_ancestors += u64::from(deepest >= 1);
        self.with_depth_three += u64::from(deepest >= 3);
        self.with_diamonds += u64::from(entities.iter().any(|entity| {
            let mut seen = BTreeSet::new();
            entity.parents().iter().any(|parent| {
                !seen.insert(parent.clone())
                    || entities
                        .ancestors(parent)
                        .any(|ancestor| !seen.insert(ancestor.clone()))
            })
        }));
        self.with_dangling_parents += u64::from(
            entities
                .iter()
                .any(|entity| entity.parents().iter().any(|p| entities.get(p).is_none())),
        );
    }

    fn count_policies(&mut self, case: &Case) {
        let policies: Vec<&Policy> = case.policies.policies().collect();
        self.policies += policies.len() as u64;
        self.with_several_policies += u64::from(policies.len() > 1);
        self.with_links += u64::from(policies.iter().any(|p| p.link().is_some()));
        let mut mentions_context = false;
        let mut guarded = false;
        for body in policies.iter().map(|p| p.body()) {
            mentions_context |= self.count_conditions(body);
            guarded |= body.conditions.iter().any(|c| has_guard(c.body.root()));
        }
        self.with_context += u64::from(mentions_context);
        self.with_guarded_access += u64::from(guarded);
    }

    /// Returns whether a condition mentions `context`.
    fn count_conditions(&mut self, body: &PolicyBody) -> bool {
        let mut mentions_context = false;
        for condition in &body.conditions {
            let root = condition.body.root();
            self.conditions += 1;
            self.bare_literals += u64::from(matches!(root.kind(), ExprKind::Literal(_)));
            walk(root, &mut |expr| {
                *self.operators.entry(operator(expr.kind())).or_default() += 1;
                mentions_context |= matches!(expr.kind(), ExprKind::Variable(Variable::Context));
            });
        }
        mentions_context
    }

    fn count_outcomes(&mut self, case: &Case) {
        let authorizer = Authorizer::new();
        let mut outcomes: Vec<Answer> = Vec::new();
        for request in &case.requests {
            let response = authorizer.is_authorized(request, &case.policies, &case.entities);
            let answer = Answer::from(&response);
            self.allowed += u64::from(answer.decision == Decision::Allow);
            self.mixed += u64::from(!answer.erring.is_empty() && !answer.determining.is_empty());
            for kind in answer.erring.values() {
                *self.errors.entry(ErrorKind::as_str(*kind)).or_default() += 1;
            }
            if !outcomes.contains(&answer) {
                outcomes.push(answer);
            }
        }
        self.with_several_outcomes += u64::from(outcomes.len() > 1);
    }
}

/// The longest chain of parents above each entity.
pub(super) fn depths(case: &Case) -> BTreeMap<EntityUid, usize> {
    fn depth(case: &Case, uid: &EntityUid, known: &mut BTreeMap<EntityUid, usize>) -> usize {
        if let Some(depth) = known.get(uid) {
            return *depth;
        }
        let parents = case
            .entities
            .get(uid)
            .map(|e| e.parents())
            .unwrap_or_default();
        let found = parents
            .iter()
            .map(|parent| 1 + depth(case, parent, known))
            .max()
            .unwrap_or(0);
        known.insert(uid.clone(), found);
        found
    }
    let mut known = BTreeMap::new();
    for entity in case.entities.iter() {
        depth(case, entity.uid(), &mut known);
    }
    known
}

pub(super) fn walk<'a>(expr: ExprRef<'a>, visit: &mut dyn FnMut(ExprRef<'a>)) {
    visit(expr);
    expr.kind()
        .for_each_child(|child| walk(expr.child(child), visit));
}

/// Whether some `e has a && …` reads `e.a` on its right, or the same with a tag.
pub(super) fn has_guard(expr: ExprRef<'_>) -> bool {
    let mut found = false;
    walk(expr, &mut |expr| {
        if let ExprKind::And(left, right) = expr.kind() {
            found |= is_guarded(expr.child(*left), expr.child(*right));
        }
    });
    found
}

fn is_guarded(guard: ExprRef<'_>, guarded: ExprRef<'_>) -> bool {
    let mut found = false;
    walk(guarded, &mut |inner| {
        found |= match (guard.kind(), inner.kind()) {
            (ExprKind::HasAttribute(e, a), ExprKind::GetAttribute(f, b)) => {
                a == b && guard.child(*e) == inner.child(*f)
            }
            (
                ExprKind::Binary(BinaryOp::HasTag, e, a),
                ExprKind::Binary(BinaryOp::GetTag, f, b),
            ) => guard.child(*e) == inner.child(*f) && guard.child(*a) == inner.child(*b),
            _ => false,
        }
    });
    found
}

/// The operator of a node, as text has it.
pub(crate) fn operator(kind: &ExprKind) -> &'static str {
    match kind {
        ExprKind::Literal(_) => "literal",
        ExprKind::Variable(variable) => variable.as_str(),
        ExprKind::Slot(slot) => slot.as_str(),
        ExprKind::If { .. } => "if",
        ExprKind::And(..) => "&&",
        ExprKind::Or(..) => "||",
        ExprKind::Unary(op, _) => op.as_str(),
        ExprKind::Binary(op, ..) => op.as_str(),
        ExprKind::GetAttribute(..) => ".attribute",
        ExprKind::HasAttribute(..) => "has",
        ExprKind::Like(..) => "like",
        ExprKind::Is(..) => "is",
        ExprKind::IsIn(..) => "is in",
        ExprKind::Set(_) => "[]",
        ExprKind::Record(_) => "{}",
        ExprKind::Call(function, _) => match function {
            cedar_core::ast::FunctionName::Known(function) => function.as_str(),
            cedar_core::ast::FunctionName::Unknown(_) => "unknown function",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generators;
    use crate::health::{assert_met, input};

    fn health(cases: u64) -> Health {
        let mut health = Health::default();
        for seed in 0..cases {
            health.count(&generators::case(&input(seed)));
        }
        health
    }

    #[test]
    fn the_generators_meet_their_targets() {
        assert_met(&health(2_000).targets());
    }

    #[test]
    fn every_operator_and_every_error_kind_occurs() {
        let health = health(2_000);
        let missing: Vec<&str> = [
            "if",
            "&&",
            "||",
            "!",
            "-",
            "==",
            "!=",
            "<",
            "<=",
            ">",
            ">=",
            "in",
            "+",
            "*",
            "contains",
            "containsAll",
            "containsAny",
            "isEmpty",
            "hasTag",
            "getTag",
            "has",
            ".attribute",
            "like",
            "is",
            "is in",
            "[]",
            "{}",
            "principal",
            "action",
            "resource",
            "context",
        ]
        .into_iter()
        .chain(
            cedar_core::extensions::ExtensionFunction::ALL
                .iter()
                .map(|function| function.as_str()),
        )
        .filter(|operator| !health.operators.contains_key(operator))
        .collect();
        assert!(missing.is_empty(), "never generated: {missing:?}");
        for kind in [
            ErrorKind::EntityDoesNotExist,
            ErrorKind::EntityAttributeDoesNotExist,
            ErrorKind::EntityTagDoesNotExist,
            ErrorKind::RecordAttributeDoesNotExist,
            ErrorKind::TypeError,
            ErrorKind::IntegerOverflow,
            ErrorKind::WrongNumberOfArguments,
            ErrorKind::ExtensionFunction,
        ] {
            assert!(
                health.errors.contains_key(kind.as_str()),
                "never raised: {kind}"
            );
        }
    }
}
