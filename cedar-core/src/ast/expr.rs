//! Expressions.
//!
//! An expression is one block of nodes that refer to each other by index. That
//! makes it compact, quick to build, and free to drop however deep it is; a
//! node's place in the source stands beside it and does not count for equality.

use super::entity_uid::{EntityTypeName, EntityUid};
use super::name::Name;
use super::pattern::Pattern;
use super::scope::SlotId;
use super::span::Span;
use crate::extensions::ExtensionFunction;
use crate::stack::with_room;
use smol_str::SmolStr;
use std::collections::{HashMap, HashSet};
use std::fmt;
use thiserror::Error;

/// How deep an expression may be: the number of nodes on the longest path from
/// the root. A chain such as `a && b && c` is as deep as it is long.
pub const MAX_EXPRESSION_DEPTH: u32 = 4_000;

/// A whole expression.
///
/// INVARIANT: every [`ExprId`] in a node points to an earlier node, so there
/// are no cycles; the depth is at most [`MAX_EXPRESSION_DEPTH`]. Nodes may be
/// shared, as the `e` of `e has a.b` is: written out as a tree, an expression
/// can be exponentially larger than it is, so whoever walks one must look at
/// each [shared](ExprRef::is_shared) node once.
#[derive(Clone)]
pub struct Expr {
    nodes: Box<[ExprKind]>,
    spans: Box<[Span]>,
    // INVARIANT: sorted; the nodes with more than one parent.
    shared: Box<[ExprId]>,
    root: ExprId,
    depth: u32,
}

/// The index of a node in its expression.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize)]
pub struct ExprId(u32);

/// A node of an expression, with the expression at hand.
#[derive(Clone, Copy)]
pub struct ExprRef<'a> {
    expr: &'a Expr,
    id: ExprId,
}

/// What a node is. Children are ids within the same expression.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `true`, `1`, `"text"`, `User::"alice"`
    Literal(Literal),
    /// `principal`, `action`, `resource`, `context`
    Variable(Variable),
    /// `?principal`, `?resource`; an error to evaluate, since slots belong to scopes.
    Slot(SlotId),
    /// `if condition then consequent else alternative`
    If {
        /// Decides.
        condition: ExprId,
        /// The value when the condition is true.
        consequent: ExprId,
        /// The value when it is false.
        alternative: ExprId,
    },
    /// `left && right`
    And(ExprId, ExprId),
    /// `left || right`
    Or(ExprId, ExprId),
    /// `!e`, `-e`, `e.isEmpty()`
    Unary(UnaryOp, ExprId),
    /// Every operator and built-in method with two operands that are both evaluated.
    Binary(BinaryOp, ExprId, ExprId),
    /// `e.attribute`, `e["attribute"]`
    GetAttribute(ExprId, SmolStr),
    /// `e has attribute`
    HasAttribute(ExprId, SmolStr),
    /// `e like "pattern"`
    Like(ExprId, Pattern),
    /// `e is Type`
    Is(ExprId, EntityTypeName),
    /// `e is Type in ancestor`: the right side counts only when the type matches.
    IsIn(ExprId, EntityTypeName, ExprId),
    /// `[a, b]`
    Set(Box<[ExprId]>),
    /// `{a: 1, "b": 2}`, in the order of the source. INVARIANT: keys are distinct.
    Record(Box<[(SmolStr, ExprId)]>),
    /// `ip("127.0.0.1")`, `e.isLoopback()`: the receiver of a method comes first.
    Call(FunctionName, Box<[ExprId]>),
}

/// A constant.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Literal {
    /// `true` or `false`
    Bool(bool),
    /// A 64-bit signed integer.
    Long(i64),
    /// A string, unescaped.
    String(SmolStr),
    /// `User::"alice"`
    Entity(EntityUid),
}

/// A variable: part of the request.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Variable {
    /// Who asks.
    Principal,
    /// What for.
    Action,
    /// On what.
    Resource,
    /// In which circumstances.
    Context,
}

/// Operators and built-in methods with one operand.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum UnaryOp {
    /// `!e`
    Not,
    /// `-e`
    Negate,
    /// `e.isEmpty()`
    IsEmpty,
}

