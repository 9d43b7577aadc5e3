//! Values: JSON's own, and entities and extension values through escapes.

use super::error::{JsonError, JsonErrorKind};
use super::fields::{Fields, check_distinct};
use super::tree::{Duplicates, Json, JsonArena, JsonEntry};
use super::uid::{UidJson, read_entity_type};
use super::write::ToJsonError;
use crate::ast::{EntityId, EntityUid, Name};
use crate::evaluator::EvaluationErrorKind;
use crate::extensions::{ExtensionFunction, ExtensionValue};
use crate::stack::with_room;
use crate::value::{Record, Value};
use serde::ser::{Serialize, SerializeMap, Serializer};
use smol_str::SmolStr;
use std::fmt;

/// What an object with exactly one key stands for, if that key is an escape.
#[derive(Clone, Debug)]
pub enum Escape<'j, 's> {
    /// `{"__entity": {"type": …, "id": …}}`
    Entity(EntityUid),
    /// `{"__extn": {"fn": …, "arg": …}}` or `{"__extn": {"fn": …, "args": […]}}`
    Extension {
        /// The name of the function.
        function: &'j str,
        /// What it is called with.
        arguments: ExtensionArguments<'j, 's>,
    },
}

/// The arguments of an extension value.
#[derive(Clone, Copy, Debug)]
pub enum ExtensionArguments<'j, 's> {
    /// `"arg": …`
    One(&'j Json<'s>),
    /// `"args": […]`
    Many(&'j [Json<'s>]),
}

impl<'j, 's> Escape<'j, 's> {
    /// The escape that `entries` are, if they are one.
    ///
    /// An object with further keys, or whose value has another shape than the
    /// escape's, is an ordinary record.
    ///
    /// # Errors
    /// When the type of an entity is not a name or an ignored field is not made
    /// of values; for `__expr`.
    pub fn of(entries: &'j [JsonEntry<'s>]) -> Result<Option<Self>, JsonError> {
        let [(key, value)] = entries else {
            return Ok(None);
        };
        match *key {
            "__entity" => Self::entity(value),
            "__extn" => Self::extension(value),
            "__expr" if matches!(value, Json::String(_)) => {
                Err(JsonError::new(JsonErrorKind::ExprEscape))
            }
            _ => Ok(None),
        }
    }

    fn entity(json: &'j Json<'s>) -> Result<Option<Self>, JsonError> {
        let (Some(entity_type), Some(Json::String(id))) = (sole(json, "type"), sole(json, "id"))
        else {
            return Ok(None);
        };
        if !matches!(entity_type, Json::String(_)) {
            return Ok(None);
        }
        let entity_type = read_entity_type(entity_type)
            .map_err(|error| error.in_field("type").in_field("__entity"))?;
        check_further_fields(json).map_err(|error| error.in_field("__entity"))?;
        let uid = EntityUid::new(entity_type, EntityId::new(*id));
        Ok(Some(Escape::Entity(uid)))
    }

    fn extension(json: &'j Json<'s>) -> Result<Option<Self>, JsonError> {
        let Some(Json::String(function)) = sole(json, "fn") else {
            return Ok(None);
        };
        let arguments = match (sole(json, "arg"), sole(json, "args")) {
            (Some(argument), _) => ExtensionArguments::One(argument),
            (None, Some(Json::Array(arguments))) => ExtensionArguments::Many(arguments),
            _ => return Ok(None),
        };
        check_further_fields(json).map_err(|error| error.in_field("__extn"))?;
        Ok(Some(Escape::Extension {
            function,
            arguments,
        }))
    }
}

/// Fields of an escape that have no meaning are ignored, but they must be
/// values: repeated keys and numbers that are not 64-bit integers are errors.
fn check_further_fields(escape: &Json<'_>) -> Result<(), JsonError> {
    match escape {
        Json::Object(entries) if entries.len() > 2 => check_ignored(escape),
        _ => Ok(()),
    }
}

