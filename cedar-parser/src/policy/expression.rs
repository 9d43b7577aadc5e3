//! Builds expressions: what operands mean and how operators bind.
//!
//! The grammar hands over operands and operators in the order of the text.
//! Operators wait on a stack until one that binds no tighter follows, so the
//! tree is built without recursion, each node after its children.

use cedar_core::Span;
use cedar_core::ast::{
    BinaryOp, EntityTypeName, ExprId, ExprKind, FunctionName, Literal, SlotId, UnaryOp, Variable,
};
use cedar_core::extensions::ExtensionFunction;
use smol_str::SmolStr;
use std::collections::HashSet;

use super::builder::Builder;
use super::hints;
use super::terminals::Operator;
use crate::error::{ParseErrorKind, quotable};
use crate::escape::unescape_pattern_at;
use crate::lexer::Word;

/// The most signs (`!` or `-`) that may stand in a row.
const MAX_SIGNS: u32 = 4;

/// An operand whose meaning may depend on what follows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    operand: Operand,
    start: u32,
    end: u32,
}

#[derive(Clone, Copy, Debug)]
enum Operand {
    /// A node.
    Built(ExprId),
    /// A variable, or the name of a function if arguments follow.
    Word(Word),
    /// The name of a function if arguments follow, else a mistake.
    Path,
    /// An integer, which a minus before it makes a negative literal.
    Integer,
    /// `receiver.name`: an attribute, or a method if arguments follow. The
    /// name starts at the offset and ends where the operand ends.
    Attribute(ExprId, u32),
}

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

/// Where the entries of a set, record or call start on the builder's stack.
pub(crate) type List = u32;

impl Member {
    pub(crate) fn word(word: Word, start: u32, end: u32) -> Self {
        Member {
            operand: Operand::Word(word),
            start,
            end,
        }
    }

    pub(crate) fn path(start: u32, end: u32) -> Self {
        Member {
            operand: Operand::Path,
            start,
            end,
        }
    }

    pub(crate) fn integer(start: u32, end: u32) -> Self {
        Member {
            operand: Operand::Integer,
            start,
            end,
        }
    }

    pub(crate) fn built(id: ExprId, start: u32, end: u32) -> Self {
        Member {
            operand: Operand::Built(id),
            start,
            end,
        }
    }
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

/// Literals and operands.
impl Builder<'_> {
    pub(crate) fn boolean_literal(&mut self, value: bool, l: u32, r: u32) -> Member {
        self.literal(Literal::Bool(value), l, r)
    }

    pub(crate) fn string_literal(&mut self, l: u32, r: u32) -> Member {
        let value = self.string(l, r);
        self.literal(Literal::String(value), l, r)
    }

    pub(crate) fn entity_literal(&mut self, l: u32, string: u32, r: u32) -> Member {
        match self.entity(l, string, r) {
            Some(uid) => self.literal(Literal::Entity(uid), l, r),
            None => self.placeholder(l, r),
        }
    }

    pub(crate) fn slot(&mut self, l: u32, r: u32) -> Member {
        let slot = match self.slice(l, r) {
            "?principal" => SlotId::Principal,
            "?resource" => SlotId::Resource,
            other => {
                let kind = ParseErrorKind::UnknownSlot(other.to_owned());
                self.error_with(kind, l, r, "the slots are `?principal` and `?resource`");
                return self.placeholder(l, r);
            }
        };
        self.slot_seen(l, r);
        let id = self.exprs.add(ExprKind::Slot(slot), Span::new(l, r));
        Member::built(id, l, r)
    }

    fn literal(&mut self, literal: Literal, l: u32, r: u32) -> Member {
        let id = self.exprs.add(ExprKind::Literal(literal), Span::new(l, r));
        Member::built(id, l, r)
    }

    /// Stands for an operand that has been reported.
    fn placeholder(&mut self, l: u32, r: u32) -> Member {
        self.literal(Literal::Bool(false), l, r)
    }

    /// The node of an operand behind which nothing more belongs to it.
    fn resolve(&mut self, member: Member) -> ExprId {
        let Member {
            operand,
            start,
            end,
        } = member;
        match operand {
            Operand::Built(id) => id,
            Operand::Word(word) => self.variable(word, start, end),
            Operand::Path => {
                let kind = ParseErrorKind::UnknownVariable(quotable(self.slice(start, end)));
                let hint = hints::path_as_variable(self.slice(start, end));
                self.error_with(kind, start, end, hint);
                self.placeholder_id(start, end)
            }
            Operand::Integer => match self.magnitude(start, end) {
                Some(value) if value <= i64::MAX as u64 => {
                    self.add(ExprKind::Literal(Literal::Long(value as i64)), start, end)
                }
                _ => self.integer_too_large(start, end),
            },
            Operand::Attribute(receiver, name_start) => {
                let name = self.attribute_name(name_start, end);
                self.add(ExprKind::GetAttribute(receiver, name), start, end)
            }
        }
    }