/// Operators and built-in methods with two operands, both always evaluated,
/// left to right.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BinaryOp {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `in`
    In,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `left.contains(right)`
    Contains,
    /// `left.containsAll(right)`
    ContainsAll,
    /// `left.containsAny(right)`
    ContainsAny,
    /// `left.getTag(right)`
    GetTag,
    /// `left.hasTag(right)`
    HasTag,
}

/// The function of a call.
///
/// Text can only name known functions; the JSON form can name others, which
/// then fail when they are evaluated.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum FunctionName {
    /// A function of an extension type.
    Known(ExtensionFunction),
    /// No function has this name.
    Unknown(Name),
}

/// An expression deeper than [`MAX_EXPRESSION_DEPTH`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("this expression is nested more than {MAX_EXPRESSION_DEPTH} levels deep")]
pub struct ExpressionTooDeep {
    /// The first node that is too deep.
    pub span: Span,
}

/// Builds an expression bottom up: children first.
#[derive(Default, Debug)]
pub struct ExprBuilder {
    nodes: Vec<ExprKind>,
    spans: Vec<Span>,
    depths: Vec<u32>,
    has_parent: Vec<bool>,
    shared: Vec<ExprId>,
    too_deep: Option<Span>,
}

impl ExprBuilder {
    /// A builder with no node.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a node.
    ///
    /// The children must come from this builder. A node that is too deep is
    /// remembered and reported by [`ExprBuilder::finish`].
    pub fn add(&mut self, kind: ExprKind, span: Span) -> ExprId {
        let mut depth = 0;
        kind.for_each_child(|child| {
            depth = depth.max(self.depth(child));
            self.note_parent(child);
        });
        let depth = depth + 1;
        if depth > MAX_EXPRESSION_DEPTH && self.too_deep.is_none() {
            self.too_deep = Some(span);
        }
        // INVARIANT: spans are 32-bit offsets and every node but a shared one
        // stands for at least one byte of input, so the count fits as well.
        let id = ExprId(self.nodes.len() as u32);
        self.nodes.push(kind);
        self.spans.push(span);
        self.depths.push(depth.min(MAX_EXPRESSION_DEPTH));
        self.has_parent.push(false);
        id
    }

    /// The node added as `id`.
    pub fn kind(&self, id: ExprId) -> Option<&ExprKind> {
        self.nodes.get(id.0 as usize)
    }

    /// The place of the node added as `id`.
    pub fn span(&self, id: ExprId) -> Span {
        self.spans.get(id.0 as usize).copied().unwrap_or(Span::NONE)
    }

    /// Copies all of `other` in and returns its root's new id. What is shared
    /// stays shared.
    pub fn append(&mut self, other: ExprRef<'_>) -> ExprId {
        self.copy(other, &mut HashMap::new())
    }

    fn copy(&mut self, other: ExprRef<'_>, copies: &mut HashMap<ExprId, ExprId>) -> ExprId {
        if let Some(copy) = copies.get(&other.id) {
            return *copy;
        }
        with_room(|| {
            let kind = other
                .kind()
                .map_children(|child| self.copy(other.child(child), copies));
            let copy = self.add(kind, other.span());
            if other.is_shared() {
                copies.insert(other.id, copy);
            }
            copy
        })
    }

    /// The expression whose root is `root`, after which the builder is empty
    /// and can build another one without growing anew.
    ///
    /// # Errors
    /// When a node lies deeper than [`MAX_EXPRESSION_DEPTH`].
    pub fn take(&mut self, root: ExprId) -> Result<Expr, ExpressionTooDeep> {
        let expr = Expr {
            depth: self.depth(root),
            nodes: self.nodes.drain(..).collect(),
            spans: self.spans.drain(..).collect(),
            shared: sorted(self.shared.drain(..).collect()),
            root,
        };
        self.depths.clear();
        self.has_parent.clear();
        match self.too_deep.take() {
            Some(span) => Err(ExpressionTooDeep { span }),
            None => Ok(expr),
        }
    }

