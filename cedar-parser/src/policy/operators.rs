//! Builds what operators make of operands.
//!
//! The grammar hands over operands and operators in the order of the text.
//! Operators wait on a stack until one that binds no tighter follows, so the
//! tree is built without recursion, each node after its children.

use cedar_core::ast::{BinaryOp, EntityTypeName, ExprId, ExprKind, Literal, UnaryOp};
use smol_str::SmolStr;

use super::builder::Builder;
use super::expression::{Member, Operand};
use super::terminals::Operator;
use crate::error::ParseErrorKind;
use crate::escape::unescape_pattern_at;

/// The most signs (`!` or `-`) that may stand in a row.
const MAX_SIGNS: u32 = 4;

/// `!` or `-`, once or several times.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signs {
    start: u32,
    end: u32,
    count: u32,
}

/// Operands joined by operators, read so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chain {
    /// The number of waiting operators that belong to chains around this one.
    base: u32,
    /// The rightmost operand.
    operand: ExprId,
    start: u32,
    end: u32,
    relation: Relation,
}

/// What relation the chain has had since the last `&&` or `||`. One is allowed.
#[derive(Clone, Copy, Debug)]
enum Relation {
    None,
    /// A comparison or `in`: its right side may go on.
    Binary,
    /// `has` or `like`, which end with what follows them.
    Closed(&'static str),
    /// `is` and the place of a type; `in` may follow.
    Is(u32, u32),
}

/// An operator that waits for its right operand to be complete.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PendingOperator {
    operator: Pending,
    left: ExprId,
    start: u32,
}

#[derive(Clone, Copy, Debug)]
enum Pending {
    Binary(Operator),
    /// `is` with the place of the type, and `in`.
    IsIn(u32, u32),
}

impl Signs {
    pub(crate) fn first(start: u32, end: u32) -> Self {
        Signs {
            start,
            end,
            count: 1,
        }
    }

    pub(crate) fn next(self, end: u32) -> Self {
        Signs {
            end,
            count: self.count.saturating_add(1),
            ..self
        }
    }
}