fn check_ignored(json: &Json<'_>) -> Result<(), JsonError> {
    match json {
        Json::OtherNumber => Err(JsonError::new(JsonErrorKind::NotALong)),
        Json::Array(elements) => with_room(|| {
            elements.iter().enumerate().try_for_each(|(i, element)| {
                check_ignored(element).map_err(|error| error.in_element(i))
            })
        }),
        Json::Object(entries) => with_room(|| {
            check_distinct(entries)?;
            entries.iter().try_for_each(|(key, json)| {
                check_ignored(json).map_err(|error| error.in_field(key))
            })
        }),
        Json::Null | Json::Bool(_) | Json::Long(_) | Json::String(_) => Ok(()),
    }
}

impl<'j, 's> ExtensionArguments<'j, 's> {
    /// What `read` makes of each argument.
    ///
    /// # Errors
    /// As `read`, with the path from the object that holds the escape.
    pub fn map<T, K>(
        self,
        mut read: impl FnMut(&'j Json<'s>) -> Result<T, JsonError<K>>,
    ) -> Result<Vec<T>, JsonError<K>> {
        match self {
            ExtensionArguments::One(argument) => match read(argument) {
                Ok(argument) => Ok(vec![argument]),
                Err(error) => Err(error.in_field("arg").in_field("__extn")),
            },
            ExtensionArguments::Many(arguments) => arguments
                .iter()
                .enumerate()
                .map(|(i, argument)| {
                    read(argument)
                        .map_err(|error| error.in_element(i).in_field("args").in_field("__extn"))
                })
                .collect(),
        }
    }
}

/// Reads a value.
///
/// # Errors
/// For `null`, numbers that are not 64-bit integers, keys that occur twice,
/// and malformed escapes; when an extension function has no value.
pub fn read_value(json: &Json<'_>) -> Result<Value, JsonError> {
    match json {
        Json::Null => Err(JsonError::new(JsonErrorKind::Null)),
        Json::OtherNumber => Err(JsonError::new(JsonErrorKind::NotALong)),
        Json::Bool(value) => Ok(Value::Bool(*value)),
        Json::Long(value) => Ok(Value::Long(*value)),
        Json::String(text) => Ok(Value::String(SmolStr::new(text))),
        Json::Array(elements) => with_room(|| {
            elements
                .iter()
                .enumerate()
                .map(|(i, element)| read_value(element).map_err(|error| error.in_element(i)))
                .collect::<Result<_, _>>()
                .map(Value::Set)
        }),
        Json::Object(entries) => with_room(|| match Escape::of(entries)? {
            None => read_entries(entries).map(Value::Record),
            Some(Escape::Entity(uid)) => Ok(Value::Entity(uid)),
            Some(Escape::Extension {
                function,
                arguments,
            }) => call(function, &arguments.map(read_value)?),
        }),
    }
}

/// Reads an object as a record, whatever its keys are: the attributes or the
/// tags of an entity.
///
/// # Errors
/// When it is not an object, a key occurs twice, or as [`read_value`].
pub fn read_fields(json: &Json<'_>) -> Result<Record, JsonError> {
    read_entries(json.as_object("an object")?)
}

/// Writes a value, with explicit escapes.
///
/// INVARIANT: the value has passed `check_keys`.
#[derive(Clone, Copy)]
pub struct ValueJson<'a>(&'a Value);

impl Value {
    /// Reads a value from JSON.
    ///
    /// # Errors
    /// As [`read_value`], or when the source is not JSON.
    pub fn from_json_str(source: &str) -> Result<Self, JsonError> {
        let arena = JsonArena::default();
        let tree = Json::parse(source, Duplicates::Keep, &arena)?;
        read_value(&tree).map_err(|error| error.located(source))
    }

    /// The value in its JSON form, with explicit escapes.
    ///
    /// # Errors
    /// When a record in it has a key that is an escape.
    pub fn to_json(&self) -> Result<ValueJson<'_>, ToJsonError> {
        check_keys(self)?;
        Ok(ValueJson(self))
    }
}

