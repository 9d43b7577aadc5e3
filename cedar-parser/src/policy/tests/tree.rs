//! Expressions as nested lists, to show their structure in tests.

use cedar_core::ast::{ExprKind, ExprRef, FunctionName, Literal, PatternElement};

/// `1 + 2 * 3` is `(+ 1 (* 2 3))`.
pub(super) fn tree(expr: ExprRef<'_>) -> String {
    let sub = |id: &_| tree(expr.child(*id));
    let all = |ids: &[_]| {
        ids.iter()
            .map(|id| format!(" {}", sub(id)))
            .collect::<String>()
    };
    match expr.kind() {
        ExprKind::Literal(Literal::Bool(value)) => value.to_string(),
        ExprKind::Literal(Literal::Long(value)) => value.to_string(),
        ExprKind::Literal(Literal::String(value)) => format!("{value:?}"),
        ExprKind::Literal(Literal::Entity(value)) => value.to_string(),
        ExprKind::Variable(variable) => variable.as_str().to_owned(),
        ExprKind::Slot(slot) => slot.to_string(),
        ExprKind::If {
            condition,
            consequent,
            alternative,
        } => format!(
            "(if {} {} {})",
            sub(condition),
            sub(consequent),
            sub(alternative)
        ),
        ExprKind::And(left, right) => format!("(&& {} {})", sub(left), sub(right)),
        ExprKind::Or(left, right) => format!("(|| {} {})", sub(left), sub(right)),
        ExprKind::Unary(op, operand) => format!("({} {})", op.as_str(), sub(operand)),
        ExprKind::Binary(op, left, right) => {
            format!("({} {} {})", op.as_str(), sub(left), sub(right))
        }
        ExprKind::GetAttribute(receiver, name) => format!("(. {} {name})", sub(receiver)),
        ExprKind::HasAttribute(receiver, name) => format!("(has {} {name})", sub(receiver)),
        ExprKind::Like(operand, pattern) => {
            let elements = pattern.elements().iter().map(|element| match element {
                PatternElement::Char(c) => c.to_string(),
                PatternElement::Wildcard => "<any>".to_owned(),
            });
            format!("(like {} {})", sub(operand), elements.collect::<String>())
        }
        ExprKind::Is(operand, entity_type) => format!("(is {} {entity_type})", sub(operand)),
        ExprKind::IsIn(operand, entity_type, ancestor) => {
            format!("(is {} {entity_type} in {})", sub(operand), sub(ancestor))
        }
        ExprKind::Set(elements) => format!("[{}]", all(elements).trim_start()),
        ExprKind::Record(fields) => {
            let fields = fields
                .iter()
                .map(|(key, value)| format!("{key:?}: {}", sub(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        ExprKind::Call(FunctionName::Known(function), arguments) => {
            format!("({}{})", function.as_str(), all(arguments))
        }
        ExprKind::Call(FunctionName::Unknown(name), arguments) => {
            format!("(unknown {name}{})", all(arguments))
        }
    }
}
