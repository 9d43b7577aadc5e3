//! The last pass over a checked expression: fills in inferred types and checks
//! that each operator has a meaning for them.

use crate::check::{Checked, Checker};
use crate::program::{Expr, ExprKind};
use crate::source::Diagnostic;
use crate::syntax::BinaryOp;
use crate::types::Ty;

/// Completes the types of an expression and all its parts.
pub(crate) fn expression(checker: &Checker<'_>, expr: &mut Expr) -> Checked<()> {
    expr.ty = complete(checker, &expr.ty, expr)?;
    let mut result = Ok(());
    expr.each_part_mut(&mut |part| {
        if result.is_ok() {
            result = expression(checker, part);
        }
    });
    result?;
    operators(checker, expr)
}

/// Completes the types of the variables.
pub(crate) fn locals(checker: &mut Checker<'_>, body: &Expr) -> Checked<()> {
    for index in 0..checker.locals.len() {
        let Some(local) = checker.locals.get(index) else {
            continue;
        };
        let ty = complete(checker, &local.ty, body)?;
        if let Some(local) = checker.locals.get_mut(index) {
            local.ty = ty;
        }
    }
    Ok(())
}

fn complete(checker: &Checker<'_>, ty: &Ty, at: &Expr) -> Checked<Ty> {
    let ty = checker.unifier.resolve(ty);
    if ty.contains(&|part| matches!(part, Ty::Unknown(_))) {
        let message = format!("type `{}` is not fully inferred", checker.show(&ty));
        return Err(
            Diagnostic::new(at.span, message).help("give a variable a type: `var x: T := …`")
        );
    }
    Ok(ty)
}

fn operators(checker: &Checker<'_>, expr: &Expr) -> Checked<()> {
    match &expr.kind {
        ExprKind::Binary(op, left, _) => operator(checker, *op, &left.ty, expr),
        ExprKind::Chain(operands, operators) => {
            for op in operators {
                if let Some(first) = operands.first() {
                    operator(checker, *op, &first.ty, expr)?;
                }
            }
            Ok(())
        }
        ExprKind::Size(inner) => match inner.ty {
            Ty::Seq(_) | Ty::Set(_) | Ty::Map(..) => Ok(()),
            _ => Err(meaningless(checker, "|…|", &inner.ty, expr)),
        },
        _ => Ok(()),
    }
}

fn operator(checker: &Checker<'_>, op: BinaryOp, ty: &Ty, expr: &Expr) -> Checked<()> {
    let has_meaning = match op {
        BinaryOp::Iff
        | BinaryOp::Implies
        | BinaryOp::And
        | BinaryOp::Or
        | BinaryOp::Eq
        | BinaryOp::Ne
        | BinaryOp::In
        | BinaryOp::NotIn => true,
        BinaryOp::Lt | BinaryOp::Le => {
            ty.is_int() || matches!(ty, Ty::Char | Ty::Set(_) | Ty::Seq(_))
        }
        BinaryOp::Gt | BinaryOp::Ge => ty.is_int() || matches!(ty, Ty::Char | Ty::Set(_)),
        BinaryOp::Disjoint => matches!(ty, Ty::Set(_)),
        BinaryOp::Add => ty.is_int() || matches!(ty, Ty::Set(_) | Ty::Seq(_)),
        BinaryOp::Sub | BinaryOp::Mul => ty.is_int() || matches!(ty, Ty::Set(_)),
        BinaryOp::Div | BinaryOp::Mod => ty.is_int(),
    };
    if has_meaning {
        return Ok(());
    }
    Err(meaningless(checker, op.symbol(), ty, expr))
}

fn meaningless(checker: &Checker<'_>, symbol: &str, ty: &Ty, expr: &Expr) -> Diagnostic {
    let message = format!(
        "`{symbol}` on `{}` is not part of the subset",
        checker.show(ty)
    );
    Diagnostic::new(expr.span, message)
}
