//! The lexer: bytes in, tokens with spans out.
//!
//! Shared by policies and schemas. White space and comments are skipped;
//! [`Lexer::with_comments`] yields the comments too, for tools that keep them.

use cedar_core::Span;

/// A token and its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// The byte offset of its first byte.
    pub start: u32,
    /// The byte offset behind its last byte.
    pub end: u32,
}

impl Token {
    /// Where it stands.
    pub fn span(self) -> Span {
        Span::new(self.start, self.end)
    }
}

/// The kinds of tokens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenKind {
    /// `[_a-zA-Z][_a-zA-Z0-9]*`
    Word(Word),
    /// `[0-9]+`, of any length.
    Integer,
    /// `"…"`, quotes included; escapes are not checked yet.
    String,
    /// `?` and an identifier without space between them.
    Slot,
    /// `// …` up to the end of the line; only from [`Lexer::with_comments`].
    Comment,
    /// `@`
    At,
    /// `.`
    Dot,
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// `:`
    Colon,
    /// `::`
    DoubleColon,
    /// `?` alone, which only schemas use.
    Question,
    /// `(`
    LeftParenthesis,
    /// `)`
    RightParenthesis,
    /// `{`
    LeftBrace,
    /// `}`
    RightBrace,
    /// `[`
    LeftBracket,
    /// `]`
    RightBracket,
    /// `==`
    DoubleEqual,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `||`
    DoubleBar,
    /// `&&`
    DoubleAmpersand,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Star,
    /// `/`
    Slash,
    /// `%`
    Percent,
    /// `!`
    Bang,
    /// `=`
    Equal,
    /// No token. The lexer goes on behind it.
    Invalid(InvalidToken),
}

/// Identifiers with a meaning of their own somewhere.
///
/// The words from `True` to `Has` are reserved; the others are ordinary
/// identifiers wherever one is expected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Word {
    /// `true`
    True,
    /// `false`
    False,
    /// `if`
    If,
    /// `then`
    Then,
    /// `else`
    Else,
    /// `in`
    In,
    /// `is`
    Is,
    /// `like`
    Like,
    /// `has`
    Has,
    /// `permit`
    Permit,
    /// `forbid`
    Forbid,
    /// `when`
    When,
    /// `unless`
    Unless,
    /// `principal`
    Principal,
    /// `action`
    Action,
    /// `resource`
    Resource,
    /// `context`
    Context,
    /// Any other identifier.
    Other,
}

/// Why some text is no token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InvalidToken {
    /// A character that begins no token.
    Character(char),
    /// A string without a closing quote; it spans the rest of the line.
    UnterminatedString,
    /// A string with a backslash before a line feed.
    BackslashAtEndOfLine,
    /// A string in single quotes.
    SingleQuotes,
}

/// The tokens of a text.
///
/// The text must be shorter than 4 GiB, which every entry of this crate checks.
#[derive(Clone, Debug)]
pub struct Lexer<'s> {
    text: &'s str,
    position: usize,
    keep_comments: bool,
    /// Whether some string had no closing quote. From then on strings end with
    /// the line, so that no text is scanned to its end again and again.
    quotes_exhausted: bool,
}

impl<'s> Lexer<'s> {
    /// The tokens of `text`, without comments.
    pub fn new(text: &'s str) -> Self {
        Lexer {
            text,
            position: 0,
            keep_comments: false,
            quotes_exhausted: false,
        }
    }

    /// The tokens of `text`, comments included.
    pub fn with_comments(text: &'s str) -> Self {
        Lexer {
            keep_comments: true,
            ..Lexer::new(text)
        }
    }

    /// Goes on from the byte offset `position`, which must start a token.
    pub(crate) fn seek(&mut self, position: u32) {
        self.position = position as usize;
    }

    /// Whether the next token is `::`.
    #[inline]
    pub(crate) fn is_before_double_colon(&mut self) -> bool {
        self.skip_trivia();
        self.byte(self.position) == b':' && self.byte(self.position + 1) == b':'
    }

    /// Whether the next token is a word.
    #[inline]
    pub(crate) fn is_before_word(&mut self) -> bool {
        self.skip_trivia();
        let byte = self.byte(self.position);
        is_identifier_byte(byte) && !byte.is_ascii_digit()
    }

