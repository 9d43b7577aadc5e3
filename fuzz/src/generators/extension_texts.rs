//! Arguments of the constructors of extension types: right, nearly right, wrong.

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
            (constructor, text)
        })
        .collect();
    TextCase { texts }
}