    /// The expression whose root is `root`.
    ///
    /// # Errors
    /// When a node lies deeper than [`MAX_EXPRESSION_DEPTH`].
    pub fn finish(self, root: ExprId) -> Result<Expr, ExpressionTooDeep> {
        match self.too_deep {
            Some(span) => Err(ExpressionTooDeep { span }),
            None => Ok(Expr {
                depth: self.depth(root),
                nodes: self.nodes.into_boxed_slice(),
                spans: self.spans.into_boxed_slice(),
                shared: sorted(self.shared),
                root,
            }),
        }
    }

    fn note_parent(&mut self, child: ExprId) {
        if let Some(has_parent) = self.has_parent.get_mut(child.0 as usize)
            && std::mem::replace(has_parent, true)
        {
            self.shared.push(child);
        }
    }

    fn depth(&self, id: ExprId) -> u32 {
        self.depths.get(id.0 as usize).copied().unwrap_or(0)
    }
}

impl Expr {
    /// An expression of a single node without children.
    pub fn literal(literal: Literal) -> Self {
        Expr {
            nodes: Box::new([ExprKind::Literal(literal)]),
            spans: Box::new([Span::NONE]),
            shared: Box::new([]),
            root: ExprId(0),
            depth: 1,
        }
    }

    /// The outermost node.
    pub fn root(&self) -> ExprRef<'_> {
        ExprRef {
            expr: self,
            id: self.root,
        }
    }

    /// The number of nodes on the longest path from the root.
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// Whether some node has more than one parent.
    pub(crate) fn has_shared_nodes(&self) -> bool {
        !self.shared.is_empty()
    }

    /// The number of nodes, shared ones counted once.
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// Every node, children before their parents. Some may lie outside of the
    /// expression: a builder may have added nodes that it then did not use.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = ExprRef<'_>> {
        (0..self.nodes.len()).map(|index| ExprRef {
            expr: self,
            id: ExprId(index as u32),
        })
    }
}

fn sorted(mut ids: Vec<ExprId>) -> Box<[ExprId]> {
    ids.sort_unstable();
    ids.dedup();
    ids.into_boxed_slice()
}

impl<'a> ExprRef<'a> {
    /// What the node is.
    #[expect(
        clippy::indexing_slicing,
        reason = "INVARIANT: ids are made by the builder of the same expression"
    )]
    pub fn kind(self) -> &'a ExprKind {
        &self.expr.nodes[self.id.0 as usize]
    }

    /// Where it stands in the source.
    pub fn span(self) -> Span {
        self.expr
            .spans
            .get(self.id.0 as usize)
            .copied()
            .unwrap_or(Span::NONE)
    }

    /// The node with this id in the same expression.
    pub fn child(self, id: ExprId) -> ExprRef<'a> {
        ExprRef {
            expr: self.expr,
            id,
        }
    }

    /// The whole expression that the node is part of.
    pub(crate) fn whole(self) -> &'a Expr {
        self.expr
    }

    /// Whether the node has more than one parent. Constant time where nothing
    /// is shared.
    pub fn is_shared(self) -> bool {
        !self.expr.shared.is_empty() && self.expr.shared.binary_search(&self.id).is_ok()
    }

    /// The id of the node in its expression.
    pub fn id(self) -> ExprId {
        self.id
    }
}

impl ExprKind {
    /// Calls `visit` with each child, left to right.
    pub fn for_each_child(&self, mut visit: impl FnMut(ExprId)) {
        match self {
            ExprKind::Literal(_) | ExprKind::Variable(_) | ExprKind::Slot(_) => {}
            ExprKind::If {
                condition,
                consequent,
                alternative,
            } => {
                visit(*condition);
                visit(*consequent);
                visit(*alternative);
            }
            ExprKind::And(left, right)
            | ExprKind::Or(left, right)
            | ExprKind::Binary(_, left, right)
            | ExprKind::IsIn(left, _, right) => {
                visit(*left);
                visit(*right);
            }
            ExprKind::Unary(_, operand)
            | ExprKind::GetAttribute(operand, _)
            | ExprKind::HasAttribute(operand, _)
            | ExprKind::Like(operand, _)
            | ExprKind::Is(operand, _) => visit(*operand),
            ExprKind::Set(elements) | ExprKind::Call(_, elements) => {
                elements.iter().copied().for_each(visit);
            }
            ExprKind::Record(fields) => fields.iter().for_each(|(_, value)| visit(*value)),
        }
    }

