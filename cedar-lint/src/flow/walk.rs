//! The walk.

use super::event::{Event, Site, What};
use super::facts::{Fact, Facts, common};
use crate::kinds::Kinds;
use crate::stack::with_room;
use crate::terms::{TermId, Terms, TermsOf};
use cedar_core::ast::{
    ConditionKind, ExprId, ExprKind, ExprRef, Literal, PolicyBody, UnaryOp, Variable,
};
use cedar_core::{EntityUid, SlotId, Span};
use cedar_validator::types::{BoolType, Type};
use std::collections::HashMap;

/// What a walk found.
pub(crate) struct Walked {
    /// What it saw, in the order of evaluation.
    pub(crate) events: Vec<Event>,
    /// The nodes that it evaluated.
    pub(crate) visited: Vec<Site>,
    /// The first condition that is never met, if there is one.
    pub(crate) unmet: Option<usize>,
}

/// Walks through the conditions of a policy; `terms` has an element for each.
pub(crate) fn walk<'a>(
    body: &'a PolicyBody,
    kinds: Kinds<'a>,
    names: &mut Terms,
    terms: &'a [TermsOf],
) -> Walked {
    let mut walk = Walk {
        kinds,
        condition: 0,
        terms: None,
        facts: Facts::default(),
        known: HashMap::new(),
        events: Vec::new(),
        visited: Vec::new(),
    };
    walk.facts.push(&scope_facts(kinds, names));
    let mut unmet = None;
    for (i, (condition, terms)) in body.conditions.iter().zip(terms).enumerate() {
        walk.condition = i;
        walk.terms = Some(terms);
        walk.known.clear();
        let found = walk.visit(condition.body.root());
        let wanted = condition.kind == ConditionKind::When;
        if found.truth.is_some_and(|truth| truth != wanted) {
            unmet = Some(i);
            break;
        }
        // What holds afterwards stays so for the conditions that follow.
        walk.facts.push(&found.always);
        walk.facts.push(found.when(wanted));
    }
    Walked {
        events: walk.events,
        visited: walk.visited,
        unmet,
    }
}

/// What the scope says of the principal and the resource.
fn scope_facts(kinds: Kinds<'_>, names: &mut Terms) -> Vec<Fact> {
    let mut term = |kind| names.of_leaf(kind);
    let variables = [
        (SlotId::Principal, Variable::Principal),
        (SlotId::Resource, Variable::Resource),
    ];
    variables
        .into_iter()
        .filter_map(|(slot, variable)| {
            let uid: &EntityUid = kinds.equal_constraint(slot)?;
            let constant = term(ExprKind::Literal(Literal::Entity(uid.clone())));
            Some(Fact::Equal(term(ExprKind::Variable(variable)), constant))
        })
        .collect()
}

/// A walk on its way.
pub(super) struct Walk<'a> {
    pub(super) kinds: Kinds<'a>,
    pub(super) facts: Facts,
    condition: usize,
    terms: Option<&'a TermsOf>,
    /// What is known of shared nodes. Their second place is evaluated after
    /// the first and knows no less.
    known: HashMap<ExprId, Outcome>,
    events: Vec<Event>,
    visited: Vec<Site>,
}

/// What is known of an expression once it has been evaluated.
#[derive(Clone, Default)]
pub(super) struct Outcome {
    /// The boolean that it always is.
    pub(super) truth: Option<bool>,
    /// Whether an event says why it always is.
    pub(super) explained: bool,
    /// What holds whatever its value.
    pub(super) always: Vec<Fact>,
    /// What holds if it is true.
    pub(super) if_true: Vec<Fact>,
    /// What holds if it is false.
    pub(super) if_false: Vec<Fact>,
}

impl Outcome {
    fn constant(truth: bool) -> Self {
        Outcome {
            truth: Some(truth),
            ..Outcome::default()
        }
    }

    /// What holds besides if it has this value.
    fn when(&self, truth: bool) -> &[Fact] {
        match truth {
            true => &self.if_true,
            false => &self.if_false,
        }
    }

    fn into_when(self, truth: bool) -> Vec<Fact> {
        let mut facts = self.always;
        facts.extend(match truth {
            true => self.if_true,
            false => self.if_false,
        });
        facts
    }
}

