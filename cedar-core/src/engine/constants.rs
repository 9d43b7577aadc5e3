//! Constant sub-expressions: sets, records and constructor calls on literals.

use crate::ast::{Expr, ExprId, ExprKind, ExprRef, FunctionName};
use crate::value::{Record, Set, Value};
use std::collections::HashMap;

/// The values of an expression's constant sets, records and calls.
///
/// Only what evaluates without an error is in here.
#[derive(Clone, Default, Debug)]
pub(crate) struct Constants(
    // INVARIANT: sorted by id.
    Box<[(ExprId, Value)]>,
);

impl Constants {
    /// The constants of `expr`. Linear in the number of its nodes.
    pub(crate) fn of(expr: &Expr) -> Self {
        let mut values: HashMap<ExprId, Value> = HashMap::new();
        for node in expr.nodes() {
            if let Some(value) = fold(node, &values) {
                values.insert(node.id(), value);
            }
        }
        let mut constants: Vec<(ExprId, Value)> = values.into_iter().collect();
        constants.sort_unstable_by_key(|(id, _)| *id);
        Constants(constants.into_boxed_slice())
    }

    /// The value of the node `id`, if it is constant.
    pub(super) fn get(&self, id: ExprId) -> Option<&Value> {
        let at = self.0.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        self.0.get(at).map(|(_, value)| value)
    }
}

/// The value of a constant set, record or call, given those of earlier nodes.
fn fold(expr: ExprRef<'_>, values: &HashMap<ExprId, Value>) -> Option<Value> {
    let child = |id: &ExprId| match expr.child(*id).kind() {
        ExprKind::Literal(literal) => Some(Value::from(literal)),
        _ => values.get(id).cloned(),
    };
    match expr.kind() {
        ExprKind::Set(elements) => {
            let elements = elements.iter().map(child).collect::<Option<Vec<_>>>()?;
            Some(Value::Set(elements.into_iter().collect::<Set>()))
        }
        ExprKind::Record(fields) => {
            let fields = fields
                .iter()
                .map(|(key, value)| Some((key.clone(), child(value)?)))
                .collect::<Option<Vec<_>>>()?;
            Record::from_fields(fields).ok().map(Value::Record)
        }
        ExprKind::Call(FunctionName::Known(function), arguments) => {
            let arguments = arguments.iter().map(child).collect::<Option<Vec<_>>>()?;
            function.call(&arguments).ok()
        }
        _ => None,
    }
}
