//! Finds finite domains for the variables of quantifiers and comprehensions.
//!
//! Each variable, in the order in which they are declared, needs a conjunct
//! `x in collection`, or two that bound it as an integer from both sides. Those
//! conjuncts become loops; all others stay, in their order, as filters. A conjunct
//! may have a meaning only where those before it hold, so none moves before
//! another, except that a loop may move outwards to its variable's place.

use crate::check::{Checked, Checker};
use crate::program::{Domain, Expr, ExprKind, LocalId, Loops};
use crate::source::{Diagnostic, Span};
use crate::syntax::{BinaryOp, Quantifier};
use crate::types::Ty;

/// Loops and remaining body of a quantifier.
pub(crate) fn of_quantifier(
    checker: &Checker<'_>,
    quantifier: Quantifier,
    variables: &[LocalId],
    range: Option<Expr>,
    mut body: Expr,
    span: Span,
) -> Checked<(Loops, Expr)> {
    let mut conjuncts = Vec::new();
    if let Some(range) = range {
        split(range, &mut conjuncts);
    }
    match quantifier {
        Quantifier::All => {
            while let ExprKind::Binary(BinaryOp::Implies, premise, conclusion) = body.kind {
                split(*premise, &mut conjuncts);
                body = *conclusion;
            }
        }
        Quantifier::Any => {
            let span = body.span;
            split(body, &mut conjuncts);
            let (kind, ty) = (ExprKind::Bool(true), Ty::Bool);
            body = Expr { kind, ty, span };
        }
    }
    let loops = of_conjuncts(checker, variables, conjuncts, span)?;
    Ok((loops, body))
}

/// Loops of a comprehension.
pub(crate) fn of_range(
    checker: &Checker<'_>,
    variables: &[LocalId],
    range: Expr,
    span: Span,
) -> Checked<Loops> {
    let mut conjuncts = Vec::new();
    split(range, &mut conjuncts);
    of_conjuncts(checker, variables, conjuncts, span)
}

fn of_conjuncts(
    checker: &Checker<'_>,
    variables: &[LocalId],
    conjuncts: Vec<Expr>,
    span: Span,
) -> Checked<Loops> {
    let mut open: Vec<Conjunct> = conjuncts.into_iter().map(Conjunct::Filter).collect();
    let mut domains = Vec::new();
    for (index, variable) in variables.iter().enumerate() {
        let unavailable = variables.get(index..).unwrap_or(&[]);
        let found = collection(*variable, unavailable, index, &mut open)
            .or_else(|| range(checker, *variable, unavailable, index, &mut open));
        match found {
            Some(domain) => domains.push((*variable, domain)),
            None if checker.ghost => {}
            None => {
                let name = checker
                    .locals
                    .get(variable.0)
                    .map_or("", |local| &local.name);
                let message = format!("variable `{name}` ranges over no finite collection");
                return Err(Diagnostic::new(span, message).help(format!(
                    "bound it by `{name} in collection` or `low <= {name} < high`, in terms of earlier variables"
                )));
            }
        }
    }
    let mut filters = Vec::new();
    let mut level = 0;
    for conjunct in open {
        match conjunct {
            Conjunct::Loop(index) => level = level.max(index + 1),
            Conjunct::Filter(filter) => {
                let needed = variables.iter().rposition(|id| mentions(&filter, &[*id]));
                level = level.max(needed.map_or(0, |index| index + 1));
                filters.push((level, filter));
            }
        }
    }
    Ok(Loops { domains, filters })
}

/// A conjunct, or where one was that has become the loop with this index.
enum Conjunct {
    Filter(Expr),
    Loop(usize),
}

/// The first filter for which `found` gives something.
fn find<T>(open: &[Conjunct], found: impl Fn(&Expr) -> Option<T>) -> Option<(usize, T)> {
    open.iter()
        .enumerate()
        .find_map(|(place, conjunct)| match conjunct {
            Conjunct::Filter(filter) => Some((place, found(filter)?)),
            Conjunct::Loop(_) => None,
        })
}