    /// The byte at `position`; 0 beyond the end.
    #[inline]
    fn byte(&self, position: usize) -> u8 {
        self.text.as_bytes().get(position).copied().unwrap_or(0)
    }

    fn char(&self) -> Option<char> {
        self.text.get(self.position..)?.chars().next()
    }

    /// Skips white space (Unicode's `White_Space`) and, unless they are kept,
    /// comments.
    #[inline]
    fn skip_trivia(&mut self) {
        loop {
            match self.byte(self.position) {
                b' ' => self.position += 1,
                b'!'..=b'.' | b'0'..=b'~' => return,
                byte if !self.skip_rare_trivia(byte) => return,
                _ => {}
            }
        }
    }

    /// Skips what begins with `byte` if it is anything but a space. Returns
    /// whether there was something to skip.
    fn skip_rare_trivia(&mut self, byte: u8) -> bool {
        match byte {
            b'\t'..=b'\r' => self.position += 1,
            b'/' if !self.keep_comments && self.byte(self.position + 1) == b'/' => {
                self.skip_comment();
            }
            0x80.. => match self.char() {
                Some(c) if c.is_whitespace() => self.position += c.len_utf8(),
                _ => return false,
            },
            _ => return false,
        }
        true
    }

    fn skip_comment(&mut self) {
        let rest = self.text.as_bytes().get(self.position..).unwrap_or(&[]);
        let length = rest.iter().position(|b| matches!(b, b'\n' | b'\r'));
        self.position += length.unwrap_or(rest.len());
    }

    /// Takes the token that starts at `position`.
    #[inline]
    fn token(&mut self) -> Option<TokenKind> {
        use TokenKind as T;
        let start = self.position;
        let byte = self.byte(start);
        if is_identifier_byte(byte) && !byte.is_ascii_digit() {
            return Some(self.word());
        }
        let next = self.byte(start + 1);
        let (kind, length) = match byte {
            b'"' => return Some(self.string()),
            b'0'..=b'9' => return Some(self.integer()),
            b'.' => (T::Dot, 1),
            b',' => (T::Comma, 1),
            b':' if next == b':' => (T::DoubleColon, 2),
            b':' => (T::Colon, 1),
            b';' => (T::Semicolon, 1),
            b'(' => (T::LeftParenthesis, 1),
            b')' => (T::RightParenthesis, 1),
            b'{' => (T::LeftBrace, 1),
            b'}' => (T::RightBrace, 1),
            b'[' => (T::LeftBracket, 1),
            b']' => (T::RightBracket, 1),
            b'@' => (T::At, 1),
            b'=' if next == b'=' => (T::DoubleEqual, 2),
            b'=' => (T::Equal, 1),
            b'!' if next == b'=' => (T::NotEqual, 2),
            b'!' => (T::Bang, 1),
            b'<' if next == b'=' => (T::LessEqual, 2),
            b'<' => (T::Less, 1),
            b'>' if next == b'=' => (T::GreaterEqual, 2),
            b'>' => (T::Greater, 1),
            b'&' if next == b'&' => (T::DoubleAmpersand, 2),
            b'|' if next == b'|' => (T::DoubleBar, 2),
            b'+' => (T::Plus, 1),
            b'-' => (T::Minus, 1),
            b'*' => (T::Star, 1),
            b'/' if next == b'/' => {
                self.skip_comment();
                return Some(T::Comment);
            }
            b'/' => (T::Slash, 1),
            b'%' => (T::Percent, 1),
            b'?' if next == b'_' || next.is_ascii_alphabetic() => {
                self.position += 1;
                self.skip_identifier();
                return Some(T::Slot);
            }
            b'?' => (T::Question, 1),
            b'\'' => return Some(self.single_quotes()),
            _ => {
                let c = self.char()?;
                (T::Invalid(InvalidToken::Character(c)), c.len_utf8())
            }
        };
        self.position = start + length;
        Some(kind)
    }

    #[inline]
    fn skip_identifier(&mut self) {
        let rest = self.text.as_bytes().get(self.position..).unwrap_or(&[]);
        let length = rest.iter().position(|b| !is_identifier_byte(*b));
        self.position += length.unwrap_or(rest.len());
    }

