//! Expressions: looks up names and infers types.
//!
//! What comes out may still hold unknown types; `finish` fills them in and
//! checks what needs complete types.

use crate::domain;
use crate::program::{DatatypeId, Expr, ExprKind, FunctionId, Local, LocalId, ModuleId};
use crate::scope::{Names, TypeItem, TypeScope, ValueItem, unknown};
use crate::source::{Diagnostic, Span};
use crate::syntax::{self, BinaryOp, Bound, Ident};
use crate::types::{Ty, Unifier};

pub(crate) type Checked<T> = Result<T, Diagnostic>;

/// The state of checking one declaration.
pub(crate) struct Checker<'a> {
    pub(crate) names: &'a Names,
    pub(crate) module: ModuleId,
    pub(crate) parameters: &'a [String],
    pub(crate) unifier: Unifier,
    pub(crate) locals: Vec<Local>,
    /// The variables in scope, innermost last.
    pub(crate) scope: Vec<LocalId>,
    /// In clauses that are never run, quantifiers may range over anything.
    pub(crate) ghost: bool,
}

/// What a written name can be.
enum Named {
    Local(LocalId),
    Value(ValueItem),
}

impl Checker<'_> {
    /// Checks an expression that must have a given type.
    pub(crate) fn expect(&mut self, expr: &syntax::Expr, ty: &Ty) -> Checked<Expr> {
        let found = self.infer(expr)?;
        self.unify(ty, &found.ty, found.span)?;
        Ok(found)
    }

    /// Checks an expression of any type.
    pub(crate) fn infer(&mut self, expr: &syntax::Expr) -> Checked<Expr> {
        crate::grow(|| self.infer_inner(expr))
    }

    fn infer_inner(&mut self, expr: &syntax::Expr) -> Checked<Expr> {
        let span = expr.span;
        let (kind, ty) = match &expr.kind {
            syntax::ExprKind::Bool(value) => (ExprKind::Bool(*value), Ty::Bool),
            syntax::ExprKind::Int(value) => (ExprKind::Int(*value), Ty::Int),
            syntax::ExprKind::Char(value) => (ExprKind::Char(*value), Ty::Char),
            syntax::ExprKind::Str(value) => (ExprKind::Str(value.clone()), Ty::text()),
            syntax::ExprKind::Name(name) => {
                let name = Ident {
                    name: name.clone(),
                    span,
                };
                return self.name(&name);
            }
            syntax::ExprKind::Member(base, member) => return self.member(base, member, span),
            syntax::ExprKind::Call(callee, arguments) => {
                return self.call(callee, arguments, span);
            }
            syntax::ExprKind::Update(base, updates) => self.update(base, updates)?,
            syntax::ExprKind::Not(inner) => {
                let inner = self.expect(inner, &Ty::Bool)?;
                (ExprKind::Not(Box::new(inner)), Ty::Bool)
            }
            syntax::ExprKind::Negate(inner) => {
                let inner = self.expect(inner, &Ty::Int)?;
                (ExprKind::Negate(Box::new(inner)), Ty::Int)
            }
            syntax::ExprKind::Size(inner) => {
                let inner = self.infer(inner)?;
                (ExprKind::Size(Box::new(inner)), Ty::Int)
            }
            syntax::ExprKind::AsInt(inner) => self.as_int(inner)?,
            syntax::ExprKind::Binary(op, left, right) => self.binary(*op, left, right)?,
            syntax::ExprKind::Chain(operands, operators) => self.chain(operands, operators)?,
            syntax::ExprKind::If(condition, consequence, alternative) => {
                let condition = self.expect(condition, &Ty::Bool)?;
                let consequence = self.infer(consequence)?;
                let alternative = self.expect(alternative, &consequence.ty)?;
                let ty = consequence.ty.clone();
                let kind = ExprKind::If(
                    Box::new(condition),
                    Box::new(consequence),
                    Box::new(alternative),
                );
                (kind, ty)
            }
            syntax::ExprKind::Match(scrutinee, cases) => self.matching(scrutinee, cases)?,
            syntax::ExprKind::Let(bindings, body) => return self.binding(bindings, body, span),
            syntax::ExprKind::Tuple(parts) => {
                let parts = self.infer_all(parts)?;
                let ty = Ty::Tuple(parts.iter().map(|part| part.ty.clone()).collect());
                (ExprKind::Tuple(parts), ty)
            }
            syntax::ExprKind::Seq(items) => {
                let item = self.unifier.fresh();
                let items = self.expect_all(items, &item)?;
                (ExprKind::Seq(items), Ty::Seq(Box::new(item)))
            }
            syntax::ExprKind::Set(items) => {
                let item = self.unifier.fresh();
                let items = self.expect_all(items, &item)?;
                (ExprKind::Set(items), Ty::Set(Box::new(item)))
            }
            syntax::ExprKind::Map(entries) => {
                let (key, value) = (self.unifier.fresh(), self.unifier.fresh());
                let mut checked = Vec::new();
                for (k, v) in entries {
                    checked.push((self.expect(k, &key)?, self.expect(v, &value)?));
                }
                (
                    ExprKind::Map(checked),
                    Ty::Map(Box::new(key), Box::new(value)),
                )
            }
            syntax::ExprKind::Index(base, index) => self.index(base, index)?,
            syntax::ExprKind::Slice(base, from, to) => {
                let base = self.infer(base)?;
                let item = self.unifier.fresh();
                self.unify(&Ty::Seq(Box::new(item)), &base.ty, base.span)?;
                let mut bound = |bound: &Option<Box<syntax::Expr>>| {
                    let bound = bound.as_ref().map(|bound| self.expect(bound, &Ty::Int));
                    bound.transpose().map(|bound| bound.map(Box::new))
                };
                let (from, to) = (bound(from)?, bound(to)?);
                let ty = base.ty.clone();
                (ExprKind::Slice(Box::new(base), from, to), ty)
            }
            syntax::ExprKind::IndexUpdate(base, index, value) => {
                self.index_update(base, index, value)?
            }
            syntax::ExprKind::Quantifier(quantifier, bounds, range, body) => {
                let kind = self.scoped(|checker| {
                    let variables = checker.bounds(bounds)?;
                    let range = range.as_ref().map(|range| checker.expect(range, &Ty::Bool));
                    let range = range.transpose()?;
                    let body = checker.expect(body, &Ty::Bool)?;
                    let (loops, body) =
                        domain::of_quantifier(checker, *quantifier, &variables, range, body, span)?;
                    Ok(ExprKind::Quantifier(*quantifier, loops, Box::new(body)))
                })?;
                (kind, Ty::Bool)
            }
            syntax::ExprKind::SetComprehension(bounds, range, element) => {
                self.set_comprehension(bounds, range, element.as_deref(), span)?
            }
            syntax::ExprKind::MapComprehension(bounds, range, value) => {
                self.map_comprehension(bounds, range, value, span)?
            }
        };
        Ok(Expr { kind, ty, span })
    }

    fn infer_all(&mut self, exprs: &[syntax::Expr]) -> Checked<Vec<Expr>> {
        exprs.iter().map(|expr| self.infer(expr)).collect()
    }

    fn expect_all(&mut self, exprs: &[syntax::Expr], ty: &Ty) -> Checked<Vec<Expr>> {
        exprs.iter().map(|expr| self.expect(expr, ty)).collect()
    }

    pub(crate) fn unify(&mut self, expected: &Ty, found: &Ty, span: Span) -> Checked<()> {
        if self.unifier.unify(expected, found) {
            return Ok(());
        }
        let message = format!(
            "expected `{}`, found `{}`",
            self.show(expected),
            self.show(found)
        );
        Err(Diagnostic::new(span, message))
    }

    pub(crate) fn show(&self, ty: &Ty) -> String {
        self.unifier
            .resolve(ty)
            .display(&self.names.datatypes, self.parameters)
    }

    pub(crate) fn types(&self) -> TypeScope<'_> {
        TypeScope {
            module: self.module,
            parameters: self.parameters,
        }
    }
}

