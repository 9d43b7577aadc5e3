//! Capabilities: attributes and tags that are known to be present.

use crate::stack::with_room;
use cedar_core::ast::{
    BinaryOp, EntityTypeName, ExprKind, ExprRef, FunctionName, Literal, Pattern, SlotId, UnaryOp,
    Variable,
};
use std::collections::HashMap;

/// A set of capabilities.
///
/// INVARIANT: sorted, distinct.
#[derive(Clone, PartialEq, Eq, Hash, Default, Debug)]
pub(super) struct Capabilities(Vec<CapabilityId>);

/// "This expression has this attribute, or a tag with this key."
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct CapabilityId {
    /// First, so that the capabilities on an expression are next to each other.
    on: Class,
    key: Class,
}

/// Expressions and attribute names up to equality: equal ones have the same
/// class. An expression has a greater class than each of its proper parts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Class(u32);

/// Gives classes to the expressions of a policy.
#[derive(Default)]
pub(super) struct Classes<'a> {
    classes: HashMap<(Label<'a>, Vec<Class>), Class>,
    /// By the address of the node, so that shared nodes are looked at once.
    known: HashMap<*const ExprKind, Class>,
}

/// What a node is, apart from its parts.
#[derive(PartialEq, Eq, Hash)]
enum Label<'a> {
    AttributeName(&'a str),
    Literal(&'a Literal),
    Variable(Variable),
    Slot(SlotId),
    If,
    And,
    Or,
    Unary(UnaryOp),
    Binary(BinaryOp),
    GetAttribute(&'a str),
    HasAttribute(&'a str),
    Like(&'a Pattern),
    Is(&'a EntityTypeName),
    IsIn(&'a EntityTypeName),
    Set,
    Record(Vec<&'a str>),
    Call(&'a FunctionName),
}

impl Capabilities {
    /// Exactly one capability.
    pub(super) fn one(capability: CapabilityId) -> Self {
        Capabilities(vec![capability])
    }

    pub(super) fn contains(&self, capability: CapabilityId) -> bool {
        self.0.binary_search(&capability).is_ok()
    }

    /// Those in either.
    pub(super) fn union(&self, other: &Capabilities) -> Capabilities {
        if other.0.is_empty() {
            return self.clone();
        }
        let mut all = [self.0.as_slice(), other.0.as_slice()].concat();
        all.sort_unstable();
        all.dedup();
        Capabilities(all)
    }

    /// Those in both.
    pub(super) fn intersection(&self, other: &Capabilities) -> Capabilities {
        let common = self.0.iter().copied().filter(|c| other.contains(*c));
        Capabilities(common.collect())
    }

    /// Those on expressions that can be proper parts of one in `class`.
    pub(super) fn below(&self, class: Class) -> Capabilities {
        let below = self.0.partition_point(|capability| capability.on < class);
        Capabilities(self.0.iter().take(below).copied().collect())
    }
}

impl<'a> Classes<'a> {
    /// That `on` has the attribute `name`.
    pub(super) fn attribute(&mut self, on: ExprRef<'a>, name: &'a str) -> CapabilityId {
        CapabilityId {
            on: self.of(on),
            key: self.labelled(Label::AttributeName(name), Vec::new()),
        }
    }

    /// That `on` has a tag with the key that `key` evaluates to.
    pub(super) fn tag(&mut self, on: ExprRef<'a>, key: ExprRef<'a>) -> CapabilityId {
        CapabilityId {
            on: self.of(on),
            key: self.of(key),
        }
    }

    /// The class of an expression. Linear in its size the first time.
    pub(super) fn of(&mut self, expr: ExprRef<'a>) -> Class {
        let node: *const ExprKind = expr.kind();
        if let Some(class) = self.known.get(&node) {
            return *class;
        }
        let mut parts = Vec::new();
        // Parts first, so that their classes are smaller.
        let mut visit = |child| parts.push(with_room(|| self.of(expr.child(child))));
        let label = match expr.kind() {
            ExprKind::Record(fields) => {
                // The order of fields means nothing.
                let mut fields: Vec<_> = fields.iter().map(|(name, id)| (&**name, *id)).collect();
                fields.sort_unstable_by_key(|(name, _)| *name);
                fields.iter().for_each(|(_, id)| visit(*id));
                Label::Record(fields.into_iter().map(|(name, _)| name).collect())
            }
            kind => {
                kind.for_each_child(visit);
                label(kind)
            }
        };
        let class = self.labelled(label, parts);
        self.known.insert(node, class);
        class
    }

    fn labelled(&mut self, label: Label<'a>, parts: Vec<Class>) -> Class {
        // INVARIANT: an expression has at most 2^32 nodes.
        let next = Class(self.classes.len() as u32);
        *self.classes.entry((label, parts)).or_insert(next)
    }
}

fn label(kind: &ExprKind) -> Label<'_> {
    match kind {
        ExprKind::Literal(literal) => Label::Literal(literal),
        ExprKind::Variable(variable) => Label::Variable(*variable),
        ExprKind::Slot(slot) => Label::Slot(*slot),
        ExprKind::If { .. } => Label::If,
        ExprKind::And(..) => Label::And,
        ExprKind::Or(..) => Label::Or,
        ExprKind::Unary(op, _) => Label::Unary(*op),
        ExprKind::Binary(op, ..) => Label::Binary(*op),
        ExprKind::GetAttribute(_, name) => Label::GetAttribute(name),
        ExprKind::HasAttribute(_, name) => Label::HasAttribute(name),
        ExprKind::Like(_, pattern) => Label::Like(pattern),
        ExprKind::Is(_, entity_type) => Label::Is(entity_type),
        ExprKind::IsIn(_, entity_type, _) => Label::IsIn(entity_type),
        ExprKind::Set(_) => Label::Set,
        ExprKind::Record(fields) => {
            Label::Record(fields.iter().map(|(name, _)| name.as_str()).collect())
        }
        ExprKind::Call(function, _) => Label::Call(function),
    }
}
