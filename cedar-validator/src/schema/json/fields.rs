//! Reading objects, with the errors of schemas.

use super::{SchemaJsonError, SchemaJsonErrorKind};
use crate::maps::OrderedMap;
use cedar_core::Span;
use cedar_core::json::{Fields, Json, JsonError, JsonErrorKind};
use smol_str::SmolStr;

/// What is read, or everything that is wrong with it.
pub(super) type Result<T> = std::result::Result<T, Errors>;

/// What is wrong with a part of a document. INVARIANT: not empty.
#[derive(Debug)]
pub(super) struct Errors(Vec<SchemaJsonError>);

/// Where parts of a document stand in its source, if the source is at hand.
#[derive(Clone, Copy)]
pub(super) struct Places<'s>(Option<&'s str>);

impl Errors {
    pub(super) fn new(kind: impl Into<SchemaJsonErrorKind>) -> Self {
        JsonError::new(kind).into()
    }

    pub(super) fn in_field(self, key: &str) -> Self {
        self.map(|error| error.in_field(key))
    }

    pub(super) fn in_element(self, index: usize) -> Self {
        self.map(|error| error.in_element(index))
    }

    pub(super) fn on_key(self) -> Self {
        self.map(JsonError::on_key)
    }

    pub(super) fn into_vec(self) -> Vec<SchemaJsonError> {
        self.0
    }

    fn map(self, change: impl Fn(SchemaJsonError) -> SchemaJsonError) -> Self {
        Errors(self.0.into_iter().map(change).collect())
    }
}

impl From<SchemaJsonError> for Errors {
    fn from(error: SchemaJsonError) -> Self {
        Errors(vec![error])
    }
}

impl From<JsonError> for Errors {
    fn from(error: JsonError) -> Self {
        error.map_kind(SchemaJsonErrorKind::Json).into()
    }
}

impl<'s> Places<'s> {
    pub(super) fn of(source: Option<&'s str>) -> Self {
        Places(source)
    }

    /// The place of a string that was borrowed from the source, with its
    /// quotes. Strings with escapes are not borrowed, and their place is not known.
    pub(super) fn span(self, text: &str) -> Span {
        // A borrowed string is a slice of the source, so its address says where it is.
        let start = self.0.and_then(|source| {
            (text.as_ptr() as usize)
                .checked_sub(source.as_ptr() as usize)
                .filter(|start| *start > 0 && start + text.len() < source.len())
        });
        let range = start.and_then(|start| {
            let (from, to) = (start - 1, start + text.len() + 1);
            Some((u32::try_from(from).ok()?, u32::try_from(to).ok()?))
        });
        range.map_or(Span::NONE, |(start, end)| Span::new(start, end))
    }
}

/// Two results together, with the errors of both.
pub(super) fn both<A, B>(a: Result<A>, b: Result<B>) -> Result<(A, B)> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(mut errors), Err(others)) => {
            errors.0.extend(others.0);
            Err(errors)
        }
        (Err(errors), _) | (_, Err(errors)) => Err(errors),
    }
}

/// The fields of an object that has no others than `names`.
pub(super) fn fields<'j, 's>(
    json: &'j Json<'s>,
    expected: &'static str,
    names: &'static [&'static str],
) -> Result<Fields<'j, 's>> {
    Ok(Fields::of(json, expected)?.only(names)?)
}

/// What `read` makes of a field.
pub(super) fn required<'j, 's, T>(
    fields: Fields<'j, 's>,
    name: &'static str,
    read: impl FnOnce(&'j Json<'s>) -> Result<T>,
) -> Result<T> {
    optional(fields, name, read)?.ok_or_else(|| Errors::new(JsonErrorKind::MissingField(name)))
}

/// What `read` makes of a field, if there is one.
pub(super) fn optional<'j, 's, T>(
    fields: Fields<'j, 's>,
    name: &'static str,
    read: impl FnOnce(&'j Json<'s>) -> Result<T>,
) -> Result<Option<T>> {
    match fields.optional(name, Ok::<_, JsonError>)? {
        None => Ok(None),
        Some(json) => match read(json) {
            Ok(value) => Ok(Some(value)),
            Err(errors) => Err(errors.in_field(name)),
        },
    }
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
    Ok(optional(fields, name, read)?.flatten())
}

/// What `read` makes of each entry of an object whose keys must differ.
pub(super) fn entries<T>(
    json: &Json<'_>,
    expected: &'static str,
    mut read: impl FnMut(&str, &Json<'_>) -> Result<T>,
) -> Result<OrderedMap<SmolStr, T>> {
    let entries = json.as_object(expected)?;
    let mut all = OrderedMap::with_capacity_and_hasher(entries.len(), Default::default());
    let mut errors = Vec::new();
    for (key, json) in entries {
        match read(key, json) {
            Ok(value) => {
                if all.insert(SmolStr::new(key), value).is_some() {
                    let kind = JsonErrorKind::DuplicateKey(SmolStr::new(key));
                    errors.push(JsonError::new(kind).in_field(key).on_key());
                }
            }
            Err(wrong) => errors.extend(wrong.in_field(key).0),
        }
    }
    match errors.is_empty() {
        true => Ok(all),
        false => Err(Errors(errors)),
    }
}

/// What `read` makes of each element of an array.
pub(super) fn elements<T>(
    json: &Json<'_>,
    expected: &'static str,
    mut read: impl FnMut(&Json<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let elements = json.as_array(expected)?;
    let mut all = Vec::with_capacity(elements.len());
    let mut errors = Vec::new();
    for (index, element) in elements.iter().enumerate() {
        match read(element) {
            Ok(value) => all.push(value),
            Err(wrong) => errors.extend(wrong.in_element(index).0),
        }
    }
    match errors.is_empty() {
        true => Ok(all),
        false => Err(Errors(errors)),
    }
}

/// A string.
pub(super) fn string<'j>(json: &'j Json<'_>, expected: &'static str) -> Result<&'j str> {
    Ok(json.as_str(expected)?)
}
