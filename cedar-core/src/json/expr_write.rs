//! Expressions to JSON.

use super::value::{EntityEscapeJson, ExtensionJson, serialize_entry};
use super::write::ToJsonError;
use crate::ast::{
    Expr, ExprId, ExprKind, ExprRef, FunctionName, Literal, Pattern, PatternElement, UnaryOp,
};
use crate::stack::with_room;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use std::collections::HashMap;
use std::fmt;

/// How many nodes an expression may have when its shared parts are each written
/// in full. Nested `has a.b` can double the number with each level.
const MAX_WRITTEN_NODES: u64 = 1 << 22;

/// Writes an expression.
///
/// INVARIANT: the expression has passed `check_expr`.
#[derive(Clone, Copy)]
pub struct ExprJson<'a>(ExprRef<'a>);

impl Expr {
    /// The expression in its JSON form.
    ///
    /// # Errors
    /// When it calls an unknown function with arguments that are not constants,
    /// or is too large to write.
    pub fn to_json(&self) -> Result<ExprJson<'_>, ToJsonError> {
        check_expr(self)?;
        Ok(ExprJson(self.root()))
    }
}

/// Checks that an expression can be written.
pub(super) fn check_expr(expr: &Expr) -> Result<(), ToJsonError> {
    let nodes = Checker::default().check(expr.root())?.nodes;
    if nodes > MAX_WRITTEN_NODES {
        return Err(ToJsonError::ExpressionTooLarge {
            limit: MAX_WRITTEN_NODES,
        });
    }
    Ok(())
}

impl<'a> ExprJson<'a> {
    /// INVARIANT: the expression has passed `check_expr`.
    pub(super) fn of_checked(expr: &'a Expr) -> Self {
        ExprJson(expr.root())
    }

    fn child(&self, id: ExprId) -> ExprJson<'a> {
        ExprJson(self.0.child(id))
    }

    fn children(&self, ids: &[ExprId]) -> Vec<ExprJson<'a>> {
        ids.iter().map(|id| self.child(*id)).collect()
    }

    fn operands(&self, left: ExprId, right: ExprId) -> [(&'static str, Part<'a>); 2] {
        [
            ("left", Part::Expr(self.child(left))),
            ("right", Part::Expr(self.child(right))),
        ]
    }
}

/// Looks at each node once, however often it is shared.
#[derive(Default)]
struct Checker {
    seen: HashMap<ExprId, Seen>,
}

/// What is known of a node that has been looked at.
#[derive(Clone, Copy)]
struct Seen {
    /// How many nodes will be written for it.
    nodes: u64,
    /// Whether it can stand under `Value`.
    is_constant: bool,
}

impl Checker {
    fn check(&mut self, expr: ExprRef<'_>) -> Result<Seen, ToJsonError> {
        if let Some(seen) = self.seen.get(&expr.id()) {
            return Ok(*seen);
        }
        let mut result = Ok(Seen {
            nodes: 1,
            is_constant: may_be_constant(expr.kind()),
        });
        expr.kind().for_each_child(|child| {
            if let Ok(sum) = result {
                result = with_room(|| self.check(expr.child(child))).map(|child| Seen {
                    nodes: sum.nodes.saturating_add(child.nodes),
                    is_constant: sum.is_constant && child.is_constant,
                });
            }
        });
        let seen = result?;
        if let ExprKind::Call(FunctionName::Unknown(name), _) = expr.kind()
            && !seen.is_constant
        {
            return Err(ToJsonError::UnknownFunction(name.clone()));
        }
        self.seen.insert(expr.id(), seen);
        Ok(seen)
    }
}

/// Whether the node can stand under `Value` if its children can.
fn may_be_constant(kind: &ExprKind) -> bool {
    match kind {
        ExprKind::Literal(_) | ExprKind::Set(_) | ExprKind::Call(..) => true,
        ExprKind::Record(fields) => fields
            .iter()
            .all(|(key, _)| !matches!(key.as_str(), "__entity" | "__extn" | "__expr")),
        _ => false,
    }
}

impl Serialize for ExprJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        with_room(|| serialize_node(*self, serializer))
    }
}

impl fmt::Debug for ExprJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ExprJson").finish_non_exhaustive()
    }
}

