//! Text to tokens.

use crate::source::{Diagnostic, Span};

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// An identifier or keyword; may end in `?` or contain `'`, as in Dafny.
    Word(String),
    /// A natural number.
    Int(i128),
    /// A character literal.
    Char(char),
    /// A string literal.
    Str(String),
    /// An operator or a bracket.
    Symbol(&'static str),
    /// The end of the file.
    End,
}

/// A token and where it stands.
#[derive(Clone, Debug)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it is.
    pub span: Span,
    /// The comment block that ends on the line above, or is empty.
    pub docs: Vec<String>,
    /// The comment between the token before and the end of its line.
    pub trailing: Vec<String>,
}

/// Longest first where one is a prefix of another.
const SYMBOLS: [&str; 42] = [
    "<==>", "==>", "<==", "!!", "==", "!=", "<=", ">=", "=>", "->", "&&", "||", "::", ":=", ":|",
    ":-", "..", "{:", "(", ")", "{", "}", "[", "]", "<", ">", ",", ";", ":", ".", "|", "+", "-",
    "*", "/", "%", "!", "=", "&", "^", "~", "@",
];

/// Splits a text into tokens; the last one is [`TokenKind::End`].
///
/// # Errors
///
/// A character, a literal or an escape that the subset does not have.
pub fn lex(file: usize, text: &str) -> Result<Vec<Token>, Diagnostic> {
    let mut lexer = Lexer {
        file,
        text,
        offset: 0,
        comments: Vec::new(),
        trailing: Vec::new(),
    };
    let mut tokens = Vec::new();
    loop {
        let token = lexer.next()?;
        let is_end = token.kind == TokenKind::End;
        tokens.push(token);
        if is_end {
            return Ok(tokens);
        }
    }
}

struct Lexer<'a> {
    file: usize,
    text: &'a str,
    offset: usize,
    /// The comment lines that directly precede the next token.
    comments: Vec<String>,
    /// The comment lines that stand on the line of the token before.
    trailing: Vec<String>,
}

impl<'a> Lexer<'a> {
    fn next(&mut self) -> Result<Token, Diagnostic> {
        self.skip_blanks_and_comments()?;
        let start = self.offset;
        let kind = self.kind()?;
        Ok(Token {
            kind,
            span: self.span_from(start),
            docs: std::mem::take(&mut self.comments),
            trailing: std::mem::take(&mut self.trailing),
        })
    }

    fn kind(&mut self) -> Result<TokenKind, Diagnostic> {
        let Some(first) = self.peek() else {
            return Ok(TokenKind::End);
        };
        if first.is_ascii_digit() {
            return self.number();
        }
        if first == '"' {
            return self.string();
        }
        if first == '\'' {
            return self.character();
        }
        if is_word_start(first) {
            return Ok(TokenKind::Word(self.take_while(is_word_part).to_owned()));
        }
        if self.rest().starts_with("!in") && !self.rest().chars().nth(3).is_some_and(is_word_part) {
            self.offset += 3;
            return Ok(TokenKind::Symbol("!in"));
        }
        for symbol in SYMBOLS {
            if self.rest().starts_with(symbol) {
                self.offset += symbol.len();
                return Ok(TokenKind::Symbol(symbol));
            }
        }
        let start = self.offset;
        self.bump();
        Err(self.error(
            start,
            format!("character `{first}` is not part of the subset"),
        ))
    }

    fn skip_blanks_and_comments(&mut self) -> Result<(), Diagnostic> {
        let mut same_line = self.offset > 0;
        loop {
            let blanks = self.take_while(char::is_whitespace);
            if blanks.contains('\n') && same_line {
                same_line = false;
                self.trailing = std::mem::take(&mut self.comments);
            }
            if blanks.matches('\n').count() > 1 {
                self.comments.clear();
            }
            if self.rest().starts_with("//") {
                let line = self.take_while(|c| c != '\n');
                let line = line.trim_start_matches('/');
                self.comments.push(line.trim().to_owned());
            } else if self.rest().starts_with("/*") {
                self.block_comment()?;
            } else {
                return Ok(());
            }
        }
    }

    fn block_comment(&mut self) -> Result<(), Diagnostic> {
        let start = self.offset;
        let mut depth = 0_u32;
        loop {
            if self.eat("/*") {
                depth += 1;
            } else if self.eat("*/") {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            } else if self.bump().is_none() {
                return Err(self.error(start, "comment does not end"));
            }
        }
        let text = self.text.get(start..self.offset).unwrap_or("");
        let text = text.trim_start_matches("/*").trim_end_matches("*/");
        let lines = text.trim_start_matches('*').lines();
        let lines = lines.map(|line| line.trim().trim_start_matches('*').trim().to_owned());
        self.comments.extend(lines);
        while self.comments.last().is_some_and(String::is_empty) {
            self.comments.pop();
        }
        Ok(())
    }

    fn number(&mut self) -> Result<TokenKind, Diagnostic> {
        let start = self.offset;
        let radix = if self.eat("0x") { 16 } else { 10 };
        let digits = self.take_while(|c| c == '_' || c.is_ascii_alphanumeric());
        let mut value = 0_i128;
        let mut seen = false;
        for c in digits.chars().filter(|c| *c != '_') {
            let Some(digit) = c.to_digit(radix) else {
                return Err(self.error(start, format!("`{c}` is not a digit of a number")));
            };
            seen = true;
            value = value
                .checked_mul(i128::from(radix))
                .and_then(|value| value.checked_add(i128::from(digit)))
                .ok_or_else(|| self.error(start, "number does not fit in 128 bits"))?;
        }
        if !seen {
            return Err(self.error(start, "number has no digits"));
        }
        Ok(TokenKind::Int(value))
    }