    /// The same node with each child replaced, left to right.
    pub fn map_children(&self, mut replace: impl FnMut(ExprId) -> ExprId) -> ExprKind {
        let mut kind = self.clone();
        match &mut kind {
            ExprKind::Literal(_) | ExprKind::Variable(_) | ExprKind::Slot(_) => {}
            ExprKind::If {
                condition,
                consequent,
                alternative,
            } => {
                *condition = replace(*condition);
                *consequent = replace(*consequent);
                *alternative = replace(*alternative);
            }
            ExprKind::And(left, right)
            | ExprKind::Or(left, right)
            | ExprKind::Binary(_, left, right)
            | ExprKind::IsIn(left, _, right) => {
                *left = replace(*left);
                *right = replace(*right);
            }
            ExprKind::Unary(_, operand)
            | ExprKind::GetAttribute(operand, _)
            | ExprKind::HasAttribute(operand, _)
            | ExprKind::Like(operand, _)
            | ExprKind::Is(operand, _) => *operand = replace(*operand),
            ExprKind::Set(elements) | ExprKind::Call(_, elements) => {
                for element in elements {
                    *element = replace(*element);
                }
            }
            ExprKind::Record(fields) => {
                for (_, value) in fields {
                    *value = replace(*value);
                }
            }
        }
        kind
    }
}

/// Structural equality; places do not count.
impl PartialEq for ExprRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        Comparison::default().same(*self, *other)
    }
}

impl Eq for ExprRef<'_> {}

/// Structural equality; places do not count.
impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.root() == other.root()
    }
}

impl Eq for Expr {}

/// A structural comparison of two expressions.
#[derive(Default)]
struct Comparison {
    /// Pairs of shared nodes that are equal.
    equal: HashSet<(ExprId, ExprId)>,
}

impl Comparison {
    fn same(&mut self, a: ExprRef<'_>, b: ExprRef<'_>) -> bool {
        if std::ptr::eq(a.expr, b.expr) && a.id == b.id {
            return true;
        }
        if !a.is_shared() && !b.is_shared() {
            return with_room(|| self.same_kind(a, b));
        }
        self.equal.contains(&(a.id, b.id)) || {
            let same = with_room(|| self.same_kind(a, b));
            if same {
                self.equal.insert((a.id, b.id));
            }
            same
        }
    }

    fn same_all(&mut self, a: ExprRef<'_>, x: &[ExprId], b: ExprRef<'_>, y: &[ExprId]) -> bool {
        x.len() == y.len()
            && x.iter()
                .zip(y)
                .all(|(x, y)| self.same(a.child(*x), b.child(*y)))
    }

    fn same_kind(&mut self, a: ExprRef<'_>, b: ExprRef<'_>) -> bool {
        use ExprKind as K;
        let mut child = |x: &ExprId, y: &ExprId| self.same(a.child(*x), b.child(*y));
        match (a.kind(), b.kind()) {
            (K::Literal(x), K::Literal(y)) => x == y,
            (K::Variable(x), K::Variable(y)) => x == y,
            (K::Slot(x), K::Slot(y)) => x == y,
            (
                K::If {
                    condition: c1,
                    consequent: t1,
                    alternative: e1,
                },
                K::If {
                    condition: c2,
                    consequent: t2,
                    alternative: e2,
                },
            ) => child(c1, c2) && child(t1, t2) && child(e1, e2),
            (K::And(l1, r1), K::And(l2, r2)) | (K::Or(l1, r1), K::Or(l2, r2)) => {
                child(l1, l2) && child(r1, r2)
            }
            (K::Unary(o1, x), K::Unary(o2, y)) => o1 == o2 && child(x, y),
            (K::Binary(o1, l1, r1), K::Binary(o2, l2, r2)) => {
                o1 == o2 && child(l1, l2) && child(r1, r2)
            }
            (K::GetAttribute(x, m), K::GetAttribute(y, n))
            | (K::HasAttribute(x, m), K::HasAttribute(y, n)) => m == n && child(x, y),
            (K::Like(x, p), K::Like(y, q)) => p == q && child(x, y),
            (K::Is(x, s), K::Is(y, t)) => s == t && child(x, y),
            (K::IsIn(x, s, u), K::IsIn(y, t, v)) => s == t && child(x, y) && child(u, v),
            (K::Set(x), K::Set(y)) => self.same_all(a, x, b, y),
            (K::Record(x), K::Record(y)) => {
                x.len() == y.len()
                    && x.iter()
                        .zip(y)
                        .all(|((m, x), (n, y))| m == n && child(x, y))
            }
            (K::Call(f, x), K::Call(g, y)) => f == g && self.same_all(a, x, b, y),
            _ => false,
        }
    }
}

