//! Expressions from JSON: objects with one key, which says what they are.

use super::error::{JsonError, JsonErrorKind};
use super::fields::{Fields, check_distinct};
use super::scope::read_slot;
use super::tree::{Duplicates, Json, JsonArena, JsonEntry};
use super::uid::read_entity_type;
use super::value::Escape;
use crate::ast::{
    BinaryOp, Expr, ExprBuilder, ExprId, ExprKind, FunctionName, Literal, Name, Pattern,
    PatternElement, Span, UnaryOp, Variable,
};
use crate::extensions::ExtensionFunction;
use crate::stack::with_room;
use smol_str::SmolStr;

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
        let arena = JsonArena::default();
        let tree = Json::parse(source, Duplicates::LastWins, &arena)?;
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
/// Further fields are ignored, as in no other expression.
fn read_has(reader: &mut Reader, body: &Json<'_>) -> Node {
    let fields = Fields::of(body, "an object")?;
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
        Json::String("Wildcard") => elements.push(PatternElement::Wildcard),
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
    entries: &[JsonEntry<'_>],
    read: fn(&mut Reader, &Json<'_>) -> Node,
) -> Node {
    check_distinct(entries)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::{MAX_EXPRESSION_DEPTH, SlotId};
    use crate::json::test_support::{check_error, nested, on_small_stack};

    fn read(source: &str) -> Expr {
        match Expr::from_json_str(source) {
            Ok(expr) => expr,
            Err(error) => panic!("{source}: {error}"),
        }
    }

    /// Checks that `source` says the same as `expected`, and that `expected` is
    /// how it is written.
    fn check(source: &str, expected: &str) {
        let expr = read(source);
        let written = serde_json::to_string(&expr.to_json().unwrap()).unwrap();
        assert_eq!(written, expected, "{source}");
        assert_eq!(read(expected), expr, "{source}");
    }

    #[test]
    fn every_operation_is_written_as_it_is_read() {
        let operands = r#"{"left":{"Value":1},"right":{"Var":"context"}}"#;
        for operator in [
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
            "getTag",
            "hasTag",
        ] {
            let source = format!(r#"{{"{operator}":{operands}}}"#);
            check(&source, &source);
        }
        for operator in ["!", "neg", "isEmpty"] {
            let source = format!(r#"{{"{operator}":{{"arg":{{"Value":[]}}}}}}"#);
            check(&source, &source.replace(r#""Value""#, r#""Set""#));
        }
        for function in ExtensionFunction::ALL {
            for arguments in ["[]", r#"[{"Value":"x"}]"#, r#"[{"Value":1},{"Value":2}]"#] {
                let source = format!(r#"{{"{function}":{arguments}}}"#);
                check(&source, &source);
            }
        }
        for source in [
            r#"{"Value":true}"#,
            r#"{"Value":-9223372036854775808}"#,
            r#"{"Value":"a\nb"}"#,
            r#"{"Value":{"__entity":{"type":"A::U","id":"x"}}}"#,
            r#"{"Var":"principal"}"#,
            r#"{"Var":"action"}"#,
            r#"{"Var":"resource"}"#,
            r#"{"Slot":"?principal"}"#,
            r#"{"Slot":"?resource"}"#,
            r#"{".":{"left":{"Var":"context"},"attr":"a b"}}"#,
            r#"{"has":{"left":{"Var":"context"},"attr":"a"}}"#,
            r#"{"like":{"left":{"Value":"x"},"pattern":["Wildcard",{"Literal":"*"},{"Literal":"é"}]}}"#,
            r#"{"like":{"left":{"Value":"x"},"pattern":[]}}"#,
            r#"{"is":{"left":{"Var":"principal"},"entity_type":"A::U"}}"#,
            r#"{"is":{"left":{"Var":"principal"},"entity_type":"U","in":{"Value":1}}}"#,
            r#"{"if-then-else":{"if":{"Value":true},"then":{"Value":1},"else":{"Value":2}}}"#,
            r#"{"Set":[{"Value":1},{"Set":[]}]}"#,
            r#"{"Record":{"b":{"Value":1},"a b":{"Record":{}},"__entity":{"Value":1}}}"#,
            r#"{"neg":{"arg":{"neg":{"arg":{"neg":{"arg":{"Value":1}}}}}}}"#,
        ] {
            check(source, source);
        }
    }

    #[test]
    fn values_become_operations() {
        for (source, expected) in [
            (
                r#"{"Value":[1,"a",{"x":[]}]}"#,
                r#"{"Set":[{"Value":1},{"Value":"a"},{"Record":{"x":{"Set":[]}}}]}"#,
            ),
            (
                r#"{"Value":{"__extn":{"fn":"ip","arg":"1.2.3.4"}}}"#,
                r#"{"ip":[{"Value":"1.2.3.4"}]}"#,
            ),
            (
                r#"{"Value":{"__extn":{"fn":"offset","args":[1,{"__extn":{"fn":"ip","args":[]}}]}}}"#,
                r#"{"offset":[{"Value":1},{"ip":[]}]}"#,
            ),
            (
                r#"{"Value":{"__extn":{"fn":"nope","arg":[1,{"a":"b"}]}}}"#,
                r#"{"Value":{"__extn":{"fn":"nope","arg":[1,{"a":"b"}]}}}"#,
            ),
            (
                r#"{"Value":{"__extn":{"fn":"A::nope","args":[1,{"__extn":{"fn":"ip","args":[]}}]}}}"#,
                r#"{"Value":{"__extn":{"fn":"A::nope","args":[1,{"__extn":{"fn":"ip","args":[]}}]}}}"#,
            ),
            (
                r#"{"unknown":[{"Value":"x"}]}"#,
                r#"{"Value":{"__extn":{"fn":"unknown","arg":"x"}}}"#,
            ),
            (
                r#"{"like":{"left":{"Value":"x"},"pattern":[{"Literal":"ab"},{"Literal":""}]}}"#,
                r#"{"like":{"left":{"Value":"x"},"pattern":[{"Literal":"a"},{"Literal":"b"}]}}"#,
            ),
            (
                r#"{"has":{"left":{"Value":1},"attr":"a","other":[]}}"#,
                r#"{"has":{"left":{"Value":1},"attr":"a"}}"#,
            ),
            (
                r#"{"is":{"left":{"Value":1},"entity_type":"U","in":null}}"#,
                r#"{"is":{"left":{"Value":1},"entity_type":"U"}}"#,
            ),
        ] {
            check(source, expected);
        }
    }

    #[test]
    fn extended_has() {
        let context = r#"{"Var":"context"}"#;
        let has = |left: &str, attribute: &str| {
            format!(r#"{{"has":{{"left":{left},"attr":"{attribute}"}}}}"#)
        };
        let get = |left: &str, attribute: &str| {
            format!(r#"{{".":{{"left":{left},"attr":"{attribute}"}}}}"#)
        };
        let and =
            |left: String, right: String| format!(r#"{{"&&":{{"left":{left},"right":{right}}}}}"#);
        let a = get(context, "a b");
        let two = and(has(context, "a b"), has(&a, "if"));
        let three = and(two.clone(), has(&get(&a, "if"), "c"));
        for (attributes, expected) in [
            (r#""a b""#, has(context, "a b")),
            (r#"["a b"]"#, has(context, "a b")),
            (r#"["a b","if"]"#, two),
            (r#"["a b","if","c"]"#, three),
        ] {
            let source = format!(r#"{{"has":{{"left":{context},"attr":{attributes}}}}}"#);
            check(&source, &expected);
        }
    }

    #[test]
    fn refused() {
        for (source, message) in [
            (
                "5",
                "expected an object that is an expression, got a number",
            ),
            (
                "{}",
                "an object for an expression must have exactly one key, but this has 0",
            ),
            (
                r#"{"Value": 1, "Var": "principal"}"#,
                "an object for an expression must have exactly one key, but this has 2",
            ),
            (
                r#"{"Value": null}"#,
                "in `Value`: found a `null`, which is not a value in Cedar",
            ),
            (
                r#"{"Value": [1.5]}"#,
                "in `Value[0]`: this number is not a 64-bit signed integer",
            ),
            (
                r#"{"Value": {"__expr": "1"}}"#,
                "in `Value`: the `__expr` escape is no longer supported",
            ),
            (
                r#"{"Value": {"__extn": {"fn": "a b", "arg": 1}}}"#,
                "in `Value.__extn.fn`: extension function `a b` does not exist",
            ),
            (
                r#"{"Var": "foo"}"#,
                "in `Var`: unknown variable `foo`, expected one of \
                 `principal`, `action`, `resource`, `context`",
            ),
            (
                r#"{"Slot": "?foo"}"#,
                "in `Slot`: unknown slot `?foo`, expected one of `?principal`, `?resource`",
            ),
            (
                r#"{"==": {"left": {"Value": 1}}}"#,
                "in `[\"==\"]`: missing field `right`",
            ),
            (
                r#"{"==": {"left": {"Value": 1}, "right": {"Value": 1}, "x": 1}}"#,
                "in `[\"==\"].x`: unknown field, expected one of `left`, `right`",
            ),
            (
                r#"{"!": {"arg": {"neg": {}}}}"#,
                "in `[\"!\"].arg.neg`: missing field `arg`",
            ),
            (
                r#"{"has": {"left": {"Var": "context"}, "attr": []}}"#,
                "in `has.attr`: expected at least one attribute",
            ),
            (
                r#"{"has": {"left": {"Var": "context"}, "attr": ["a", 1]}}"#,
                "in `has.attr[1]`: expected the name of an attribute, got a number",
            ),
            (
                r#"{"like": {"left": {"Value": "x"}, "pattern": "a*b"}}"#,
                "in `like.pattern`: expected an array, got a string",
            ),
            (
                r#"{"like": {"left": {"Value": "x"}, "pattern": ["wildcard"]}}"#,
                "in `like.pattern[0]`: expected `\"Wildcard\"` or an object with `Literal`, \
                 got a string",
            ),
            (
                r#"{"is": {"left": {"Value": 1}, "entity_type": "if"}}"#,
                "in `is.entity_type`: `if` contains `if`, which is reserved",
            ),
            (
                r#"{"ip": {"Value": "1"}}"#,
                "in `ip`: expected an array, got an object",
            ),
            (
                r#"{"Set": [{"Value": 1}, 1]}"#,
                "in `Set[1]`: expected an object that is an expression, got a number",
            ),
            (
                r#"{"Record": {"a": 1}}"#,
                "in `Record.a`: expected an object that is an expression, got a number",
            ),
        ] {
            // The place is checked elsewhere.
            let error = Expr::from_json_str(source).unwrap_err().to_string();
            let (error, _) = error.rsplit_once(" at line ").unwrap();
            assert_eq!(error, message, "{source}");
        }
    }

    #[test]
    fn unknown_operations_are_named_and_underlined() {
        let source = r#"{"!": {"arg": {"foo": [1]}}}"#;
        let error = Expr::from_json_str(source).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("unknown operator or function `foo`")
        );
        assert_eq!(&source[error.place().unwrap().span.clone()], "\"foo\"");
        for key in ["contains ", "Ip", "unknown2", "value", "And"] {
            let source = format!(r#"{{"{key}": [{{"Value": 1}}]}}"#);
            assert!(Expr::from_json_str(&source).is_err());
        }
    }

    #[test]
    fn conditions_have_no_slots() {
        let source = r#"{"Set": [{"Slot": "?resource"}]}"#;
        let arena = JsonArena::default();
        let tree = Json::parse(source, Duplicates::Keep, &arena).unwrap();
        let error = read_condition_body(&tree).unwrap_err();
        assert_eq!(
            error.kind(),
            &JsonErrorKind::SlotInCondition(SlotId::Resource)
        );
        assert_eq!(error.path().to_string(), "Set[0].Slot");
    }

    #[test]
    fn depth_is_limited() {
        on_small_stack(|| {
            let (open, close) = (r#"{"!":{"arg":"#, "}}");
            // Each operation is two levels, the innermost object one more.
            let deepest = nested(open, 63, r#"{"Value":true}"#, close);
            check(&deepest, &deepest);
            for depth in [64, 100_000] {
                let source = nested(open, depth, r#"{"Value":true}"#, close);
                let error = Expr::from_json_str(&source).unwrap_err();
                assert_eq!(error.kind(), &JsonErrorKind::TooDeep);
            }
        });
    }

    #[test]
    fn the_length_of_extended_has_is_limited() {
        on_small_stack(|| {
            let of_length = |length: usize| {
                let attributes = vec!["\"a\""; length].join(",");
                format!(r#"{{"has":{{"left":{{"Var":"context"}},"attr":[{attributes}]}}}}"#)
            };
            let limit = MAX_EXPRESSION_DEPTH as usize;
            // The variable and the last `&&` count as well.
            assert!(Expr::from_json_str(&of_length(limit - 2)).is_ok());
            for length in [limit - 1, 100_000] {
                let source = of_length(length);
                let result = Expr::from_json_str(&source);
                let message = format!(
                    "this expression is nested more than {limit} levels deep at line 1 column 1"
                );
                check_error("a long `has`", result, &message);
            }
        });
    }
}
