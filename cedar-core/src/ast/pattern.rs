//! The patterns of `like`.

use smol_str::SmolStr;
use std::sync::Arc;

/// One element of a [`Pattern`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PatternElement {
    /// Exactly this character.
    Char(char),
    /// Any number of characters, none included.
    Wildcard,
}

/// The right-hand side of `like`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Pattern(Arc<[PatternElement]>);

impl Pattern {
    /// The elements, first to last.
    pub fn elements(&self) -> &[PatternElement] {
        &self.0
    }

    /// The shortest text that matches: each wildcard stands for nothing.
    pub(crate) fn shortest_match(&self) -> SmolStr {
        self.elements()
            .iter()
            .filter_map(|element| match element {
                PatternElement::Char(c) => Some(*c),
                PatternElement::Wildcard => None,
            })
            .collect()
    }

    /// Whether the whole of `text` matches.
    ///
    /// On a mismatch only the last wildcard is reconsidered, which is enough
    /// because a wildcard matches anything. Cost: at most
    /// `text × pattern` character comparisons, no allocation.
    pub fn matches(&self, text: &str) -> bool {
        let mut pattern = self.elements();
        let mut rest = text.chars();
        let mut retry: Option<(&[PatternElement], std::str::Chars<'_>)> = None;
        loop {
            let fits = match pattern.split_first() {
                Some((PatternElement::Wildcard, tail)) => {
                    retry = Some((tail, rest.clone()));
                    pattern = tail;
                    true
                }
                Some((PatternElement::Char(expected), tail)) => {
                    pattern = tail;
                    rest.next() == Some(*expected)
                }
                None if rest.as_str().is_empty() => return true,
                None => false,
            };
            if fits {
                continue;
            }
            let Some((tail, from)) = &mut retry else {
                return false;
            };
            if from.next().is_none() {
                return false;
            }
            pattern = tail;
            rest = from.clone();
        }
    }
}

impl FromIterator<PatternElement> for Pattern {
    fn from_iter<I: IntoIterator<Item = PatternElement>>(elements: I) -> Self {
        Pattern(elements.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> Pattern {
        text.chars()
            .map(|c| match c {
                '*' => PatternElement::Wildcard,
                c => PatternElement::Char(c),
            })
            .collect()
    }

    /// The definition, by recursion on both sides.
    fn by_definition(pattern: &[PatternElement], text: &[char]) -> bool {
        match pattern {
            [] => text.is_empty(),
            [PatternElement::Char(c), rest @ ..] => {
                text.first() == Some(c) && by_definition(rest, &text[1..])
            }
            [PatternElement::Wildcard, rest @ ..] => {
                (0..=text.len()).any(|n| by_definition(rest, &text[n..]))
            }
        }
    }

    /// All words over `letters` of at most `length` letters.
    fn words(letters: &[char], length: usize) -> Vec<String> {
        let mut all = vec![String::new()];
        let mut from = 0;
        for _ in 0..length {
            let to = all.len();
            for i in from..to {
                for letter in letters {
                    let word = format!("{}{letter}", all[i]);
                    all.push(word);
                }
            }
            from = to;
        }
        all
    }

    #[test]
    fn matches_as_defined_on_all_small_inputs() {
        for p in words(&['a', 'b', '*'], 5) {
            let pattern = pattern(&p);
            for text in words(&['a', 'b'], 6) {
                let chars: Vec<char> = text.chars().collect();
                assert_eq!(
                    pattern.matches(&text),
                    by_definition(pattern.elements(), &chars),
                    "`{text}` like `{p}`"
                );
            }
        }
    }

    #[test]
    fn characters_are_unicode_scalar_values() {
        assert!(pattern("*é").matches("caffé"));
        assert!(!pattern("é").matches("e\u{301}"));
        assert!(pattern("𝄞*").matches("𝄞x"));
    }
}