fn serialize_node<S: Serializer>(expr: ExprJson<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    match expr.0.kind() {
        ExprKind::Literal(literal) => serialize_entry("Value", &LiteralJson(literal), serializer),
        ExprKind::Variable(variable) => serialize_entry("Var", variable.as_str(), serializer),
        ExprKind::Slot(slot) => serialize_entry("Slot", slot.as_str(), serializer),
        ExprKind::If {
            condition,
            consequent,
            alternative,
        } => {
            let parts = [
                ("if", Part::Expr(expr.child(*condition))),
                ("then", Part::Expr(expr.child(*consequent))),
                ("else", Part::Expr(expr.child(*alternative))),
            ];
            serialize_entry("if-then-else", &Parts(&parts), serializer)
        }
        ExprKind::And(left, right) => {
            serialize_entry("&&", &Parts(&expr.operands(*left, *right)), serializer)
        }
        ExprKind::Or(left, right) => {
            serialize_entry("||", &Parts(&expr.operands(*left, *right)), serializer)
        }
        ExprKind::Unary(operator, operand) => {
            let parts = [("arg", Part::Expr(expr.child(*operand)))];
            serialize_entry(unary_name(*operator), &Parts(&parts), serializer)
        }
        ExprKind::Binary(operator, left, right) => {
            let parts = expr.operands(*left, *right);
            serialize_entry(operator.as_str(), &Parts(&parts), serializer)
        }
        ExprKind::GetAttribute(left, attribute) => {
            let parts = [
                ("left", Part::Expr(expr.child(*left))),
                ("attr", Part::Text(attribute)),
            ];
            serialize_entry(".", &Parts(&parts), serializer)
        }
        ExprKind::HasAttribute(left, attribute) => {
            let parts = [
                ("left", Part::Expr(expr.child(*left))),
                ("attr", Part::Text(attribute)),
            ];
            serialize_entry("has", &Parts(&parts), serializer)
        }
        ExprKind::Like(left, pattern) => {
            let parts = [
                ("left", Part::Expr(expr.child(*left))),
                ("pattern", Part::Pattern(pattern)),
            ];
            serialize_entry("like", &Parts(&parts), serializer)
        }
        ExprKind::Is(left, entity_type) => {
            let parts = [
                ("left", Part::Expr(expr.child(*left))),
                ("entity_type", Part::Text(entity_type.as_str())),
            ];
            serialize_entry("is", &Parts(&parts), serializer)
        }
        ExprKind::IsIn(left, entity_type, ancestor) => {
            let parts = [
                ("left", Part::Expr(expr.child(*left))),
                ("entity_type", Part::Text(entity_type.as_str())),
                ("in", Part::Expr(expr.child(*ancestor))),
            ];
            serialize_entry("is", &Parts(&parts), serializer)
        }
        ExprKind::Set(elements) => serialize_entry("Set", &expr.children(elements), serializer),
        ExprKind::Record(_) => serialize_entry("Record", &RecordJson(expr), serializer),
        ExprKind::Call(FunctionName::Known(function), arguments) => {
            serialize_entry(function.as_str(), &expr.children(arguments), serializer)
        }
        ExprKind::Call(FunctionName::Unknown(_), _) => {
            serialize_entry("Value", &ConstantJson(expr), serializer)
        }
    }
}

/// An object with these fields.
struct Parts<'p, 'a>(&'p [(&'static str, Part<'a>)]);

/// What stands in a field of an operation.
enum Part<'a> {
    Expr(ExprJson<'a>),
    Text(&'a str),
    Pattern(&'a Pattern),
}

impl Serialize for Parts<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, part) in self.0 {
            match part {
                Part::Expr(expr) => map.serialize_entry(name, expr)?,
                Part::Text(text) => map.serialize_entry(name, text)?,
                Part::Pattern(pattern) => map.serialize_entry(name, &PatternJson(pattern))?,
            }
        }
        map.end()
    }
}

struct LiteralJson<'a>(&'a Literal);

impl Serialize for LiteralJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Literal::Bool(value) => serializer.serialize_bool(*value),
            Literal::Long(value) => serializer.serialize_i64(*value),
            Literal::String(value) => serializer.serialize_str(value),
            Literal::Entity(uid) => EntityEscapeJson(uid).serialize(serializer),
        }
    }
}

/// Writes a pattern, one `Literal` for each character.
struct PatternJson<'a>(&'a Pattern);

impl Serialize for PatternJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct LiteralChar(char);
        impl Serialize for LiteralChar {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serialize_entry("Literal", &self.0, serializer)
            }
        }
        let elements = self.0.elements();
        let mut seq = serializer.serialize_seq(Some(elements.len()))?;
        for element in elements {
            match element {
                PatternElement::Wildcard => seq.serialize_element("Wildcard")?,
                PatternElement::Char(c) => seq.serialize_element(&LiteralChar(*c))?,
            }
        }
        seq.end()
    }
}

struct RecordJson<'a>(ExprJson<'a>);