fn replace(open: &mut [Conjunct], place: usize, index: usize) {
    if let Some(conjunct) = open.get_mut(place) {
        *conjunct = Conjunct::Loop(index);
    }
}

/// Turns the first `variable in collection` into a loop.
fn collection(
    variable: LocalId,
    unavailable: &[LocalId],
    index: usize,
    open: &mut [Conjunct],
) -> Option<Domain> {
    let (place, collection) = find(open, |filter| match &filter.kind {
        ExprKind::Binary(BinaryOp::In, element, collection)
            if is_local(element, variable) && !mentions(collection, unavailable) =>
        {
            Some((**collection).clone())
        }
        _ => None,
    })?;
    replace(open, place, index);
    Some(Domain::Collection(collection))
}

/// Turns the first lower and the first upper bound into a loop.
fn range(
    checker: &Checker<'_>,
    variable: LocalId,
    unavailable: &[LocalId],
    index: usize,
    open: &mut [Conjunct],
) -> Option<Domain> {
    let ty = &checker.locals.get(variable.0)?.ty;
    if !checker.unifier.head(ty).is_int() {
        return None;
    }
    let bound = |side| find(open, |filter| as_bound(filter, variable, unavailable, side));
    let (lower, (low, low_included)) = bound(Side::Lower)?;
    let (upper, (high, included)) = bound(Side::Upper)?;
    replace(open, lower, index);
    replace(open, upper, index);
    let low = if low_included { low } else { successor(low) };
    Some(Domain::Range(low, high, included))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Lower,
    Upper,
}

/// The bound that a comparison puts on a variable, and whether it is included.
fn as_bound(
    conjunct: &Expr,
    variable: LocalId,
    unavailable: &[LocalId],
    side: Side,
) -> Option<(Expr, bool)> {
    let ExprKind::Binary(op, left, right) = &conjunct.kind else {
        return None;
    };
    let (small, large, included) = match op {
        BinaryOp::Lt => (left, right, false),
        BinaryOp::Le => (left, right, true),
        BinaryOp::Gt => (right, left, false),
        BinaryOp::Ge => (right, left, true),
        _ => return None,
    };
    let (bounded, bound) = match side {
        Side::Lower => (large, small),
        Side::Upper => (small, large),
    };
    let usable = is_local(bounded, variable) && !mentions(bound, unavailable);
    usable.then(|| ((**bound).clone(), included))
}

/// Splits conjunctions, and chains of comparisons into single ones.
fn split(expr: Expr, conjuncts: &mut Vec<Expr>) {
    match expr.kind {
        ExprKind::Binary(BinaryOp::And, left, right) => {
            crate::grow(|| split(*left, conjuncts));
            crate::grow(|| split(*right, conjuncts));
        }
        ExprKind::Chain(operands, operators) => {
            let rest = operands.iter().skip(1);
            for ((left, right), op) in operands.iter().zip(rest).zip(operators) {
                let span = left.span.to(right.span);
                let kind = ExprKind::Binary(op, Box::new(left.clone()), Box::new(right.clone()));
                let ty = Ty::Bool;
                conjuncts.push(Expr { kind, ty, span });
            }
        }
        _ => conjuncts.push(expr),
    }
}

fn successor(expr: Expr) -> Expr {
    let (span, ty) = (expr.span, Ty::Int);
    let one = Expr {
        kind: ExprKind::Int(1),
        ty: Ty::Int,
        span,
    };
    let kind = ExprKind::Binary(BinaryOp::Add, Box::new(expr), Box::new(one));
    Expr { kind, ty, span }
}

fn is_local(expr: &Expr, variable: LocalId) -> bool {
    matches!(expr.kind, ExprKind::Local(id) if id == variable)
}

fn mentions(expr: &Expr, variables: &[LocalId]) -> bool {
    expr.contains(&|part| matches!(part.kind, ExprKind::Local(id) if variables.contains(&id)))
}
