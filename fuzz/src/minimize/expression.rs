//! Smaller expressions: a sub-expression in the place of the whole, a literal
//! in the place of a sub-expression, fewer elements.

use cedar_core::Span;
use cedar_core::ast::{Expr, ExprBuilder, ExprId, ExprKind, ExprRef, Literal, Pattern};
use std::collections::HashMap;

/// Expressions that are smaller by one step, those first that change a node
/// near the root.
pub(crate) fn smaller(expr: &Expr) -> Vec<Expr> {
    let mut nodes: Vec<ExprRef<'_>> = Vec::new();
    reach(expr.root(), &mut nodes);
    let changes = nodes
        .into_iter()
        .flat_map(|node| changes(node).into_iter().map(move |c| (node.id(), c)));
    changes
        .filter_map(|(id, change)| apply(expr, id, &change))
        .collect()
}

/// What takes the place of a node.
enum Change {
    /// One of its children.
    Child(ExprId),
    /// A node with the children of the old one, or some of them.
    Kind(ExprKind),
}

/// The nodes below and at `node`, each once, from the top.
fn reach<'a>(root: ExprRef<'a>, nodes: &mut Vec<ExprRef<'a>>) {
    let mut seen = std::collections::HashSet::new();
    let mut next = std::collections::VecDeque::from([root]);
    while let Some(node) = next.pop_front() {
        if seen.insert(node.id()) {
            nodes.push(node);
            node.kind()
                .for_each_child(|child| next.push_back(node.child(child)));
        }
    }
}

fn changes(node: ExprRef<'_>) -> Vec<Change> {
    let kind = node.kind();
    let mut changes: Vec<Change> = Vec::new();
    if !matches!(kind, ExprKind::Literal(_)) {
        changes.extend(LITERALS.map(|literal| Change::Kind(ExprKind::Literal(literal()))));
        if !matches!(kind, ExprKind::Set(elements) if elements.is_empty()) {
            changes.push(Change::Kind(ExprKind::Set([].into())));
        }
    }
    kind.for_each_child(|child| changes.push(Change::Child(child)));
    changes.extend(smaller_kinds(kind).into_iter().map(Change::Kind));
    changes
}

/// The simplest literals.
const LITERALS: [fn() -> Literal; 4] = [
    || Literal::Bool(true),
    || Literal::Bool(false),
    || Literal::Long(0),
    || Literal::String("".into()),
];

/// The node with less in it, but not without it.
fn smaller_kinds(kind: &ExprKind) -> Vec<ExprKind> {
    match kind {
        ExprKind::Literal(Literal::Long(n)) if *n != 0 => {
            vec![ExprKind::Literal(Literal::Long(0))]
        }
        ExprKind::Literal(Literal::String(text)) if !text.is_empty() => {
            vec![ExprKind::Literal(Literal::String("".into()))]
        }
        ExprKind::Set(elements) => without_each(elements)
            .map(|fewer| ExprKind::Set(fewer.into()))
            .collect(),
        ExprKind::Record(fields) => without_each(fields)
            .map(|fewer| ExprKind::Record(fewer.into()))
            .collect(),
        ExprKind::Like(subject, pattern) => without_each(pattern.elements())
            .map(|fewer| ExprKind::Like(*subject, fewer.into_iter().collect::<Pattern>()))
            .collect(),
        _ => Vec::new(),
    }
}

fn without_each<T: Clone>(items: &[T]) -> impl Iterator<Item = Vec<T>> {
    (0..items.len()).map(|index| {
        let mut fewer = items.to_vec();
        fewer.remove(index);
        fewer
    })
}

fn apply(expr: &Expr, target: ExprId, change: &Change) -> Option<Expr> {
    let mut copy = Copy {
        builder: ExprBuilder::new(),
        copies: HashMap::new(),
        target,
        change,
    };
    let root = copy.node(expr.root());
    copy.builder.finish(root).ok()
}

/// A copy with one node changed.
struct Copy<'a> {
    builder: ExprBuilder,
    copies: HashMap<ExprId, ExprId>,
    target: ExprId,
    change: &'a Change,
}

impl Copy<'_> {
    fn node(&mut self, node: ExprRef<'_>) -> ExprId {
        if let Some(copy) = self.copies.get(&node.id()) {
            return *copy;
        }
        let kind = match self.change {
            Change::Child(child) if node.id() == self.target => {
                let copy = self.node(node.child(*child));
                self.copies.insert(node.id(), copy);
                return copy;
            }
            Change::Kind(kind) if node.id() == self.target => kind,
            _ => node.kind(),
        };
        let kind = kind.map_children(|child| self.node(node.child(child)));
        let copy = self.builder.add(kind, Span::NONE);
        self.copies.insert(node.id(), copy);
        copy
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cedar_parser::{parse_expression, print_expression};

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = smaller(&parse_expression(text).unwrap())
            .iter()
            .map(|expr| print_expression(expr.root()))
            .collect();
        for one in expected {
            assert!(found.iter().any(|f| f == one), "`{one}` in {found:#?}");
        }
        assert!(!found.iter().any(|f| f == text), "{text} is no smaller");
    }

    #[test]
    fn an_expression_shrinks_in_every_place() {
        check("principal", &["true", "false", "0", "\"\"", "[]"]);
        check("true", &[]);
        check("7", &["0"]);
        check("[1, 2]", &["[]", "[1]", "[2]", "[0, 2]"]);
        check(
            "context.a && !context.b",
            &[
                "context.a",
                "!context.b",
                "context.a && context.b",
                "context.a && true",
            ],
        );
        check(
            "\"a\" like \"a*\"",
            &["\"a\" like \"*\"", "\"\" like \"a*\""],
        );
    }

    #[test]
    fn shrinking_ends() {
        let mut expr = parse_expression(
            "if [1, context.x].contains(2) then {a: principal} == {a: \"x\"} else context has b.c.d",
        )
        .unwrap();
        let mut steps = 0;
        while let Some(next) = smaller(&expr).into_iter().next_back() {
            expr = next;
            steps += 1;
            assert!(steps < 100, "{}", print_expression(expr.root()));
        }
    }
}
