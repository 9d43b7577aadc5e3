//! Reading values from JSON, directed by their types.
//!
//! Where an entity is expected, `{"type": …, "id": …}` is one; where an
//! extension value is expected, so are `{"fn": …, "arg": …}` and the bare
//! argument of the constructor. What does not have the form of the expected
//! type is read as without a schema; conformance is checked afterwards.

use super::conformance::{MismatchKind, check_required};
use super::error::{DataError, DataErrorKind};
use crate::stack::with_room;
use crate::types::{ExtensionType, Openness, RecordType, Type};
use cedar_core::extensions::ExtensionFunction;
use cedar_core::json::{
    ExtensionArguments, Fields, Json, JsonEntry, JsonError, JsonErrorKind, read_uid, read_value,
};
use cedar_core::{Record, Value};
use smol_str::SmolStr;

type Result<T> = std::result::Result<T, DataError>;

/// Reads a value of which `expected` should be the type.
pub(super) fn read_typed_value(json: &Json<'_>, expected: &Type) -> Result<Value> {
    with_room(|| match (json, expected) {
        (Json::Array(elements), Type::Set(element)) => elements
            .iter()
            .enumerate()
            .map(|(i, json)| read_typed_value(json, element).map_err(|error| error.in_element(i)))
            .collect::<Result<_>>()
            .map(Value::Set),
        (Json::Object(entries), Type::Record(record)) => {
            read_typed_record(entries, record).map(Value::Record)
        }
        (Json::Object(entries), Type::Entity(_)) => read_entity(json, entries),
        (Json::Object(entries), Type::Extension(_)) => read_extension(json, entries),
        (Json::String(text), Type::Extension(extension)) => construct(*extension, text),
        _ => read_value(json).map_err(widen),
    })
}

/// Reads a record, with exactly the attributes of its type.
pub(super) fn read_typed_record(
    entries: &[JsonEntry<'_>],
    expected: &RecordType,
) -> Result<Record> {
    let record = read_typed_fields(entries, |key| match expected.attribute(key) {
        Some(attribute) => Ok(Some(&attribute.value)),
        None if expected.openness() == Openness::Open => Ok(None),
        None => {
            let kind = MismatchKind::UndeclaredAttribute(key.into());
            Err(JsonError::new(kind).in_field(key).on_key())
        }
    })?;
    check_required(&record, expected).map_err(JsonError::new)?;
    Ok(record)
}

/// Reads a record whose fields have the types that `type_of` says.
pub(super) fn read_typed_fields<'t>(
    entries: &[JsonEntry<'_>],
    type_of: impl Fn(&str) -> Result<Option<&'t Type>>,
) -> Result<Record> {
    let mut fields = Vec::with_capacity(entries.len());
    for (key, json) in entries {
        let value = match type_of(key)? {
            Some(expected) => read_typed_value(json, expected),
            None => read_value(json).map_err(widen),
        };
        let value = value.map_err(|error| error.in_field(key))?;
        fields.push((SmolStr::new(key), value));
    }
    Record::from_fields(fields).map_err(|key| {
        let path_key = key.clone();
        JsonError::new(JsonErrorKind::DuplicateKey(key))
            .in_field(&path_key)
            .on_key()
    })
}

/// The same error of the wider kind.
pub(super) fn widen(error: JsonError) -> DataError {
    error.map_kind(DataErrorKind::Json)
}

fn read_entity(json: &Json<'_>, entries: &[JsonEntry<'_>]) -> Result<Value> {
    let has = |name: &str| entries.iter().any(|(key, _)| *key == name);
    if has("__entity") || has("type") && has("id") {
        return read_uid(json).map(Value::Entity).map_err(widen);
    }
    read_value(json).map_err(widen)
}

/// Reads `{"__extn": {"fn": …, …}}` or what is within, with the arguments
/// directed by the parameters of the function. An escape that is no longer supported
/// is none of the fields that are ignored.
fn read_extension(json: &Json<'_>, entries: &[JsonEntry<'_>]) -> Result<Value> {
    let is_expr = |(key, json): &JsonEntry<'_>| *key == "__expr" && matches!(json, Json::String(_));
    if entries.iter().any(is_expr) {
        return Err(JsonError::new(JsonErrorKind::ExprEscape));
    }
    let Some((function, arguments)) = extension_call(json) else {
        return read_value(json).map_err(widen);
    };
    let Some(known) = ExtensionFunction::from_name(function) else {
        return Err(JsonError::new(JsonErrorKind::NoSuchFunction(
            function.into(),
        )));
    };
    let mut parameters = known.parameter_types().iter();
    let arguments = arguments.map(|json| {
        match parameters
            .next()
            .copied()
            .and_then(Type::of_extension_value)
        {
            Some(expected) => read_typed_value(json, &expected),
            None => read_value(json).map_err(widen),
        }
    })?;
    call(known, &arguments)
}

/// The function and the arguments that an object names, in either form.
fn extension_call<'j, 's>(json: &'j Json<'s>) -> Option<(&'j str, ExtensionArguments<'j, 's>)> {
    let fields = Fields::of(json, "an object").ok()?;
    let field = |fields: Fields<'j, 's>, name| {
        let found: std::result::Result<_, JsonError> = fields.optional(name, Ok);
        found.ok().flatten()
    };
    let fields = match field(fields, "__extn") {
        Some(inner) => Fields::of(inner, "an object").ok()?,
        None => fields,
    };
    let Some(Json::String(function)) = field(fields, "fn") else {
        return None;
    };
    match (field(fields, "arg"), field(fields, "args")) {
        (Some(argument), _) => Some((function, ExtensionArguments::One(argument))),
        (None, Some(Json::Array(arguments))) => {
            Some((function, ExtensionArguments::Many(arguments)))
        }
        _ => None,
    }
}

fn construct(extension: ExtensionType, text: &str) -> Result<Value> {
    call(extension.constructor(), &[Value::from(text)])
}

fn call(function: ExtensionFunction, arguments: &[Value]) -> Result<Value> {
    function
        .call(arguments)
        .map_err(|error| JsonError::new(JsonErrorKind::Evaluation(error)))
}
