//! Expressions from JSON: objects with one key, which says what they are.

use super::error::{JsonError, JsonErrorKind};
use super::fields::Fields;
use super::scope::read_slot;
use super::tree::{Duplicates, Json};
use super::uid::read_entity_type;
use super::value::Escape;
use crate::ast::{
    BinaryOp, Expr, ExprBuilder, ExprId, ExprKind, FunctionName, Literal, Name, Pattern,
    PatternElement, Span, UnaryOp, Variable,
};
use crate::extensions::ExtensionFunction;
use crate::stack::with_room;
use smol_str::SmolStr;
use std::borrow::Cow;

/// The name under which early engines marked unknown values. It is read, and
/// fails when it is evaluated, as any unknown function does.
const UNKNOWN: &str = "unknown";

/// Reads an expression.
///
/// # Errors
/// When an object in it does not have exactly one key, the key is unknown, or
/// what stands under it is malformed; when it is too deep.
pub fn read_expr(json: &Json<'_>) -> Result<Expr, JsonError> {
    Reader::default().read(json)
}

impl Expr {
    /// Reads an expression from its JSON form.
    ///
    /// # Errors
    /// As [`read_expr`], or when the source is not JSON.
    pub fn from_json_str(source: &str) -> Result<Self, JsonError> {
        let tree = Json::parse(source, Duplicates::LastWins)?;
        read_expr(&tree).map_err(|error| error.located(source))
    }
}

/// Reads the body of a condition: an expression without slots.
pub(super) fn read_condition_body(json: &Json<'_>) -> Result<Expr, JsonError> {
    let reader = Reader {
        refuse_slots: true,
        ..Reader::default()
    };
    reader.read(json)
}

type Node = Result<ExprId, JsonError>;

#[derive(Default)]
struct Reader {
    builder: ExprBuilder,
    refuse_slots: bool,
}

impl Reader {
    fn read(mut self, json: &Json<'_>) -> Result<Expr, JsonError> {
        let root = read_node(&mut self, json)?;
        self.builder
            .finish(root)
            .map_err(|error| JsonError::new(JsonErrorKind::ExpressionTooDeep(error)))
    }

    fn add(&mut self, kind: ExprKind) -> ExprId {
        self.builder.add(kind, Span::NONE)
    }
}

fn read_node(reader: &mut Reader, json: &Json<'_>) -> Node {
    let entries = json.as_object("an object that is an expression")?;
    let [(key, body)] = entries else {
        return Err(JsonError::new(JsonErrorKind::NotOneKey(entries.len())));
    };
    with_room(|| read_operation(reader, key, body)).map_err(|error| error.in_field(key))
}

fn read_operation(reader: &mut Reader, key: &str, body: &Json<'_>) -> Node {
    if let Some(operator) = binary_operator(key) {
        let (left, right) = read_operands(reader, body)?;
        return Ok(reader.add(ExprKind::Binary(operator, left, right)));
    }
    match key {
        "Value" => read_constant(reader, body),
        "Var" => read_variable(body).map(|variable| reader.add(ExprKind::Variable(variable))),
        "Slot" => match read_slot(body)? {
            slot if reader.refuse_slots => {
                Err(JsonError::new(JsonErrorKind::SlotInCondition(slot)))
            }
            slot => Ok(reader.add(ExprKind::Slot(slot))),
        },
        "!" => read_unary(reader, UnaryOp::Not, body),
        "neg" => read_unary(reader, UnaryOp::Negate, body),
        "isEmpty" => read_unary(reader, UnaryOp::IsEmpty, body),
        "&&" => {
            let (left, right) = read_operands(reader, body)?;
            Ok(reader.add(ExprKind::And(left, right)))
        }
        "||" => {
            let (left, right) = read_operands(reader, body)?;
            Ok(reader.add(ExprKind::Or(left, right)))
        }
        "." => read_get_attribute(reader, body),
        "has" => read_has(reader, body),
        "like" => read_like(reader, body),
        "is" => read_is(reader, body),
        "if-then-else" => read_if(reader, body),
        "Set" => {
            let elements = read_elements(reader, body, read_node)?;
            Ok(reader.add(ExprKind::Set(elements)))
        }
        "Record" => {
            let entries = body.as_object("an object")?;
            read_record(reader, entries, read_node)
        }
        name => read_call(reader, name, body),
    }
}

fn binary_operator(key: &str) -> Option<BinaryOp> {
    Some(match key {
        "==" => BinaryOp::Equal,
        "!=" => BinaryOp::NotEqual,
        "<" => BinaryOp::Less,
        "<=" => BinaryOp::LessEqual,
        ">" => BinaryOp::Greater,
        ">=" => BinaryOp::GreaterEqual,
        "in" => BinaryOp::In,
        "+" => BinaryOp::Add,
        "-" => BinaryOp::Subtract,
        "*" => BinaryOp::Multiply,
        "contains" => BinaryOp::Contains,
        "containsAll" => BinaryOp::ContainsAll,
        "containsAny" => BinaryOp::ContainsAny,
        "getTag" => BinaryOp::GetTag,
        "hasTag" => BinaryOp::HasTag,
        _ => return None,
    })
}

