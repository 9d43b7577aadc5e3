//! Tokens with the comments and empty lines about them.

use super::is_trailing_comma;
use crate::lexer::{Lexer, TokenKind};

/// A token of the source.
#[derive(Clone, Debug)]
pub(super) struct Token<'s> {
    /// What it is; `None` stands for the end of the text.
    pub(super) kind: Option<TokenKind>,
    pub(super) text: &'s str,
    /// The comments on lines of their own before the token.
    pub(super) leading: Vec<Comment<'s>>,
    /// The comment behind the token: on its line, or where a comma was dropped.
    pub(super) trailing: Option<&'s str>,
    /// Whether an empty line stands before the token, behind its comments.
    pub(super) follows_empty_line: bool,
}

/// A comment on a line of its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comment<'s> {
    pub(super) text: &'s str,
    pub(super) follows_empty_line: bool,
}

/// The tokens of `text` without commas before closing brackets, and at last
/// the end of the text.
pub(super) fn read(text: &str) -> Vec<Token<'_>> {
    let mut reader = Reader {
        tokens: Vec::new(),
        leading: Vec::new(),
        end: 0,
    };
    let mut code = Lexer::new(text).map(|token| token.kind).skip(1);
    for token in Lexer::with_comments(text) {
        let range = token.start as usize..token.end as usize;
        let content = text.get(range.clone()).unwrap_or("");
        let gap = text.get(reader.end..range.start).unwrap_or("");
        reader.end = range.end;
        match token.kind {
            TokenKind::Comment => reader.comment(content.trim_end(), gap),
            kind => {
                let next = code.next();
                reader.token(kind, content, gap, is_trailing_comma(kind, next));
            }
        }
    }
    let gap = text.get(reader.end..).unwrap_or("");
    reader.push(None, "", gap);
    reader.tokens
}

struct Reader<'s> {
    tokens: Vec<Token<'s>>,
    /// The comments since the last token.
    leading: Vec<Comment<'s>>,
    /// Where the last token or comment ends.
    end: usize,
}

impl<'s> Reader<'s> {
    /// A comment on the line of the token before it belongs to that token.
    fn comment(&mut self, text: &'s str, gap: &str) {
        let is_on_same_line = self.leading.is_empty() && !gap.contains(['\n', '\r']);
        match self.tokens.last_mut() {
            Some(last) if is_on_same_line && last.trailing.is_none() => last.trailing = Some(text),
            _ => self.leading.push(Comment {
                text,
                follows_empty_line: has_empty_line(gap),
            }),
        }
    }

    fn token(&mut self, kind: TokenKind, text: &'s str, gap: &str, is_dropped: bool) {
        if !is_dropped {
            self.push(Some(kind), text, gap);
        } else if let Some(last) = self.tokens.last_mut()
            && last.trailing.is_none()
            && !self.leading.is_empty()
        {
            // What was said about the comma is now said behind the last entry. A
            // line takes one comment; others stay before what follows.
            last.trailing = Some(self.leading.remove(0).text);
        }
    }

    fn push(&mut self, kind: Option<TokenKind>, text: &'s str, gap: &str) {
        self.tokens.push(Token {
            kind,
            text,
            leading: std::mem::take(&mut self.leading),
            trailing: None,
            follows_empty_line: has_empty_line(gap),
        });
    }
}

fn has_empty_line(gap: &str) -> bool {
    gap.matches('\n').count() > 1
}
