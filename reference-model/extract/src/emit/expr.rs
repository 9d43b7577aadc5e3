//! Expressions.
//!
//! Scalars (`bool`, `int`, `char`) are copied. Everything else is passed by
//! reference and cloned, which only counts a reference, where a value must own
//! what it holds.

use std::cell::Cell;

use crate::emit::Fault;
use crate::emit::code::{Binding, Code, Shape, braces, list};
use crate::emit::names::{self, snake};
use crate::emit::types::Paths;
use crate::program::{DatatypeId, Expr, ExprKind, Function, FunctionId, LocalId};
use crate::syntax::BinaryOp;
use crate::types::Ty;

/// Writes the body of one function.
pub(crate) struct Body<'a> {
    pub(crate) function: &'a Function,
    pub(crate) paths: &'a Paths<'a>,
    pub(crate) fault: Option<Fault>,
    /// The number of the next branch, if branches are counted.
    branches: Option<&'a Cell<usize>>,
    /// Rust names of the local variables.
    pub(crate) names: Vec<String>,
    /// What the text of each local variable denotes.
    pub(crate) shapes: Vec<Shape>,
    /// Numbers the variables that only the emitted code has.
    counter: usize,
}

impl<'a> Body<'a> {
    pub(crate) fn new(
        function: &'a Function,
        paths: &'a Paths<'a>,
        fault: Option<Fault>,
        branches: Option<&'a Cell<usize>>,
    ) -> Self {
        let shapes = function.locals.iter().map(|local| {
            if local.ty.is_scalar() {
                Shape::Place
            } else {
                Shape::Ref
            }
        });
        Self {
            function,
            paths,
            fault,
            branches,
            names: names::locals(function),
            shapes: shapes.collect(),
            counter: 0,
        }
    }

    /// The content of a block that ends in the expression's value; in tail
    /// position that is an `Answer`.
    pub(crate) fn block(&mut self, expr: &Expr, tail: bool) -> String {
        crate::grow(|| self.block_inner(expr, tail))
    }

    fn block_inner(&mut self, expr: &Expr, tail: bool) -> String {
        match &expr.kind {
            ExprKind::Let(pattern, value, body) => {
                let binding = self.binding(pattern, value, body);
                let body = self.block(body, tail);
                format!("{binding}\n{body}")
            }
            ExprKind::If(condition, consequence, alternative) => {
                let condition = self.condition(condition);
                let consequence = self.branch(consequence, tail);
                let alternative = match &alternative.kind {
                    ExprKind::If(..) => self.block(alternative, tail),
                    _ => braces(&self.branch(alternative, tail)),
                };
                format!("if {condition} {} else {alternative}", braces(&consequence))
            }
            ExprKind::Match(scrutinee, cases) => self.matching(scrutinee, cases, tail),
            _ if tail => self.tail(expr),
            _ => self.owned(expr),
        }
    }

    /// A block that only some inputs reach.
    pub(crate) fn branch(&mut self, expr: &Expr, tail: bool) -> String {
        let block = self.block(expr, tail);
        match self.next_branch() {
            Some(number) => format!("crate::cover({number});\n{block}"),
            None => block,
        }
    }

    /// The number of a new branch, if branches are counted.
    fn next_branch(&self) -> Option<usize> {
        self.branches.map(|next| next.replace(next.get() + 1))
    }

    /// The right operand of a connective, which only some inputs reach.
    fn second(&mut self, expr: &Expr, binding: Binding) -> String {
        let text = self.owned_within(expr, binding);
        match self.next_branch() {
            Some(number) => format!("{{ crate::cover({number}); {text} }}"),
            None => text,
        }
    }

    /// A comparison of scalars; that the operands are equal counts as a branch.
    fn comparison(&self, left: &Code, op: BinaryOp, right: &Code) -> String {
        let relation = self.relation(op);
        if relation != "=="
            && let Some(number) = self.next_branch()
        {
            let (left, right) = (&left.text, &right.text);
            return format!("crate::compared({number}, {left}, {right}, |a, b| a {relation} b)");
        }
        let (left, right) = (left.within(Binding::Unary), right.within(Binding::Unary));
        format!("{left} {relation} {right}")
    }

