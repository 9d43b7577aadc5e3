//! Tokens to a syntax tree: expressions and patterns.

use crate::lexer::TokenKind;
use crate::parser::{Parsed, Parser};
use crate::source::{Diagnostic, Span};
use crate::syntax::{BinaryOp, Bound, Expr, ExprKind, Ident, Pattern, PatternKind, Quantifier};

/// Expressions, from the loosest operators to the tightest.
impl Parser {
    pub(crate) fn expression(&mut self) -> Parsed<Expr> {
        self.nested(Self::iff)
    }

    fn iff(&mut self) -> Parsed<Expr> {
        let mut left = self.implies()?;
        while self.eat("<==>") {
            let right = self.implies()?;
            left = binary(BinaryOp::Iff, left, right);
        }
        Ok(left)
    }

    fn implies(&mut self) -> Parsed<Expr> {
        let left = self.logical()?;
        if self.eat("==>") {
            // Right-associative.
            let right = self.nested(Self::implies)?;
            return Ok(binary(BinaryOp::Implies, left, right));
        }
        let mut left = left;
        while self.at("<==") {
            self.advance();
            let right = self.logical()?;
            let span = left.span.to(right.span);
            let kind = ExprKind::Binary(BinaryOp::Implies, Box::new(right), Box::new(left));
            left = Expr { kind, span };
        }
        if self.at("==>") {
            return Err(self.refuse("`==>` beside `<==` without parentheses"));
        }
        Ok(left)
    }

    fn logical(&mut self) -> Parsed<Expr> {
        // A leading operator is allowed for layout: `&& a && b`.
        let operator = match (self.at("&&"), self.at("||")) {
            (true, _) => Some("&&"),
            (_, true) => Some("||"),
            _ => None,
        };
        if operator.is_some() {
            self.advance();
        }
        let mut left = self.relational()?;
        let operator = match (operator, self.at("&&"), self.at("||")) {
            (Some(operator), ..) => operator,
            (None, true, _) => "&&",
            (None, _, true) => "||",
            _ => return Ok(left),
        };
        let op = if operator == "&&" {
            BinaryOp::And
        } else {
            BinaryOp::Or
        };
        while self.eat(operator) {
            let right = self.relational()?;
            left = binary(op, left, right);
        }
        if self.at("&&") || self.at("||") {
            return Err(self.refuse("`&&` beside `||` without parentheses"));
        }
        Ok(left)
    }

    fn relational(&mut self) -> Parsed<Expr> {
        let first = self.sum()?;
        let start = first.span;
        let mut operands = vec![first];
        let mut operators = Vec::new();
        while let Some(op) = self.relation() {
            self.advance();
            operators.push(op);
            operands.push(self.sum()?);
        }
        let span = start.to(self.previous_span());
        match (operands.len(), operators.as_slice()) {
            (2, [op]) => {
                let right = operands.pop();
                let left = operands.pop();
                match (left, right) {
                    (Some(left), Some(right)) => Ok(binary(*op, left, right)),
                    _ => Err(Diagnostic::new(span, "operand is missing")),
                }
            }
            (1, _) => operands
                .pop()
                .ok_or_else(|| Diagnostic::new(span, "operand is missing")),
            _ => {
                let kind = ExprKind::Chain(operands, chain(operators, span)?);
                Ok(Expr { kind, span })
            }
        }
    }

    fn relation(&self) -> Option<BinaryOp> {
        match self.kind() {
            TokenKind::Symbol("==") => Some(BinaryOp::Eq),
            TokenKind::Symbol("!=") => Some(BinaryOp::Ne),
            TokenKind::Symbol("<") => Some(BinaryOp::Lt),
            TokenKind::Symbol("<=") => Some(BinaryOp::Le),
            TokenKind::Symbol(">") => Some(BinaryOp::Gt),
            TokenKind::Symbol(">=") => Some(BinaryOp::Ge),
            TokenKind::Symbol("!in") => Some(BinaryOp::NotIn),
            TokenKind::Symbol("!!") => Some(BinaryOp::Disjoint),
            TokenKind::Word(word) if word == "in" => Some(BinaryOp::In),
            _ => None,
        }
    }

    fn sum(&mut self) -> Parsed<Expr> {
        let mut left = self.product()?;
        loop {
            let op = match self.kind() {
                TokenKind::Symbol("+") => BinaryOp::Add,
                TokenKind::Symbol("-") => BinaryOp::Sub,
                _ => return Ok(left),
            };
            self.advance();
            let right = self.product()?;
            left = binary(op, left, right);
        }
    }