/// Checks that no record within `value` has a key that is an escape.
pub(super) fn check_keys(value: &Value) -> Result<(), ToJsonError> {
    match value {
        Value::Set(set) => with_room(|| set.iter().try_for_each(check_keys)),
        Value::Record(record) => with_room(|| {
            record.iter().try_for_each(|(key, value)| {
                if matches!(key.as_str(), "__entity" | "__extn" | "__expr") {
                    return Err(ToJsonError::ReservedKey(key.clone()));
                }
                check_keys(value)
            })
        }),
        _ => Ok(()),
    }
}

/// Writes the fields of a record whose values have passed `check_keys`.
pub(super) struct FieldsJson<'a>(pub(super) &'a Record);

/// Writes `{"__entity": {"type": …, "id": …}}`.
pub(super) struct EntityEscapeJson<'a>(pub(super) &'a EntityUid);

/// Writes `{"__extn": {"fn": …, "arg": …}}`, or `args` unless there is one.
pub(super) struct ExtensionJson<'a, T> {
    pub(super) function: &'a str,
    pub(super) arguments: &'a [T],
}

fn read_entries(entries: &[JsonEntry<'_>]) -> Result<Record, JsonError> {
    let mut fields = Vec::with_capacity(entries.len());
    for (key, json) in entries {
        let value = read_value(json).map_err(|error| error.in_field(key))?;
        fields.push((SmolStr::new(key), value));
    }
    Record::from_fields(fields).map_err(|key| {
        let path_key = key.clone();
        JsonError::new(JsonErrorKind::DuplicateKey(key))
            .in_field(&path_key)
            .on_key()
    })
}

fn call(function: &str, arguments: &[Value]) -> Result<Value, JsonError> {
    let result = match ExtensionFunction::from_name(function) {
        Some(function) => function.call(arguments),
        None => match Name::from_normalized(function) {
            Ok(name) => Err(EvaluationErrorKind::UnknownFunction(name)),
            Err(_) => {
                return Err(JsonError::new(JsonErrorKind::NoSuchFunction(
                    function.into(),
                )));
            }
        },
    };
    result.map_err(|error| JsonError::new(JsonErrorKind::Evaluation(error)))
}

/// The only value of the key `name` of an object.
fn sole<'j, 's>(json: &'j Json<'s>, name: &'static str) -> Option<&'j Json<'s>> {
    let fields = Fields::of(json, "an object").ok()?;
    fields.optional::<_, JsonErrorKind>(name, Ok).ok()?
}

impl Serialize for ValueJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Long(value) => serializer.serialize_i64(*value),
            Value::String(value) => serializer.serialize_str(value),
            Value::Entity(uid) => EntityEscapeJson(uid).serialize(serializer),
            Value::Set(set) => with_room(|| serializer.collect_seq(set.iter().map(ValueJson))),
            Value::Record(record) => with_room(|| FieldsJson(record).serialize(serializer)),
            Value::Extension(value) => serialize_extension(value, serializer),
        }
    }
}

impl fmt::Debug for ValueJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0, f)
    }
}

impl Serialize for FieldsJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, ValueJson(value))))
    }
}

impl Serialize for EntityEscapeJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_entry("__entity", &UidJson(self.0), serializer)
    }
}

impl<T: Serialize> Serialize for ExtensionJson<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Call<'a, T>(&'a str, &'a [T]);
        impl<T: Serialize> Serialize for Call<'_, T> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("fn", self.0)?;
                match self.1 {
                    [argument] => map.serialize_entry("arg", argument)?,
                    arguments => map.serialize_entry("args", arguments)?,
                }
                map.end()
            }
        }
        serialize_entry("__extn", &Call(self.function, self.arguments), serializer)
    }
}

fn serialize_extension<S: Serializer>(
    value: &ExtensionValue,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let call = value.call();
    let constructed = ExtensionJson {
        function: call.function.as_str(),
        arguments: &[call.literal.as_str()],
    };
    let Some(offset) = call.offset else {
        return constructed.serialize(serializer);
    };
    let literal = offset.to_string();
    let duration = ExtensionJson {
        function: ExtensionFunction::Duration.as_str(),
        arguments: &[literal.as_str()],
    };
    ExtensionJson {
        function: ExtensionFunction::Offset.as_str(),
        arguments: &[constructed, duration],
    }
    .serialize(serializer)
}