/// Names, members and calls.
impl Checker<'_> {
    fn local(&self, name: &Ident) -> Option<LocalId> {
        let is_it = |id: &&LocalId| {
            let local = self.locals.get(id.0);
            local.is_some_and(|local| local.name == name.name)
        };
        self.scope.iter().rev().find(is_it).copied()
    }

    fn lookup(&self, name: &Ident) -> Checked<Option<Named>> {
        if let Some(id) = self.local(name) {
            return Ok(Some(Named::Local(id)));
        }
        let item = self.names.value_item(self.module, &name.name, name.span)?;
        Ok(item.map(Named::Value))
    }

    fn name(&mut self, name: &Ident) -> Checked<Expr> {
        match self.lookup(name)? {
            Some(Named::Local(id)) => {
                let ty = self.locals.get(id.0).map(|local| local.ty.clone());
                let ty = ty.ok_or_else(|| unknown("name", name))?;
                let kind = ExprKind::Local(id);
                let span = name.span;
                Ok(Expr { kind, ty, span })
            }
            Some(Named::Value(item)) => self.value(item, None, name.span),
            None => Err(unknown("name", name)),
        }
    }

    /// Applies a function or constructor; without arguments it stood alone.
    fn value(
        &mut self,
        item: ValueItem,
        arguments: Option<&[syntax::Expr]>,
        span: Span,
    ) -> Checked<Expr> {
        match item {
            ValueItem::Function(id) => self.apply(id, arguments, span),
            ValueItem::Constructor(id, index) => {
                self.construct(id, index, arguments.unwrap_or(&[]), span)
            }
        }
    }

    fn apply(
        &mut self,
        id: FunctionId,
        arguments: Option<&[syntax::Expr]>,
        span: Span,
    ) -> Checked<Expr> {
        let signature = self.names.signature(id);
        match (signature.is_constant, arguments) {
            (true, Some(_)) => return Err(Diagnostic::new(span, "a constant cannot be called")),
            (false, None) => {
                let message = crate::parser::refused("a function as a value");
                return Err(Diagnostic::new(span, message));
            }
            _ => {}
        }
        let instance: Vec<Ty> = signature
            .parameters
            .iter()
            .map(|_| self.unifier.fresh())
            .collect();
        let expected = signature.arguments.iter();
        let expected: Vec<Ty> = expected.map(|ty| ty.substitute(&instance)).collect();
        let arguments = self.arguments(arguments.unwrap_or(&[]), &expected, span)?;
        let ty = signature.result.substitute(&instance);
        let kind = ExprKind::Call(id, arguments);
        Ok(Expr { kind, ty, span })
    }

    fn construct(
        &mut self,
        id: DatatypeId,
        index: usize,
        arguments: &[syntax::Expr],
        span: Span,
    ) -> Checked<Expr> {
        let datatype = self.names.datatype(id);
        let instance: Vec<Ty> = datatype
            .parameters
            .iter()
            .map(|_| self.unifier.fresh())
            .collect();
        let fields = &datatype.constructor(index).fields;
        let expected: Vec<Ty> = fields
            .iter()
            .map(|field| field.ty.substitute(&instance))
            .collect();
        let arguments = self.arguments(arguments, &expected, span)?;
        let kind = ExprKind::Construct(id, index, arguments);
        let ty = Ty::Data(id, instance);
        Ok(Expr { kind, ty, span })
    }

    fn arguments(
        &mut self,
        arguments: &[syntax::Expr],
        expected: &[Ty],
        span: Span,
    ) -> Checked<Vec<Expr>> {
        if arguments.len() != expected.len() {
            let (expected, found) = (expected.len(), arguments.len());
            let message = format!("expected {expected} arguments, found {found}");
            return Err(Diagnostic::new(span, message));
        }
        let pairs = arguments.iter().zip(expected);
        pairs
            .map(|(argument, ty)| self.expect(argument, ty))
            .collect()
    }

    fn call(
        &mut self,
        callee: &syntax::Expr,
        arguments: &[syntax::Expr],
        span: Span,
    ) -> Checked<Expr> {
        let item = match &callee.kind {
            syntax::ExprKind::Name(name) => {
                let name = Ident {
                    name: name.clone(),
                    span: callee.span,
                };
                match self.lookup(&name)? {
                    Some(Named::Value(item)) => Some(item),
                    Some(Named::Local(_)) => None,
                    None => return Err(unknown("function", &name)),
                }
            }
            syntax::ExprKind::Member(base, member) => self.qualified(base, member)?,
            _ => None,
        };
        match item {
            Some(item) => self.value(item, Some(arguments), span),
            None => Err(Diagnostic::new(
                callee.span,
                crate::parser::refused("a call of a value"),
            )),
        }
    }

    /// `Module.Name`, `Type.Constructor`, `Module.Type.Constructor`.
    fn qualified(&self, base: &syntax::Expr, member: &Ident) -> Checked<Option<ValueItem>> {
        let (module, first) = match &base.kind {
            syntax::ExprKind::Name(name) => (None, (name.as_str(), base.span)),
            syntax::ExprKind::Member(outer, inner) => match &outer.kind {
                syntax::ExprKind::Name(name) => (Some(name), (inner.name.as_str(), inner.span)),
                _ => return Ok(None),
            },
            _ => return Ok(None),
        };
        let ident = Ident {
            name: module.map_or(first.0, String::as_str).to_owned(),
            span: base.span,
        };
        if self.local(&ident).is_some() {
            return Ok(None);
        }
        // As in Dafny, before a dot a type or module comes before a constructor.
        let of_type = |item: Option<TypeItem>| match item {
            Some(TypeItem::Datatype(id)) => match self.constructor_of(id, member) {
                Err(_) if module.is_none() && self.lookup(&ident)?.is_some() => Ok(None),
                found => found.map(Some),
            },
            _ => Ok(None),
        };
        match module {
            Some(module) => match self.names.imported(self.module, module) {
                Some(imported) => of_type(self.names.type_in(imported, first.0)),
                None => Ok(None),
            },
            None => match self.names.type_item(self.module, first.0, first.1)? {
                Some((_, item)) => of_type(Some(item)),
                None => match self.names.imported(self.module, first.0) {
                    Some(imported) => self
                        .names
                        .value_in(imported, member)?
                        .map_or_else(|| Err(unknown("name", member)), |item| Ok(Some(item))),
                    None => Ok(None),
                },
            },
        }
    }

    fn constructor_of(&self, id: DatatypeId, name: &Ident) -> Checked<ValueItem> {
        let constructors = &self.names.datatype(id).constructors;
        let index = constructors.iter().position(|c| c.name == name.name);
        let index = index.ok_or_else(|| unknown("constructor", name))?;
        Ok(ValueItem::Constructor(id, index))
    }

    fn member(&mut self, base: &syntax::Expr, member: &Ident, span: Span) -> Checked<Expr> {
        if let Some(item) = self.qualified(base, member)? {
            return self.value(item, None, span);
        }
        let base = self.infer(base)?;
        let (kind, ty) = match self.unifier.head(&base.ty) {
            Ty::Data(id, arguments) => self.datatype_member(base, id, &arguments, member)?,
            Ty::Tuple(parts) => {
                let index = member.name.parse::<usize>().ok();
                let part = index.and_then(|index| Some((index, parts.get(index)?)));
                let (index, ty) = part.ok_or_else(|| unknown("member", member))?;
                (ExprKind::Part(Box::new(base), index), ty.clone())
            }
            Ty::Map(key, value) => {
                let base = Box::new(base);
                match member.name.as_str() {
                    "Keys" => (ExprKind::Keys(base), Ty::Set(key)),
                    "Values" => (ExprKind::Values(base), Ty::Set(value)),
                    "Items" => {
                        let item = Ty::Tuple(vec![*key, *value]);
                        (ExprKind::Items(base), Ty::Set(Box::new(item)))
                    }
                    _ => return Err(unknown("member", member)),
                }
            }
            Ty::Unknown(_) => return Err(cannot_infer(base.span)),
            _ => return Err(unknown("member", member)),
        };
        Ok(Expr { kind, ty, span })
    }

    fn datatype_member(
        &self,
        base: Expr,
        id: DatatypeId,
        arguments: &[Ty],
        member: &Ident,
    ) -> Checked<(ExprKind, Ty)> {
        let datatype = self.names.datatype(id);
        if let Some(constructor) = member.name.strip_suffix('?') {
            let mut constructors = datatype.constructors.iter();
            let index = constructors.position(|c| c.name == constructor);
            let index = index.ok_or_else(|| unknown("constructor", member))?;
            return Ok((ExprKind::Is(Box::new(base), id, index), Ty::Bool));
        }
        let field = datatype.field(&member.name);
        let field = field.ok_or_else(|| unknown("field", member))?;
        let ty = field.ty.substitute(arguments);
        let kind = ExprKind::Field(Box::new(base), id, member.name.clone());
        Ok((kind, ty))
    }

    fn update(
        &mut self,
        base: &syntax::Expr,
        updates: &[(Ident, syntax::Expr)],
    ) -> Checked<(ExprKind, Ty)> {
        let base = self.infer(base)?;
        let Ty::Data(id, arguments) = self.unifier.head(&base.ty) else {
            let message = format!("expected a datatype, found `{}`", self.show(&base.ty));
            return Err(Diagnostic::new(base.span, message));
        };
        let mut checked: Vec<(String, Expr)> = Vec::new();
        for (name, value) in updates {
            let field = self.names.datatype(id).field(&name.name);
            let field = field.ok_or_else(|| unknown("field", name))?;
            if checked.iter().any(|(other, _)| *other == name.name) {
                let message = format!("field `{}` is updated twice", name.name);
                return Err(Diagnostic::new(name.span, message));
            }
            let ty = field.ty.substitute(&arguments);
            checked.push((name.name.clone(), self.expect(value, &ty)?));
        }
        let ty = base.ty.clone();
        Ok((ExprKind::Update(Box::new(base), id, checked), ty))
    }
}

