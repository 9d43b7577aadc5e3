//! The terminals of the policy grammar.
//!
//! Names, entities, attribute accesses and annotation keys are put together
//! here from the lexer's tokens. That keeps the grammar small and its parser
//! quick, and lets identifiers such as `principal` be names wherever a name is
//! expected.

use cedar_core::Span;

use super::MAX_NESTING;
use crate::error::{ParseError, ParseErrorKind};
use crate::lexer::{InvalidToken, Lexer, Token, TokenKind, Word};

/// A terminal of the grammar. The text is found through its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Terminal {
    /// An identifier that is not reserved.
    Identifier(Word),
    /// Identifiers joined by `::`, two or more of them.
    Path,
    /// A name, `::` and a string, which starts at the given offset.
    Entity(u32),
    /// `.` and an identifier, which starts at the given offset. It may be reserved.
    Attribute(u32),
    /// `@` and an identifier, which starts at the given offset. It may be reserved.
    AnnotationKey(u32),
    String,
    Integer,
    Slot,
    Operator(Operator),
    True,
    False,
    If,
    Then,
    Else,
    In,
    Is,
    Like,
    Has,
    Bang,
    Minus,
    LeftParenthesis,
    RightParenthesis,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    Comma,
    Colon,
    Semicolon,
    /// A token that no rule accepts: a lone `.`, `::`, `@` or `?`.
    Stray,
}

/// Binary operators but `-` and `in`, which have terminals of their own since
/// they also stand elsewhere. Some belong to other languages only.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Assign,
}

/// A terminal between the byte offsets at which it starts and ends.
pub(crate) type Spanned = (u32, Terminal, u32);

/// The terminals of a text, up to the first thing that is no token.
#[derive(Clone)]
pub(crate) struct Terminals<'s> {
    lexer: Lexer<'s>,
    /// How many brackets are open.
    nesting: usize,
    /// Where the policy that the last terminal belongs to starts.
    statement_start: u32,
    /// Where the policy that the next terminal belongs to starts.
    next_start: u32,
}

impl<'s> Terminals<'s> {
    pub(crate) fn new(text: &'s str) -> Self {
        Terminals {
            lexer: Lexer::new(text),
            nesting: 0,
            statement_start: 0,
            next_start: 0,
        }
    }

    /// Goes on with the policy that starts at the byte offset `position`.
    fn seek(&mut self, position: u32) {
        self.lexer.seek(position);
        self.nesting = 0;
        self.next_start = position;
    }

    /// The terminals from the start of the policy that the last terminal
    /// belongs to.
    pub(crate) fn of_statement(&self) -> Self {
        let mut statement = self.clone();
        statement.seek(self.statement_start);
        statement
    }

    /// After a syntax error at the offset `at`: goes on with the next policy.
    /// Returns whether there is one.
    ///
    /// A policy starts behind a `;`, or with an annotation or the head of a
    /// policy, which occur nowhere else. The text at fault may itself start the
    /// next policy; it is accepted then, so there is progress.
    pub(crate) fn skip_to_policy(&mut self, at: u32) -> bool {
        self.lexer.seek(at);
        let mut previous = None;
        let mut next = self.lexer.next();
        while let Some(token) = next {
            next = self.lexer.next();
            if starts_policy(previous, token, next.map(|next| next.kind)) {
                self.seek(token.start);
                return true;
            }
            previous = Some(token.kind);
        }
        false
    }

    /// A word: alone, or the start of a path or an entity.
    #[inline]
    fn word(&mut self, word: Word, start: u32, end: u32) -> Spanned {
        match self.lexer.is_before_double_colon() {
            true => self.path(word, start, end),
            false => (start, word_terminal(word), end),
        }
    }

    /// What follows a word as far as it is joined to it by `::`.
    fn path(&mut self, first: Word, start: u32, mut end: u32) -> Spanned {
        let mut terminal = word_terminal(first);
        while self.lexer.is_before_double_colon() {
            let Some(colons) = self.lexer.next() else {
                break;
            };
            match self.lexer.next() {
                Some(token) if matches!(token.kind, TokenKind::Word(_)) => {
                    terminal = Terminal::Path;
                    end = token.end;
                }
                Some(token) if token.kind == TokenKind::String => {
                    return (start, Terminal::Entity(token.start), token.end);
                }
                _ => {
                    // The colons stay behind as a stray token.
                    self.lexer.seek(colons.start);
                    break;
                }
            }
        }
        (start, terminal, end)
    }

    /// `.` or `@` with the identifier behind it.
    #[inline]
    fn prefixed(&mut self, start: u32, end: u32, terminal: fn(u32) -> Terminal) -> Spanned {
        if !self.lexer.is_before_word() {
            return (start, Terminal::Stray, end);
        }
        let (word, end) = self
            .lexer
            .next()
            .map_or((end, end), |token| (token.start, token.end));
        (start, terminal(word), end)
    }

    fn open(&mut self, terminal: Terminal, start: u32, end: u32) -> Result<Spanned, ParseError> {
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            let span = Span::new(start, end);
            return Err(ParseError::new(ParseErrorKind::NestedTooDeeply, span));
        }
        Ok((start, terminal, end))
    }

    fn close(&mut self, terminal: Terminal) -> Terminal {
        self.nesting = self.nesting.saturating_sub(1);
        terminal
    }
}

