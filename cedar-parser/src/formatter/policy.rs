//! Decides where policies may be broken into lines.
//!
//! Works on the tokens of a text that has been parsed, so it need not handle
//! mistakes: a token in no expected place is simply written.

use std::collections::HashSet;

use super::layout::Item;
use super::tokens::Token;
use crate::lexer::{TokenKind, Word};
use crate::stack::with_room;

/// The layout of a whole text.
pub(super) fn items<'s>(tokens: &[Token<'s>]) -> Vec<Item<'s>> {
    let mut writer = Writer {
        tokens,
        position: 0,
        items: Vec::with_capacity(tokens.len() * 3),
        disjunctions: disjunctions(tokens),
    };
    while writer.kind().is_some() {
        writer.policy();
    }
    writer.token();
    writer.items
}

/// The tokens with which expressions that have a `||` outside brackets start.
fn disjunctions(tokens: &[Token<'_>]) -> HashSet<usize> {
    let mut found = HashSet::new();
    // Where the expression at hand starts, for each open bracket.
    let mut starts = vec![0];
    for (i, token) in tokens.iter().enumerate() {
        use TokenKind as T;
        match token.kind {
            Some(T::LeftParenthesis | T::LeftBracket | T::LeftBrace) => starts.push(i + 1),
            Some(T::RightParenthesis | T::RightBracket | T::RightBrace) => {
                starts.pop();
            }
            Some(T::Comma | T::Colon | T::Word(Word::If | Word::Then | Word::Else)) => {
                if let Some(start) = starts.last_mut() {
                    *start = i + 1;
                }
            }
            Some(T::DoubleBar) => found.extend(starts.last()),
            _ => {}
        }
    }
    found
}

/// How tightly binary operators bind, loosest first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Or,
    And,
    Relation,
    Sum,
    Product,
}

struct Writer<'t, 's> {
    tokens: &'t [Token<'s>],
    position: usize,
    items: Vec<Item<'s>>,
    disjunctions: HashSet<usize>,
}

