//! Escape sequences of strings and patterns, both ways.

use cedar_core::Span;
use cedar_core::ast::{Pattern, PatternElement};
use smol_str::{SmolStr, SmolStrBuilder};

use crate::error::{ParseError, ParseErrorKind, quotable};

/// The text that stands between the quotes of a string literal, unescaped.
///
/// Escapes are `\n \r \t \\ \0 \' \" \xHH` (up to 7F) and `\u{…}` with one to
/// six hexadecimal digits, between which underscores may stand.
///
/// # Errors
/// When a backslash starts none of these, or there is a raw carriage return.
/// Spans count from the start of `raw`.
pub fn unescape(raw: &str) -> Result<SmolStr, ParseError> {
    unescape_at(raw, 0)
}

/// [`unescape`] for a text that starts at the byte offset `start` of its source.
#[inline]
pub(crate) fn unescape_at(raw: &str, start: u32) -> Result<SmolStr, ParseError> {
    if !raw.bytes().any(needs_care) {
        return Ok(SmolStr::new(raw));
    }
    let mut text = SmolStrBuilder::new();
    for character in Characters::new(raw, start, Context::String) {
        text.push(character?.value);
    }
    Ok(text.finish())
}

/// The pattern that a string literal stands for on the right of `like`.
///
/// Besides the escapes of strings, `\*` is a star. Any other star is a
/// wildcard, even one that is written `\x2a`.
pub(crate) fn unescape_pattern_at(raw: &str, start: u32) -> Result<Pattern, ParseError> {
    Characters::new(raw, start, Context::Pattern)
        .map(|character| {
            character.map(|character| match character {
                Character {
                    value: '*',
                    is_star_escape: false,
                } => PatternElement::Wildcard,
                Character { value, .. } => PatternElement::Char(value),
            })
        })
        .collect()
}

/// Writes `text` so that it can stand between the quotes of a string literal.
///
/// Only what must be escaped is, and what cannot be seen: control characters
/// and other code points without a glyph of their own.
pub(crate) fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        push_escaped_char(out, c);
    }
}

/// Writes `pattern` so that it can stand between quotes on the right of `like`.
pub(crate) fn push_escaped_pattern(out: &mut String, pattern: &Pattern) {
    for element in pattern.elements() {
        match element {
            PatternElement::Wildcard => out.push('*'),
            PatternElement::Char('*') => out.push_str("\\*"),
            PatternElement::Char(c) => push_escaped_char(out, *c),
        }
    }
}

fn push_escaped_char(out: &mut String, c: char) {
    match c {
        '\'' => out.push('\''),
        ' '..='~' if c != '"' && c != '\\' => out.push(c),
        c => out.extend(c.escape_debug()),
    }
}

#[inline]
fn needs_care(byte: u8) -> bool {
    byte == b'\\' || byte == b'\r'
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    String,
    Pattern,
}

/// An unescaped character.
struct Character {
    value: char,
    is_star_escape: bool,
}

/// Unescapes one character after the other.
struct Characters<'s> {
    rest: std::str::CharIndices<'s>,
    raw: &'s str,
    start: u32,
    context: Context,
}

impl<'s> Characters<'s> {
    fn new(raw: &'s str, start: u32, context: Context) -> Self {
        Characters {
            rest: raw.char_indices(),
            raw,
            start,
            context,
        }
    }

    /// Reads what follows the backslash at `from`.
    fn escape(&mut self, from: usize) -> Result<Character, ParseError> {
        let value = match self.next_char() {
            Some('n') => Some('\n'),
            Some('r') => Some('\r'),
            Some('t') => Some('\t'),
            Some('0') => Some('\0'),
            Some(c @ ('\\' | '\'' | '"')) => Some(c),
            Some('*') if self.context == Context::Pattern => {
                return Ok(Character {
                    value: '*',
                    is_star_escape: true,
                });
            }
            Some('x') => self.hexadecimal_byte(),
            Some('u') => self.code_point(),
            _ => None,
        };
        match value {
            Some(value) => Ok(Character {
                value,
                is_star_escape: false,
            }),
            None => Err(self.invalid_escape(from)),
        }
    }

    fn hexadecimal_byte(&mut self) -> Option<char> {
        let high = self.next_char()?.to_digit(16)?;
        let low = self.next_char()?.to_digit(16)?;
        let value = high * 16 + low;
        (value <= 0x7f).then(|| char::from_u32(value)).flatten()
    }

    /// Reads `{…}`. The first character is a digit; underscores do not count.
    fn code_point(&mut self) -> Option<char> {
        if self.next_char()? != '{' {
            return None;
        }
        let mut value = self.next_char()?.to_digit(16)?;
        let mut digits = 1;
        loop {
            match self.next_char()? {
                '_' => {}
                '}' => return char::from_u32(value),
                c => {
                    digits += 1;
                    if digits > 6 {
                        return None;
                    }
                    value = value * 16 + c.to_digit(16)?;
                }
            }
        }
    }

    fn next_char(&mut self) -> Option<char> {
        self.rest.next().map(|(_, c)| c)
    }

    /// The error for the sequence that starts at `from` and has been read so far.
    fn invalid_escape(&self, from: usize) -> ParseError {
        let end = self.raw.len() - self.rest.as_str().len();
        let sequence = self.raw.get(from..end).unwrap_or("");
        let kind = ParseErrorKind::InvalidEscape(quotable(sequence));
        ParseError::new(kind, self.span(from, end)).with_hint(self.advice(sequence))
    }

