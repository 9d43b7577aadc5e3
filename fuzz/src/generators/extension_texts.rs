//! Arguments of the constructors of extension types: right, nearly right, wrong.

use super::extension_text;
use super::text::literals;
use super::values;
use crate::case::TextCase;
use crate::choices::Choices;
use cedar_core::extensions::ExtensionFunction;

/// How many texts a case has.
const TEXTS: usize = 16;

/// The texts that `bytes` determine, each with its constructor.
pub fn case(bytes: &[u8]) -> TextCase {
    let mut choices = Choices::new(bytes);
    let texts = (0..TEXTS)
        .map(|_| {
            let (name, text) = literals::extension(&mut choices);
            let constructor = ExtensionFunction::from_name(name);
            let constructor = constructor.expect("the generator names constructors");
            let text = match choices.chance(40) {
                true => text,
                false => values::constructor_argument(&mut choices, constructor).into(),
            };
            let text = match choices.below(10) {
                0 => short(&mut choices),
                1 | 2 => part(&mut choices, &text),
                3 => {
                    let once = extension_text::mutated(&mut choices, &text);
                    extension_text::mutated(&mut choices, &once).into()
                }
                _ => text,
            };
            (constructor, text)
        })
        .collect();
    TextCase { texts }
}

/// Up to four characters, of which the languages have most in common.
fn short(choices: &mut Choices<'_>) -> String {
    const CHARACTERS: [char; 12] = ['0', '1', '9', '.', '-', ':', '/', 'd', 'm', 's', 'T', 'Z'];
    let length = choices.below(5);
    let character = |_| CHARACTERS[choices.below(CHARACTERS.len())];
    (0..length).map(character).collect()
}

/// What a cut leaves of the text: its beginning, its end, or both without what was
/// between.
fn part(choices: &mut Choices<'_>, text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let (one, other) = (
        choices.below(characters.len() + 1),
        choices.below(characters.len() + 1),
    );
    let (first, last) = (one.min(other), one.max(other));
    match choices.below(4) {
        0 => characters[first..].iter().collect(),
        1 => characters[..last].iter().collect(),
        2 => characters[first..last].iter().collect(),
        _ => characters[..first]
            .iter()
            .chain(&characters[last..])
            .collect(),
    }
}