impl<'s> Writer<'_, 's> {
    fn kind(&self) -> Option<TokenKind> {
        self.tokens.get(self.position)?.kind
    }

    fn is(&self, kind: TokenKind) -> bool {
        self.kind() == Some(kind)
    }

    fn push(&mut self, item: Item<'s>) {
        self.items.push(item);
    }

    /// Writes the token at hand with its comments.
    fn token(&mut self) {
        let Some(token) = self.tokens.get(self.position) else {
            return;
        };
        self.position += 1;
        self.before_token(token);
        self.push_token(token);
    }

    /// Writes a closing bracket and, within the brackets, the comments before it.
    fn closing_bracket(&mut self, before: Item<'s>) {
        let Some(token) = self.tokens.get(self.position) else {
            return;
        };
        self.position += 1;
        self.push_comments(token);
        self.push(Item::Dedent);
        self.push(before);
        self.push_token(token);
    }

    fn push_token(&mut self, token: &Token<'s>) {
        if !token.text.is_empty() {
            self.items.push(Item::Text(token.text));
        }
        let trailing = token.trailing.map(Item::TrailingComment);
        self.items.extend(trailing);
    }

    /// Writes what stands on lines of its own before a token.
    fn before_token(&mut self, token: &Token<'s>) {
        if token.leading.is_empty() && !token.follows_empty_line {
            return;
        }
        // It also stands before all groups that start with the token.
        let markers = self.items.iter().rev();
        let markers = markers.take_while(|item| matches!(item, Item::Begin | Item::Indent));
        let groups = self.items.split_off(self.items.len() - markers.count());
        self.push_comments(token);
        if token.follows_empty_line {
            self.push(Item::EmptyLine);
        }
        self.items.extend(groups);
    }

    fn push_comments(&mut self, token: &Token<'s>) {
        for comment in &token.leading {
            if comment.follows_empty_line {
                self.items.push(Item::EmptyLine);
            }
            self.items.push(Item::Comment(comment.text));
        }
    }

    fn policy(&mut self) {
        while self.is(TokenKind::At) {
            self.annotation();
        }
        self.token();
        self.push(Item::Space);
        self.scope();
        while matches!(self.kind(), Some(TokenKind::Word(_))) {
            self.push(Item::HardBreak);
            self.condition();
        }
        while let Some(kind) = self.kind() {
            self.token();
            if kind == TokenKind::Semicolon {
                break;
            }
        }
        self.push(Item::Paragraph);
    }

    fn annotation(&mut self) {
        self.token();
        self.token();
        if self.is(TokenKind::LeftParenthesis) {
            self.token();
            self.token();
            self.token();
        }
        self.push(Item::HardBreak);
    }

    /// A scope without constraints stands in one line, any other in three.
    fn scope(&mut self) {
        self.push(Item::Begin);
        self.token();
        self.push(Item::Indent);
        self.push(Item::SoftBreak);
        let mut depth = 0;
        loop {
            match self.kind() {
                None => break,
                Some(TokenKind::RightParenthesis) if depth == 0 => break,
                Some(TokenKind::Comma) if depth == 0 => {
                    self.token();
                    self.push(Item::Break);
                }
                Some(TokenKind::LeftBracket) => self.brackets(),
                Some(kind) => {
                    depth += match kind {
                        TokenKind::LeftParenthesis => 1,
                        TokenKind::RightParenthesis => -1,
                        _ => 0,
                    };
                    self.scope_token(kind);
                }
            }
        }
        self.closing_bracket(Item::SoftBreak);
        self.push(Item::End);
    }

    fn scope_token(&mut self, kind: TokenKind) {
        match kind {
            TokenKind::DoubleEqual | TokenKind::Word(Word::In | Word::Is) => {
                self.push(Item::ForceBreak);
                self.push(Item::Space);
                self.token();
                self.push(Item::Space);
            }
            _ => self.token(),
        }
    }

    fn condition(&mut self) {
        self.push(Item::Begin);
        self.token();
        self.push(Item::Space);
        self.token();
        self.push(Item::Indent);
        self.push(Item::Break);
        self.expression();
        self.closing_bracket(Item::Break);
        self.push(Item::End);
    }

    fn expression(&mut self) {
        with_room(|| match self.is(TokenKind::Word(Word::If)) {
            true => self.conditional(),
            false => self.chain(Level::Or, false),
        });
    }

    /// `if … then … else if … then … else …` is one group.
    fn conditional(&mut self) {
        self.push(Item::Begin);
        loop {
            self.token();
            self.push(Item::Space);
            self.push(Item::Indent);
            self.expression();
            self.push(Item::Dedent);
            self.branch();
            self.push(Item::Break);
            self.token();
            self.push(Item::Space);
            if self.is(TokenKind::Word(Word::If)) {
                continue;
            }
            self.push(Item::Indent);
            self.expression();
            self.push(Item::Dedent);
            break;
        }
        self.push(Item::End);
    }

    /// `then …`
    fn branch(&mut self) {
        self.push(Item::Break);
        self.token();
        self.push(Item::Space);
        self.push(Item::Indent);
        self.expression();
        self.push(Item::Dedent);
    }

    /// Operands joined by operators of one level, which stand at line ends.
    fn chain(&mut self, level: Level, is_indented: bool) {
        let has_or = level == Level::Or && self.disjunctions.contains(&self.position);
        self.push(Item::Begin);
        self.operand(level, has_or);
        if is_indented {
            self.push(Item::Indent);
        }
        while self
            .kind()
            .is_some_and(|kind| operator_level(kind) == Some(level))
        {
            self.push(Item::Space);
            self.token();
            self.push(Item::Break);
            self.operand(level, has_or);
        }
        if is_indented {
            self.push(Item::Dedent);
        }
        self.push(Item::End);
    }

    fn operand(&mut self, level: Level, has_or: bool) {
        match level {
            Level::Or => self.chain(Level::And, has_or),
            Level::And => self.chain(Level::Relation, true),
            Level::Relation => self.chain(Level::Sum, true),
            Level::Sum => self.chain(Level::Product, true),
            Level::Product => self.unary(),
        }
    }

    fn unary(&mut self) {
        while matches!(self.kind(), Some(TokenKind::Bang | TokenKind::Minus)) {
            self.token();
        }
        self.primary();
        loop {
            match self.kind() {
                Some(TokenKind::Dot | TokenKind::DoubleColon) => {
                    self.token();
                    self.token();
                }
                Some(TokenKind::LeftParenthesis | TokenKind::LeftBracket) => self.brackets(),
                _ => return,
            }
        }
    }

    fn primary(&mut self) {
        match self.kind() {
            Some(TokenKind::LeftBrace | TokenKind::LeftParenthesis | TokenKind::LeftBracket) => {
                self.brackets();
            }
            _ => self.token(),
        }
    }

    /// Expressions or fields in brackets, in one line or each in its own.
    fn brackets(&mut self) {
        with_room(|| {
            self.push(Item::Begin);
            self.token();
            self.push(Item::Indent);
            self.push(Item::SoftBreak);
            while !self.is_closing() {
                self.entry();
            }
            self.closing_bracket(Item::SoftBreak);
            self.push(Item::End);
        });
    }

    fn entry(&mut self) {
        match self.kind() {
            Some(TokenKind::Comma) => {
                self.token();
                self.push(Item::Break);
            }
            Some(TokenKind::Colon) => {
                self.token();
                self.push(Item::Space);
            }
            _ => {
                let before = self.position;
                self.expression();
                if self.position == before {
                    self.token();
                }
            }
        }
    }

    fn is_closing(&self) -> bool {
        use TokenKind::{RightBrace, RightBracket, RightParenthesis};
        matches!(
            self.kind(),
            None | Some(RightParenthesis | RightBracket | RightBrace)
        )
    }
}

fn operator_level(kind: TokenKind) -> Option<Level> {
    Some(match kind {
        TokenKind::DoubleBar => Level::Or,
        TokenKind::DoubleAmpersand => Level::And,
        TokenKind::DoubleEqual
        | TokenKind::NotEqual
        | TokenKind::Less
        | TokenKind::LessEqual
        | TokenKind::Greater
        | TokenKind::GreaterEqual
        | TokenKind::Word(Word::In | Word::Has | Word::Like | Word::Is) => Level::Relation,
        TokenKind::Plus | TokenKind::Minus => Level::Sum,
        TokenKind::Star => Level::Product,
        _ => return None,
    })
}
