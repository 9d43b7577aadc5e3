//! One change to a text that is right.

use crate::choices::Choices;

/// Tokens that are put in the place of others.
pub const TOKENS: [&str; 52] = [
    "permit",
    "forbid",
    "when",
    "unless",
    "if",
    "then",
    "else",
    "in",
    "is",
    "has",
    "like",
    "true",
    "false",
    "principal",
    "action",
    "resource",
    "context",
    "?principal",
    "?resource",
    "?x",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ";",
    ":",
    "::",
    ".",
    "@",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "=",
    "&&",
    "||",
    "!",
    "+",
    "-",
    "*",
    "/",
    "%",
    "0",
    "9223372036854775808",
    "\"a\"",
    "x",
    "__cedar",
];

const CHARACTERS: [char; 28] = [
    '"', '\'', '\\', '*', '?', '@', '.', ',', ';', ':', '(', ')', '[', ']', '{', '}', '=', '&',
    '|', '/', '#', '$', 'é', '\u{feff}', '\u{200b}', '\0', '\r', '0',
];

/// Deletes, repeats, swaps, replaces or inserts a token.
pub fn mutate_tokens(choices: &mut Choices<'_>, tokens: &mut Vec<String>) {
    let Some(last) = tokens.len().checked_sub(1) else {
        return;
    };
    let at = choices.below(last + 1);
    let new = TOKENS[choices.below(TOKENS.len())].to_owned();
    match choices.below(5) {
        0 => {
            tokens.remove(at);
        }
        1 => tokens.insert(at, tokens[at].clone()),
        2 => tokens.swap(at, (at + 1).min(last)),
        3 => tokens[at] = new,
        _ => tokens.insert(at, new),
    }
}

/// The text with a character deleted, replaced or inserted, or cut off.
pub fn mutate_characters(choices: &mut Choices<'_>, text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let at = choices.below(characters.len().max(1));
    let new = CHARACTERS[choices.below(CHARACTERS.len())];
    match choices.below(8) {
        0..=2 if !characters.is_empty() => {
            characters.remove(at);
        }
        3 | 4 if !characters.is_empty() => characters[at] = new,
        5 => characters.truncate(at),
        _ => characters.insert(at, new),
    }
    characters.into_iter().collect()
}