    #[inline]
    fn word(&mut self) -> TokenKind {
        let rest = self.text.as_bytes().get(self.position..).unwrap_or(&[]);
        let length = rest.iter().position(|b| !is_identifier_byte(*b));
        let length = length.unwrap_or(rest.len());
        self.position += length;
        TokenKind::Word(word(rest.get(..length).unwrap_or(&[])))
    }

    fn integer(&mut self) -> TokenKind {
        while self.byte(self.position).is_ascii_digit() {
            self.position += 1;
        }
        TokenKind::Integer
    }

    #[inline]
    fn string(&mut self) -> TokenKind {
        let mut invalid = None;
        let start = self.position;
        let mut end = start + 1;
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(end) {
                Some(b'"') => break,
                Some(b'\\') => {
                    if bytes.get(end + 1) == Some(&b'\n') {
                        invalid = Some(InvalidToken::BackslashAtEndOfLine);
                    }
                    end += 2;
                }
                Some(b'\n') if self.quotes_exhausted => return self.unterminated_string(),
                Some(_) => end += 1,
                None => return self.unterminated_string(),
            }
        }
        self.position = end + 1;
        invalid.map_or(TokenKind::String, TokenKind::Invalid)
    }

    /// The quote is most likely missing on the same line, so the token ends there.
    fn unterminated_string(&mut self) -> TokenKind {
        self.quotes_exhausted = true;
        self.skip_comment();
        TokenKind::Invalid(InvalidToken::UnterminatedString)
    }

    fn single_quotes(&mut self) -> TokenKind {
        let rest = self.text.get(self.position + 1..).unwrap_or("");
        let line = rest.split(['\n', '\r']).next().unwrap_or("");
        self.position += 1 + line.find('\'').map_or(0, |length| length + 1);
        TokenKind::Invalid(InvalidToken::SingleQuotes)
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    #[inline]
    fn next(&mut self) -> Option<Token> {
        self.skip_trivia();
        let start = self.position;
        if start >= self.text.len() {
            return None;
        }
        let kind = self.token()?;
        Some(Token {
            kind,
            // INVARIANT: the text is shorter than 4 GiB, so offsets fit.
            start: start as u32,
            end: self.position as u32,
        })
    }
}

impl Word {
    /// Whether the word is reserved: it cannot be an attribute after `.`, a
    /// bare record key or part of a name.
    pub fn is_reserved(self) -> bool {
        (self as u8) <= (Word::Has as u8)
    }
}