impl<'a> Walk<'a> {
    /// Reports what `what` says about the part `span`, which the evaluation of
    /// `expr` shows.
    pub(super) fn report(&mut self, expr: ExprRef<'a>, span: Span, what: What) {
        let site = (self.condition, expr.id());
        self.events.push(Event { site, span, what });
    }

    /// The term of a node.
    pub(super) fn term(&self, expr: ExprRef<'a>) -> Option<TermId> {
        self.terms?.get(&expr.id()).copied()
    }

    fn visit(&mut self, expr: ExprRef<'a>) -> Outcome {
        if let Some(known) = self.known.get(&expr.id()) {
            return known.clone();
        }
        self.visited.push((self.condition, expr.id()));
        let mut outcome = with_room(|| self.visit_kind(expr));
        if outcome.truth.is_none()
            && let Some(Type::Bool(value @ (BoolType::True | BoolType::False))) =
                self.kinds.type_of(expr)
        {
            outcome.truth = Some(*value == BoolType::True);
        }
        self.note_comparison(expr, &mut outcome);
        if expr.is_shared() {
            self.known.insert(expr.id(), outcome.clone());
        }
        outcome
    }

    fn visit_kind(&mut self, expr: ExprRef<'a>) -> Outcome {
        match expr.kind() {
            ExprKind::Literal(Literal::Bool(value)) => Outcome::constant(*value),
            ExprKind::If {
                condition,
                consequent,
                alternative,
            } => self.conditional(
                expr,
                expr.child(*condition),
                expr.child(*consequent),
                expr.child(*alternative),
            ),
            ExprKind::And(..) => self.junction(expr, false),
            ExprKind::Or(..) => self.junction(expr, true),
            ExprKind::Unary(UnaryOp::Not, operand) => {
                let operand = self.visit(expr.child(*operand));
                Outcome {
                    truth: operand.truth.map(|truth| !truth),
                    if_true: operand.if_false,
                    if_false: operand.if_true,
                    ..operand
                }
            }
            ExprKind::IsIn(operand, _, ancestor) => {
                // The right side is evaluated only if the type fits.
                let outcome = self.visit(expr.child(*operand));
                self.visit(expr.child(*ancestor));
                outcome.strict()
            }
            kind => {
                let mut always = Vec::new();
                kind.for_each_child(|child| {
                    let child = self.visit(expr.child(child));
                    self.facts.push(&child.always);
                    always.extend(child.always);
                });
                self.facts.pop(&always);
                let mut outcome = Outcome {
                    always,
                    ..Outcome::default()
                };
                self.note_tests(expr, &mut outcome);
                self.note_failures(expr, &mut outcome);
                outcome
            }
        }
    }

    /// `a && b && …`, which stops at the first that is false, or `a || b || …`,
    /// which stops at the first that is true.
    ///
    /// The operands of a chain are looked at one after the other, so that its
    /// length costs no depth and facts are added once.
    fn junction(&mut self, expr: ExprRef<'a>, stop: bool) -> Outcome {
        let operands = chain(expr, stop);
        let mut result = Outcome::default();
        let mut going_on: Vec<Fact> = Vec::new();
        let mut undecided = Vec::new();
        for (i, operand) in operands.iter().enumerate() {
            let outcome = self.visit(*operand);
            if outcome.truth == Some(stop) {
                result.truth = Some(stop);
                result.explained = outcome.explained;
                if let Some(rest) = operands.get(i + 1..).filter(|rest| !rest.is_empty())
                    && !outcome.explained
                {
                    let span = rest.iter().fold(Span::NONE, |span, e| span.to(e.span()));
                    let why = match stop {
                        false => "what stands before it is never true",
                        true => "what stands before it is always true",
                    };
                    self.report(expr, span, What::Unreachable(why));
                }
                break;
            }
            if outcome.truth.is_none() {
                undecided.push(outcome.when(stop).to_vec());
            }
            if i == 0 {
                result.always = outcome.always.clone();
            }
            let facts = outcome.into_when(!stop);
            self.facts.push(&facts);
            going_on.extend(facts);
        }
        self.facts.pop(&going_on);
        if result.truth.is_none() && undecided.is_empty() {
            result.truth = Some(!stop);
        }
        // Only one operand can have stopped it, so what that one tells holds.
        let stopped = match undecided.as_slice() {
            [one] => one.clone(),
            several => shared_by_all(several),
        };
        match stop {
            false => (result.if_true, result.if_false) = (going_on, stopped),
            true => (result.if_false, result.if_true) = (going_on, stopped),
        }
        result
    }

