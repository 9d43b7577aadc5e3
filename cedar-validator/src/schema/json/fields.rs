//! Reading objects, with the errors of schemas.

use super::{SchemaJsonError, SchemaJsonErrorKind};
use cedar_core::json::{Fields, Json, JsonError, JsonErrorKind};
use indexmap::IndexMap;
use smol_str::SmolStr;

type Result<T> = std::result::Result<T, SchemaJsonError>;

/// The same error of the wider kind.
pub(super) fn widen(error: JsonError) -> SchemaJsonError {
    error.map_kind(SchemaJsonErrorKind::Json)
}

/// The fields of an object that has no others than `names`.
pub(super) fn fields<'j, 's>(
    json: &'j Json<'s>,
    expected: &'static str,
    names: &'static [&'static str],
) -> Result<Fields<'j, 's>> {
    Fields::of(json, expected)
        .and_then(|fields| fields.only(names))
        .map_err(widen)
}

/// What `read` makes of a field, if there is one that is not `null`.
pub(super) fn optional_or_null<'j, 's, T>(
    fields: Fields<'j, 's>,
    name: &'static str,
    read: impl FnOnce(&'j Json<'s>) -> Result<T>,
) -> Result<Option<T>> {
    let read = |json: &'j Json<'s>| match json {
        Json::Null => Ok(None),
        json => read(json).map(Some),
    };
    Ok(fields.optional(name, read)?.flatten())
}

/// What `read` makes of each entry of an object whose keys must differ.
pub(super) fn entries<T>(
    json: &Json<'_>,
    expected: &'static str,
    mut read: impl FnMut(&str, &Json<'_>) -> Result<T>,
) -> Result<IndexMap<SmolStr, T>> {
    let entries = json.as_object(expected).map_err(widen)?;
    let mut all = IndexMap::with_capacity(entries.len());
    for (key, json) in entries {
        let value = read(key, json).map_err(|error| error.in_field(key))?;
        if all.insert(SmolStr::new(key), value).is_some() {
            let kind = JsonErrorKind::DuplicateKey(SmolStr::new(key));
            return Err(JsonError::new(kind).in_field(key).on_key());
        }
    }
    Ok(all)
}

/// What `read` makes of each element of an array.
pub(super) fn elements<T>(
    json: &Json<'_>,
    expected: &'static str,
    mut read: impl FnMut(&Json<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let elements = json.as_array(expected).map_err(widen)?.iter().enumerate();
    elements
        .map(|(i, element)| read(element).map_err(|error| error.in_element(i)))
        .collect()
}

/// A string.
pub(super) fn string(json: &Json<'_>, expected: &'static str) -> Result<SmolStr> {
    json.as_str(expected).map(SmolStr::new).map_err(widen)
}
