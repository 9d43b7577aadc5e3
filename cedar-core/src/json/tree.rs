//! JSON documents as trees.

use super::error::{JsonError, JsonErrorKind};
use crate::stack::with_room;
use serde::de::{self, DeserializeSeed, Deserializer as _, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

/// How deep arrays and objects may nest: the fixed limit of the JSON parser.
pub const MAX_JSON_DEPTH: usize = 127;

/// A JSON value that borrows from its source: strings without escapes are
/// slices of it.
#[derive(Clone, PartialEq, Debug)]
pub enum Json<'s> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// An integer in the range of 64 bits, signed.
    Long(i64),
    /// Any other number.
    OtherNumber,
    /// A string, unescaped.
    String(Cow<'s, str>),
    /// The elements in order.
    Array(Vec<Json<'s>>),
    /// The entries in the order of the source. Keys may repeat if the tree was
    /// read with [`Duplicates::Keep`].
    Object(Vec<(Cow<'s, str>, Json<'s>)>),
}

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

impl<'s> Json<'s> {
    /// Reads a whole document.
    ///
    /// # Errors
    /// When the source is not JSON or nests deeper than [`MAX_JSON_DEPTH`].
    pub fn parse(source: &'s str, duplicates: Duplicates) -> Result<Self, JsonError> {
        let mut deserializer = serde_json::Deserializer::from_str(source);
        TreeSeed { duplicates }
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
    pub fn as_str(&self, expected: &'static str) -> Result<&str, JsonError> {
        match self {
            Json::String(text) => Ok(text),
            _ => Err(self.unexpected(expected)),
        }
    }

    /// The elements of an array.
    ///
    /// # Errors
    /// When the value is not an array; `expected` says what should be here.
    pub fn as_array(&self, expected: &'static str) -> Result<&[Json<'s>], JsonError> {
        match self {
            Json::Array(elements) => Ok(elements),
            _ => Err(self.unexpected(expected)),
        }
    }

    /// The entries of an object.
    ///
    /// # Errors
    /// When the value is not an object; `expected` says what should be here.
    pub fn as_object(
        &self,
        expected: &'static str,
    ) -> Result<&[(Cow<'s, str>, Json<'s>)], JsonError> {
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
        serde_json::error::Category::Data => match Json::parse(source, Duplicates::Keep) {
            Ok(tree) => tree.unexpected(expected).located(source),
            Err(error) => error,
        },
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

#[derive(Clone, Copy)]
struct TreeSeed {
    duplicates: Duplicates,
}

impl<'s> DeserializeSeed<'s> for TreeSeed {
    type Value = Json<'s>;

    fn deserialize<D: de::Deserializer<'s>>(self, deserializer: D) -> Result<Json<'s>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'s> Visitor<'s> for TreeSeed {
    type Value = Json<'s>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json<'s>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json<'s>, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json<'s>, E> {
        Ok(Json::Long(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json<'s>, E> {
        Ok(i64::try_from(value).map_or(Json::OtherNumber, Json::Long))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json<'s>, E> {
        Ok(Json::OtherNumber)
    }

    fn visit_borrowed_str<E>(self, text: &'s str) -> Result<Json<'s>, E> {
        Ok(Json::String(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json<'s>, E> {
        Ok(Json::String(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'s>>(self, mut access: A) -> Result<Json<'s>, A::Error> {
        with_room(|| {
            let mut elements = Vec::new();
            while let Some(element) = access.next_element_seed(self)? {
                elements.push(element);
            }
            Ok(Json::Array(elements))
        })
    }

    fn visit_map<A: MapAccess<'s>>(self, mut access: A) -> Result<Json<'s>, A::Error> {
        with_room(|| {
            let mut entries = Vec::new();
            while let Some(key) = access.next_key_seed(KeySeed)? {
                entries.push((key, access.next_value_seed(self)?));
            }
            if self.duplicates == Duplicates::LastWins {
                keep_last(&mut entries);
            }
            Ok(Json::Object(entries))
        })
    }
}

/// Keeps the last entry of each key.
fn keep_last(entries: &mut Vec<(Cow<'_, str>, Json<'_>)>) {
    let mut seen = HashSet::with_capacity(entries.len());
    let mut keep: Vec<bool> = entries
        .iter()
        .rev()
        .map(|(key, _)| seen.insert(key.as_ref()))
        .collect();
    if seen.len() < entries.len() {
        entries.retain(|_| keep.pop().unwrap_or(true));
    }
}

/// A key, borrowed where it has no escapes.
struct KeySeed;

impl<'s> DeserializeSeed<'s> for KeySeed {
    type Value = Cow<'s, str>;

    fn deserialize<D: de::Deserializer<'s>>(
        self,
        deserializer: D,
    ) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'s> Visitor<'s> for KeySeed {
    type Value = Cow<'s, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, text: &'s str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
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
        let seed = TreeSeed {
            duplicates: Duplicates::Keep,
        };
        let mut elements = Vec::new();
        while let Some(tree) = access.next_element_seed(seed)? {
            match (self.read)(&tree) {
                Ok(element) => elements.push(element),
                Err(error) => {
                    *self.failed = Some(error.in_element(elements.len()));
                    return Err(de::Error::custom("an element is wrong"));
                }
            }
        }
        Ok(elements)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::test_support::{check_error, nested, on_small_stack};

    fn parse(source: &str) -> Result<Json<'_>, JsonError> {
        Json::parse(source, Duplicates::Keep)
    }

    #[test]
    fn trees_borrow_where_they_can() {
        let tree = parse(r#"{"a": "b", "c\n": "\u0064"}"#).unwrap();
        let Json::Object(entries) = tree else {
            panic!("not an object")
        };
        let [(a, Json::String(b)), (c, Json::String(d))] = &entries[..] else {
            panic!("other entries: {entries:?}")
        };
        assert!(matches!((a, b), (Cow::Borrowed("a"), Cow::Borrowed("b"))));
        assert_eq!((c.as_ref(), d.as_ref()), ("c\n", "d"));
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
            assert_eq!(parse(source), Ok(expected), "{source}");
        }
    }

    #[test]
    fn repeated_keys() {
        let source = r#"{"b": 1, "a": 2, "b": 3, "c": 4, "a": 5, "a": 6}"#;
        let keys = |duplicates| match Json::parse(source, duplicates) {
            Ok(Json::Object(entries)) => entries
                .into_iter()
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
            check_error(source, parse(source), expected);
        }
        let error = parse("[\"é\" x]").unwrap_err();
        assert_eq!(error.place().unwrap().span, 6..7);
    }

    #[test]
    fn depth_is_limited() {
        on_small_stack(|| {
            for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
                let deepest = nested(open, MAX_JSON_DEPTH, "1", close);
                assert!(parse(&deepest).is_ok());
                for depth in [MAX_JSON_DEPTH + 1, 100_000] {
                    let source = nested(open, depth, "1", close);
                    let error = parse(&source).unwrap_err();
                    assert_eq!(error.kind(), &JsonErrorKind::TooDeep);
                }
                let open_only = open.repeat(100_000);
                assert_eq!(
                    parse(&open_only).unwrap_err().kind(),
                    &JsonErrorKind::TooDeep
                );
            }
        });
    }
}