/// Whether each byte may stand in an identifier.
const IDENTIFIER_BYTES: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    #[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
    while byte < 256 {
        table[byte] = (byte as u8) == b'_' || (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

#[inline]
fn is_identifier_byte(byte: u8) -> bool {
    IDENTIFIER_BYTES
        .get(usize::from(byte))
        .copied()
        .unwrap_or(false)
}

#[inline]
fn word(text: &[u8]) -> Word {
    match text {
        b"true" => Word::True,
        b"false" => Word::False,
        b"if" => Word::If,
        b"then" => Word::Then,
        b"else" => Word::Else,
        b"in" => Word::In,
        b"is" => Word::Is,
        b"like" => Word::Like,
        b"has" => Word::Has,
        b"permit" => Word::Permit,
        b"forbid" => Word::Forbid,
        b"when" => Word::When,
        b"unless" => Word::Unless,
        b"principal" => Word::Principal,
        b"action" => Word::Action,
        b"resource" => Word::Resource,
        b"context" => Word::Context,
        _ => Word::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use TokenKind as T;

    fn kinds(text: &str) -> Vec<TokenKind> {
        Lexer::new(text).map(|token| token.kind).collect()
    }

    /// Checks the tokens' texts, and that they cover everything but white space.
    fn check(text: &str, expected: &[(TokenKind, &str)]) {
        let found: Vec<_> = Lexer::with_comments(text)
            .map(|token| (token.kind, text.get(token.span().range().unwrap()).unwrap()))
            .collect();
        assert_eq!(found, expected, "{text:?}");
        let lengths: usize = found.iter().map(|(_, text)| text.len()).sum();
        let spaces: usize = text
            .chars()
            .filter(|c| c.is_whitespace())
            .map(char::len_utf8)
            .sum();
        assert!(
            lengths <= text.len() && lengths + spaces >= text.len(),
            "{text:?}"
        );
    }

    const OTHER: TokenKind = T::Word(Word::Other);

    #[test]
    fn punctuation_is_greedy() {
        check(
            "===!==<=>=::: ",
            &[
                (T::DoubleEqual, "=="),
                (T::Equal, "="),
                (T::NotEqual, "!="),
                (T::Equal, "="),
                (T::LessEqual, "<="),
                (T::GreaterEqual, ">="),
                (T::DoubleColon, "::"),
                (T::Colon, ":"),
            ],
        );
        check(
            "!!-&&||+*/%@.,;(){}[]?",
            &[
                (T::Bang, "!"),
                (T::Bang, "!"),
                (T::Minus, "-"),
                (T::DoubleAmpersand, "&&"),
                (T::DoubleBar, "||"),
                (T::Plus, "+"),
                (T::Star, "*"),
                (T::Slash, "/"),
                (T::Percent, "%"),
                (T::At, "@"),
                (T::Dot, "."),
                (T::Comma, ","),
                (T::Semicolon, ";"),
                (T::LeftParenthesis, "("),
                (T::RightParenthesis, ")"),
                (T::LeftBrace, "{"),
                (T::RightBrace, "}"),
                (T::LeftBracket, "["),
                (T::RightBracket, "]"),
                (T::Question, "?"),
            ],
        );
    }

    #[test]
    fn words_integers_and_slots() {
        check("_a9 If", &[(OTHER, "_a9"), (OTHER, "If")]);
        check("12ab", &[(T::Integer, "12"), (OTHER, "ab")]);
        check("?a1.b", &[(T::Slot, "?a1"), (T::Dot, "."), (OTHER, "b")]);
        check("? a", &[(T::Question, "?"), (OTHER, "a")]);
        check("iff in", &[(OTHER, "iff"), (T::Word(Word::In), "in")]);
        let reserved = "true false if then else in is like has";
        assert!(
            kinds(reserved)
                .iter()
                .all(|k| matches!(k, T::Word(w) if w.is_reserved()))
        );
        let free = "permit forbid when unless principal action resource context x";
        assert!(
            kinds(free)
                .iter()
                .all(|k| matches!(k, T::Word(w) if !w.is_reserved()))
        );
        assert_eq!(kinds(free).len(), 9);
    }

    #[test]
    fn strings_and_comments() {
        check(r#""a\"b"c"#, &[(T::String, r#""a\"b""#), (OTHER, "c")]);
        check("\"a\nb\"", &[(T::String, "\"a\nb\"")]);
        check(
            "\"//\" // \"x\"\r1",
            &[
                (T::String, "\"//\""),
                (T::Comment, "// \"x\""),
                (T::Integer, "1"),
            ],
        );
        check("\"\\é\"", &[(T::String, "\"\\é\"")]);
        assert_eq!(kinds("1 // 2\n3//4"), [T::Integer, T::Integer]);
    }

    #[test]
    fn white_space_is_unicode() {
        assert_eq!(kinds("1\u{a0}2\u{2003}3\u{b}4\u{85}5"), [T::Integer; 5]);
        for c in [
            '\u{200b}', '\u{feff}', '\0', '\u{1c}', 'é', '#', '&', '|', '~',
        ] {
            let text = format!("1{c}2");
            let invalid = T::Invalid(InvalidToken::Character(c));
            assert_eq!(kinds(&text), [T::Integer, invalid, T::Integer], "{c:?}");
        }
    }

    #[test]
    fn invalid_strings() {
        let invalid = |kind| TokenKind::Invalid(kind);
        check(
            "\"a b\n1",
            &[
                (invalid(InvalidToken::UnterminatedString), "\"a b"),
                (T::Integer, "1"),
            ],
        );
        check(
            "\"a\\",
            &[(invalid(InvalidToken::UnterminatedString), "\"a\\")],
        );
        check(
            "\"a\\\nb\" 1",
            &[
                (invalid(InvalidToken::BackslashAtEndOfLine), "\"a\\\nb\""),
                (T::Integer, "1"),
            ],
        );
        check(
            "'a b' 'c\n1",
            &[
                (invalid(InvalidToken::SingleQuotes), "'a b'"),
                (invalid(InvalidToken::SingleQuotes), "'"),
                (OTHER, "c"),
                (T::Integer, "1"),
            ],
        );
    }
}
