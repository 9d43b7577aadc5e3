//! JSON documents as trees.

use super::error::{JsonError, JsonErrorKind};
use crate::stack::with_room;
use bumpalo::Bump;
use serde::de::{self, DeserializeSeed, Deserializer as _, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

/// How deep arrays and objects may nest: the fixed limit of the JSON parser.
pub const MAX_JSON_DEPTH: usize = 127;

/// The memory of JSON trees; all of it is freed at once. A tree takes memory in
/// proportion to its source.
#[derive(Default, Debug)]
pub struct JsonArena(Bump);

/// A JSON value, whose parts are in a [`JsonArena`]. Strings without escapes are
/// slices of the source.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Json<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// An integer in the range of 64 bits, signed.
    Long(i64),
    /// Any other number.
    OtherNumber,
    /// A string, unescaped.
    String(&'a str),
    /// The elements in order.
    Array(&'a [Json<'a>]),
    /// The entries in the order of the source. Keys may repeat if the tree was
    /// read with [`Duplicates::Keep`].
    Object(&'a [JsonEntry<'a>]),
}

/// A key of an object and its value.
pub type JsonEntry<'a> = (&'a str, Json<'a>);

/// The type of a JSON value, as error messages name it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum JsonType {
    /// `null`
    Null,
    /// A boolean.
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// What becomes of keys that occur twice in an object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Duplicates {
    /// All entries are kept, for the reader to judge.
    Keep,
    /// Only the last entry of each key is kept.
    LastWins,
}

impl<'a> Json<'a> {
    /// Reads a whole document.
    ///
    /// # Errors
    /// When the source is not JSON or nests deeper than [`MAX_JSON_DEPTH`].
    pub fn parse(
        source: &'a str,
        duplicates: Duplicates,
        arena: &'a JsonArena,
    ) -> Result<Self, JsonError> {
        let mut deserializer = serde_json::Deserializer::from_str(source);
        Builder::new(duplicates, arena)
            .deserialize(&mut deserializer)
            .and_then(|tree| deserializer.end().map(|()| tree))
            .map_err(|error| JsonError::from_parser(&error, source))
    }

    /// The type of the value.
    pub fn json_type(&self) -> JsonType {
        match self {
            Json::Null => JsonType::Null,
            Json::Bool(_) => JsonType::Bool,
            Json::Long(_) | Json::OtherNumber => JsonType::Number,
            Json::String(_) => JsonType::String,
            Json::Array(_) => JsonType::Array,
            Json::Object(_) => JsonType::Object,
        }
    }

    /// The text of a string.
    ///
    /// # Errors
    /// When the value is not a string; `expected` says what should be here.
    pub fn as_str(&self, expected: &'static str) -> Result<&'a str, JsonError> {
        match self {
            Json::String(text) => Ok(text),
            _ => Err(self.unexpected(expected)),
        }
    }

    /// The elements of an array.
    ///
    /// # Errors
    /// When the value is not an array; `expected` says what should be here.
    pub fn as_array(&self, expected: &'static str) -> Result<&'a [Json<'a>], JsonError> {
        match self {
            Json::Array(elements) => Ok(elements),
            _ => Err(self.unexpected(expected)),
        }
    }

    /// The entries of an object.
    ///
    /// # Errors
    /// When the value is not an object; `expected` says what should be here.
    pub fn as_object(&self, expected: &'static str) -> Result<&'a [JsonEntry<'a>], JsonError> {
        match self {
            Json::Object(entries) => Ok(entries),
            _ => Err(self.unexpected(expected)),
        }
    }

    /// The error that `expected` should be here.
    pub fn unexpected(&self, expected: &'static str) -> JsonError {
        JsonError::new(JsonErrorKind::UnexpectedType {
            expected,
            actual: self.json_type(),
        })
    }
}

/// Reads an array and makes something of each element as it comes, so that the
/// tree of one element exists at a time. Repeated keys are kept.
///
/// # Errors
/// The first in the order of the source: that the source is not an array, is
/// not JSON, or what `read` says of an element. Errors are located.
pub fn read_elements<T, K: From<JsonErrorKind>>(
    source: &str,
    expected: &'static str,
    read: impl FnMut(&Json<'_>) -> Result<T, JsonError<K>>,
) -> Result<Vec<T>, JsonError<K>> {
    let mut failed = None;
    let mut deserializer = serde_json::Deserializer::from_str(source);
    let elements = ElementsVisitor {
        read,
        failed: &mut failed,
    };
    let error = match deserializer
        .deserialize_seq(elements)
        .and_then(|elements| deserializer.end().map(|()| elements))
    {
        Ok(elements) => return Ok(elements),
        Err(error) => error,
    };
    if let Some(failed) = failed {
        return Err(failed.located(source));
    }
    let error = match error.classify() {
        // Not an array, so read it again to say what it is.
        serde_json::error::Category::Data => {
            match Json::parse(source, Duplicates::Keep, &JsonArena::default()) {
                Ok(tree) => tree.unexpected(expected).located(source),
                Err(error) => error,
            }
        }
        _ => JsonError::from_parser(&error, source),
    };
    Err(error.map_kind(K::from))
}

impl fmt::Display for JsonType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            JsonType::Null => "`null`",
            JsonType::Bool => "a boolean",
            JsonType::Number => "a number",
            JsonType::String => "a string",
            JsonType::Array => "an array",
            JsonType::Object => "an object",
        })
    }
}

