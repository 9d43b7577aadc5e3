//! Guesses at what the writer meant.

use strsim::damerau_levenshtein;

/// `did you mean …?` if one of `known` is close enough to `word`: the same but
/// for case, or at most a third of the letters (and at least one) changed.
pub(crate) fn did_you_mean<'k>(
    word: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Option<String> {
    // Comparing takes quadratic time.
    const LONGEST: usize = 80;
    const MOST: usize = 1_000;
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_ascii_lowercase();
    known
        .into_iter()
        .take(MOST)
        .filter(|known| known.len() <= LONGEST)
        .map(|known| {
            let distance = damerau_levenshtein(&word, &known.to_ascii_lowercase());
            (distance, known)
        })
        .filter(|(distance, known)| *distance <= (known.len() / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| format!("did you mean `{known}`?"))
}
