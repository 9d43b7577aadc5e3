//! Expressions by structure: equal ones have the same number.

use cedar_core::ast::{Expr, ExprId, ExprKind, FunctionName};
use std::collections::HashMap;

/// What an expression is, whatever its place. Equal terms are equal
/// expressions, in all expressions that were given to the same [`Terms`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct TermId(usize);

/// The terms seen so far.
#[derive(Default)]
pub(crate) struct Terms {
    numbers: HashMap<Shape, TermId>,
}

/// The terms of the nodes of one expression.
pub(crate) type TermsOf = HashMap<ExprId, TermId>;

/// A node with its operands as terms.
#[derive(PartialEq, Eq, Hash)]
struct Shape {
    head: String,
    operands: Vec<TermId>,
}

impl Terms {
    /// The term of each node. Linear in the number of nodes: shared ones are
    /// looked at once, and there is no recursion.
    pub(crate) fn of(&mut self, expr: &Expr) -> TermsOf {
        let mut found = TermsOf::new();
        // Children come before their parents.
        for node in expr.nodes() {
            let mut operands = Vec::new();
            node.kind().for_each_child(|child| {
                operands.extend(found.get(&child).copied());
            });
            let shape = Shape {
                head: head(node.kind()),
                operands,
            };
            found.insert(node.id(), self.number(shape));
        }
        found
    }

    /// The term of a node without operands.
    pub(crate) fn of_leaf(&mut self, kind: ExprKind) -> TermId {
        self.number(Shape {
            head: head(&kind),
            operands: Vec::new(),
        })
    }

    fn number(&mut self, shape: Shape) -> TermId {
        let next = TermId(self.numbers.len());
        *self.numbers.entry(shape).or_insert(next)
    }
}

/// What a node is, its operands left out.
fn head(kind: &ExprKind) -> String {
    match kind {
        ExprKind::Literal(literal) => format!("literal {literal:?}"),
        ExprKind::Variable(variable) => format!("{variable:?}"),
        ExprKind::Slot(slot) => slot.as_str().to_owned(),
        ExprKind::If { .. } => "if".to_owned(),
        ExprKind::And(..) => "&&".to_owned(),
        ExprKind::Or(..) => "||".to_owned(),
        ExprKind::Unary(op, _) => format!("unary {op:?}"),
        ExprKind::Binary(op, ..) => format!("binary {op:?}"),
        ExprKind::GetAttribute(_, name) => format!(". {name:?}"),
        ExprKind::HasAttribute(_, name) => format!("has {name:?}"),
        ExprKind::Like(_, pattern) => format!("like {pattern:?}"),
        ExprKind::Is(_, name) => format!("is {name}"),
        ExprKind::IsIn(_, name, _) => format!("is in {name}"),
        ExprKind::Set(_) => "set".to_owned(),
        ExprKind::Record(fields) => {
            let keys: Vec<&str> = fields.iter().map(|(key, _)| key.as_str()).collect();
            format!("record {keys:?}")
        }
        ExprKind::Call(FunctionName::Known(function), _) => format!("call {function}"),
        ExprKind::Call(FunctionName::Unknown(name), _) => format!("unknown {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_expressions_are_equal_terms() {
        let mut terms = Terms::default();
        let mut term = |text: &str| {
            let expr = cedar_parser::parse_expression(text).unwrap();
            terms.of(&expr)[&expr.root().id()]
        };
        for (a, b, same) in [
            ("principal.a.b", "principal . a [\"b\"]", true),
            ("principal.a", "principal.b", false),
            ("principal.a", "resource.a", false),
            ("1 + 2", "2 + 1", false),
            ("{a: 1}", "{\"a\": 1}", true),
            ("{a: 1, b: 2}", "{b: 1, a: 2}", false),
            (
                "e::\"a\" has a.b",
                "e::\"a\" has a && e::\"a\".a has b",
                true,
            ),
            ("\"1\"", "1", false),
            ("[1, 2]", "[[1, 2]]", false),
            ("principal is A", "principal is B", false),
        ] {
            assert_eq!(term(a) == term(b), same, "{a} and {b}");
        }
    }
}
