//! Prints expressions.

use cedar_core::ast::{
    BinaryOp, EntityUid, ExprId, ExprKind, ExprRef, FunctionName, Literal, UnaryOp, is_identifier,
    is_reserved,
};
use smol_str::SmolStr;

use crate::escape::{push_escaped, push_escaped_pattern};
use crate::stack::with_room;

/// The expression as text, in one line.
pub fn print_expression(expr: ExprRef<'_>) -> String {
    let mut out = String::new();
    push_expression(&mut out, expr, Level::Conditional);
    out
}

/// What an expression may be without parentheses. Each level includes those
/// that follow it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Level {
    Conditional,
    Or,
    And,
    Relation,
    Sum,
    Product,
    Unary,
    Member,
}

/// Adds `expr`, in parentheses if it binds less tightly than `least`.
pub(super) fn push_expression(out: &mut String, expr: ExprRef<'_>, least: Level) {
    with_room(|| {
        let needs_parentheses = level(expr.kind()) < least;
        if needs_parentheses {
            out.push('(');
        }
        Printer { out, expr }.push();
        if needs_parentheses {
            out.push(')');
        }
    });
}

/// Adds `User::"alice"`.
pub(super) fn push_entity(out: &mut String, uid: &EntityUid) {
    out.push_str(uid.entity_type().as_str());
    out.push_str("::");
    push_string(out, uid.id().as_str());
}

/// Adds `text` as a string literal.
pub(super) fn push_string(out: &mut String, text: &str) {
    out.push('"');
    push_escaped(out, text);
    out.push('"');
}

fn level(kind: &ExprKind) -> Level {
    match kind {
        ExprKind::If { .. } => Level::Conditional,
        ExprKind::Or(..) => Level::Or,
        ExprKind::And(..) => Level::And,
        ExprKind::HasAttribute(..) | ExprKind::Like(..) | ExprKind::Is(..) | ExprKind::IsIn(..) => {
            Level::Relation
        }
        ExprKind::Binary(op, ..) => match op {
            BinaryOp::Add | BinaryOp::Subtract => Level::Sum,
            BinaryOp::Multiply => Level::Product,
            op if op.is_method() => Level::Member,
            _ => Level::Relation,
        },
        ExprKind::Unary(UnaryOp::Not | UnaryOp::Negate, _) => Level::Unary,
        ExprKind::Literal(Literal::Long(value)) if *value < 0 => Level::Unary,
        _ => Level::Member,
    }
}

/// A node and where to print it.
struct Printer<'o, 'e> {
    out: &'o mut String,
    expr: ExprRef<'e>,
}