    fn string(&mut self) -> Result<TokenKind, Diagnostic> {
        let start = self.offset;
        self.bump();
        let mut value = String::new();
        loop {
            match self.bump() {
                Some('"') => return Ok(TokenKind::Str(value)),
                Some('\\') => value.push(self.escape()?),
                Some('\n') | None => return Err(self.error(start, "string does not end")),
                Some(c) => value.push(self.basic(c)?),
            }
        }
    }

    fn character(&mut self) -> Result<TokenKind, Diagnostic> {
        let start = self.offset;
        self.bump();
        let value = match self.bump() {
            Some('\\') => self.escape()?,
            Some('\n' | '\'') | None => return Err(self.error(start, "character is missing")),
            Some(c) => self.basic(c)?,
        };
        if !self.eat("'") {
            return Err(self.error(start, "character literal does not end"));
        }
        Ok(TokenKind::Char(value))
    }

    /// A character beyond U+FFFF is two code units to Dafny 2 and one character
    /// to us: the two would not mean the same.
    fn basic(&self, c: char) -> Result<char, Diagnostic> {
        if u32::from(c) > 0xFFFF {
            let start = self.offset - c.len_utf8();
            return Err(self.error(start, "character beyond U+FFFF in a literal"));
        }
        Ok(c)
    }

    fn escape(&mut self) -> Result<char, Diagnostic> {
        let start = self.offset - 1;
        match self.bump() {
            Some('\'') => Ok('\''),
            Some('"') => Ok('"'),
            Some('\\') => Ok('\\'),
            Some('0') => Ok('\0'),
            Some('n') => Ok('\n'),
            Some('r') => Ok('\r'),
            Some('t') => Ok('\t'),
            Some('u') => {
                let digits = self.text.get(self.offset..self.offset + 4).unwrap_or("");
                let number = digits
                    .chars()
                    .all(|c| c.is_ascii_hexdigit())
                    .then(|| u32::from_str_radix(digits, 16).ok())
                    .flatten();
                let Some(c) = number.and_then(char::from_u32) else {
                    return Err(self.error(start, "`\\u` needs four digits of a character"));
                };
                self.offset += 4;
                Ok(c)
            }
            _ => Err(self.error(start, "unknown escape in a literal")),
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.offset..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.offset += c.len_utf8();
        Some(c)
    }

    fn eat(&mut self, symbol: &str) -> bool {
        let found = self.rest().starts_with(symbol);
        if found {
            self.offset += symbol.len();
        }
        found
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !keep(c)).unwrap_or(rest.len());
        self.offset += length;
        rest.get(..length).unwrap_or("")
    }

    fn span_from(&self, start: usize) -> Span {
        Span {
            file: self.file,
            start,
            end: self.offset,
        }
    }

    fn error(&self, start: usize, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.span_from(start), message)
    }
}

fn is_word_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

fn is_word_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '\'' | '?')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<TokenKind> {
        lex(0, text)
            .unwrap()
            .into_iter()
            .map(|token| token.kind)
            .collect()
    }

    fn check_error(text: &str, message: &str) {
        assert_eq!(lex(0, text).unwrap_err().message, message, "{text}");
    }

    #[test]
    fn numbers() {
        use TokenKind::{End, Int, Symbol};
        assert_eq!(
            kinds("0x8000_0000 1_000..2"),
            [Int(0x8000_0000), Int(1000), Symbol(".."), Int(2), End]
        );
        check_error("0x", "number has no digits");
        check_error("12a", "`a` is not a digit of a number");
        check_error(
            "0xffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff",
            "number does not fit in 128 bits",
        );
    }

    #[test]
    fn operators_take_the_longest() {
        use TokenKind::{End, Symbol, Word};
        let word = |text: &str| Word(text.to_owned());
        assert_eq!(
            kinds("a<==>b !in c !inside"),
            [
                word("a"),
                Symbol("<==>"),
                word("b"),
                Symbol("!in"),
                word("c"),
                Symbol("!"),
                word("inside"),
                End
            ]
        );
        assert_eq!(kinds("v.Ok?"), [word("v"), Symbol("."), word("Ok?"), End]);
    }

    #[test]
    fn literals() {
        use TokenKind::{Char, End, Str};
        assert_eq!(
            kinds(r#""a\"\\\n\u00e9" 'x' '\'' '\u0041'"#),
            [
                Str("a\"\\\né".into()),
                Char('x'),
                Char('\''),
                Char('A'),
                End
            ]
        );
        check_error(r#""\x41""#, "unknown escape in a literal");
        check_error(r#""\ud800""#, "`\\u` needs four digits of a character");
        check_error(r#""abc"#, "string does not end");
        check_error("\"\u{1F600}\"", "character beyond U+FFFF in a literal");
        check_error("/* a", "comment does not end");
        check_error("a # b", "character `#` is not part of the subset");
    }

    #[test]
    fn comments_belong_to_the_next_line_only() {
        let tokens = lex(0, "// far\n\n// near\n// by\na /** block */ b").unwrap();
        assert_eq!(tokens[0].docs, ["near", "by"]);
        assert_eq!(tokens[1].docs, ["block"]);
    }

    #[test]
    fn a_comment_at_the_end_of_a_line_belongs_to_that_line() {
        let tokens = lex(0, "a // of a\n// of b\nb // of b too\n").unwrap();
        assert_eq!(tokens[1].trailing, ["of a"]);
        assert_eq!(tokens[1].docs, ["of b"]);
        assert_eq!(tokens[2].trailing, ["of b too"]);
        assert!(tokens[2].docs.is_empty());
    }
}
