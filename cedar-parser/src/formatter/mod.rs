//! Lays out policies anew.
//!
//! Every comment stays, and so do empty lines that divide paragraphs, one for
//! several. Parentheses, escapes and everything else that was written stay as
//! they are, except that a comma before a closing bracket goes. Formatting what
//! has been formatted changes nothing.

mod layout;
mod policy;
#[cfg(test)]
mod tests;
mod tokens;

use thiserror::Error;

use crate::error::ParseErrors;
use crate::lexer::{Lexer, TokenKind};
use crate::policy::parse_policies;

/// How to lay out policies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FormatOptions {
    /// The column that lines should not go beyond, in characters. What cannot
    /// be broken may be longer.
    pub line_width: usize,
    /// By how many spaces each level is indented.
    pub indent_width: usize,
}

impl Default for FormatOptions {
    fn default() -> Self {
        FormatOptions {
            line_width: 80,
            indent_width: 2,
        }
    }
}

/// Why a text was not formatted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FormatError {
    /// The text has errors.
    #[error(transparent)]
    Parse(#[from] ParseErrors),
    /// The result would not have said the same. This is a mistake of the
    /// formatter; the text is left alone.
    #[error("formatting would change what the policies say or their comments")]
    WouldChange,
}

/// The policies of `text`, laid out anew.
///
/// Linear in the length of the text.
///
/// ```
/// use cedar_parser::{FormatOptions, format_policies};
///
/// let text = "permit(principal,action,resource)when{true}; // for all";
/// let formatted = format_policies(text, FormatOptions::default())?;
/// assert_eq!(
///     formatted,
///     "permit (principal, action, resource)\nwhen { true }; // for all\n"
/// );
/// # Ok::<(), cedar_parser::FormatError>(())
/// ```
///
/// # Errors
/// When the text has errors. The result is compared with the text: should
/// anything but the layout differ, there is an error instead of a result.
pub fn format_policies(text: &str, options: FormatOptions) -> Result<String, FormatError> {
    parse_policies(text)?;
    let tokens = tokens::read(text);
    let items = policy::items(&tokens);
    let formatted = layout::render(&items, options);
    match essence(text).eq(essence(&formatted)) {
        true => Ok(formatted),
        false => Err(FormatError::WouldChange),
    }
}

/// What must stay: the tokens and the comments in their order, without commas
/// before closing brackets.
///
/// A text is read by its tokens, so texts with the same ones mean the same.
fn essence(text: &str) -> impl Iterator<Item = &str> {
    let mut tokens = Lexer::with_comments(text)
        .filter(|t| t.kind != TokenKind::Comment)
        .peekable();
    let code = std::iter::from_fn(move || {
        loop {
            let token = tokens.next()?;
            let next = tokens.peek().map(|next| next.kind);
            if !is_trailing_comma(token.kind, next) {
                return text.get(token.span().range()?);
            }
        }
    });
    let comments = Lexer::with_comments(text)
        .filter(|token| token.kind == TokenKind::Comment)
        .filter_map(|token| text.get(token.span().range()?))
        .map(str::trim_end);
    code.chain(comments)
}

/// Whether a token is a comma before a closing bracket.
fn is_trailing_comma(kind: TokenKind, next: Option<TokenKind>) -> bool {
    use TokenKind::{RightBrace, RightBracket, RightParenthesis};
    kind == TokenKind::Comma && matches!(next, Some(RightParenthesis | RightBracket | RightBrace))
}
