//! Text that may come from anywhere, made safe to show.

use std::fmt::{self, Write as _};

/// Writes a text with its control characters escaped, so that what a message
/// quotes cannot steer the terminal. Line breaks stay.
pub(crate) struct Printable<'a>(pub(crate) &'a str);

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c.is_control() && c != '\n' {
                true => write!(f, "{}", c.escape_default())?,
                false => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_escaped() {
        let text = "it's \"é\"\n\u{1b}[31m\t\u{9b}";
        let expected = "it's \"é\"\n\\u{1b}[31m\\t\\u{9b}";
        assert_eq!(Printable(text).to_string(), expected);
    }
}