    /// An `Answer`, without `Ok(…?)` around what is one already.
    fn tail(&mut self, expr: &Expr) -> String {
        let code = self.owned_code(expr);
        let answers = match &expr.kind {
            ExprKind::Call(..) | ExprKind::Quantifier(..) | ExprKind::Slice(..) => true,
            ExprKind::Negate(inner) => !matches!(inner.kind, ExprKind::Int(_)),
            ExprKind::Binary(op, ..) => expr.ty.is_int() && *op != BinaryOp::In,
            _ => false,
        };
        match code.text.strip_suffix('?') {
            Some(answer) if answers && code.binding == Binding::Atom => answer.to_owned(),
            _ => format!("Ok({})", code.text),
        }
    }

    /// An expression that owns its value.
    pub(crate) fn owned(&mut self, expr: &Expr) -> String {
        self.owned_code(expr).text
    }

    fn owned_code(&mut self, expr: &Expr) -> Code {
        let is_scalar = expr.ty.is_scalar();
        self.code(expr).owned(is_scalar)
    }

    pub(crate) fn owned_within(&mut self, expr: &Expr, binding: Binding) -> String {
        self.owned_code(expr).within(binding)
    }

    /// An expression of type `&T`.
    pub(crate) fn borrowed(&mut self, expr: &Expr) -> String {
        self.code(expr).borrowed()
    }

    /// Something to call a method on.
    pub(crate) fn receiver(&mut self, expr: &Expr) -> String {
        self.code(expr).within(Binding::Atom)
    }

    /// After `if`, where a struct literal must stand in parentheses.
    fn condition(&mut self, expr: &Expr) -> String {
        let code = self.owned_code(expr);
        code.within(Binding::Or)
    }

    pub(crate) fn fresh(&mut self, prefix: &str) -> String {
        self.counter += 1;
        format!("{prefix}{}", self.counter)
    }

    pub(crate) fn name(&self, id: LocalId) -> String {
        self.names.get(id.0).cloned().unwrap_or_default()
    }

    pub(crate) fn set_shape(&mut self, id: LocalId, shape: Shape) {
        if let Some(place) = self.shapes.get_mut(id.0) {
            *place = shape;
        }
    }

    /// `a && b && c` of clauses, `true` if there are none.
    pub(crate) fn conjunction(&mut self, clauses: &[&Expr]) -> String {
        if let [only] = clauses {
            return self.owned(only);
        }
        let clauses: Vec<String> = clauses
            .iter()
            .map(|clause| self.owned_within(clause, Binding::And))
            .collect();
        if clauses.is_empty() {
            return "true".into();
        }
        clauses.join(" && ")
    }

    /// The most natural text for an expression.
    pub(crate) fn code(&mut self, expr: &Expr) -> Code {
        crate::grow(|| self.code_inner(expr))
    }