    fn conditional(
        &mut self,
        expr: ExprRef<'a>,
        condition: ExprRef<'a>,
        consequent: ExprRef<'a>,
        alternative: ExprRef<'a>,
    ) -> Outcome {
        let tested = self.visit(condition);
        if let Some(truth) = tested.truth {
            let (taken, other, why) = match truth {
                true => (consequent, alternative, "the condition is always true"),
                false => (alternative, consequent, "the condition is never true"),
            };
            if !tested.explained {
                self.report(expr, other.span(), What::Unreachable(why));
            }
            let mut facts = tested.into_when(truth);
            let outcome = self.visit_with(taken, &facts);
            facts.extend(outcome.always);
            return Outcome {
                always: facts,
                ..outcome
            };
        }
        let consequent = self.visit_with(consequent, &tested.clone().into_when(true));
        let alternative = self.visit_with(alternative, &tested.clone().into_when(false));
        let facts = |truth: bool| match (consequent.truth, alternative.truth) {
            (_, Some(other)) if other != truth => both(&tested, true, &consequent, truth),
            (Some(other), _) if other != truth => both(&tested, false, &alternative, truth),
            _ => common(
                both(&tested, true, &consequent, truth),
                &both(&tested, false, &alternative, truth),
            ),
        };
        Outcome {
            truth: consequent
                .truth
                .filter(|_| consequent.truth == alternative.truth),
            explained: false,
            if_true: facts(true),
            if_false: facts(false),
            always: tested.always,
        }
    }

    fn visit_with(&mut self, expr: ExprRef<'a>, facts: &[Fact]) -> Outcome {
        self.facts.push(facts);
        let outcome = self.visit(expr);
        self.facts.pop(facts);
        outcome
    }
}

impl Outcome {
    /// The same of an expression that only contains it.
    fn strict(self) -> Self {
        Outcome {
            always: self.always,
            ..Outcome::default()
        }
    }
}

/// What holds if the condition had one value and the branch another.
fn both(tested: &Outcome, tested_as: bool, branch: &Outcome, truth: bool) -> Vec<Fact> {
    let mut facts = tested.when(tested_as).to_vec();
    facts.extend(branch.clone().into_when(truth));
    facts
}

/// The facts that stand in every list.
fn shared_by_all(lists: &[Vec<Fact>]) -> Vec<Fact> {
    match lists.split_first() {
        None => Vec::new(),
        Some((first, rest)) => rest
            .iter()
            .fold(first.clone(), |facts, list| common(facts, list)),
    }
}

/// The operands of a chain of the same operator, left to right.
fn chain(expr: ExprRef<'_>, or: bool) -> Vec<ExprRef<'_>> {
    let mut operands = Vec::new();
    let mut rest = expr;
    loop {
        let (left, right) = match rest.kind() {
            ExprKind::And(left, right) if !or => (left, right),
            ExprKind::Or(left, right) if or => (left, right),
            _ => break,
        };
        operands.push(expr.child(*right));
        rest = expr.child(*left);
        if rest.is_shared() {
            break;
        }
    }
    operands.push(rest);
    operands.reverse();
    operands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_are_flat() {
        let check = |text: &str, or: bool, expected: usize| {
            let expr = cedar_parser::parse_expression(text).unwrap();
            assert_eq!(chain(expr.root(), or).len(), expected, "{text}");
        };
        check(
            "a && b && c && d"
                .replace(|c: char| c.is_alphabetic(), "true")
                .as_str(),
            false,
            4,
        );
        check("true && (true && true)", false, 2);
        check("true || true || false", true, 3);
        check("true || true && false", true, 2);
        check("principal has a.b.c", false, 3);
    }
}