    fn variable(&mut self, word: Word, l: u32, r: u32) -> ExprId {
        let variable = match word {
            Word::Principal => Variable::Principal,
            Word::Action => Variable::Action,
            Word::Resource => Variable::Resource,
            Word::Context => Variable::Context,
            _ => {
                let name = self.slice(l, r);
                let kind = ParseErrorKind::UnknownVariable(name.to_owned());
                let hint = hints::unknown_variable(name);
                self.error_with(kind, l, r, hint);
                return self.placeholder_id(l, r);
            }
        };
        self.add(ExprKind::Variable(variable), l, r)
    }

    fn placeholder_id(&mut self, l: u32, r: u32) -> ExprId {
        self.add(ExprKind::Literal(Literal::Bool(false)), l, r)
    }

    fn integer_too_large(&mut self, l: u32, r: u32) -> ExprId {
        let kind = ParseErrorKind::IntegerTooLarge(quotable(self.slice(l, r)));
        self.error(kind, l, r);
        self.placeholder_id(l, r)
    }

    /// The value of the digits, if it fits 64 bits.
    fn magnitude(&self, l: u32, r: u32) -> Option<u64> {
        self.slice(l, r).parse().ok()
    }

    fn add(&mut self, kind: ExprKind, l: u32, r: u32) -> ExprId {
        self.exprs.add(kind, Span::new(l, r))
    }

    /// The attribute named by an identifier, which must not be reserved.
    fn attribute_name(&mut self, l: u32, r: u32) -> SmolStr {
        let name = self.slice(l, r);
        if cedar_core::ast::is_reserved(name) {
            let kind = ParseErrorKind::ReservedWord(name.to_owned());
            let hint = format!("write the attribute as a string: `[\"{name}\"]`");
            self.error_with(kind, l, r, hint);
        }
        SmolStr::new(name)
    }
}