    fn advice(&self, sequence: &str) -> String {
        let mut chars = sequence.chars().skip(1);
        match chars.next() {
            Some('*') => "only patterns of `like` have `\\*`; elsewhere write `*`",
            Some('x') => "`\\x` takes two hexadecimal digits, 00 to 7f; use `\\u{…}` beyond that",
            Some('u') => {
                "`\\u{…}` takes one to six hexadecimal digits, up to 10ffff and no surrogate"
            }
            _ if self.context == Context::Pattern => {
                "escapes are \\n \\r \\t \\\\ \\0 \\' \\\" \\* \\xHH \\u{…}; for a backslash write `\\\\`"
            }
            _ => "escapes are \\n \\r \\t \\\\ \\0 \\' \\\" \\xHH \\u{…}; for a backslash write `\\\\`",
        }
        .to_owned()
    }

    fn span(&self, from: usize, to: usize) -> Span {
        // INVARIANT: the source is shorter than 4 GiB, so offsets fit.
        Span::new(self.start + from as u32, self.start + to as u32)
    }
}

impl Iterator for Characters<'_> {
    type Item = Result<Character, ParseError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (from, c) = self.rest.next()?;
        Some(match c {
            '\\' => self.escape(from),
            '\r' => Err(ParseError::new(
                ParseErrorKind::RawCarriageReturn,
                self.span(from, from + 1),
            )),
            value => Ok(Character {
                value,
                is_star_escape: false,
            }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, expected: &str) {
        let text = unescape(raw).unwrap();
        assert_eq!(text, expected, "{raw}");
        let mut escaped = String::new();
        push_escaped(&mut escaped, &text);
        assert_eq!(
            unescape(&escaped).unwrap(),
            text,
            "{raw} printed as {escaped}"
        );
    }

    fn check_error(raw: &str, sequence: &str, span: Span) {
        let error = unescape(raw).unwrap_err();
        assert_eq!(
            error.kind,
            ParseErrorKind::InvalidEscape(sequence.into()),
            "{raw}"
        );
        assert_eq!(error.span, span, "{raw}");
        assert!(error.hint.is_some(), "{raw}");
    }

    #[test]
    fn escapes() {
        check("plain é 𝄞 *", "plain é 𝄞 *");
        check("line\nbreak", "line\nbreak");
        check(r#"\n\r\t\\\0\'\""#, "\n\r\t\\\0'\"");
        check(r"\x41\x7f\x00", "A\x7f\0");
        check(
            r"\u{41}\u{1_F6_00}\u{0_____}\u{10FFFF}",
            "A\u{1f600}\0\u{10ffff}",
        );
        check(
            "\u{200b}\u{feff}\u{202e}e\u{301}",
            "\u{200b}\u{feff}\u{202e}e\u{301}",
        );
    }

    #[test]
    fn wrong_escapes() {
        check_error(r"a\e", r"\e", Span::new(1, 3));
        check_error(r"\*", r"\*", Span::new(0, 2));
        check_error(r"\x80", r"\x80", Span::new(0, 4));
        check_error(r"\x4", r"\x4", Span::new(0, 3));
        check_error(r"\xg0", r"\xg", Span::new(0, 3));
        check_error(r"\u41", r"\u4", Span::new(0, 3));
        check_error(r"\u{}", r"\u{}", Span::new(0, 4));
        check_error(r"\u{_1}", r"\u{_", Span::new(0, 4));
        check_error(r"\u{1234567}", r"\u{1234567", Span::new(0, 10));
        check_error(r"\u{D800}", r"\u{D800}", Span::new(0, 8));
        check_error(r"\u{110000}", r"\u{110000}", Span::new(0, 10));
        check_error(r"\u{41", r"\u{41", Span::new(0, 5));
        check_error("é\\é", "\\é", Span::new(2, 5));
        check_error("\\\u{1b}", "\\\\u{1b}", Span::new(0, 2));
        let error = unescape("a\rb").unwrap_err();
        assert_eq!(error.kind, ParseErrorKind::RawCarriageReturn);
        assert_eq!(error.span, Span::new(1, 2));
    }

    fn check_pattern(raw: &str, expected: &[PatternElement], printed: &str) {
        let pattern = unescape_pattern_at(raw, 0).unwrap();
        assert_eq!(pattern.elements(), expected, "{raw}");
        let mut out = String::new();
        push_escaped_pattern(&mut out, &pattern);
        assert_eq!(out, printed, "{raw}");
        assert_eq!(unescape_pattern_at(&out, 0).unwrap(), pattern, "{raw}");
    }

    #[test]
    fn patterns() {
        use PatternElement::{Char, Wildcard};
        check_pattern("a*", &[Char('a'), Wildcard], "a*");
        check_pattern(r"\*\\*", &[Char('*'), Char('\\'), Wildcard], r"\*\\*");
        check_pattern(r"\x2a\u{2a}", &[Wildcard, Wildcard], "**");
        check_pattern(r#"\"'"#, &[Char('"'), Char('\'')], r#"\"'"#);
        assert!(unescape_pattern_at(r"\e", 0).is_err());
    }
}