    fn product(&mut self) -> Parsed<Expr> {
        let mut left = self.conversion()?;
        loop {
            let op = match self.kind() {
                TokenKind::Symbol("*") => BinaryOp::Mul,
                TokenKind::Symbol("/") => BinaryOp::Div,
                TokenKind::Symbol("%") => BinaryOp::Mod,
                TokenKind::Symbol("&" | "^") => return Err(self.refuse("bit operation")),
                _ => return Ok(left),
            };
            self.advance();
            let right = self.conversion()?;
            left = binary(op, left, right);
        }
    }

    fn conversion(&mut self) -> Parsed<Expr> {
        let mut inner = self.unary()?;
        while self.at_word("as") || self.at_word("is") {
            if self.at_word("is") {
                return Err(self.refuse("type test `is`"));
            }
            self.advance();
            if !self.eat_word("int") {
                return Err(self.refuse("conversion to a type other than `int`"));
            }
            let span = inner.span.to(self.previous_span());
            let kind = ExprKind::AsInt(Box::new(inner));
            inner = Expr { kind, span };
        }
        Ok(inner)
    }

    fn unary(&mut self) -> Parsed<Expr> {
        let start = self.span();
        let wrap: fn(Box<Expr>) -> ExprKind = if self.at("!") {
            ExprKind::Not
        } else if self.at("-") {
            ExprKind::Negate
        } else {
            return self.suffixed();
        };
        self.advance();
        let inner = self.nested(Self::unary)?;
        let span = start.to(inner.span);
        let kind = wrap(Box::new(inner));
        Ok(Expr { kind, span })
    }

    fn suffixed(&mut self) -> Parsed<Expr> {
        let mut expr = self.primary()?;
        loop {
            let start = expr.span;
            let kind = if self.at(".") && self.peek_is(1, "(") {
                self.advance();
                self.advance();
                ExprKind::Update(Box::new(expr), self.field_updates()?)
            } else if self.eat(".") {
                ExprKind::Member(Box::new(expr), self.member()?)
            } else if self.at("(") {
                self.advance();
                ExprKind::Call(Box::new(expr), self.expressions(")")?)
            } else if self.eat("[") {
                self.brackets(expr)?
            } else if self.at("=>") {
                return Err(Diagnostic::new(
                    start.to(self.span()),
                    crate::parser::refused("lambda expression"),
                ));
            } else {
                return Ok(expr);
            };
            let span = start.to(self.previous_span());
            expr = Expr { kind, span };
        }
    }

    fn member(&mut self) -> Parsed<Ident> {
        let span = self.span();
        let name = match self.kind() {
            TokenKind::Word(name) if !name.contains('\'') && !name.starts_with('_') => name.clone(),
            TokenKind::Int(index) => index.to_string(),
            _ => return Err(self.unexpected("a member")),
        };
        self.advance();
        Ok(Ident { name, span })
    }

    fn field_updates(&mut self) -> Parsed<Vec<(Ident, Expr)>> {
        let mut updates = Vec::new();
        loop {
            let name = self.name("a field")?;
            self.expect(":=")?;
            updates.push((name, self.expression()?));
            if !self.eat(",") {
                self.expect(")")?;
                return Ok(updates);
            }
        }
    }

    /// After `e[`.
    fn brackets(&mut self, base: Expr) -> Parsed<ExprKind> {
        let base = Box::new(base);
        if self.eat("..") {
            let to = if self.at("]") {
                None
            } else {
                Some(Box::new(self.expression()?))
            };
            self.expect("]")?;
            return Ok(ExprKind::Slice(base, None, to));
        }
        let first = Box::new(self.expression()?);
        if self.eat("..") {
            let to = if self.at("]") {
                None
            } else {
                Some(Box::new(self.expression()?))
            };
            self.expect("]")?;
            return Ok(ExprKind::Slice(base, Some(first), to));
        }
        if self.eat(":=") {
            let value = Box::new(self.expression()?);
            if self.at(",") {
                return Err(self.refuse("several updates in one pair of brackets"));
            }
            self.expect("]")?;
            return Ok(ExprKind::IndexUpdate(base, first, value));
        }
        if self.at(":") || self.at(",") {
            return Err(self.refuse("this form of `[…]` after an expression"));
        }
        self.expect("]")?;
        Ok(ExprKind::Index(base, first))
    }

    /// Comma-separated, up to the closing symbol.
    fn expressions(&mut self, close: &str) -> Parsed<Vec<Expr>> {
        let mut expressions = Vec::new();
        while !self.eat(close) {
            expressions.push(self.expression()?);
            if self.at(":=") {
                return Err(self.refuse("named argument"));
            }
            if !self.at(close) {
                self.expect(",")?;
            }
        }
        Ok(expressions)
    }