impl Serialize for RecordJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ExprKind::Record(fields) = self.0.0.kind() else {
            return serializer.collect_map::<&str, (), _>([]);
        };
        serializer.collect_map(fields.iter().map(|(key, id)| (key, self.0.child(*id))))
    }
}

/// Writes a constant as it stands under `Value`.
///
/// INVARIANT: the expression is constant (`Seen::is_constant`).
struct ConstantJson<'a>(ExprJson<'a>);

impl Serialize for ConstantJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let child = |id: &ExprId| ConstantJson(self.0.child(*id));
        with_room(|| match self.0.0.kind() {
            ExprKind::Literal(literal) => LiteralJson(literal).serialize(serializer),
            ExprKind::Set(elements) => serializer.collect_seq(elements.iter().map(child)),
            ExprKind::Record(fields) => {
                serializer.collect_map(fields.iter().map(|(key, id)| (key, child(id))))
            }
            ExprKind::Call(function, arguments) => {
                let arguments: Vec<_> = arguments.iter().map(child).collect();
                let function = match function {
                    FunctionName::Known(function) => function.as_str(),
                    FunctionName::Unknown(name) => name.as_str(),
                };
                let arguments = &arguments;
                ExtensionJson {
                    function,
                    arguments,
                }
                .serialize(serializer)
            }
            _ => Err(serde::ser::Error::custom("this expression is not constant")),
        })
    }
}

fn unary_name(operator: UnaryOp) -> &'static str {
    match operator {
        UnaryOp::Not => "!",
        UnaryOp::Negate => "neg",
        UnaryOp::IsEmpty => "isEmpty",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::{ExprBuilder, MAX_EXPRESSION_DEPTH, Name, Span};
    use crate::json::test_support::on_small_stack;

    fn add(builder: &mut ExprBuilder, kind: ExprKind) -> ExprId {
        builder.add(kind, Span::NONE)
    }

    #[test]
    fn the_deepest_expressions() {
        on_small_stack(|| {
            let mut builder = ExprBuilder::new();
            let mut id = add(&mut builder, ExprKind::Literal(Literal::Bool(true)));
            for _ in 1..MAX_EXPRESSION_DEPTH {
                id = add(&mut builder, ExprKind::Unary(UnaryOp::Not, id));
            }
            let expr = builder.finish(id).unwrap();
            let written = serde_json::to_string(&expr.to_json().unwrap()).unwrap();
            assert_eq!(
                written.matches("\"!\"").count(),
                MAX_EXPRESSION_DEPTH as usize - 1
            );
        });
    }

    #[test]
    fn shared_nodes_are_written_in_full_up_to_a_limit() {
        let doubled = |times: usize| {
            let mut builder = ExprBuilder::new();
            let mut id = add(&mut builder, ExprKind::Literal(Literal::Long(7)));
            for _ in 0..times {
                id = add(&mut builder, ExprKind::Or(id, id));
            }
            builder.finish(id).unwrap()
        };
        let small = doubled(10);
        let written = serde_json::to_string(&small.to_json().unwrap()).unwrap();
        assert_eq!(written.matches('7').count(), 1 << 10);
        assert_eq!(Expr::from_json_str(&written), Ok(small));
        for times in [22, 63, 64, 65, 3_000] {
            let limit = MAX_WRITTEN_NODES;
            let error = ToJsonError::ExpressionTooLarge { limit };
            assert_eq!(doubled(times).to_json().unwrap_err(), error);
        }
    }

    #[test]
    fn unknown_functions_need_constant_arguments() {
        let name = Name::from_normalized("nope").unwrap();
        let call = |kind: ExprKind| {
            let mut builder = ExprBuilder::new();
            let argument = add(&mut builder, kind);
            let argument = add(&mut builder, ExprKind::Set(Box::new([argument])));
            let function = FunctionName::Unknown(name.clone());
            let id = add(&mut builder, ExprKind::Call(function, Box::new([argument])));
            let id = add(&mut builder, ExprKind::Unary(UnaryOp::Not, id));
            builder.finish(id).unwrap()
        };
        let constant = call(ExprKind::Literal(Literal::Long(1)));
        let written = serde_json::to_string(&constant.to_json().unwrap()).unwrap();
        assert_eq!(
            written,
            r#"{"!":{"arg":{"Value":{"__extn":{"fn":"nope","arg":[1]}}}}}"#
        );
        let variable = call(ExprKind::Variable(crate::ast::Variable::Context));
        let error = ToJsonError::UnknownFunction(name.clone());
        assert_eq!(variable.to_json().unwrap_err(), error);
    }
}
