//! Finds finite domains for the variables of quantifiers and comprehensions.
//!
//! Each variable, in the order in which they are declared, needs a conjunct
//! `x in collection`, or two that bound it as an integer from both sides. Those
//! conjuncts become loops; all others stay, in their order, as filters.

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
    mut conjuncts: Vec<Expr>,
    span: Span,
) -> Checked<Loops> {
    let mut domains = Vec::new();
    for (index, variable) in variables.iter().enumerate() {
        let unavailable = variables.get(index..).unwrap_or(&[]);
        let found = collection(*variable, unavailable, &mut conjuncts)
            .or_else(|| range(checker, *variable, unavailable, &mut conjuncts));
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
    let filters = conjuncts;
    Ok(Loops { domains, filters })
}

/// Takes the first `variable in collection` out of the conjuncts.
fn collection(
    variable: LocalId,
    unavailable: &[LocalId],
    conjuncts: &mut Vec<Expr>,
) -> Option<Domain> {
    let index = conjuncts.iter().position(|conjunct| match &conjunct.kind {
        ExprKind::Binary(BinaryOp::In, element, collection) => {
            is_local(element, variable) && !mentions(collection, unavailable)
        }
        _ => false,
    })?;
    match conjuncts.remove(index).kind {
        ExprKind::Binary(_, _, collection) => Some(Domain::Collection(*collection)),
        _ => None,
    }
}

/// Takes the first lower and the first upper bound out of the conjuncts.
fn range(
    checker: &Checker<'_>,
    variable: LocalId,
    unavailable: &[LocalId],
    conjuncts: &mut Vec<Expr>,
) -> Option<Domain> {
    let ty = &checker.locals.get(variable.0)?.ty;
    if !checker.unifier.head(ty).is_int() {
        return None;
    }
    let bound = |conjunct: &Expr, side| as_bound(conjunct, variable, unavailable, side).is_some();
    let lower = conjuncts.iter().position(|c| bound(c, Side::Lower))?;
    let upper = conjuncts.iter().position(|c| bound(c, Side::Upper))?;
    let (low, low_included) = as_bound(conjuncts.get(lower)?, variable, unavailable, Side::Lower)?;
    let (high, included) = as_bound(conjuncts.get(upper)?, variable, unavailable, Side::Upper)?;
    conjuncts.remove(lower.max(upper));
    conjuncts.remove(lower.min(upper));
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