    fn code_inner(&mut self, expr: &Expr) -> Code {
        match &expr.kind {
            ExprKind::Bool(value) => Code::atom(value.to_string()),
            ExprKind::Int(value) => Code::atom(value.to_string()),
            ExprKind::Char(value) => Code::atom(char_literal(*value)),
            ExprKind::Str(value) if value.is_empty() => Code::atom("rt::Text::new()".into()),
            ExprKind::Str(value) => Code::atom(format!("rt::text!({})", str_literal(value))),
            ExprKind::Local(id) => Code {
                text: self.name(*id),
                binding: Binding::Atom,
                shape: self.shapes.get(id.0).copied().unwrap_or(Shape::Ref),
                stable: true,
            },
            ExprKind::Call(id, arguments) => self.call(*id, arguments),
            ExprKind::Construct(id, index, arguments) => self.construct(*id, *index, arguments),
            ExprKind::Field(base, id, field) => self.field(base, *id, field, &expr.ty),
            ExprKind::Part(base, index) => {
                let base = self.code(base);
                Code {
                    text: format!("{}.{index}", base.within(Binding::Atom)),
                    binding: Binding::Atom,
                    shape: Shape::Place,
                    // Behind a reference the part cannot be moved out.
                    stable: base.stable || base.shape != Shape::Place,
                }
            }
            ExprKind::Is(base, id, index) => self.test(base, *id, *index),
            ExprKind::Update(base, id, updates) => self.update(base, *id, updates),
            ExprKind::Not(inner) => {
                let inner = self.owned_within(inner, Binding::Unary);
                Code::temporary(format!("!{inner}"), Binding::Unary)
            }
            ExprKind::Negate(inner) => match inner.kind {
                ExprKind::Int(value) => Code::temporary(format!("-{value}"), Binding::Unary),
                _ => Code::atom(format!("rt::int::neg({})?", self.owned(inner))),
            },
            ExprKind::Size(inner) => Code::atom(format!("{}.size()", self.receiver(inner))),
            ExprKind::CharToInt(inner) => {
                Code::atom(format!("rt::int::of_char({})", self.owned(inner)))
            }
            ExprKind::Binary(op, left, right) => self.binary(*op, left, right),
            ExprKind::Chain(operands, operators) => self.chain(operands, operators),
            ExprKind::If(..) => {
                let text = self.block(expr, false);
                Code::temporary(text, Binding::Loose)
            }
            ExprKind::Match(..) => Code::temporary(self.block(expr, false), Binding::Loose),
            ExprKind::Let(..) => {
                let block = self.block(expr, false);
                Code::temporary(braces(&block), Binding::Loose)
            }
            ExprKind::Tuple(parts) => {
                let parts = self.owned_all(parts);
                Code::atom(list("(", &parts, ")"))
            }
            ExprKind::Seq(items) => self.display("Seq", &expr.ty, items),
            ExprKind::Set(items) => self.display("Set", &expr.ty, items),
            ExprKind::Map(entries) => {
                if entries.is_empty() {
                    return self.empty("Map", &expr.ty);
                }
                let entries: Vec<String> = entries
                    .iter()
                    .map(|(key, value)| format!("({}, {})", self.owned(key), self.owned(value)))
                    .collect();
                Code::atom(list("rt::Map::from(vec![", &entries, "])"))
            }
            ExprKind::Index(base, index) => self.index(base, index),
            ExprKind::Slice(base, from, to) => self.slice(base, from.as_deref(), to.as_deref()),
            ExprKind::IndexUpdate(base, index, value) => self.index_update(base, index, value),
            ExprKind::Keys(base) => Code::atom(format!("{}.key_set()", self.receiver(base))),
            ExprKind::Values(base) => Code::atom(format!("{}.value_set()", self.receiver(base))),
            ExprKind::Items(base) => Code::atom(format!("{}.item_set()", self.receiver(base))),
            ExprKind::Quantifier(quantifier, loops, body) => {
                let text = self.quantifier(*quantifier, loops, body);
                match text
                    .strip_prefix("Ok(")
                    .and_then(|text| text.strip_suffix(')'))
                {
                    // A condition stands before the outermost loop.
                    Some(value) => Code::temporary(value.to_owned(), Binding::Or),
                    None => Code::atom(format!("{text}?")),
                }
            }
            ExprKind::SetComprehension(loops, element) => {
                let element = self.comprehension(loops, |body| body.owned(element));
                Code::temporary(
                    braces(&format!("{element}\nrt::Set::from(collected)")),
                    Binding::Loose,
                )
            }
            ExprKind::MapComprehension(loops, value) => {
                let pairs = self.comprehension(loops, |body| {
                    let key = loops.domains.first().map(|(id, _)| body.local_owned(*id));
                    format!("({}, {})", key.unwrap_or_default(), body.owned(value))
                });
                Code::temporary(
                    braces(&format!("{pairs}\nrt::Map::from(collected)")),
                    Binding::Loose,
                )
            }
        }
    }

    fn owned_all(&mut self, exprs: &[Expr]) -> Vec<String> {
        exprs.iter().map(|expr| self.owned(expr)).collect()
    }

    fn local_owned(&mut self, id: LocalId) -> String {
        let local = self.function.local(id);
        let expr = Expr {
            kind: ExprKind::Local(id),
            ty: local.ty.clone(),
            span: self.function.span,
        };
        self.owned(&expr)
    }
}