/// Access, calls, sets and records.
impl Builder<'_> {
    pub(crate) fn attribute(&mut self, receiver: Member, name_start: u32, r: u32) -> Member {
        let id = self.resolve(receiver);
        Member {
            operand: Operand::Attribute(id, name_start),
            start: receiver.start,
            end: r,
        }
    }

    pub(crate) fn index(&mut self, receiver: Member, sl: u32, sr: u32, r: u32) -> Member {
        let id = self.resolve(receiver);
        let name = self.string(sl, sr);
        let id = self.add(ExprKind::GetAttribute(id, name), receiver.start, r);
        Member::built(id, receiver.start, r)
    }

    pub(crate) fn call(&mut self, callee: Member, arguments: Option<List>, r: u32) -> Member {
        let Member { start, end, .. } = callee;
        let kind = match callee.operand {
            Operand::Word(_) | Operand::Path => self.function_call(start, end, arguments),
            Operand::Attribute(receiver, name_start) => {
                self.method_call(receiver, name_start, end, arguments, r)
            }
            Operand::Built(_) | Operand::Integer => {
                self.take_elements(arguments);
                self.error_with(
                    ParseErrorKind::NotCallable,
                    start,
                    r,
                    "calls have the form `function(…)` or `receiver.method(…)`",
                );
                None
            }
        };
        let id = match kind {
            Some(kind) => self.add(kind, start, r),
            None => self.placeholder_id(start, r),
        };
        Member::built(id, start, r)
    }

    fn function_call(&mut self, l: u32, r: u32, arguments: Option<List>) -> Option<ExprKind> {
        let arguments = self.take_elements(arguments);
        let name = self.slice(l, r);
        match ExtensionFunction::from_name(name) {
            Some(function) if function.is_constructor() => {
                let function = FunctionName::Known(function);
                Some(ExprKind::Call(function, arguments.into_boxed_slice()))
            }
            Some(_) => {
                self.method_as_function(l, r);
                None
            }
            None if hints::METHODS.contains(&name) => {
                self.method_as_function(l, r);
                None
            }
            None => {
                let kind = ParseErrorKind::UnknownFunction(quotable(name));
                let hint = hints::unknown_function(name);
                self.error_with(kind, l, r, hint);
                None
            }
        }
    }

    fn method_as_function(&mut self, l: u32, r: u32) {
        let name = self.slice(l, r);
        let hint = format!("methods are called on a value: `value.{name}(…)`");
        let kind = ParseErrorKind::MethodAsFunction(name.to_owned());
        self.error_with(kind, l, r, hint);
    }

    fn method_call(
        &mut self,
        receiver: ExprId,
        l: u32,
        r: u32,
        arguments: Option<List>,
        end: u32,
    ) -> Option<ExprKind> {
        let mut arguments = self.take_elements(arguments);
        let name = self.slice(l, r);
        if let Some(function) = ExtensionFunction::from_name(name) {
            if function.is_constructor() {
                let hint = format!("write `{name}(…)` without a receiver");
                let kind = ParseErrorKind::FunctionAsMethod(name.to_owned());
                self.error_with(kind, l, r, hint);
                return None;
            }
            arguments.insert(0, receiver);
            let function = FunctionName::Known(function);
            return Some(ExprKind::Call(function, arguments.into_boxed_slice()));
        }
        let op = match name {
            "isEmpty" => return self.is_empty_call(receiver, &arguments, l, end),
            "contains" => BinaryOp::Contains,
            "containsAll" => BinaryOp::ContainsAll,
            "containsAny" => BinaryOp::ContainsAny,
            "getTag" => BinaryOp::GetTag,
            "hasTag" => BinaryOp::HasTag,
            _ => {
                self.unknown_method(l, r);
                return None;
            }
        };
        match arguments.as_slice() {
            [argument] => Some(ExprKind::Binary(op, receiver, *argument)),
            other => {
                self.wrong_number(op.as_str(), 1, other.len(), l, end);
                None
            }
        }
    }

    fn is_empty_call(
        &mut self,
        receiver: ExprId,
        arguments: &[ExprId],
        l: u32,
        end: u32,
    ) -> Option<ExprKind> {
        if arguments.is_empty() {
            return Some(ExprKind::Unary(UnaryOp::IsEmpty, receiver));
        }
        self.wrong_number("isEmpty", 0, arguments.len(), l, end);
        None
    }

    fn wrong_number(
        &mut self,
        method: &'static str,
        expected: usize,
        actual: usize,
        l: u32,
        r: u32,
    ) {
        let kind = ParseErrorKind::WrongNumberOfArguments {
            method,
            expected,
            actual,
        };
        self.error(kind, l, r);
    }

    fn unknown_method(&mut self, l: u32, r: u32) {
        let name = self.slice(l, r);
        if cedar_core::ast::is_reserved(name) {
            self.error(ParseErrorKind::ReservedWord(name.to_owned()), l, r);
            return;
        }
        let hint = hints::unknown_method(name);
        self.error_with(ParseErrorKind::UnknownMethod(name.to_owned()), l, r, hint);
    }

    pub(crate) fn first_element(&mut self, element: ExprId) -> List {
        // INVARIANT: an element takes at least a byte of the source, so the count fits.
        let list = self.elements.len() as u32;
        self.elements.push(element);
        list
    }

    pub(crate) fn next_element(&mut self, list: List, element: ExprId) -> List {
        self.elements.push(element);
        list
    }

    fn take_elements(&mut self, list: Option<List>) -> Vec<ExprId> {
        list.map_or_else(Vec::new, |list| self.elements.split_off(list as usize))
    }

    pub(crate) fn set(&mut self, elements: Option<List>, l: u32, r: u32) -> Member {
        let elements = self.take_elements(elements).into_boxed_slice();
        let id = self.add(ExprKind::Set(elements), l, r);
        Member::built(id, l, r)
    }

    pub(crate) fn first_field(&mut self, key: (u32, u32, bool), value: ExprId) -> List {
        // INVARIANT: a field takes at least a byte of the source, so the count fits.
        let list = self.fields.len() as u32;
        self.next_field(list, key, value)
    }

    pub(crate) fn next_field(
        &mut self,
        list: List,
        (l, r, is_string): (u32, u32, bool),
        value: ExprId,
    ) -> List {
        let key = match is_string {
            true => self.string(l, r),
            false => self.record_key(l, r),
        };
        self.fields.push((key, value, l, r));
        list
    }

    /// A bare key; reserved words never get here, since they are other terminals.
    fn record_key(&mut self, l: u32, r: u32) -> SmolStr {
        let key = self.slice(l, r);
        if cedar_core::ast::is_reserved(key) {
            let kind = ParseErrorKind::ReservedWord(key.to_owned());
            self.error_with(
                kind,
                l,
                r,
                format!("write the key as a string: `\"{key}\"`"),
            );
        }
        SmolStr::new(key)
    }

    pub(crate) fn record(&mut self, fields: Option<List>, l: u32, r: u32) -> Member {
        let fields = fields.map_or_else(Vec::new, |list| self.fields.split_off(list as usize));
        if let Some((key, kl, kr)) = duplicate_key(&fields) {
            self.error(ParseErrorKind::DuplicateKey(quotable(&key)), kl, kr);
        }
        let fields = fields.into_iter().map(|(key, value, ..)| (key, value));
        let id = self.add(ExprKind::Record(fields.collect()), l, r);
        Member::built(id, l, r)
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

/// A field of a record with the place of its key.
pub(crate) type Field = (SmolStr, ExprId, u32, u32);

/// The first key that stands before, too. Linear in the number of fields.
fn duplicate_key(fields: &[Field]) -> Option<(SmolStr, u32, u32)> {
    /// Up to here comparing all keys is quicker than hashing them.
    const FEW: usize = 8;
    let duplicate = match fields.len() {
        0..=FEW => fields.iter().enumerate().find_map(|(i, field)| {
            let before = fields.iter().take(i);
            before
                .into_iter()
                .any(|other| other.0 == field.0)
                .then_some(field)
        }),
        _ => {
            let mut seen = HashSet::with_capacity(fields.len());
            fields.iter().find(|(key, ..)| !seen.insert(key))
        }
    };
    duplicate.map(|(key, _, l, r)| (key.clone(), *l, *r))
}