impl fmt::Debug for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root().fmt(f)
    }
}

/// Lists the nodes in order, since a tree may be too deep to print recursively.
impl fmt::Debug for ExprRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expr")
            .field("root", &self.id)
            .field("nodes", &self.expr.nodes)
            .finish()
    }
}

impl Variable {
    /// The variable as written.
    pub fn as_str(self) -> &'static str {
        match self {
            Variable::Principal => "principal",
            Variable::Action => "action",
            Variable::Resource => "resource",
            Variable::Context => "context",
        }
    }
}

impl UnaryOp {
    /// The operator, or the method's name.
    pub fn as_str(self) -> &'static str {
        match self {
            UnaryOp::Not => "!",
            UnaryOp::Negate => "-",
            UnaryOp::IsEmpty => "isEmpty",
        }
    }
}

impl BinaryOp {
    /// The operator, or the method's name.
    pub fn as_str(self) -> &'static str {
        match self {
            BinaryOp::Equal => "==",
            BinaryOp::NotEqual => "!=",
            BinaryOp::Less => "<",
            BinaryOp::LessEqual => "<=",
            BinaryOp::Greater => ">",
            BinaryOp::GreaterEqual => ">=",
            BinaryOp::In => "in",
            BinaryOp::Add => "+",
            BinaryOp::Subtract => "-",
            BinaryOp::Multiply => "*",
            BinaryOp::Contains => "contains",
            BinaryOp::ContainsAll => "containsAll",
            BinaryOp::ContainsAny => "containsAny",
            BinaryOp::GetTag => "getTag",
            BinaryOp::HasTag => "hasTag",
        }
    }

    /// Whether it is written as a method: `left.contains(right)`.
    pub fn is_method(self) -> bool {
        matches!(
            self,
            BinaryOp::Contains
                | BinaryOp::ContainsAll
                | BinaryOp::ContainsAny
                | BinaryOp::GetTag
                | BinaryOp::HasTag
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(length: u32) -> Result<Expr, ExpressionTooDeep> {
        let mut builder = ExprBuilder::new();
        let leaf = ExprKind::Literal(Literal::Bool(true));
        let mut id = builder.add(leaf.clone(), Span::NONE);
        for _ in 1..length {
            let right = builder.add(leaf.clone(), Span::NONE);
            id = builder.add(ExprKind::And(id, right), Span::NONE);
        }
        builder.finish(id)
    }

    #[test]
    fn depth_is_limited() {
        let deepest = chain(MAX_EXPRESSION_DEPTH).unwrap();
        assert_eq!(deepest, deepest.clone());
        assert!(chain(MAX_EXPRESSION_DEPTH + 1).is_err());
        assert!(chain(100_000).is_err());
    }

    #[test]
    fn equality_ignores_places_and_sharing() {
        let mut builder = ExprBuilder::new();
        let leaf = ExprKind::Literal(Literal::Long(1));
        let one = builder.add(leaf.clone(), Span::new(0, 1));
        let sum = builder.add(ExprKind::Binary(BinaryOp::Add, one, one), Span::new(0, 5));
        let shared = builder.finish(sum).unwrap();

        let mut builder = ExprBuilder::new();
        let one = builder.add(leaf.clone(), Span::NONE);
        let other = builder.add(leaf, Span::NONE);
        let sum = builder.add(ExprKind::Binary(BinaryOp::Add, one, other), Span::NONE);
        assert_eq!(shared, builder.finish(sum).unwrap());
        assert_ne!(shared, Expr::literal(Literal::Long(2)));
    }
}