    fn primary(&mut self) -> Parsed<Expr> {
        let start = self.span();
        let kind = match self.kind().clone() {
            TokenKind::Int(value) => {
                self.advance();
                ExprKind::Int(value)
            }
            TokenKind::Char(value) => {
                self.advance();
                ExprKind::Char(value)
            }
            TokenKind::Str(value) => {
                self.advance();
                ExprKind::Str(value)
            }
            TokenKind::Word(word) => self.word(&word)?,
            TokenKind::Symbol("(") => {
                self.advance();
                let mut parts = self.expressions(")")?;
                if parts.len() == 1
                    && let Some(only) = parts.pop()
                {
                    only.kind
                } else {
                    ExprKind::Tuple(parts)
                }
            }
            TokenKind::Symbol("[") => {
                self.advance();
                ExprKind::Seq(self.expressions("]")?)
            }
            TokenKind::Symbol("{") => {
                self.advance();
                ExprKind::Set(self.expressions("}")?)
            }
            TokenKind::Symbol("|") => {
                self.advance();
                let inner = self.expression()?;
                self.expect("|")?;
                ExprKind::Size(Box::new(inner))
            }
            TokenKind::Symbol("@") => return Err(self.refuse("verbatim string")),
            _ => return Err(self.unexpected("an expression")),
        };
        let span = start.to(self.previous_span());
        Ok(Expr { kind, span })
    }

    fn word(&mut self, word: &str) -> Parsed<ExprKind> {
        match word {
            "true" | "false" => {
                self.advance();
                Ok(ExprKind::Bool(word == "true"))
            }
            "if" => self.conditional(),
            "match" => self.matching(),
            "var" => self.binding(),
            "forall" => self.quantified(Quantifier::All),
            "exists" => self.quantified(Quantifier::Any),
            "set" => self.set_comprehension(),
            "map" if self.peek_is(1, "[") => {
                self.advance();
                self.advance();
                self.map_display()
            }
            "map" => self.map_comprehension(),
            "seq" => Err(self.refuse("`seq(n, f)`")),
            _ => Ok(ExprKind::Name(self.name("an expression")?.name)),
        }
    }

    fn conditional(&mut self) -> Parsed<ExprKind> {
        self.advance();
        if self.at_word("case") || self.at("*") {
            return Err(self.refuse("guarded or non-deterministic `if`"));
        }
        let condition = self.expression()?;
        if self.at(":|") {
            return Err(self.refuse("binding guard `:|`"));
        }
        self.expect_word("then")?;
        let consequence = self.expression()?;
        self.expect_word("else")?;
        let alternative = self.expression()?;
        Ok(ExprKind::If(
            Box::new(condition),
            Box::new(consequence),
            Box::new(alternative),
        ))
    }

    fn matching(&mut self) -> Parsed<ExprKind> {
        self.advance();
        let scrutinee = self.expression()?;
        let braces = self.eat("{");
        let mut cases = Vec::new();
        while self.eat_word("case") {
            let pattern = self.pattern()?;
            self.expect("=>")?;
            cases.push((pattern, self.expression()?));
        }
        if braces {
            self.expect("}")?;
        }
        if cases.is_empty() {
            return Err(self.unexpected("`case`"));
        }
        Ok(ExprKind::Match(Box::new(scrutinee), cases))
    }

    fn binding(&mut self) -> Parsed<ExprKind> {
        self.advance();
        let mut patterns = Vec::new();
        loop {
            let pattern = self.pattern()?;
            let ty = if self.eat(":") {
                Some(self.ty()?)
            } else {
                None
            };
            patterns.push((pattern, ty));
            if !self.eat(",") {
                break;
            }
        }
        if self.at(":|") {
            return Err(self.refuse("assign-such-that `:|`"));
        }
        if self.at(":-") {
            return Err(self.refuse("`:-`"));
        }
        self.expect(":=")?;
        let mut bindings = Vec::new();
        let last = patterns.len() - 1;
        for (index, (pattern, ty)) in patterns.into_iter().enumerate() {
            bindings.push((pattern, ty, self.expression()?));
            self.expect(if index == last { ";" } else { "," })?;
        }
        let body = self.expression()?;
        Ok(ExprKind::Let(bindings, Box::new(body)))
    }

    fn quantified(&mut self, quantifier: Quantifier) -> Parsed<ExprKind> {
        self.advance();
        let bounds = self.bounds()?;
        let range = if self.eat("|") {
            Some(Box::new(self.expression()?))
        } else {
            None
        };
        self.expect("::")?;
        let body = Box::new(self.expression()?);
        Ok(ExprKind::Quantifier(quantifier, bounds, range, body))
    }

