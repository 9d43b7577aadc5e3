//! White space and comments between tokens.

use crate::choices::Choices;

/// The tokens as text. Where two would run into one, something stands between.
pub fn lay_out(choices: &mut Choices<'_>, tokens: &[String]) -> String {
    // Most text is tame, so that a mutation elsewhere is the only oddity.
    let wild = choices.chance(25);
    // A comment says where it was, so that it shows if it is elsewhere.
    let is_commented = choices.chance(10);
    let mut text = String::new();
    for (index, token) in tokens.iter().enumerate() {
        if is_commented && choices.chance(30) {
            text.push_str(&format!(" // {index}\n"));
        }
        let glued = text.ends_with(is_word) && token.starts_with(is_word)
            || text.ends_with(is_operator) && token.starts_with(is_operator);
        match choices.below(if wild { 10 } else { 60 }) {
            0 => text.push('\n'),
            1 => text.push_str(" // a comment \"'}\n"),
            2 => text.push_str("\t \r\n"),
            3 if wild => text.push_str(odd_space(choices)),
            4..=6 if !glued => {}
            _ => text.push(' '),
        }
        text.push_str(token);
    }
    text.push_str(choices.weighted(&[
        (7, ""),
        (1, " // the end"),
        (1, "\n// the\n//end\n"),
        (1, "\n"),
    ]));
    text
}

fn odd_space(choices: &mut Choices<'_>) -> &'static str {
    const SPACES: [&str; 8] = [
        "\u{a0}", "\u{2003}", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "//\n", "// é\r",
    ];
    SPACES[choices.below(SPACES.len())]
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '?'
}

fn is_operator(c: char) -> bool {
    "=!<>&|:/".contains(c)
}
