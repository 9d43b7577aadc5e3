//! Places in the data of a request that can be changed.

use super::read;
use super::text;
use crate::ast::{BinaryOp, EntityUid, Expr, ExprId, ExprKind, Variable};
use crate::evaluator::EvaluationError;
use crate::value::{Record, Value};
use serde::Serialize;
use smol_str::SmolStr;
use std::collections::HashMap;
use std::fmt;

/// The longest path of a place; what lies deeper is not suggested.
const MAX_PATH: usize = 16;

/// A value in the data of a request: an attribute, a tag, or a field of the
/// context, or a field of a record in one of them.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
#[non_exhaustive]
pub struct Place {
    /// Where the path starts.
    pub root: PlaceRoot,
    /// The attribute, the tag or the context's field, then fields of records.
    /// INVARIANT: not empty.
    pub path: Vec<SmolStr>,
}

/// Where the path of a place starts.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PlaceRoot {
    /// The attributes of an entity.
    Attributes(#[serde(serialize_with = "text::display")] EntityUid),
    /// The tags of an entity.
    Tags(#[serde(serialize_with = "text::display")] EntityUid),
    /// The context.
    Context,
}

/// The results of an expression's nodes.
pub(super) type Values = HashMap<ExprId, Result<Value, EvaluationError>>;

impl Place {
    /// The place that each node of an expression reads, if it reads one.
    pub(super) fn of_nodes(expr: &Expr, values: &Values) -> HashMap<ExprId, Place> {
        let mut places: HashMap<ExprId, Place> = HashMap::new();
        for node in expr.nodes() {
            let place = match node.kind() {
                ExprKind::GetAttribute(operand, name) => {
                    attribute_place(expr, *operand, name, values, &places)
                }
                ExprKind::Binary(BinaryOp::GetTag, operand, tag) => {
                    tag_place(*operand, *tag, values)
                }
                _ => None,
            };
            if let Some(place) = place {
                places.insert(node.id(), place);
            }
        }
        places
    }

    /// The place that `name` of the value of `operand` is.
    pub(super) fn of_attribute(
        expr: &Expr,
        operand: ExprId,
        name: &SmolStr,
        values: &Values,
        places: &HashMap<ExprId, Place>,
    ) -> Option<Place> {
        attribute_place(expr, operand, name, values, places)
    }

    /// The place that the tag is.
    pub(super) fn of_tag(operand: ExprId, tag: ExprId, values: &Values) -> Option<Place> {
        tag_place(operand, tag, values)
    }

    /// The value in the record where the path starts.
    pub(super) fn value<'a>(&self, record: &'a Record) -> Option<&'a Value> {
        let (first, rest) = self.path.split_first()?;
        rest.iter()
            .try_fold(record.get(first)?, |value, name| match value {
                Value::Record(record) => record.get(name),
                _ => None,
            })
    }
}

fn attribute_place(
    expr: &Expr,
    operand: ExprId,
    name: &SmolStr,
    values: &Values,
    places: &HashMap<ExprId, Place>,
) -> Option<Place> {
    if let Some(Ok(Value::Entity(uid))) = values.get(&operand) {
        return Some(Place {
            root: PlaceRoot::Attributes(uid.clone()),
            path: vec![name.clone()],
        });
    }
    if let ExprKind::Variable(Variable::Context) = expr.root().child(operand).kind() {
        return Some(Place {
            root: PlaceRoot::Context,
            path: vec![name.clone()],
        });
    }
    // A field of a record, which need not be there yet.
    let mut place = places.get(&operand)?.clone();
    place.path.push(name.clone());
    (place.path.len() <= MAX_PATH).then_some(place)
}

fn tag_place(operand: ExprId, tag: ExprId, values: &Values) -> Option<Place> {
    match (values.get(&operand)?, values.get(&tag)?) {
        (Ok(Value::Entity(uid)), Ok(Value::String(tag))) => Some(Place {
            root: PlaceRoot::Tags(uid.clone()),
            path: vec![tag.clone()],
        }),
        _ => None,
    }
}

/// Writes `User::"a".team`, `User::"a".getTag("k")` or `context.mfa`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut path = self.path.iter();
        match &self.root {
            PlaceRoot::Attributes(uid) => uid.fmt(f)?,
            PlaceRoot::Tags(uid) => {
                let tag = path.next().map(SmolStr::as_str).unwrap_or_default();
                write!(f, "{uid}.getTag(\"{}\")", tag.escape_debug())?;
            }
            PlaceRoot::Context => f.write_str("context")?,
        }
        path.try_for_each(|name| f.write_str(&read::attribute(name)))
    }
}
