//! Faults of the model: the operators, and the places where they apply.

use crate::fault::{Fault, Form};
use reference_model_extract::parser::parse;
use reference_model_extract::syntax::{BinaryOp, Declaration, Expr, ExprKind};
use std::path::Path;

/// All faults of a file; none if the extractor would refuse it.
pub fn faults(file: &Path, text: &str) -> Vec<Fault> {
    let Ok(module) = parse(0, text) else {
        return Vec::new();
    };
    let mut finder = Finder {
        file,
        text,
        faults: Vec::new(),
    };
    for declaration in &module.declarations {
        if let Declaration::Function(function) = declaration {
            finder.visit(&function.body);
        }
    }
    finder.faults
}

struct Finder<'a> {
    file: &'a Path,
    text: &'a str,
    faults: Vec<Fault>,
}

impl Finder<'_> {
    fn of(&self, expr: &Expr) -> &str {
        self.text.get(expr.span.start..expr.span.end).unwrap_or("")
    }

    fn add(&mut self, operator: &'static str, expr: &Expr, after: String) {
        let (line, line_text) = Fault::line_of(self.text, expr.span.start);
        self.faults.push(Fault {
            file: self.file.to_owned(),
            line,
            line_text,
            operator,
            range: expr.span.start..expr.span.end,
            before: self.of(expr).to_owned(),
            after,
            form: Form::DafnyExpression,
        });
    }

    fn visit(&mut self, expr: &Expr) {
        self.here(expr);
        match &expr.kind {
            ExprKind::Quantifier(_, _, range, body) => match range {
                // What bounds a variable must stay as it is.
                None => self.visit_unbounding(body),
                Some(_) => self.visit(body),
            },
            ExprKind::SetComprehension(_, _, element) => {
                element.iter().for_each(|element| self.visit(element));
            }
            ExprKind::MapComprehension(_, _, value) => self.visit(value),
            _ => children(expr)
                .into_iter()
                .for_each(|child| self.visit(child)),
        }
    }

    /// The parts of a quantifier's body that bound no variable.
    fn visit_unbounding(&mut self, body: &Expr) {
        match &body.kind {
            ExprKind::Binary(BinaryOp::Implies, _, then) => self.visit(then),
            ExprKind::Binary(BinaryOp::And, first, rest) => {
                self.visit_unbounding(first);
                self.visit(rest);
            }
            _ => {}
        }
    }

    fn here(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Binary(op, left, right) => {
                let (operator, other) = match op {
                    BinaryOp::Lt => ("relation", "<="),
                    BinaryOp::Le => ("relation", "<"),
                    BinaryOp::Gt => ("relation", ">="),
                    BinaryOp::Ge => ("relation", ">"),
                    BinaryOp::Eq => ("relation", "!="),
                    BinaryOp::Ne => ("relation", "=="),
                    BinaryOp::And => ("connective", "||"),
                    BinaryOp::Or => ("connective", "&&"),
                    BinaryOp::In => ("negation", "!in"),
                    BinaryOp::NotIn => ("negation", "in"),
                    BinaryOp::Add => ("arithmetic", "-"),
                    BinaryOp::Sub | BinaryOp::Mul => ("arithmetic", "+"),
                    _ => return,
                };
                let after = format!("({}) {other} ({})", self.of(left), self.of(right));
                self.add(operator, expr, after);
            }
            ExprKind::Int(value) => self.add("constant", expr, (value + 1).to_string()),
            ExprKind::Bool(value) => self.add("constant", expr, (!value).to_string()),
            ExprKind::Not(operand) => {
                let after = format!("({})", self.of(operand));
                self.add("negation", expr, after);
            }
            ExprKind::If(condition, then, otherwise) => {
                let (condition, then, otherwise) =
                    (self.of(condition), self.of(then), self.of(otherwise));
                let after = format!("(if !({condition}) then {then} else {otherwise})");
                self.add("negation", expr, after);
            }
            ExprKind::Call(function, arguments) => {
                if let [first, second] = arguments.as_slice()
                    && self.of(first) != self.of(second)
                {
                    let function = self.of(function);
                    let after = format!("{function}({}, {})", self.of(second), self.of(first));
                    self.add("operands swapped", expr, after);
                }
            }
            _ => {}
        }
    }
}

fn children(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Member(e, _)
        | ExprKind::Not(e)
        | ExprKind::Negate(e)
        | ExprKind::Size(e)
        | ExprKind::AsInt(e) => vec![e],
        ExprKind::Call(_, arguments) => arguments.iter().collect(),
        ExprKind::Update(e, fields) => std::iter::once(&**e)
            .chain(fields.iter().map(|(_, e)| e))
            .collect(),
        ExprKind::Binary(_, a, b) | ExprKind::Index(a, b) => vec![a, b],
        ExprKind::If(a, b, c) | ExprKind::IndexUpdate(a, b, c) => vec![a, b, c],
        ExprKind::Match(e, cases) => std::iter::once(&**e)
            .chain(cases.iter().map(|(_, e)| e))
            .collect(),
        ExprKind::Let(bindings, body) => bindings
            .iter()
            .map(|(_, _, e)| e)
            .chain([&**body])
            .collect(),
        ExprKind::Tuple(all)
        | ExprKind::Seq(all)
        | ExprKind::Set(all)
        | ExprKind::Chain(all, _) => all.iter().collect(),
        ExprKind::Map(pairs) => pairs.iter().flat_map(|(k, v)| [k, v]).collect(),
        ExprKind::Slice(e, from, to) => {
            let ends = from.iter().chain(to).map(|end| &**end);
            std::iter::once(&**e).chain(ends).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_changed_but_not_what_bounds_variables() {
        let text = "module M {\n  function method F(s: seq<int>): bool\n    requires |s| < 3\n  {\n    |s| > 1 && forall x | x in s :: x < 5\n  }\n}\n";
        let found = faults(Path::new("m.dfy"), text);
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|f| (f.before.as_str(), f.after.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                (
                    "|s| > 1 && forall x | x in s :: x < 5",
                    "(|s| > 1) || (forall x | x in s :: x < 5)"
                ),
                ("|s| > 1", "(|s|) >= (1)"),
                ("1", "2"),
                ("x < 5", "(x) <= (5)"),
                ("5", "6"),
            ]
        );
    }
}
