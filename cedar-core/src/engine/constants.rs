//! Constant sub-expressions: sets, records and constructor calls on literals.

use crate::ast::{Expr, ExprId, ExprKind, ExprRef, FunctionName};
use crate::stack::with_room;
use crate::value::{Record, Set, Value};
use std::collections::HashMap;

/// The values of an expression's outermost constant sets, records and calls.
///
/// Only what evaluates without an error is in here.
#[derive(Clone, Default, Debug)]
pub(crate) struct Constants(
    // INVARIANT: sorted by id.
    Box<[(ExprId, Value)]>,
);

impl Constants {
    /// The constants of `expr`.
    pub(crate) fn of(expr: &Expr) -> Self {
        let mut found = HashMap::new();
        collect(expr.root(), &mut found);
        let mut constants: Vec<(ExprId, Value)> = found.into_iter().collect();
        constants.sort_unstable_by_key(|(id, _)| *id);
        Constants(constants.into_boxed_slice())
    }

    /// The value of the node `id`, if it is constant.
    pub(super) fn get(&self, id: ExprId) -> Option<&Value> {
        let at = self.0.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        self.0.get(at).map(|(_, value)| value)
    }
}

/// Adds the constants below `expr`, the outermost ones only.
fn collect(expr: ExprRef<'_>, found: &mut HashMap<ExprId, Value>) {
    with_room(|| match expr.kind() {
        ExprKind::Set(_) | ExprKind::Record(_) | ExprKind::Call(..) => match fold(expr) {
            Some(value) => {
                found.insert(expr.id(), value);
            }
            None => collect_children(expr, found),
        },
        _ => collect_children(expr, found),
    });
}

fn collect_children(expr: ExprRef<'_>, found: &mut HashMap<ExprId, Value>) {
    expr.kind()
        .for_each_child(|child| collect(expr.child(child), found));
}

/// The value of a literal or of a constant set, record or call.
fn fold(expr: ExprRef<'_>) -> Option<Value> {
    let child = |id: &ExprId| with_room(|| fold(expr.child(*id)));
    match expr.kind() {
        ExprKind::Literal(literal) => Some(Value::from(literal)),
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
