//! The terminals of the schema grammar.

use super::MAX_SCHEMA_NESTING;
use super::error::SchemaTextErrorKind;
use crate::error::{ParseError, ParseErrorKind};
use crate::lexer::{Lexer, Token, TokenKind, Word};

/// A terminal of the grammar. The text is found through its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Terminal {
    /// An identifier that is neither a keyword nor reserved.
    Identifier,
    /// A reserved word other than `in`.
    Reserved,
    String,
    External,
    Entity,
    Action,
    Type,
    Namespace,
    In,
    Tags,
    Enum,
    AppliesTo,
    Principal,
    Resource,
    Context,
    Attributes,
    Set,
    At,
    Comma,
    Semicolon,
    Colon,
    DoubleColon,
    Question,
    Equal,
    Less,
    Greater,
    LeftParenthesis,
    RightParenthesis,
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    /// A token that no rule accepts.
    Other,
}

/// A terminal between the byte offsets at which it starts and ends.
pub(crate) type Spanned = (u32, Terminal, u32);

/// The terminals of a text.
pub(crate) struct Terminals<'s> {
    text: &'s str,
    lexer: Lexer<'s>,
    /// How many brackets are open.
    nesting: usize,
}

impl<'s> Terminals<'s> {
    pub(crate) fn new(text: &'s str) -> Self {
        Terminals {
            text,
            lexer: Lexer::new(text),
            nesting: 0,
        }
    }

    fn terminal(&mut self, token: Token) -> Result<Terminal, ParseError> {
        use Terminal as Out;
        use TokenKind as In;
        let terminal = match token.kind {
            In::Word(word) => self.word(word, token),
            In::String => Out::String,
            In::At => Out::At,
            In::Comma => Out::Comma,
            In::Semicolon => Out::Semicolon,
            In::Colon => Out::Colon,
            In::DoubleColon => Out::DoubleColon,
            In::Question => Out::Question,
            In::Equal => Out::Equal,
            In::Less => return self.open(Out::Less, token),
            In::LeftBrace => return self.open(Out::LeftBrace, token),
            In::LeftBracket => return self.open(Out::LeftBracket, token),
            In::LeftParenthesis => Out::LeftParenthesis,
            In::RightParenthesis => Out::RightParenthesis,
            In::Greater => self.close(Out::Greater),
            In::RightBrace => self.close(Out::RightBrace),
            In::RightBracket => self.close(Out::RightBracket),
            _ => Out::Other,
        };
        Ok(terminal)
    }

    fn word(&self, word: Word, token: Token) -> Terminal {
        if word == Word::In {
            return Terminal::In;
        }
        if word.is_reserved() {
            return Terminal::Reserved;
        }
        let range = token.start as usize..token.end as usize;
        match self.text.get(range).unwrap_or("") {
            "external" => Terminal::External,
            "entity" => Terminal::Entity,
            "action" => Terminal::Action,
            "type" => Terminal::Type,
            "namespace" => Terminal::Namespace,
            "tags" => Terminal::Tags,
            "enum" => Terminal::Enum,
            "appliesTo" => Terminal::AppliesTo,
            "principal" => Terminal::Principal,
            "resource" => Terminal::Resource,
            "context" => Terminal::Context,
            "attributes" => Terminal::Attributes,
            "Set" => Terminal::Set,
            _ => Terminal::Identifier,
        }
    }

    fn open(&mut self, terminal: Terminal, token: Token) -> Result<Terminal, ParseError> {
        self.nesting += 1;
        if self.nesting > MAX_SCHEMA_NESTING {
            let kind = ParseErrorKind::Schema(SchemaTextErrorKind::NestedTooDeeply);
            return Err(ParseError::new(kind, token.span()));
        }
        Ok(terminal)
    }

    fn close(&mut self, terminal: Terminal) -> Terminal {
        self.nesting = self.nesting.saturating_sub(1);
        terminal
    }
}

impl Iterator for Terminals<'_> {
    type Item = Result<Spanned, ParseError>;

    fn next(&mut self) -> Option<Self::Item> {
        let token = self.lexer.next()?;
        let terminal = self.terminal(token);
        Some(terminal.map(|terminal| (token.start, terminal, token.end)))
    }
}