/// Makes a tree of what the parser reads.
struct Builder<'a> {
    duplicates: Duplicates,
    arena: &'a JsonArena,
    /// The elements of the arrays that are not yet complete, the innermost last.
    elements: Vec<Json<'a>>,
    /// The entries of the objects that are not yet complete, the innermost last.
    entries: Vec<JsonEntry<'a>>,
}

impl<'a> Builder<'a> {
    fn new(duplicates: Duplicates, arena: &'a JsonArena) -> Self {
        Builder {
            duplicates,
            arena,
            elements: Vec::new(),
            entries: Vec::new(),
        }
    }
}

impl<'a, 's: 'a> DeserializeSeed<'s> for &mut Builder<'a> {
    type Value = Json<'a>;

    fn deserialize<D: de::Deserializer<'s>>(self, deserializer: D) -> Result<Json<'a>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a, 's: 'a> Visitor<'s> for &mut Builder<'a> {
    type Value = Json<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json<'a>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json<'a>, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json<'a>, E> {
        Ok(Json::Long(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json<'a>, E> {
        Ok(i64::try_from(value).map_or(Json::OtherNumber, Json::Long))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json<'a>, E> {
        Ok(Json::OtherNumber)
    }

    fn visit_borrowed_str<E>(self, text: &'s str) -> Result<Json<'a>, E> {
        Ok(Json::String(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json<'a>, E> {
        Ok(Json::String(self.arena.0.alloc_str(text)))
    }

    fn visit_seq<A: SeqAccess<'s>>(self, mut access: A) -> Result<Json<'a>, A::Error> {
        with_room(|| {
            let start = self.elements.len();
            while let Some(element) = access.next_element_seed(&mut *self)? {
                self.elements.push(element);
            }
            let elements = self.elements.get(start..).unwrap_or_default();
            let elements = self.arena.0.alloc_slice_copy(elements);
            self.elements.truncate(start);
            Ok(Json::Array(elements))
        })
    }

    fn visit_map<A: MapAccess<'s>>(self, mut access: A) -> Result<Json<'a>, A::Error> {
        with_room(|| {
            let start = self.entries.len();
            while let Some(key) = access.next_key_seed(KeySeed(self.arena))? {
                let value = access.next_value_seed(&mut *self)?;
                self.entries.push((key, value));
            }
            let entries = self.entries.get(start..).unwrap_or_default();
            let entries = match self.duplicates {
                Duplicates::Keep => self.arena.0.alloc_slice_copy(entries),
                Duplicates::LastWins => self.arena.0.alloc_slice_copy(&last_of_each_key(entries)),
            };
            self.entries.truncate(start);
            Ok(Json::Object(entries))
        })
    }
}

/// The last entry of each key.
fn last_of_each_key<'e, 'a>(entries: &'e [JsonEntry<'a>]) -> Cow<'e, [JsonEntry<'a>]> {
    // Few keys are compared faster than hashed.
    const FEW: usize = 8;
    let differ = entries.len() <= FEW
        && entries
            .iter()
            .enumerate()
            .all(|(i, (key, _))| entries.iter().skip(i + 1).all(|(other, _)| key != other));
    if differ {
        return Cow::Borrowed(entries);
    }
    let mut seen = HashSet::with_capacity(entries.len());
    let mut last: Vec<JsonEntry<'a>> = entries
        .iter()
        .rev()
        .filter(|(key, _)| seen.insert(*key))
        .copied()
        .collect();
    last.reverse();
    Cow::Owned(last)
}
/// A key, borrowed where it has no escapes.
struct KeySeed<'a>(&'a JsonArena);

impl<'a, 's: 'a> DeserializeSeed<'s> for KeySeed<'a> {
    type Value = &'a str;

    fn deserialize<D: de::Deserializer<'s>>(
        self,
        deserializer: D,
    ) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'a, 's: 'a> Visitor<'s> for KeySeed<'a> {
    type Value = &'a str;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, text: &'s str) -> Result<Self::Value, E> {
        Ok(text)
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(self.0.0.alloc_str(text))
    }
}

struct ElementsVisitor<'f, F, K> {
    read: F,
    failed: &'f mut Option<JsonError<K>>,
}