/// Calls and datatypes.
impl Body<'_> {
    fn call(&mut self, id: FunctionId, arguments: &[Expr]) -> Code {
        let called = self.paths.program.function(id);
        let formals = called.arguments().iter();
        let arguments: Vec<String> = arguments
            .iter()
            .zip(formals)
            .map(|(argument, formal)| {
                if formal.ty.is_scalar() {
                    self.owned(argument)
                } else {
                    self.borrowed(argument)
                }
            })
            .collect();
        let name = snake(&called.name);
        let hidden = self.names.contains(&name);
        let mut path = self.paths.name(called.module, &name);
        if hidden && called.module == self.paths.module {
            path = format!("self::{path}");
        }
        Code::atom(list(&format!("{path}("), &arguments, ")?"))
    }

    fn construct(&mut self, id: DatatypeId, index: usize, arguments: &[Expr]) -> Code {
        let datatype = self.paths.program.datatype(id);
        let path = self.paths.constructor(id, index);
        let fields = &datatype.constructor(index).fields;
        if fields.is_empty() && !datatype.is_struct() {
            return Code::atom(path);
        }
        let fields: Vec<String> = fields
            .iter()
            .zip(arguments)
            .map(|(field, argument)| {
                let value = if field.shared {
                    self.shared(argument)
                } else {
                    self.owned(argument)
                };
                initializer(&snake(&field.name), value)
            })
            .collect();
        Code::temporary(list(&format!("{path} {{"), &fields, "}"), Binding::Loose)
    }

    /// A `Shared<T>` that owns its value.
    fn shared(&mut self, expr: &Expr) -> String {
        let code = self.code(expr);
        match code.shape {
            Shape::Shared | Shape::SharedRef => format!("{}.clone()", code.within(Binding::Atom)),
            _ => format!("rt::Shared::new({})", code.owned(expr.ty.is_scalar()).text),
        }
    }

    fn field(&mut self, base: &Expr, id: DatatypeId, name: &str, ty: &Ty) -> Code {
        let datatype = self.paths.program.datatype(id);
        let field = datatype.field(name);
        let shared = field.is_some_and(|field| field.shared);
        let declared_scalar = field.is_some_and(|field| field.ty.is_scalar());
        let base = self.code(base);
        let receiver = base.within(Binding::Atom);
        let name = snake(name);
        if datatype.is_struct() {
            return Code {
                text: format!("{receiver}.{name}"),
                binding: Binding::Atom,
                shape: if shared { Shape::Shared } else { Shape::Place },
                stable: base.stable || base.shape != Shape::Place,
            };
        }
        let is_copy = declared_scalar && ty.is_scalar();
        Code {
            text: format!("{receiver}.{name}()?"),
            binding: Binding::Atom,
            shape: if is_copy { Shape::Place } else { Shape::Ref },
            stable: base.stable && !is_copy,
        }
    }

    fn test(&mut self, base: &Expr, id: DatatypeId, index: usize) -> Code {
        let datatype = self.paths.program.datatype(id);
        if datatype.is_struct() {
            return Code::atom("true".into());
        }
        let test = names::test(datatype.constructor(index));
        Code::atom(format!("{}.{test}()", self.receiver(base)))
    }

    fn update(&mut self, base: &Expr, id: DatatypeId, updates: &[(String, Expr)]) -> Code {
        let datatype = self.paths.program.datatype(id);
        let mut lines = Vec::new();
        let mut values = Vec::new();
        for (field, value) in updates {
            let shared = datatype.field(field).is_some_and(|field| field.shared);
            let value = if shared {
                self.shared(value)
            } else {
                self.owned(value)
            };
            let name = snake(field);
            let held = format!("updated_{}", name.trim_start_matches("r#"));
            lines.push(format!("let {held} = {value};"));
            values.push((field, name, held));
        }
        let base = self.borrowed(base);
        let mut cases = Vec::new();
        for (index, constructor) in datatype.constructors.iter().enumerate() {
            let has = |name: &&String| constructor.fields.iter().any(|field| field.name == **name);
            if !values.iter().all(|(field, ..)| has(field)) {
                continue;
            }
            let path = self.paths.constructor(id, index);
            let (mut kept, mut fields) = (Vec::new(), Vec::new());
            for field in &constructor.fields {
                let name = snake(&field.name);
                match values.iter().find(|(updated, ..)| **updated == field.name) {
                    Some((_, _, held)) => fields.push(format!("{name}: {held}")),
                    None => {
                        fields.push(format!("{name}: {name}.clone()"));
                        kept.push(name);
                    }
                }
            }
            kept.push("..".into());
            let pattern = list(&format!("{path} {{"), &kept, "}");
            cases.push(format!(
                "{pattern} => {},",
                list(&format!("{path} {{"), &fields, "}")
            ));
        }
        if cases.len() < datatype.constructors.len() {
            cases.push("_ => return Err(rt::Stop::WrongConstructor),".into());
        }
        lines.push(format!("match {base} {}", braces(&cases.join("\n"))));
        Code::temporary(braces(&lines.join("\n")), Binding::Loose)
    }
}