fn read_unary(reader: &mut Reader, operator: UnaryOp, body: &Json<'_>) -> Node {
    let operand = fields(body, &["arg"])?.required("arg", |json| read_node(reader, json))?;
    Ok(reader.add(ExprKind::Unary(operator, operand)))
}

fn read_operands(reader: &mut Reader, body: &Json<'_>) -> Result<(ExprId, ExprId), JsonError> {
    let fields = fields(body, &["left", "right"])?;
    let left = fields.required("left", |json| read_node(reader, json))?;
    let right = fields.required("right", |json| read_node(reader, json))?;
    Ok((left, right))
}

fn read_get_attribute(reader: &mut Reader, body: &Json<'_>) -> Node {
    let fields = fields(body, &["left", "attr"])?;
    let left = fields.required("left", |json| read_node(reader, json))?;
    let attribute = fields.required("attr", read_attribute)?;
    Ok(reader.add(ExprKind::GetAttribute(left, attribute)))
}

/// `e has a`, or for several attributes `(e has a && e.a has b) && e.a.b has c`.
fn read_has(reader: &mut Reader, body: &Json<'_>) -> Node {
    let fields = fields(body, &["left", "attr"])?;
    let mut left = fields.required("left", |json| read_node(reader, json))?;
    let mut attributes = fields.required("attr", read_attributes)?.into_iter();
    let Some(first) = attributes.next() else {
        return Err(JsonError::new(JsonErrorKind::NoAttribute).in_field("attr"));
    };
    let mut all = reader.add(ExprKind::HasAttribute(left, first.clone()));
    let mut previous = first;
    for attribute in attributes {
        left = reader.add(ExprKind::GetAttribute(left, previous));
        let has = reader.add(ExprKind::HasAttribute(left, attribute.clone()));
        all = reader.add(ExprKind::And(all, has));
        previous = attribute;
    }
    Ok(all)
}

fn read_attribute(json: &Json<'_>) -> Result<SmolStr, JsonError> {
    json.as_str("the name of an attribute").map(SmolStr::new)
}

/// One attribute, or an array of them.
fn read_attributes(json: &Json<'_>) -> Result<Vec<SmolStr>, JsonError> {
    match json {
        Json::Array(elements) => elements
            .iter()
            .enumerate()
            .map(|(i, element)| read_attribute(element).map_err(|error| error.in_element(i)))
            .collect(),
        json => read_attribute(json).map(|attribute| vec![attribute]),
    }
}

fn read_like(reader: &mut Reader, body: &Json<'_>) -> Node {
    let fields = fields(body, &["left", "pattern"])?;
    let left = fields.required("left", |json| read_node(reader, json))?;
    let pattern = fields.required("pattern", read_pattern)?;
    Ok(reader.add(ExprKind::Like(left, pattern)))
}

fn read_pattern(json: &Json<'_>) -> Result<Pattern, JsonError> {
    let mut elements = Vec::new();
    for (i, element) in json.as_array("an array")?.iter().enumerate() {
        read_pattern_element(element, &mut elements).map_err(|error| error.in_element(i))?;
    }
    Ok(elements.into_iter().collect())
}

/// `"Wildcard"`, or `{"Literal": "…"}` for any number of characters.
fn read_pattern_element(
    json: &Json<'_>,
    elements: &mut Vec<PatternElement>,
) -> Result<(), JsonError> {
    match json {
        Json::String(text) if text == "Wildcard" => elements.push(PatternElement::Wildcard),
        Json::Object(_) => {
            let text =
                fields(json, &["Literal"])?.required("Literal", |json| json.as_str("a string"))?;
            elements.extend(text.chars().map(PatternElement::Char));
        }
        json => return Err(json.unexpected("`\"Wildcard\"` or an object with `Literal`")),
    }
    Ok(())
}

fn read_is(reader: &mut Reader, body: &Json<'_>) -> Node {
    let fields = fields(body, &["left", "entity_type", "in"])?;
    let left = fields.required("left", |json| read_node(reader, json))?;
    let entity_type = fields.required("entity_type", read_entity_type)?;
    let ancestor = fields.optional("in", |json| match json {
        Json::Null => Ok(None),
        json => read_node(reader, json).map(Some),
    })?;
    let kind = match ancestor.flatten() {
        Some(ancestor) => ExprKind::IsIn(left, entity_type, ancestor),
        None => ExprKind::Is(left, entity_type),
    };
    Ok(reader.add(kind))
}