/// Signs, operators and relations.
impl Builder<'_> {
    pub(crate) fn not(&mut self, signs: Signs, member: Member) -> Member {
        let id = self.resolve(member);
        self.apply_signs(UnaryOp::Not, '!', signs, signs.count, id, member)
    }

    /// A minus right before an integer is part of the literal, so that the
    /// least integer can be written.
    pub(crate) fn negate(&mut self, signs: Signs, member: Member) -> Member {
        let (id, count) = match member.operand {
            Operand::Integer => (self.negative_literal(signs, member), signs.count - 1),
            _ => (self.resolve(member), signs.count),
        };
        self.apply_signs(UnaryOp::Negate, '-', signs, count, id, member)
    }

    fn negative_literal(&mut self, signs: Signs, member: Member) -> ExprId {
        const LARGEST: u64 = i64::MIN.unsigned_abs();
        let (start, end) = (member.start, member.end);
        match self.magnitude(start, end) {
            Some(magnitude @ 0..=LARGEST) => {
                let value = 0i64.wrapping_sub_unsigned(magnitude);
                let minus = signs.end.saturating_sub(1);
                self.add(ExprKind::Literal(Literal::Long(value)), minus, end)
            }
            _ => self.integer_too_large(start, end),
        }
    }

    fn apply_signs(
        &mut self,
        op: UnaryOp,
        sign: char,
        signs: Signs,
        count: u32,
        mut id: ExprId,
        member: Member,
    ) -> Member {
        let (l, r) = (signs.start, member.end);
        if signs.count > MAX_SIGNS {
            let kind = ParseErrorKind::TooManyUnaryOperators(sign);
            self.error(kind, signs.start, signs.end);
            return Member::built(id, l, r);
        }
        for _ in 0..count {
            id = self.add(ExprKind::Unary(op, id), l, r);
        }
        Member::built(id, l, r)
    }

    pub(crate) fn begin_chain(&mut self, operand: Member) -> Chain {
        Chain {
            // INVARIANT: an operator takes at least a byte of the source, so the count fits.
            base: self.pending.len() as u32,
            operand: self.resolve(operand),
            start: operand.start,
            end: operand.end,
            relation: Relation::None,
        }
    }

    pub(crate) fn binary(
        &mut self,
        chain: Chain,
        operator: Operator,
        l: u32,
        r: u32,
        right: Member,
    ) -> Chain {
        let right_id = self.resolve(right);
        let operator = self.known_operator(operator, l, r);
        let mut pending = Pending::Binary(operator);
        let mut chain = chain;
        if let (Relation::Is(tl, tr), Operator::In) = (chain.relation, operator) {
            pending = Pending::IsIn(tl, tr);
            self.close_pending(&mut chain, precedence(Operator::In));
            chain.relation = Relation::Binary;
        } else {
            self.end_is(&mut chain);
            chain.relation = self.relation_after(chain.relation, operator, l, r);
            self.close_pending(&mut chain, precedence(operator));
        }
        self.pending.push(PendingOperator {
            operator: pending,
            left: chain.operand,
            start: chain.start,
        });
        Chain {
            operand: right_id,
            start: right.start,
            end: right.end,
            ..chain
        }
    }

    /// Reports an operator of other languages and goes on with a similar one.
    fn known_operator(&mut self, operator: Operator, l: u32, r: u32) -> Operator {
        let (instead, hint) = match operator {
            Operator::Assign => (Operator::Equal, "to compare, write `==`"),
            Operator::Divide if self.slice(r, r + 1) == "*" => (
                Operator::Multiply,
                "comments start with `//` and end with the line",
            ),
            Operator::Divide | Operator::Remainder => (
                Operator::Multiply,
                "the arithmetic operators are `+`, `-` and `*`",
            ),
            other => return other,
        };
        self.error_with(
            ParseErrorKind::UnknownOperator(operator.as_str()),
            l,
            r,
            hint,
        );
        instead
    }

    /// What the relation of the chain is behind `operator`.
    fn relation_after(
        &mut self,
        relation: Relation,
        operator: Operator,
        l: u32,
        r: u32,
    ) -> Relation {
        match precedence(operator) {
            Precedence::Or | Precedence::And => Relation::None,
            Precedence::Relation => {
                if !matches!(relation, Relation::None) {
                    self.chained_relation(l, r);
                }
                Relation::Binary
            }
            Precedence::Sum | Precedence::Product => {
                if let Relation::Closed(word) = relation {
                    let kind = ParseErrorKind::InvalidRightSide {
                        operator: word,
                        expected: match word {
                            "has" => "an attribute name and nothing more",
                            "like" => "a string and nothing more",
                            _ => "an entity type and nothing more",
                        },
                    };
                    let hint = "use parentheses to go on with the result";
                    self.error_with(kind, l, r, hint);
                }
                relation
            }
        }
    }

    fn chained_relation(&mut self, l: u32, r: u32) {
        let hint = "use parentheses, or join two comparisons with `&&`";
        self.error_with(ParseErrorKind::ChainedRelations, l, r, hint);
    }

    /// Starts `has`, `like` or `is`: gathers the left operand.
    fn begin_relation(&mut self, chain: &mut Chain, l: u32, r: u32) {
        self.end_is(chain);
        if !matches!(chain.relation, Relation::None) {
            self.chained_relation(l, r);
        }
        self.close_pending(chain, Precedence::Relation);
    }

    /// Makes `node` of the left operand the operand of the chain.
    fn end_relation(&mut self, mut chain: Chain, word: &'static str, id: ExprId, r: u32) -> Chain {
        chain.operand = id;
        chain.end = r;
        chain.relation = Relation::Closed(word);
        chain
    }

    pub(crate) fn first_has_attribute(&mut self, l: u32, r: u32) {
        self.has_path.clear();
        self.push_has_attribute(l, r);
    }

    pub(crate) fn next_has_attribute(&mut self, name_start: u32, r: u32) {
        self.push_has_attribute(name_start, r);
    }

    fn push_has_attribute(&mut self, l: u32, r: u32) {
        let name = self.slice(l, r);
        if cedar_core::ast::is_reserved(name) {
            let kind = ParseErrorKind::ReservedWord(name.to_owned());
            let hint = format!("write the attribute as a string: `has \"{name}\"`");
            self.error_with(kind, l, r, hint);
        }
        self.has_path.push(SmolStr::new(name));
    }

    /// `e has a.b.c` stands for `e has a && e.a has b && e.a.b has c`.
    pub(crate) fn has_path(&mut self, mut chain: Chain, l: u32, r: u32, end: u32) -> Chain {
        self.begin_relation(&mut chain, l, r);
        let start = chain.start;
        let mut path = std::mem::take(&mut self.has_path).into_iter();
        let mut receiver = chain.operand;
        let Some(mut last) = path.next() else {
            return chain;
        };
        let mut id = self.add(ExprKind::HasAttribute(receiver, last.clone()), start, end);
        for name in path {
            let get = ExprKind::GetAttribute(receiver, std::mem::replace(&mut last, name));
            receiver = self.add(get, start, end);
            let has = self.add(ExprKind::HasAttribute(receiver, last.clone()), start, end);
            id = self.add(ExprKind::And(id, has), start, end);
        }
        self.end_relation(chain, "has", id, end)
    }

    pub(crate) fn has_string(
        &mut self,
        mut chain: Chain,
        l: u32,
        r: u32,
        sl: u32,
        sr: u32,
    ) -> Chain {
        self.begin_relation(&mut chain, l, r);
        let name = self.string(sl, sr);
        let id = self.add(ExprKind::HasAttribute(chain.operand, name), chain.start, sr);
        self.end_relation(chain, "has", id, sr)
    }

    pub(crate) fn like(&mut self, mut chain: Chain, l: u32, r: u32, sl: u32, sr: u32) -> Chain {
        self.begin_relation(&mut chain, l, r);
        let raw = self.slice(sl + 1, sr - 1);
        let pattern = match unescape_pattern_at(raw, sl + 1) {
            Ok(pattern) => pattern,
            Err(error) => {
                self.errors.push(error);
                return self.end_relation(chain, "like", chain.operand, sr);
            }
        };
        let id = self.add(ExprKind::Like(chain.operand, pattern), chain.start, sr);
        self.end_relation(chain, "like", id, sr)
    }

    pub(crate) fn is(&mut self, mut chain: Chain, l: u32, r: u32, (tl, tr): (u32, u32)) -> Chain {
        self.begin_relation(&mut chain, l, r);
        chain.end = tr;
        chain.relation = Relation::Is(tl, tr);
        chain
    }

    /// Completes an `is` behind which no `in` follows.
    fn end_is(&mut self, chain: &mut Chain) {
        if let Relation::Is(tl, tr) = chain.relation {
            chain.relation = Relation::Closed("is");
            if let Some(entity_type) = self.entity_type(tl, tr) {
                let kind = ExprKind::Is(chain.operand, entity_type);
                chain.operand = self.add(kind, chain.start, tr);
            }
        }
    }

    /// Completes the waiting operators of the chain that bind at least as
    /// tightly as `least`.
    fn close_pending(&mut self, chain: &mut Chain, least: Precedence) {
        while self.pending.len() > chain.base as usize {
            let Some(pending) = self.pending.pop_if(|top| top.precedence() >= least) else {
                return;
            };
            let (start, end) = (pending.start, chain.end);
            let kind = match pending.operator {
                Pending::Binary(operator) => {
                    Some(binary_node(operator, pending.left, chain.operand))
                }
                Pending::IsIn(tl, tr) => self
                    .entity_type(tl, tr)
                    .map(|ty| ExprKind::IsIn(pending.left, ty, chain.operand)),
            };
            if let Some(kind) = kind {
                chain.operand = self.add(kind, start, end);
            }
            chain.start = start;
        }
    }

    pub(crate) fn end_chain(&mut self, mut chain: Chain) -> ExprId {
        self.end_is(&mut chain);
        self.close_pending(&mut chain, Precedence::Or);
        chain.operand
    }

    pub(crate) fn conditional(
        &mut self,
        l: u32,
        condition: ExprId,
        consequent: ExprId,
        alternative: ExprId,
        r: u32,
    ) -> ExprId {
        let kind = ExprKind::If {
            condition,
            consequent,
            alternative,
        };
        self.add(kind, l, r)
    }

    fn entity_type(&mut self, l: u32, r: u32) -> Option<EntityTypeName> {
        self.name(l, r).map(EntityTypeName::from)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Precedence {
    Or,
    And,
    Relation,
    Sum,
    Product,
}

impl PendingOperator {
    fn precedence(&self) -> Precedence {
        match self.operator {
            Pending::Binary(operator) => precedence(operator),
            Pending::IsIn(..) => Precedence::Relation,
        }
    }
}

fn precedence(operator: Operator) -> Precedence {
    match operator {
        Operator::Or => Precedence::Or,
        Operator::And => Precedence::And,
        Operator::Add | Operator::Subtract => Precedence::Sum,
        Operator::Multiply | Operator::Divide | Operator::Remainder => Precedence::Product,
        _ => Precedence::Relation,
    }
}

fn binary_node(operator: Operator, left: ExprId, right: ExprId) -> ExprKind {
    let op = match operator {
        Operator::Or => return ExprKind::Or(left, right),
        Operator::And => return ExprKind::And(left, right),
        Operator::Equal | Operator::Assign => BinaryOp::Equal,
        Operator::NotEqual => BinaryOp::NotEqual,
        Operator::Less => BinaryOp::Less,
        Operator::LessEqual => BinaryOp::LessEqual,
        Operator::Greater => BinaryOp::Greater,
        Operator::GreaterEqual => BinaryOp::GreaterEqual,
        Operator::In => BinaryOp::In,
        Operator::Add => BinaryOp::Add,
        Operator::Subtract => BinaryOp::Subtract,
        Operator::Multiply | Operator::Divide | Operator::Remainder => BinaryOp::Multiply,
    };
    ExprKind::Binary(op, left, right)
}