/// Operators.
impl Body<'_> {
    fn binary(&mut self, op: BinaryOp, left: &Expr, right: &Expr) -> Code {
        match op {
            BinaryOp::Iff => {
                let left = self.owned_within(left, Binding::Unary);
                let right = self.owned_within(right, Binding::Unary);
                Code::temporary(format!("{left} == {right}"), Binding::Compare)
            }
            BinaryOp::Implies => {
                let left = self.owned_within(left, Binding::Atom);
                let right = self.second(right, Binding::Or);
                Code::temporary(format!("!{left} || {right}"), Binding::Or)
            }
            BinaryOp::And => {
                let left = self.owned_within(left, Binding::And);
                let right = self.second(right, Binding::And);
                Code::temporary(format!("{left} && {right}"), Binding::And)
            }
            BinaryOp::Or => {
                let left = self.owned_within(left, Binding::Or);
                let right = self.second(right, Binding::Or);
                Code::temporary(format!("{left} || {right}"), Binding::Or)
            }
            BinaryOp::Eq | BinaryOp::Ne => self.equality(op, left, right),
            BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => {
                self.order(op, left, right)
            }
            BinaryOp::In => self.membership(left, right),
            BinaryOp::NotIn => {
                let text = self.membership(left, right).text;
                Code::temporary(format!("!{text}"), Binding::Unary)
            }
            BinaryOp::Disjoint => self.method(left, "is_disjoint", right),
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Mod => {
                self.arithmetic(op, left, right)
            }
        }
    }

    /// `left.name(&right)`
    fn method(&mut self, left: &Expr, name: &str, right: &Expr) -> Code {
        Code::atom(format!(
            "{}.{name}({})",
            self.receiver(left),
            self.borrowed(right)
        ))
    }

    fn arithmetic(&mut self, op: BinaryOp, left: &Expr, right: &Expr) -> Code {
        let collection = match (op, &left.ty) {
            (BinaryOp::Add, Ty::Seq(_)) => Some("concat"),
            (BinaryOp::Add, Ty::Set(_)) => Some("union"),
            (BinaryOp::Sub, Ty::Set(_)) => Some("difference"),
            (BinaryOp::Mul, Ty::Set(_)) => Some("intersection"),
            _ => None,
        };
        let (left, right) = match (op, self.fault) {
            (BinaryOp::Sub, Some(Fault::SwappedOperands)) => (right, left),
            _ => (left, right),
        };
        if let Some(name) = collection {
            return self.method(left, name, right);
        }
        let name = match op {
            BinaryOp::Sub => "sub",
            BinaryOp::Mul => "mul",
            BinaryOp::Div => "div",
            BinaryOp::Mod => "rem",
            _ => "add",
        };
        Code::atom(format!(
            "rt::int::{name}({}, {})?",
            self.owned(left),
            self.owned(right)
        ))
    }

    fn equality(&mut self, op: BinaryOp, left: &Expr, right: &Expr) -> Code {
        let not = if op == BinaryOp::Ne { "!" } else { "" };
        let binding = if op == BinaryOp::Ne {
            Binding::Unary
        } else {
            Binding::Atom
        };
        for (value, literal) in [(left, right), (right, left)] {
            let test = match &literal.kind {
                ExprKind::Str(text) if !text.is_empty() => {
                    format!("is_text({})", str_literal(text))
                }
                ExprKind::Str(_) => "is_empty()".into(),
                ExprKind::Seq(items) | ExprKind::Set(items) if items.is_empty() => {
                    "is_empty()".into()
                }
                ExprKind::Map(entries) if entries.is_empty() => "is_empty()".into(),
                _ => continue,
            };
            if matches!(
                value.kind,
                ExprKind::Str(_) | ExprKind::Seq(_) | ExprKind::Set(_) | ExprKind::Map(_)
            ) {
                continue;
            }
            let text = format!("{not}{}.{test}", self.receiver(value));
            return Code::temporary(text, binding);
        }
        let (left, right) = (self.code(left), self.code(right));
        let (left, right) = if left.shape == Shape::Ref && right.shape == Shape::Ref {
            (left, right)
        } else {
            (left.place(), right.place())
        };
        let (left, right) = (left.within(Binding::Unary), right.within(Binding::Unary));
        Code::temporary(format!("{left} {} {right}", op.symbol()), Binding::Compare)
    }

    fn order(&mut self, op: BinaryOp, left: &Expr, right: &Expr) -> Code {
        let (small, large) = match op {
            BinaryOp::Gt | BinaryOp::Ge => (right, left),
            _ => (left, right),
        };
        let is_strict = matches!(op, BinaryOp::Lt | BinaryOp::Gt);
        match &left.ty {
            Ty::Set(_) if is_strict => self.method(small, "is_proper_subset", large),
            Ty::Set(_) => self.method(small, "is_subset", large),
            Ty::Seq(_) if is_strict => self.method(small, "is_proper_prefix_of", large),
            Ty::Seq(_) => self.method(small, "is_prefix_of", large),
            _ => {
                let (left, right) = (self.owned_code(left), self.owned_code(right));
                Code::temporary(self.comparison(&left, op, &right), Binding::Compare)
            }
        }
    }

    fn relation(&self, op: BinaryOp) -> &'static str {
        match (op, self.fault) {
            (BinaryOp::Le, Some(Fault::LessForLessEqual)) => "<",
            _ => op.symbol(),
        }
    }

    /// The operands between the ends are evaluated once.
    fn chain(&mut self, operands: &[Expr], operators: &[BinaryOp]) -> Code {
        let mut lines = Vec::new();
        let mut texts = Vec::new();
        let last = operands.len() - 1;
        for (index, operand) in operands.iter().enumerate() {
            let code = self.code(operand);
            let cheap = code.stable || matches!(operand.kind, ExprKind::Int(_) | ExprKind::Char(_));
            if index == 0 || index == last || cheap {
                texts.push(code.place());
                continue;
            }
            let name = self.fresh("chained_");
            lines.push(format!(
                "let {name} = {};",
                code.owned(operand.ty.is_scalar()).text
            ));
            let mut held = Code::atom(name);
            held.stable = true;
            texts.push(held);
        }
        let mut links = Vec::new();
        for ((left, right), op) in texts.iter().zip(texts.iter().skip(1)).zip(operators) {
            links.push(self.link(*op, left, right, operands));
        }
        let text = links.join(" && ");
        if lines.is_empty() {
            return Code::temporary(text, Binding::And);
        }
        lines.push(text);
        Code::temporary(braces(&lines.join("\n")), Binding::Loose)
    }

    fn link(&self, op: BinaryOp, left: &Code, right: &Code, operands: &[Expr]) -> String {
        let collection = operands
            .first()
            .and_then(|operand| match (&operand.ty, op) {
                (_, BinaryOp::Eq) => None,
                (Ty::Set(_), BinaryOp::Le) => Some((left, "is_subset", right)),
                (Ty::Set(_), BinaryOp::Lt) => Some((left, "is_proper_subset", right)),
                (Ty::Set(_), BinaryOp::Ge) => Some((right, "is_subset", left)),
                (Ty::Set(_), BinaryOp::Gt) => Some((right, "is_proper_subset", left)),
                (Ty::Seq(_), BinaryOp::Le) => Some((left, "is_prefix_of", right)),
                (Ty::Seq(_), BinaryOp::Lt) => Some((left, "is_proper_prefix_of", right)),
                _ => None,
            });
        if let Some((small, method, large)) = collection {
            return format!(
                "{}.{method}({})",
                small.within(Binding::Atom),
                large.borrowed()
            );
        }
        self.comparison(left, op, right)
    }

    fn membership(&mut self, element: &Expr, collection: &Expr) -> Code {
        match &collection.kind {
            ExprKind::Keys(map) => self.method(map, "contains_key", element),
            _ if matches!(collection.ty, Ty::Map(..)) => {
                self.method(collection, "contains_key", element)
            }
            _ => self.method(collection, "contains", element),
        }
    }
}