fn read_if(reader: &mut Reader, body: &Json<'_>) -> Node {
    let fields = fields(body, &["if", "then", "else"])?;
    let condition = fields.required("if", |json| read_node(reader, json))?;
    let consequent = fields.required("then", |json| read_node(reader, json))?;
    let alternative = fields.required("else", |json| read_node(reader, json))?;
    Ok(reader.add(ExprKind::If {
        condition,
        consequent,
        alternative,
    }))
}

fn read_variable(json: &Json<'_>) -> Result<Variable, JsonError> {
    match json.as_str("a variable")? {
        "principal" => Ok(Variable::Principal),
        "action" => Ok(Variable::Action),
        "resource" => Ok(Variable::Resource),
        "context" => Ok(Variable::Context),
        found => Err(JsonError::new(JsonErrorKind::UnknownWord {
            what: "variable",
            found: found.into(),
            expected: &["principal", "action", "resource", "context"],
        })),
    }
}

fn read_call(reader: &mut Reader, name: &str, body: &Json<'_>) -> Node {
    let function = match (ExtensionFunction::from_name(name), name) {
        (Some(function), _) => FunctionName::Known(function),
        (None, UNKNOWN) => unknown_function(UNKNOWN)?,
        (None, _) => return Err(unknown_operation(name)),
    };
    let arguments = read_elements(reader, body, read_node)?;
    Ok(reader.add(ExprKind::Call(function, arguments)))
}

fn unknown_operation(name: &str) -> JsonError {
    JsonError::new(JsonErrorKind::UnknownWord {
        what: "operator or function",
        found: name.into(),
        expected: &[
            "Value",
            "Var",
            "Slot",
            "!",
            "neg",
            "==",
            "!=",
            "in",
            "<",
            "<=",
            ">",
            ">=",
            "&&",
            "||",
            "+",
            "-",
            "*",
            "contains",
            "containsAll",
            "containsAny",
            "isEmpty",
            "getTag",
            "hasTag",
            ".",
            "has",
            "like",
            "is",
            "if-then-else",
            "Set",
            "Record",
        ],
    })
    .on_key()
}

/// Reads a value as a constant expression. Extension values become calls, which
/// may be of functions that do not exist.
fn read_constant(reader: &mut Reader, json: &Json<'_>) -> Node {
    let literal = match json {
        Json::Null => return Err(JsonError::new(JsonErrorKind::Null)),
        Json::OtherNumber => return Err(JsonError::new(JsonErrorKind::NotALong)),
        Json::Bool(value) => Literal::Bool(*value),
        Json::Long(value) => Literal::Long(*value),
        Json::String(text) => Literal::String(SmolStr::new(text)),
        Json::Array(_) => {
            let elements = with_room(|| read_elements(reader, json, read_constant))?;
            return Ok(reader.add(ExprKind::Set(elements)));
        }
        Json::Object(entries) => match Escape::of(entries)? {
            Some(Escape::Entity(uid)) => Literal::Entity(uid),
            Some(Escape::Extension {
                function,
                arguments,
            }) => {
                let function = match ExtensionFunction::from_name(function) {
                    Some(function) => FunctionName::Known(function),
                    None => unknown_function(function)
                        .map_err(|error| error.in_field("fn").in_field("__extn"))?,
                };
                let arguments = with_room(|| arguments.map(|json| read_constant(reader, json)))?;
                let kind = ExprKind::Call(function, arguments.into_boxed_slice());
                return Ok(reader.add(kind));
            }
            None => return with_room(|| read_record(reader, entries, read_constant)),
        },
    };
    Ok(reader.add(ExprKind::Literal(literal)))
}

fn unknown_function(name: &str) -> Result<FunctionName, JsonError> {
    Name::from_normalized(name)
        .map(FunctionName::Unknown)
        .map_err(|_| JsonError::new(JsonErrorKind::NoSuchFunction(name.into())))
}

fn read_elements(
    reader: &mut Reader,
    json: &Json<'_>,
    read: fn(&mut Reader, &Json<'_>) -> Node,
) -> Result<Box<[ExprId]>, JsonError> {
    json.as_array("an array")?
        .iter()
        .enumerate()
        .map(|(i, element)| read(reader, element).map_err(|error| error.in_element(i)))
        .collect()
}

fn read_record(
    reader: &mut Reader,
    entries: &[(Cow<'_, str>, Json<'_>)],
    read: fn(&mut Reader, &Json<'_>) -> Node,
) -> Node {
    let fields: Result<Box<[_]>, JsonError> = entries
        .iter()
        .map(|(key, json)| match read(reader, json) {
            Ok(value) => Ok((SmolStr::new(key), value)),
            Err(error) => Err(error.in_field(key)),
        })
        .collect();
    Ok(reader.add(ExprKind::Record(fields?)))
}

fn fields<'j, 's>(
    json: &'j Json<'s>,
    names: &'static [&'static str],
) -> Result<Fields<'j, 's>, JsonError> {
    Fields::of(json, "an object")?.only(names)
}
