//! Texts that are no policies: what is said about them, where, and which help is given.

mod conditions;
mod policies;

use crate::{ParseError, ParseErrors, parse_expression, parse_policies};

/// Checks the only error of a text. `«` and `»` mark the place that it must
/// point at; they are not part of the text.
pub(super) fn check(marked: &str, message: &str, hint: &str) {
    check_all(marked, &[(message, hint)], |text| {
        parse_policies(text).err()
    });
}

/// The same for what stands in a condition.
pub(super) fn check_condition(marked: &str, message: &str, hint: &str) {
    let policy = format!("permit(principal, action, resource) when {{ {marked} }};");
    check(&policy, message, hint);
}

/// The same for an expression alone.
pub(super) fn check_expression(marked: &str, message: &str, hint: &str) {
    check_all(marked, &[(message, hint)], |text| {
        parse_expression(text).err()
    });
}

/// Checks all errors, in order. Their places are marked in the same order.
pub(super) fn check_all(
    marked: &str,
    expected: &[(&str, &str)],
    parse: impl FnOnce(&str) -> Option<ParseErrors>,
) {
    let text = marked.replace(['«', '»'], "");
    let errors = parse(&text).unwrap_or_else(|| panic!("accepted: {text}"));
    let found: Vec<_> = errors
        .iter()
        .map(|error| shown(marked, &text, error))
        .collect();
    let places = marked_places(marked);
    assert_eq!(places.len(), expected.len(), "marks in {marked}");
    let expected: Vec<_> = expected
        .iter()
        .zip(places)
        .map(|((message, hint), place)| (place, (*message).to_owned(), (*hint).to_owned()))
        .collect();
    assert_eq!(found, expected, "{text}");
}

/// An error as place, message with label, and hint.
fn shown(marked: &str, text: &str, error: &ParseError) -> (usize, String, String) {
    let range = error.span.range().unwrap();
    let place = range.start;
    let underlined = text.get(range).unwrap();
    assert!(
        marked.contains(&format!("«{underlined}»")),
        "`{underlined}` is not marked in {marked}: {error}"
    );
    (
        place,
        error.to_string(),
        error.hint.clone().unwrap_or_default(),
    )
}

/// The offsets of the marked places in the text without marks.
fn marked_places(marked: &str) -> Vec<usize> {
    let mut removed = 0;
    let mut places = Vec::new();
    for (offset, mark) in marked.match_indices(['«', '»']) {
        if mark == "«" {
            places.push(offset - removed);
        }
        removed += mark.len();
    }
    places
}