/// Collections.
impl Body<'_> {
    fn empty(&mut self, name: &str, ty: &Ty) -> Code {
        let ty = self.paths.ty(ty, &self.function.parameters);
        let arguments = ty.find('<').and_then(|start| ty.get(start..));
        match arguments {
            Some(arguments) => Code::atom(format!("rt::{name}::{arguments}::new()")),
            None => Code::atom(format!("{ty}::new()")),
        }
    }

    fn display(&mut self, name: &str, ty: &Ty, items: &[Expr]) -> Code {
        if items.is_empty() {
            return self.empty(name, ty);
        }
        let items = self.owned_all(items);
        Code::atom(list(&format!("rt::{name}::from(vec!["), &items, "])"))
    }

    fn index(&mut self, base: &Expr, index: &Expr) -> Code {
        let is_map = matches!(base.ty, Ty::Map(..));
        let base = self.code(base);
        let index = if is_map {
            self.borrowed(index)
        } else {
            self.owned(index)
        };
        Code {
            text: format!("{}.at({index})?", base.within(Binding::Atom)),
            binding: Binding::Atom,
            shape: Shape::Ref,
            stable: base.stable,
        }
    }

    fn slice(&mut self, base: &Expr, from: Option<&Expr>, to: Option<&Expr>) -> Code {
        let receiver = self.receiver(base);
        let text = match (from, to) {
            (Some(from), Some(to)) => {
                format!(
                    "{receiver}.slice({}, {})?",
                    self.owned(from),
                    self.owned(to)
                )
            }
            (Some(from), None) if self.fault == Some(Fault::ShiftedSlice) => {
                format!("{receiver}.skip(({}) + 1)?", self.owned(from))
            }
            (Some(from), None) => format!("{receiver}.skip({})?", self.owned(from)),
            (None, Some(to)) => format!("{receiver}.take({})?", self.owned(to)),
            (None, None) => return self.code(base),
        };
        Code::atom(text)
    }

    fn index_update(&mut self, base: &Expr, index: &Expr, value: &Expr) -> Code {
        let is_map = matches!(base.ty, Ty::Map(..));
        let receiver = self.receiver(base);
        let (index, value) = (self.owned(index), self.owned(value));
        if is_map && let (Some(old), Some(new)) = (self.next_branch(), self.next_branch()) {
            // Whether it replaces another value. All is evaluated twice, which only
            // the choice of cases sees.
            let replaces = format!("{receiver}.get(&key).is_some_and(|old| *old != value)");
            let cover = format!("crate::cover(if {replaces} {{ {old} }} else {{ {new} }});");
            return Code::atom(format!(
                "{{ let key = {index}; let value = {value}; {cover} {receiver}.with(key, value) }}"
            ));
        }
        let text = match (is_map, self.fault) {
            (true, Some(Fault::LostMapUpdate)) => {
                format!(
                    "{{ let key = {index}; let old = {receiver}.get(&key).cloned(); let new = {value}; {receiver}.with(key, old.unwrap_or(new)) }}"
                )
            }
            (true, _) => format!("{receiver}.with({index}, {value})"),
            (false, _) => format!("{receiver}.with({index}, {value})?"),
        };
        Code::atom(text)
    }
}

fn initializer(field: &str, value: String) -> String {
    if field == value {
        return value;
    }
    format!("{field}: {value}")
}

pub(crate) fn char_literal(c: char) -> String {
    format!("'{}'", c.escape_default())
}

pub(crate) fn str_literal(text: &str) -> String {
    format!("\"{}\"", text.escape_default())
}