impl<'e> Printer<'_, 'e> {
    fn push(&mut self) {
        match self.expr.kind() {
            ExprKind::Literal(literal) => self.push_literal(literal),
            ExprKind::Variable(variable) => self.out.push_str(variable.as_str()),
            ExprKind::Slot(slot) => self.out.push_str(slot.as_str()),
            ExprKind::If {
                condition,
                consequent,
                alternative,
            } => {
                self.out.push_str("if ");
                self.push_child(*condition, Level::Or);
                self.out.push_str(" then ");
                self.push_child(*consequent, Level::Or);
                self.out.push_str(" else ");
                self.push_child(*alternative, Level::Conditional);
            }
            ExprKind::And(left, right) => match extended_has(self.expr) {
                Some((operand, path)) => self.push_has_path(operand, &path),
                None => self.push_binary("&&", (*left, Level::And), (*right, Level::Relation)),
            },
            ExprKind::Or(left, right) => {
                self.push_binary("||", (*left, Level::Or), (*right, Level::And));
            }
            ExprKind::Unary(op, operand) => self.push_unary(*op, *operand),
            ExprKind::Binary(op, left, right) => self.push_operation(*op, *left, *right),
            ExprKind::GetAttribute(receiver, name) => {
                self.push_child(*receiver, Level::Member);
                self.push_attribute(name);
            }
            ExprKind::HasAttribute(operand, name) => {
                self.push_child(*operand, Level::Sum);
                self.out.push_str(" has ");
                self.push_key(name);
            }
            ExprKind::Like(operand, pattern) => {
                self.push_child(*operand, Level::Sum);
                self.out.push_str(" like \"");
                push_escaped_pattern(self.out, pattern);
                self.out.push('"');
            }
            ExprKind::Is(operand, entity_type) => {
                self.push_child(*operand, Level::Sum);
                self.out.push_str(" is ");
                self.out.push_str(entity_type.as_str());
            }
            ExprKind::IsIn(operand, entity_type, ancestor) => {
                self.push_child(*operand, Level::Sum);
                self.out.push_str(" is ");
                self.out.push_str(entity_type.as_str());
                self.out.push_str(" in ");
                self.push_child(*ancestor, Level::Sum);
            }
            ExprKind::Set(elements) => {
                self.out.push('[');
                self.push_list(elements);
                self.out.push(']');
            }
            ExprKind::Record(fields) => self.push_record(fields),
            ExprKind::Call(function, arguments) => self.push_call(function, arguments),
        }
    }

    fn push_child(&mut self, id: ExprId, least: Level) {
        push_expression(self.out, self.expr.child(id), least);
    }

    fn push_literal(&mut self, literal: &Literal) {
        match literal {
            Literal::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Literal::Long(value) => self.out.push_str(&value.to_string()),
            Literal::String(value) => push_string(self.out, value),
            Literal::Entity(uid) => push_entity(self.out, uid),
        }
    }

    fn push_binary(&mut self, op: &str, left: (ExprId, Level), right: (ExprId, Level)) {
        self.push_child(left.0, left.1);
        self.out.push(' ');
        self.out.push_str(op);
        self.out.push(' ');
        self.push_child(right.0, right.1);
    }

    fn push_operation(&mut self, op: BinaryOp, left: ExprId, right: ExprId) {
        let (left_level, right_level) = match op {
            BinaryOp::Add | BinaryOp::Subtract => (Level::Sum, Level::Product),
            BinaryOp::Multiply => (Level::Product, Level::Unary),
            op if op.is_method() => return self.push_method(op.as_str(), left, &[right]),
            _ => (Level::Sum, Level::Sum),
        };
        self.push_binary(op.as_str(), (left, left_level), (right, right_level));
    }

    fn push_method(&mut self, name: &str, receiver: ExprId, arguments: &[ExprId]) {
        self.push_child(receiver, Level::Member);
        self.out.push('.');
        self.out.push_str(name);
        self.out.push('(');
        self.push_list(arguments);
        self.out.push(')');
    }

    fn push_unary(&mut self, op: UnaryOp, operand: ExprId) {
        match op {
            UnaryOp::IsEmpty => self.push_method(op.as_str(), operand, &[]),
            UnaryOp::Not => self.push_nots(operand),
            UnaryOp::Negate => {
                self.out.push('-');
                // Without parentheses the minus would become part of the literal.
                let is_integer = matches!(
                    self.expr.child(operand).kind(),
                    ExprKind::Literal(Literal::Long(_))
                );
                if is_integer {
                    self.out.push('(');
                }
                self.push_child(
                    operand,
                    if is_integer {
                        Level::Unary
                    } else {
                        Level::Member
                    },
                );
                if is_integer {
                    self.out.push(')');
                }
            }
        }
    }

    /// Up to four `!` may stand in a row.
    fn push_nots(&mut self, mut operand: ExprId) {
        self.out.push('!');
        for _ in 1..4 {
            let ExprKind::Unary(UnaryOp::Not, next) = self.expr.child(operand).kind() else {
                break;
            };
            self.out.push('!');
            operand = *next;
        }
        self.push_child(operand, Level::Member);
    }

    fn push_attribute(&mut self, name: &str) {
        if is_bare(name) {
            self.out.push('.');
            self.out.push_str(name);
        } else {
            self.out.push('[');
            push_string(self.out, name);
            self.out.push(']');
        }
    }

    /// An attribute behind `has`, or the key of a record.
    fn push_key(&mut self, name: &str) {
        match is_bare(name) {
            true => self.out.push_str(name),
            false => push_string(self.out, name),
        }
    }

    fn push_has_path(&mut self, operand: ExprId, path: &[&SmolStr]) {
        self.push_child(operand, Level::Sum);
        self.out.push_str(" has ");
        for (i, name) in path.iter().enumerate() {
            if i > 0 {
                self.out.push('.');
            }
            self.out.push_str(name);
        }
    }

    fn push_record(&mut self, fields: &[(SmolStr, ExprId)]) {
        self.out.push('{');
        for (i, (key, value)) in fields.iter().enumerate() {
            if i > 0 {
                self.out.push_str(", ");
            }
            self.push_key(key);
            self.out.push_str(": ");
            self.push_child(*value, Level::Conditional);
        }
        self.out.push('}');
    }

    fn push_list(&mut self, elements: &[ExprId]) {
        for (i, element) in elements.iter().enumerate() {
            if i > 0 {
                self.out.push_str(", ");
            }
            self.push_child(*element, Level::Conditional);
        }
    }

    fn push_call(&mut self, function: &FunctionName, arguments: &'e [ExprId]) {
        let name = match function {
            FunctionName::Known(function) => match arguments.split_first() {
                Some((receiver, rest)) if !function.is_constructor() => {
                    return self.push_method(function.as_str(), *receiver, rest);
                }
                _ => function.as_str(),
            },
            FunctionName::Unknown(name) => name.as_str(),
        };
        self.out.push_str(name);
        self.out.push('(');
        self.push_list(arguments);
        self.out.push(')');
    }
}

/// Whether `name` can be written without quotes as an attribute or a key.
fn is_bare(name: &str) -> bool {
    is_identifier(name) && !is_reserved(name)
}

/// The operand and the path if `expr` is what `operand has a.b` stands for.
///
/// Only where the operand is shared, as it is when text was read: what is
/// written out is printed as written.
fn extended_has(expr: ExprRef<'_>) -> Option<(ExprId, Vec<&SmolStr>)> {
    let mut path = Vec::new();
    let mut rest = expr;
    let mut expected: Option<(ExprId, &SmolStr)> = None;
    loop {
        let (left, has) = match rest.kind() {
            ExprKind::And(left, right) => (Some(*left), rest.child(*right)),
            _ => (None, rest),
        };
        let ExprKind::HasAttribute(receiver, name) = has.kind() else {
            return None;
        };
        if !is_bare(name) || expected.is_some_and(|expected| expected != (*receiver, name)) {
            return None;
        }
        path.push(name);
        let Some(left) = left else {
            path.reverse();
            return (path.len() > 1).then_some((*receiver, path));
        };
        let ExprKind::GetAttribute(operand, name) = expr.child(*receiver).kind() else {
            return None;
        };
        expected = Some((*operand, name));
        rest = expr.child(left);
    }
}