impl<'s, T, K, F> Visitor<'s> for ElementsVisitor<'_, F, K>
where
    F: FnMut(&Json<'_>) -> Result<T, JsonError<K>>,
{
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'s>>(mut self, mut access: A) -> Result<Vec<T>, A::Error> {
        let mut arena = JsonArena::default();
        let mut elements = Vec::new();
        loop {
            let mut builder = Builder::new(Duplicates::Keep, &arena);
            let Some(tree) = access.next_element_seed(&mut builder)? else {
                return Ok(elements);
            };
            match (self.read)(&tree) {
                Ok(element) => elements.push(element),
                Err(error) => {
                    *self.failed = Some(error.in_element(elements.len()));
                    return Err(de::Error::custom("an element is wrong"));
                }
            }
            arena.0.reset();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::test_support::{check_error, nested, on_small_stack};

    fn parse<'a>(source: &'a str, arena: &'a JsonArena) -> Result<Json<'a>, JsonError> {
        Json::parse(source, Duplicates::Keep, arena)
    }

    #[test]
    fn trees_borrow_where_they_can() {
        let (source, arena) = (r#"{"a": "b", "c\n": "\u0064"}"#, JsonArena::default());
        let tree = parse(source, &arena).unwrap();
        let Json::Object([(a, Json::String(b)), (c, Json::String(d))]) = tree else {
            panic!("another tree: {tree:?}")
        };
        let is_borrowed = |text: &str| source.as_bytes().as_ptr_range().contains(&text.as_ptr());
        assert_eq!(
            [a, b, c, d].map(|text| is_borrowed(text)),
            [true, true, false, false]
        );
        assert_eq!((*a, *b, *c, *d), ("a", "b", "c\n", "d"));
    }

    #[test]
    fn numbers() {
        for (source, expected) in [
            ("0", Json::Long(0)),
            ("-1", Json::Long(-1)),
            ("9223372036854775807", Json::Long(i64::MAX)),
            ("-9223372036854775808", Json::Long(i64::MIN)),
            ("9223372036854775808", Json::OtherNumber),
            ("-9223372036854775809", Json::OtherNumber),
            ("18446744073709551616", Json::OtherNumber),
            ("-0", Json::OtherNumber),
            ("1.0", Json::OtherNumber),
            ("1e2", Json::OtherNumber),
        ] {
            assert_eq!(
                parse(source, &JsonArena::default()),
                Ok(expected),
                "{source}"
            );
        }
    }

    #[test]
    fn repeated_keys() {
        let source = r#"{"b": 1, "a": 2, "b": 3, "c": 4, "a": 5, "a": 6}"#;
        let keys = |duplicates| match Json::parse(source, duplicates, &JsonArena::default()) {
            Ok(Json::Object(entries)) => entries
                .iter()
                .map(|(key, value)| format!("{key}{value:?}"))
                .collect::<String>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(keys(Duplicates::LastWins), "bLong(3)cLong(4)aLong(6)");
        assert_eq!(
            keys(Duplicates::Keep),
            "bLong(1)aLong(2)bLong(3)cLong(4)aLong(5)aLong(6)"
        );
    }

    #[test]
    fn errors_of_syntax_have_a_place() {
        for (source, expected) in [
            ("", "EOF while parsing a value at line 1 column 1"),
            ("[1,\n 2,,]", "expected value at line 2 column 4"),
            ("{\"n\": 1,}", "trailing comma at line 1 column 9"),
            ("1 2", "trailing characters at line 1 column 3"),
            ("[01]", "invalid number at line 1 column 3"),
            (
                "\"\\ud800\"",
                "unexpected end of hex escape at line 1 column 8",
            ),
            ("[\"é\" x]", "expected `,` or `]` at line 1 column 6"),
            ("\u{feff}[]", "expected value at line 1 column 1"),
        ] {
            check_error(source, parse(source, &JsonArena::default()), expected);
        }
        let error = parse("[\"é\" x]", &JsonArena::default()).unwrap_err();
        assert_eq!(error.place().unwrap().span, 6..7);
    }

    #[test]
    fn depth_is_limited() {
        on_small_stack(|| {
            for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
                let deepest = nested(open, MAX_JSON_DEPTH, "1", close);
                assert!(parse(&deepest, &JsonArena::default()).is_ok());
                for depth in [MAX_JSON_DEPTH + 1, 100_000] {
                    let source = nested(open, depth, "1", close);
                    let error = parse(&source, &JsonArena::default()).unwrap_err();
                    assert_eq!(error.kind(), &JsonErrorKind::TooDeep);
                }
                let open_only = open.repeat(100_000);
                let error = parse(&open_only, &JsonArena::default()).unwrap_err();
                assert_eq!(error.kind(), &JsonErrorKind::TooDeep);
            }
        });
    }
}