/// Writes an object with one key.
pub(super) fn serialize_entry<S: Serializer>(
    key: &str,
    value: &(impl Serialize + ?Sized),
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(key, value)?;
    map.end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::test_support::{check_error, nested, on_small_stack};

    /// Checks what is read, and that it is written so that it reads back.
    fn check(source: &str, expected: &str) {
        let value = match Value::from_json_str(source) {
            Ok(value) => value,
            Err(error) => panic!("{source}: {error}"),
        };
        assert_eq!(value.to_string(), expected, "{source}");
        if let Ok(json) = value.to_json() {
            let written = serde_json::to_string(&json).unwrap();
            assert_eq!(Value::from_json_str(&written), Ok(value), "{written}");
        }
    }

    #[test]
    fn plain_values() {
        for (source, expected) in [
            ("true", "true"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("9223372036854775807", "9223372036854775807"),
            (r#""a\u0062\n""#, r#""ab\n""#),
            ("[]", "[]"),
            ("[2, 1, 2, [3, 3]]", "[1, 2, [3]]"),
            ("{}", "{}"),
            (
                r#"{"b": {"c": []}, "a": 1, "": 2}"#,
                r#"{"": 2, "a": 1, "b": {"c": []}}"#,
            ),
            // Without a schema these are records like any other.
            (r#"{"type": "U", "id": "x"}"#, r#"{"id": "x", "type": "U"}"#),
            (
                r#"{"fn": "ip", "arg": "::1"}"#,
                r#"{"arg": "::1", "fn": "ip"}"#,
            ),
        ] {
            check(source, expected);
        }
    }

    #[test]
    fn escapes() {
        for (source, expected) in [
            (
                r#"{"__entity": {"type": "A::U", "id": "x"}}"#,
                r#"A::U::"x""#,
            ),
            (
                r#"{"__entity": {"type": "U", "id": "x", "z": null}}"#,
                r#"U::"x""#,
            ),
            (r#"{"__extn": {"fn": "ip", "arg": "::1"}}"#, r#"ip("::1")"#),
            (
                r#"{"__extn": {"fn": "decimal", "args": ["1.50"]}}"#,
                r#"decimal("1.50")"#,
            ),
            (
                r#"{"__extn": {"fn": "offset", "args": [
                    {"__extn": {"fn": "datetime", "arg": "2024-01-01"}},
                    {"__extn": {"fn": "duration", "arg": "1d"}}]}}"#,
                r#"datetime("1970-01-01").offset(duration("1704153600000ms"))"#,
            ),
            (
                r#"{"__extn": {"fn": "isIpv4", "arg": {"__extn": {"fn": "ip", "arg": "::1"}}}}"#,
                "false",
            ),
        ] {
            check(source, expected);
        }
    }

    #[test]
    fn only_an_object_with_one_key_and_the_right_shape_is_an_escape() {
        for (source, expected) in [
            (
                r#"{"__entity": {"type": "U", "id": "x"}, "x": 1}"#,
                r#"{"__entity": {"id": "x", "type": "U"}, "x": 1}"#,
            ),
            (r#"{"__expr": "1", "x": 1}"#, r#"{"__expr": "1", "x": 1}"#),
            (r#"{"__entity": 1}"#, r#"{"__entity": 1}"#),
            (
                r#"{"__entity": {"type": "U"}}"#,
                r#"{"__entity": {"type": "U"}}"#,
            ),
            (r#"{"__extn": {"fn": "ip"}}"#, r#"{"__extn": {"fn": "ip"}}"#),
            (r#"{"__expr": 1}"#, r#"{"__expr": 1}"#),
            (
                r#"{"__entity": {"type": "U", "id": "x", "y": {"z": null}}}"#,
                r#"U::"x""#,
            ),
        ] {
            check(source, expected);
        }
    }

    #[test]
    fn refused() {
        for (source, message) in [
            (
                "null",
                "found a `null`, which is not a value in Cedar at line 1 column 1",
            ),
            (
                "1.0",
                "this number is not a 64-bit signed integer at line 1 column 1",
            ),
            (
                "1e2",
                "this number is not a 64-bit signed integer at line 1 column 1",
            ),
            (
                "-0",
                "this number is not a 64-bit signed integer at line 1 column 1",
            ),
            (
                "[1, 9223372036854775808]",
                "in `[1]`: this number is not a 64-bit signed integer at line 1 column 5",
            ),
            (
                "{\"a\": {\"b\": 1,\n  \"b\": 2}}",
                "in `a.b`: the key `b` occurs two or more times in the same object \
                 at line 2 column 3",
            ),
            (
                r#"{"a": {"__expr": "1"}}"#,
                "in `a`: the `__expr` escape is no longer supported at line 1 column 7",
            ),
            (
                r#"{"__entity": {"type": "A:: U", "id": "x"}}"#,
                "in `__entity.type`: `A:: U` is not a name: expected identifiers \
                 separated by `::`, without white space at line 1 column 23",
            ),
            (
                r#"{"__entity": {"type": "U", "id": "x", "y": [1.5]}}"#,
                "in `__entity.y[0]`: this number is not a 64-bit signed integer \
                 at line 1 column 45",
            ),
            (
                r#"{"__extn": {"fn": "ip", "arg": "::", "x": 1, "x": 2}}"#,
                "in `__extn.x`: the key `x` occurs two or more times in the same object \
                 at line 1 column 46",
            ),
            (
                r#"{"__extn": {"fn": "nope", "arg": "x"}}"#,
                "extension function `nope` does not exist at line 1 column 1",
            ),
            (
                r#"{"__extn": {"fn": "no pe", "arg": "x"}}"#,
                "extension function `no pe` does not exist at line 1 column 1",
            ),
            (
                r#"[{"__extn": {"fn": "decimal", "arg": "bad"}}]"#,
                "in `[0]`: error while evaluating `decimal` extension function: \
                 `bad` is not a well-formed decimal value at line 1 column 2",
            ),
            (
                r#"{"__extn": {"fn": "ip", "args": []}}"#,
                "wrong number of arguments provided to extension function `ip`: \
                 expected 1, got 0 at line 1 column 1",
            ),
            (
                r#"{"__extn": {"fn": "ip", "arg": 1}}"#,
                "type error: expected string, got long at line 1 column 1",
            ),
            (
                r#"{"__extn": {"fn": "ip", "args": ["::1", null]}}"#,
                "in `__extn.args[1]`: found a `null`, which is not a value in Cedar \
                 at line 1 column 41",
            ),
            (
                r#"{"__extn": {"fn": "ip", "arg": 1.5}}"#,
                "in `__extn.arg`: this number is not a 64-bit signed integer \
                 at line 1 column 32",
            ),
        ] {
            check_error(source, Value::from_json_str(source), message);
        }
    }

    #[test]
    fn hints() {
        for source in ["null", "1.5", r#"{"__expr": "1"}"#] {
            assert!(Value::from_json_str(source).unwrap_err().help().is_some());
        }
    }

    #[test]
    fn keys_that_are_escapes_cannot_be_written() {
        for key in ["__entity", "__extn", "__expr"] {
            let source = format!(r#"[{{"{key}": 1, "b": 2}}]"#);
            let value = Value::from_json_str(&source).unwrap();
            assert_eq!(
                value.to_json().unwrap_err(),
                ToJsonError::ReservedKey(key.into())
            );
        }
    }

    #[test]
    fn the_deepest_values() {
        on_small_stack(|| {
            let call = r#"{"__extn":{"fn":"ip","arg":"#;
            for source in [nested("[", 127, "", "]"), nested("{\"a\":", 127, "1", "}")] {
                let value = Value::from_json_str(&source).unwrap();
                assert_eq!(
                    serde_json::to_string(&value.to_json().unwrap()).unwrap(),
                    source
                );
            }
            let source = nested(call, 63, "1", "}}");
            check_error(
                &source,
                Value::from_json_str(&source),
                &format!(
                    "in `{}`: type error: expected string, got long at line 1 column {}",
                    ["__extn.arg"; 62].join("."),
                    call.len() * 62 + 1,
                ),
            );
        });
    }
}
