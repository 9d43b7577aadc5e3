//! Variables, `match`, `var` and patterns: looks up names and infers types.

use crate::check::{Checked, Checker, cannot_infer};
use crate::program::{DatatypeId, Expr, ExprKind, Local, LocalId, Pattern};
use crate::scope::{Names, unknown};
use crate::source::{Diagnostic, Span};
use crate::syntax::{self, PatternKind};
use crate::types::Ty;

impl Checker<'_> {
    pub(crate) fn declare(&mut self, name: &str, ty: Ty) -> LocalId {
        let id = LocalId(self.locals.len());
        let name = name.to_owned();
        self.locals.push(Local { name, ty });
        self.scope.push(id);
        id
    }

    /// Forgets the variables that `inner` declares.
    pub(crate) fn scoped<T>(&mut self, inner: impl FnOnce(&mut Self) -> Checked<T>) -> Checked<T> {
        let outer = self.scope.len();
        let result = inner(self);
        self.scope.truncate(outer);
        result
    }

    pub(crate) fn matching(
        &mut self,
        scrutinee: &syntax::Expr,
        cases: &[(syntax::Pattern, syntax::Expr)],
    ) -> Checked<(ExprKind, Ty)> {
        let scrutinee = self.infer(scrutinee)?;
        let ty = self.unifier.fresh();
        let mut checked = Vec::new();
        for (pattern, body) in cases {
            let case = self.scoped(|checker| {
                let pattern = checker.pattern(pattern, &scrutinee.ty)?;
                Ok((pattern, checker.expect(body, &ty)?))
            })?;
            checked.push(case);
        }
        Ok((ExprKind::Match(Box::new(scrutinee), checked), ty))
    }

    /// All values are evaluated before any of the variables is in scope.
    pub(crate) fn binding(
        &mut self,
        bindings: &[(syntax::Pattern, Option<syntax::Type>, syntax::Expr)],
        body: &syntax::Expr,
        span: Span,
    ) -> Checked<Expr> {
        let mut values = Vec::new();
        for (_, ty, value) in bindings {
            let value = self.infer(value)?;
            if let Some(ty) = ty {
                let ty = self.names.ty(self.types(), ty)?;
                self.unify(&ty, &value.ty, value.span)?;
            }
            values.push(value);
        }
        self.scoped(|checker| {
            let (mut patterns, mut parts) = (Vec::new(), Vec::new());
            for ((pattern, _, _), value) in bindings.iter().zip(values) {
                let irrefutable = checker.pattern(pattern, &value.ty)?;
                if !is_irrefutable(checker.names, &irrefutable) {
                    let message = "this pattern may not match: only a datatype with one constructor can be taken apart by `var`";
                    return Err(Diagnostic::new(pattern.span, message));
                }
                patterns.push(irrefutable);
                parts.push(value);
            }
            let body = checker.infer(body)?;
            let ty = body.ty.clone();
            let (pattern, value) = match (patterns.pop(), parts.pop()) {
                (Some(pattern), Some(value)) if parts.is_empty() => (pattern, value),
                (Some(pattern), Some(value)) => {
                    patterns.push(pattern);
                    parts.push(value);
                    let ty = Ty::Tuple(parts.iter().map(|part| part.ty.clone()).collect());
                    let kind = ExprKind::Tuple(parts);
                    (Pattern::Tuple(patterns), Expr { kind, ty, span })
                }
                _ => return Err(Diagnostic::new(span, "`var` without a variable")),
            };
            let kind = ExprKind::Let(pattern, Box::new(value), Box::new(body));
            Ok(Expr { kind, ty, span })
        })
    }

    fn pattern(&mut self, pattern: &syntax::Pattern, ty: &Ty) -> Checked<Pattern> {
        let span = pattern.span;
        let (literal, literal_ty) = match &pattern.kind {
            PatternKind::Wild => return Ok(Pattern::Wild),
            PatternKind::Name(name) => {
                if let Some(constructor) = self.pattern_constructor(name, ty, span)? {
                    return self.constructor_pattern(constructor, &[], ty, span);
                }
                return Ok(Pattern::Bind(self.declare(name, ty.clone())));
            }
            PatternKind::Constructor(name, parts) => {
                let constructor = self.pattern_constructor(&name.name, ty, name.span)?;
                let constructor = constructor.ok_or_else(|| unknown("constructor", name))?;
                return self.constructor_pattern(constructor, parts, ty, span);
            }
            PatternKind::Tuple(parts) => {
                let types: Vec<Ty> = parts.iter().map(|_| self.unifier.fresh()).collect();
                self.unify(ty, &Ty::Tuple(types.clone()), span)?;
                let parts = parts.iter().zip(&types);
                let parts = parts.map(|(part, ty)| self.pattern(part, ty));
                return Ok(Pattern::Tuple(parts.collect::<Checked<_>>()?));
            }
            PatternKind::Bool(value) => (Pattern::Bool(*value), Ty::Bool),
            PatternKind::Int(value) => (Pattern::Int(*value), Ty::Int),
            PatternKind::Char(value) => (Pattern::Char(*value), Ty::Char),
            PatternKind::Str(value) => (Pattern::Str(value.clone()), Ty::text()),
        };
        self.unify(ty, &literal_ty, span)?;
        Ok(literal)
    }

    /// A name in a pattern is a constructor of the matched datatype or a new
    /// variable.
    fn pattern_constructor(
        &self,
        name: &str,
        ty: &Ty,
        span: Span,
    ) -> Checked<Option<(DatatypeId, usize)>> {
        match self.unifier.head(ty) {
            Ty::Data(id, _) => {
                let constructors = &self.names.datatype(id).constructors;
                let index = constructors.iter().position(|c| c.name == name);
                Ok(index.map(|index| (id, index)))
            }
            Ty::Unknown(_) => Err(cannot_infer(span)),
            _ => Ok(None),
        }
    }

    fn constructor_pattern(
        &mut self,
        (id, index): (DatatypeId, usize),
        parts: &[syntax::Pattern],
        ty: &Ty,
        span: Span,
    ) -> Checked<Pattern> {
        let Ty::Data(_, arguments) = self.unifier.head(ty) else {
            return Err(cannot_infer(span));
        };
        let constructor = self.names.datatype(id).constructor(index);
        if constructor.fields.len() != parts.len() {
            let message = format!(
                "constructor `{}` has {} fields, found {}",
                constructor.name,
                constructor.fields.len(),
                parts.len()
            );
            return Err(Diagnostic::new(span, message));
        }
        let types = constructor
            .fields
            .iter()
            .map(|field| field.ty.substitute(&arguments));
        let parts = parts.iter().zip(types);
        let parts = parts
            .map(|(part, ty)| self.pattern(part, &ty))
            .collect::<Checked<_>>()?;
        Ok(Pattern::Construct(id, index, parts))
    }
}

fn is_irrefutable(names: &Names, pattern: &Pattern) -> bool {
    match pattern {
        Pattern::Wild | Pattern::Bind(_) => true,
        Pattern::Construct(id, _, parts) => {
            names.datatype(*id).is_struct() && parts.iter().all(|part| is_irrefutable(names, part))
        }
        Pattern::Tuple(parts) => parts.iter().all(|part| is_irrefutable(names, part)),
        _ => false,
    }
}