impl Iterator for Terminals<'_> {
    type Item = Result<Spanned, ParseError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        use Terminal as Out;
        use TokenKind as In;
        self.statement_start = self.next_start;
        let token = self.lexer.next()?;
        let (start, end) = (token.start, token.end);
        let terminal = match token.kind {
            In::Word(word) => return Some(Ok(self.word(word, start, end))),
            In::Dot => return Some(Ok(self.prefixed(start, end, Terminal::Attribute))),
            In::At => return Some(Ok(self.prefixed(start, end, Terminal::AnnotationKey))),
            In::LeftParenthesis => return Some(self.open(Out::LeftParenthesis, start, end)),
            In::LeftBrace => return Some(self.open(Out::LeftBrace, start, end)),
            In::LeftBracket => return Some(self.open(Out::LeftBracket, start, end)),
            In::Invalid(invalid) => return Some(Err(invalid_token(invalid, token.span()))),
            In::RightParenthesis => self.close(Out::RightParenthesis),
            In::RightBrace => self.close(Out::RightBrace),
            In::RightBracket => self.close(Out::RightBracket),
            In::Semicolon => {
                self.nesting = 0;
                self.next_start = end;
                Out::Semicolon
            }
            In::String => Out::String,
            In::Integer => Out::Integer,
            In::Slot => Out::Slot,
            In::Comma => Out::Comma,
            In::Colon => Out::Colon,
            In::Bang => Out::Bang,
            In::Minus => Out::Minus,
            In::DoubleEqual => Out::Operator(Operator::Equal),
            In::NotEqual => Out::Operator(Operator::NotEqual),
            In::Less => Out::Operator(Operator::Less),
            In::LessEqual => Out::Operator(Operator::LessEqual),
            In::Greater => Out::Operator(Operator::Greater),
            In::GreaterEqual => Out::Operator(Operator::GreaterEqual),
            In::DoubleBar => Out::Operator(Operator::Or),
            In::DoubleAmpersand => Out::Operator(Operator::And),
            In::Plus => Out::Operator(Operator::Add),
            In::Star => Out::Operator(Operator::Multiply),
            In::Slash => Out::Operator(Operator::Divide),
            In::Percent => Out::Operator(Operator::Remainder),
            In::Equal => Out::Operator(Operator::Assign),
            In::DoubleColon | In::Question | In::Comment => Out::Stray,
        };
        Some(Ok((start, terminal, end)))
    }
}

impl Operator {
    /// The operator as written.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Operator::Or => "||",
            Operator::And => "&&",
            Operator::Equal => "==",
            Operator::NotEqual => "!=",
            Operator::Less => "<",
            Operator::LessEqual => "<=",
            Operator::Greater => ">",
            Operator::GreaterEqual => ">=",
            Operator::In => "in",
            Operator::Add => "+",
            Operator::Subtract => "-",
            Operator::Multiply => "*",
            Operator::Divide => "/",
            Operator::Remainder => "%",
            Operator::Assign => "=",
        }
    }
}

#[inline]
fn word_terminal(word: Word) -> Terminal {
    match word {
        Word::True => Terminal::True,
        Word::False => Terminal::False,
        Word::If => Terminal::If,
        Word::Then => Terminal::Then,
        Word::Else => Terminal::Else,
        Word::In => Terminal::In,
        Word::Is => Terminal::Is,
        Word::Like => Terminal::Like,
        Word::Has => Terminal::Has,
        _ => Terminal::Identifier(word),
    }
}

fn starts_policy(previous: Option<TokenKind>, token: Token, next: Option<TokenKind>) -> bool {
    let is_head = next == Some(TokenKind::LeftParenthesis)
        && !matches!(
            previous,
            Some(TokenKind::Dot | TokenKind::DoubleColon | TokenKind::At)
        );
    match token.kind {
        TokenKind::At => matches!(next, Some(TokenKind::Word(_))),
        TokenKind::Word(Word::Permit | Word::Forbid) => is_head,
        TokenKind::Word(_) => is_head && previous == Some(TokenKind::Semicolon),
        _ => false,
    }
}

fn invalid_token(invalid: InvalidToken, span: Span) -> ParseError {
    let (kind, hint) = match invalid {
        InvalidToken::Character(c) => (ParseErrorKind::UnexpectedCharacter(c), character_hint(c)),
        InvalidToken::UnterminatedString => (ParseErrorKind::UnterminatedString, None),
        InvalidToken::BackslashAtEndOfLine => (
            ParseErrorKind::BackslashAtEndOfLine,
            Some("a string may simply go on in the next line; the line break is part of it".into()),
        ),
        InvalidToken::SingleQuotes => (
            ParseErrorKind::SingleQuotedString,
            Some("use `\"` instead of `'`".into()),
        ),
    };
    ParseError::new(kind, span).with_hint_if_any(hint)
}

fn character_hint(c: char) -> Option<String> {
    Some(match c {
        '&' => "the operator is `&&`".into(),
        '|' => "the operator is `||`".into(),
        '#' => "comments start with `//`".into(),
        '“' | '”' | '„' | '«' | '»' => {
            "strings are written in straight quotes: `\"`".into()
        }
        '‘' | '’' => "strings are written in double quotes: `\"`".into(),
        '≠' => "write `!=`".into(),
        '≤' => "write `<=`".into(),
        '≥' => "write `>=`".into(),
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {
            "this character is invisible; remove it".into()
        }
        c if c.is_alphabetic() => {
            "identifiers consist of ASCII letters, digits and `_`; other characters need a string"
                .into()
        }
        _ => return None,
    })
}
