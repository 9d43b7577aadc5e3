//! Builds operands: literals, variables, attributes, calls, sets and records.

use cedar_core::Span;
use cedar_core::ast::{
    BinaryOp, ExprId, ExprKind, FunctionName, Literal, SlotId, UnaryOp, Variable,
};
use cedar_core::extensions::ExtensionFunction;
use smol_str::SmolStr;
use std::collections::HashSet;

use super::builder::Builder;
use super::hints;
use crate::error::{ParseErrorKind, quotable};
use crate::lexer::Word;

/// An operand whose meaning may depend on what follows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(super) operand: Operand,
    pub(super) start: u32,
    pub(super) end: u32,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Operand {
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
    pub(super) fn resolve(&mut self, member: Member) -> ExprId {
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

    pub(super) fn integer_too_large(&mut self, l: u32, r: u32) -> ExprId {
        let kind = ParseErrorKind::IntegerTooLarge(quotable(self.slice(l, r)));
        self.error(kind, l, r);
        self.placeholder_id(l, r)
    }

    /// The value of the digits, if it fits 64 bits.
    pub(super) fn magnitude(&self, l: u32, r: u32) -> Option<u64> {
        self.slice(l, r).parse().ok()
    }

    pub(super) fn add(&mut self, kind: ExprKind, l: u32, r: u32) -> ExprId {
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