/// Operators and collections.
impl Checker<'_> {
    fn as_int(&mut self, inner: &syntax::Expr) -> Checked<(ExprKind, Ty)> {
        let inner = self.infer(inner)?;
        match self.unifier.head(&inner.ty) {
            Ty::Char => Ok((ExprKind::CharToInt(Box::new(inner)), Ty::Int)),
            Ty::Int | Ty::Nat => Ok((inner.kind, Ty::Int)),
            _ => {
                let message = format!("`{}` cannot be converted to `int`", self.show(&inner.ty));
                Err(Diagnostic::new(inner.span, message))
            }
        }
    }

    fn binary(
        &mut self,
        op: BinaryOp,
        left: &syntax::Expr,
        right: &syntax::Expr,
    ) -> Checked<(ExprKind, Ty)> {
        let (left, right, ty) = match op {
            BinaryOp::Iff | BinaryOp::Implies | BinaryOp::And | BinaryOp::Or => {
                let left = self.expect(left, &Ty::Bool)?;
                let right = self.expect(right, &Ty::Bool)?;
                (left, right, Ty::Bool)
            }
            BinaryOp::In | BinaryOp::NotIn => {
                let left = self.infer(left)?;
                let right = self.infer(right)?;
                let item = match self.unifier.head(&right.ty) {
                    Ty::Seq(item) | Ty::Set(item) | Ty::Map(item, _) => item,
                    Ty::Unknown(_) => return Err(cannot_infer(right.span)),
                    _ => {
                        let found = self.show(&right.ty);
                        let message = format!("expected a collection, found `{found}`");
                        return Err(Diagnostic::new(right.span, message));
                    }
                };
                self.unify(&item, &left.ty, left.span)?;
                (left, right, Ty::Bool)
            }
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Mod => {
                let left = self.infer(left)?;
                let right = self.expect(right, &left.ty)?;
                let ty = match self.unifier.head(&left.ty) {
                    // The sum of two naturals is one, the difference need not be.
                    Ty::Nat => Ty::Int,
                    ty => ty,
                };
                (left, right, ty)
            }
            _ => {
                let left = self.infer(left)?;
                let right = self.expect(right, &left.ty)?;
                (left, right, Ty::Bool)
            }
        };
        Ok((ExprKind::Binary(op, Box::new(left), Box::new(right)), ty))
    }

    fn chain(
        &mut self,
        operands: &[syntax::Expr],
        operators: &[BinaryOp],
    ) -> Checked<(ExprKind, Ty)> {
        let ty = self.unifier.fresh();
        let operands = self.expect_all(operands, &ty)?;
        Ok((ExprKind::Chain(operands, operators.to_vec()), Ty::Bool))
    }

    fn index(&mut self, base: &syntax::Expr, index: &syntax::Expr) -> Checked<(ExprKind, Ty)> {
        let base = self.infer(base)?;
        let (key, ty) = self.indexed(&base)?;
        let index = self.expect(index, &key)?;
        Ok((ExprKind::Index(Box::new(base), Box::new(index)), ty))
    }

    fn index_update(
        &mut self,
        base: &syntax::Expr,
        index: &syntax::Expr,
        value: &syntax::Expr,
    ) -> Checked<(ExprKind, Ty)> {
        let base = self.infer(base)?;
        let (key, item) = self.indexed(&base)?;
        let index = self.expect(index, &key)?;
        let value = self.expect(value, &item)?;
        let ty = base.ty.clone();
        let kind = ExprKind::IndexUpdate(Box::new(base), Box::new(index), Box::new(value));
        Ok((kind, ty))
    }

    /// The types of index and element.
    fn indexed(&self, base: &Expr) -> Checked<(Ty, Ty)> {
        match self.unifier.head(&base.ty) {
            Ty::Seq(item) => Ok((Ty::Int, *item)),
            Ty::Map(key, value) => Ok((*key, *value)),
            Ty::Unknown(_) => Err(cannot_infer(base.span)),
            _ => {
                let message = format!("`{}` cannot be indexed", self.show(&base.ty));
                Err(Diagnostic::new(base.span, message))
            }
        }
    }

    fn set_comprehension(
        &mut self,
        bounds: &[Bound],
        range: &syntax::Expr,
        element: Option<&syntax::Expr>,
        span: Span,
    ) -> Checked<(ExprKind, Ty)> {
        self.scoped(|checker| {
            let variables = checker.bounds(bounds)?;
            let range = checker.expect(range, &Ty::Bool)?;
            let element = match (element, bounds) {
                (Some(element), _) => checker.infer(element)?,
                (None, [only]) => checker.name(&only.name)?,
                (None, _) => {
                    let message = "a set of several variables needs `:: element`";
                    return Err(Diagnostic::new(span, message));
                }
            };
            let loops = domain::of_range(checker, &variables, range, span)?;
            let ty = Ty::Set(Box::new(element.ty.clone()));
            Ok((ExprKind::SetComprehension(loops, Box::new(element)), ty))
        })
    }

    fn map_comprehension(
        &mut self,
        bounds: &[Bound],
        range: &syntax::Expr,
        value: &syntax::Expr,
        span: Span,
    ) -> Checked<(ExprKind, Ty)> {
        let [only] = bounds else {
            let message = crate::parser::refused("a map comprehension of several variables");
            return Err(Diagnostic::new(span, message));
        };
        self.scoped(|checker| {
            let variables = checker.bounds(bounds)?;
            let range = checker.expect(range, &Ty::Bool)?;
            let value = checker.infer(value)?;
            let key = checker.name(&only.name)?;
            let loops = domain::of_range(checker, &variables, range, span)?;
            let ty = Ty::Map(Box::new(key.ty), Box::new(value.ty.clone()));
            Ok((ExprKind::MapComprehension(loops, Box::new(value)), ty))
        })
    }

    fn bounds(&mut self, bounds: &[Bound]) -> Checked<Vec<LocalId>> {
        let mut variables = Vec::new();
        for bound in bounds {
            let ty = match &bound.ty {
                Some(ty) => self.names.ty(self.types(), ty)?,
                None => self.unifier.fresh(),
            };
            variables.push(self.declare(&bound.name.name, ty));
        }
        Ok(variables)
    }
}

pub(crate) fn cannot_infer(span: Span) -> Diagnostic {
    Diagnostic::new(span, "the type of this expression cannot be inferred here")
        .help("give the variable a type: `var x: T := …`")
}
