//! Turns what the generated parser says about a syntax error into words.

use super::terminals::{Terminal, Terminals};
use crate::error::{ParseError, ParseErrorKind, quotable};
use crate::lexer::{InvalidToken, Lexer, TokenKind};
use cedar_core::Span;

pub(crate) type GrammarError = lalrpop_util::ParseError<u32, Terminal, ParseError>;

pub(super) fn explain(text: &str, error: GrammarError) -> ParseError {
    match error {
        GrammarError::User { error } => error,
        GrammarError::UnrecognizedToken { token, expected } => {
            let (start, _, end) = token;
            unexpected(text, start, end, expected)
        }
        GrammarError::ExtraToken { token } => unexpected(text, token.0, token.2, Vec::new()),
        GrammarError::InvalidToken { location } => unexpected(text, location, location, Vec::new()),
        GrammarError::UnrecognizedEof { expected, .. } => {
            let end = text.trim_end().len() as u32;
            let kind = ParseErrorKind::UnexpectedEnd {
                expected: words(&expected),
            };
            ParseError::new(kind, Span::new(end, end))
                .with_hint_if_any(missing_semicolon(&expected))
        }
    }
}

fn unexpected(text: &str, start: u32, end: u32, expected: Vec<String>) -> ParseError {
    let span = Span::new(start, end);
    let found = text.get(start as usize..end as usize).unwrap_or("");
    if let Some(kind) = invalid_token(text, start) {
        return ParseError::new(kind, span);
    }
    let names_something = expects(&expected, "identifier");
    if names_something && cedar_core::ast::is_reserved(found) {
        let kind = ParseErrorKind::ReservedWord(found.to_owned());
        let hint =
            expects(&expected, "string").then(|| format!("write it in quotes: `\"{found}\"`"));
        return ParseError::new(kind, span).with_hint_if_any(hint);
    }
    let kind = ParseErrorKind::UnexpectedToken {
        found: format!("`{}`", quotable(found)),
        expected: words(&expected),
    };
    ParseError::new(kind, span).with_hint_if_any(
        hint(text, found, start, &expected).or_else(|| missing_semicolon(&expected)),
    )
}

/// What is wrong with the token itself, if it is none.
fn invalid_token(text: &str, start: u32) -> Option<ParseErrorKind> {
    let mut lexer = Lexer::new(text);
    lexer.seek(start);
    match lexer.next()?.kind {
        TokenKind::Invalid(invalid) => Some(match invalid {
            InvalidToken::Character(c) => ParseErrorKind::UnexpectedCharacter(c),
            InvalidToken::UnterminatedString => ParseErrorKind::UnterminatedString,
            InvalidToken::BackslashAtEndOfLine => ParseErrorKind::BackslashAtEndOfLine,
            InvalidToken::SingleQuotes => ParseErrorKind::SingleQuotedString,
        }),
        _ => None,
    }
}

fn hint(text: &str, found: &str, start: u32, expected: &[String]) -> Option<String> {
    let previous = Terminals::new(text.get(..start as usize).unwrap_or(""))
        .map_while(Result::ok)
        .last();
    let after_comma = matches!(previous, Some((_, Terminal::Comma, _)));
    match found {
        "]" | ";" if after_comma => Some("leave out the comma before this".to_owned()),
        ";" if expects(expected, ",") && expects(expected, "}") => {
            Some("separate attributes with `,`".to_owned())
        }
        "]" if expects(expected, "identifier") => {
            Some("leave out the list if there is nothing in it".to_owned())
        }
        _ => None,
    }
}

fn missing_semicolon(expected: &[String]) -> Option<String> {
    let ends_here = expects(expected, ";");
    ends_here.then(|| "declarations end with `;`".to_owned())
}

fn expects(expected: &[String], terminal: &str) -> bool {
    expected
        .iter()
        .any(|expected| expected.trim_matches('"') == terminal)
}

/// What could stand there, in words.
fn words(expected: &[String]) -> Vec<String> {
    const KEYWORDS_THAT_ARE_IDENTIFIERS: [&str; 13] = [
        "external",
        "entity",
        "action",
        "type",
        "namespace",
        "tags",
        "enum",
        "appliesTo",
        "principal",
        "resource",
        "context",
        "attributes",
        "Set",
    ];
    let any_identifier = expects(expected, "identifier");
    let mut words = Vec::new();
    for terminal in expected {
        let terminal = terminal.trim_matches('"');
        match terminal {
            "identifier" => words.insert(0, "a name".to_owned()),
            "string" => words.push("a string".to_owned()),
            "reserved" | "other" => {}
            "in" if any_identifier && expects(expected, "reserved") => {}
            keyword if any_identifier && KEYWORDS_THAT_ARE_IDENTIFIERS.contains(&keyword) => {}
            other => words.push(format!("`{other}`")),
        }
    }
    words
}