    fn set_comprehension(&mut self) -> Parsed<ExprKind> {
        self.advance();
        let bounds = self.bounds()?;
        self.expect("|")?;
        let range = Box::new(self.expression()?);
        let element = if self.eat("::") {
            Some(Box::new(self.expression()?))
        } else {
            None
        };
        Ok(ExprKind::SetComprehension(bounds, range, element))
    }

    fn map_comprehension(&mut self) -> Parsed<ExprKind> {
        self.advance();
        let bounds = self.bounds()?;
        self.expect("|")?;
        let range = Box::new(self.expression()?);
        self.expect("::")?;
        let value = Box::new(self.expression()?);
        if self.at(":=") {
            return Err(self.refuse("map comprehension with a key expression"));
        }
        Ok(ExprKind::MapComprehension(bounds, range, value))
    }

    fn map_display(&mut self) -> Parsed<ExprKind> {
        let mut entries = Vec::new();
        while !self.eat("]") {
            let key = self.expression()?;
            self.expect(":=")?;
            entries.push((key, self.expression()?));
            if !self.at("]") {
                self.expect(",")?;
            }
        }
        Ok(ExprKind::Map(entries))
    }

    fn bounds(&mut self) -> Parsed<Vec<Bound>> {
        let mut bounds = Vec::new();
        loop {
            let name = self.name("a bound variable")?;
            let ty = if self.eat(":") {
                Some(self.ty()?)
            } else {
                None
            };
            if self.at("<") {
                return Err(self.refuse("quantifier domain `<-`"));
            }
            bounds.push(Bound { name, ty });
            if !self.eat(",") {
                break;
            }
        }
        self.attributes()?;
        Ok(bounds)
    }
}

/// Patterns.
impl Parser {
    fn pattern(&mut self) -> Parsed<Pattern> {
        self.nested(Self::pattern_inner)
    }

    fn pattern_inner(&mut self) -> Parsed<Pattern> {
        let start = self.span();
        let kind = match self.kind().clone() {
            TokenKind::Int(value) => {
                self.advance();
                PatternKind::Int(value)
            }
            TokenKind::Symbol("-") => {
                self.advance();
                let TokenKind::Int(value) = *self.kind() else {
                    return Err(self.unexpected("a number"));
                };
                self.advance();
                PatternKind::Int(-value)
            }
            TokenKind::Char(value) => {
                self.advance();
                PatternKind::Char(value)
            }
            TokenKind::Str(value) => {
                self.advance();
                PatternKind::Str(value)
            }
            TokenKind::Symbol("(") => {
                self.advance();
                PatternKind::Tuple(self.patterns()?)
            }
            TokenKind::Word(word) => match word.as_str() {
                "_" => {
                    self.advance();
                    PatternKind::Wild
                }
                "true" | "false" => {
                    self.advance();
                    PatternKind::Bool(word == "true")
                }
                _ => {
                    let name = self.name("a pattern")?;
                    if self.eat("(") {
                        PatternKind::Constructor(name, self.patterns()?)
                    } else {
                        PatternKind::Name(name.name)
                    }
                }
            },
            _ => return Err(self.unexpected("a pattern")),
        };
        if self.at("|") {
            return Err(self.refuse("alternative patterns"));
        }
        let span = start.to(self.previous_span());
        Ok(Pattern { kind, span })
    }

    /// After `(`.
    fn patterns(&mut self) -> Parsed<Vec<Pattern>> {
        let mut patterns = Vec::new();
        while !self.eat(")") {
            patterns.push(self.pattern()?);
            if self.at(":") {
                return Err(self.refuse("type in a nested pattern"));
            }
            if !self.at(")") {
                self.expect(",")?;
            }
        }
        Ok(patterns)
    }
}

fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    let kind = ExprKind::Binary(op, Box::new(left), Box::new(right));
    Expr { kind, span }
}

/// Operators that may stand in one chain: all ascending or all descending.
fn chain(operators: Vec<BinaryOp>, span: Span) -> Parsed<Vec<BinaryOp>> {
    let all = |allowed: [BinaryOp; 3]| operators.iter().all(|op| allowed.contains(op));
    if all([BinaryOp::Eq, BinaryOp::Lt, BinaryOp::Le])
        || all([BinaryOp::Eq, BinaryOp::Gt, BinaryOp::Ge])
    {
        return Ok(operators);
    }
    Err(Diagnostic::new(
        span,
        crate::parser::refused("a chain that mixes these relations"),
    ))
}
