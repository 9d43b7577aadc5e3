//! Names and entity uids from text, with white space and comments between
//! their parts where people put them.

use cedar_core::Span;
use cedar_core::ast::{EntityId, EntityTypeName, EntityUid, Name};
use smol_str::SmolStr;

use crate::error::{ParseError, ParseErrorKind, ParseErrors, quotable};
use crate::escape::unescape_at;
use crate::lexer::{Lexer, Token, TokenKind};

/// Reads a name, such as `User` or `PhotoApp :: Album`.
///
/// The JSON forms are stricter: there a name must be normalized, as
/// [`Name::from_normalized`] reads it.
///
/// # Errors
/// When the text is anything else, or a component is reserved.
pub fn parse_name(text: &str) -> Result<Name, ParseErrors> {
    let mut reader = Reader::new(text)?;
    let path = reader.path()?;
    match (path.string, reader.token) {
        (None, None) => Ok(path.name),
        (None, token) => Err(reader.unexpected(token, "`::`")),
        (Some(string), _) => Err(reader.unexpected(Some(string), "an identifier")),
    }
}

/// Reads an entity type, such as `User`; see [`parse_name`].
///
/// # Errors
/// As [`parse_name`].
pub fn parse_entity_type_name(text: &str) -> Result<EntityTypeName, ParseErrors> {
    parse_name(text).map(EntityTypeName::from)
}

/// Reads an entity uid, such as `User::"alice"`.
///
/// # Errors
/// When the text is anything else, a component of the type is reserved, or an
/// escape in the id is wrong.
pub fn parse_entity_uid(text: &str) -> Result<EntityUid, ParseErrors> {
    let mut reader = Reader::new(text)?;
    let path = reader.path()?;
    let Some(string) = path.string else {
        return Err(reader.unexpected(reader.token, "`::` and a string"));
    };
    if reader.token.is_some() {
        return Err(reader.unexpected(reader.token, "nothing more"));
    }
    let id = reader.unescape(string)?;
    Ok(EntityUid::new(
        EntityTypeName::from(path.name),
        EntityId::new(id),
    ))
}

/// Reads tokens one by one.
struct Reader<'s> {
    text: &'s str,
    lexer: Lexer<'s>,
    token: Option<Token>,
}

/// A name, and the string behind its last `::` if there is one.
struct Path {
    name: Name,
    string: Option<Token>,
}

impl<'s> Reader<'s> {
    fn new(text: &'s str) -> Result<Self, ParseErrors> {
        crate::check_length(text)?;
        let mut lexer = Lexer::new(text);
        let token = lexer.next();
        Ok(Reader { text, lexer, token })
    }

    fn path(&mut self) -> Result<Path, ParseErrors> {
        let start = self.token;
        let mut end = self.token;
        let mut normalized = String::new();
        let string = loop {
            match self.token.map(|token| token.kind) {
                Some(TokenKind::Word(_)) => {
                    normalized.push_str(self.slice(self.token));
                    end = self.advance();
                }
                Some(TokenKind::String) if !normalized.is_empty() => break self.advance(),
                _ => return Err(self.unexpected(self.token, "an identifier")),
            }
            if self.token.map(|token| token.kind) != Some(TokenKind::DoubleColon) {
                break None;
            }
            self.advance();
            if matches!(self.token.map(|token| token.kind), Some(TokenKind::Word(_))) {
                normalized.push_str("::");
            }
        };
        let span = match (start, end) {
            (Some(start), Some(end)) => Span::new(start.start, end.end),
            _ => Span::NONE,
        };
        let name = Name::from_normalized(&normalized)
            .map_err(|error| ParseError::invalid_name(error, span))?;
        Ok(Path { name, string })
    }

    /// Goes on to the next token and returns the one before.
    fn advance(&mut self) -> Option<Token> {
        std::mem::replace(&mut self.token, self.lexer.next())
    }

    fn slice(&self, token: Option<Token>) -> &'s str {
        token
            .and_then(|token| self.text.get(token.span().range()?))
            .unwrap_or("")
    }

    fn unescape(&self, string: Token) -> Result<SmolStr, ParseErrors> {
        let raw = self.slice(Some(string));
        let raw = raw.get(1..raw.len().saturating_sub(1)).unwrap_or("");
        Ok(unescape_at(raw, string.start + 1)?)
    }

    fn unexpected(&self, token: Option<Token>, expected: &str) -> ParseErrors {
        let expected = vec![expected.to_owned()];
        let Some(token) = token else {
            // INVARIANT: the text is shorter than 4 GiB, so its length fits.
            let end = self.text.len() as u32;
            let kind = ParseErrorKind::UnexpectedEnd { expected };
            return ParseError::new(kind, Span::new(end, end)).into();
        };
        let found = format!("`{}`", quotable(self.slice(Some(token))));
        let kind = ParseErrorKind::UnexpectedToken { found, expected };
        ParseError::new(kind, token.span()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (text, expected) in [
            ("User", "User"),
            (" A :: B::C // d\n", "A::B::C"),
            ("principal", "principal"),
            ("permit::when", "permit::when"),
        ] {
            assert_eq!(parse_name(text).unwrap().as_str(), expected, "{text}");
        }
        for text in [
            "",
            "A::",
            "::A",
            "A B",
            "A::\"b\"",
            "\"a\"",
            "A:B",
            "if",
            "A::in::B",
            "__cedar",
            "A::B::",
            "?a",
            "1",
            "A.b",
            "A::\"b\"::C",
        ] {
            assert!(parse_name(text).is_err(), "{text}");
            assert!(
                parse_entity_uid(text).is_err() || text == "A::\"b\"",
                "{text}"
            );
        }
    }

    #[test]
    fn entity_uids() {
        for (text, entity_type, id) in [
            (r#"User::"alice""#, "User", "alice"),
            (r#" A :: B :: "x\n\u{41}" // c"#, "A::B", "x\nA"),
            ("A:: // \"no\"\n\"yes\"", "A", "yes"),
            (r#"permit::"""#, "permit", ""),
        ] {
            let uid = parse_entity_uid(text).unwrap();
            assert_eq!(uid.entity_type().as_str(), entity_type, "{text}");
            assert_eq!(uid.id().as_str(), id, "{text}");
        }
        for text in [
            "",
            "User",
            "\"a\"",
            r#"User:"a""#,
            r#"User::"a" x"#,
            r#"User::"\e""#,
            r#"if::"a""#,
            r#"A::__cedar::"a""#,
            r#"User::'a'"#,
            "User::",
            r#"User::"a"::"b""#,
            r#"?x::"a""#,
            "User::\"a\rb\"",
        ] {
            assert!(parse_entity_uid(text).is_err(), "{text}");
        }
    }

    #[test]
    fn errors_point_at_the_mistake() {
        let error = parse_entity_uid(r#"User::"a\e""#).unwrap_err();
        assert_eq!(error.iter().next().unwrap().span, Span::new(8, 10));
        let error = parse_entity_uid(r#" A :: if :: "a""#).unwrap_err();
        assert_eq!(error.iter().next().unwrap().span, Span::new(1, 8));
        let error = parse_name("User ;").unwrap_err();
        assert_eq!(error.to_string(), "unexpected `;`: expected `::`");
    }
}
