//! Smaller texts, for questions about a language rather than about a case.

/// The text without ever shorter runs of lines, then of characters.
pub fn smaller_texts(text: &str) -> impl Iterator<Item = String> + '_ {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let characters: Vec<&str> = text
        .char_indices()
        .map(|(at, c)| &text[at..at + c.len_utf8()])
        .collect();
    without_runs(lines).chain(without_runs(characters))
}

fn without_runs(pieces: Vec<&str>) -> impl Iterator<Item = String> {
    let count = pieces.len();
    let sizes = std::iter::successors(Some(count.div_ceil(2)), |size| {
        (*size > 1).then(|| size.div_ceil(2))
    });
    sizes
        .take_while(|size| *size > 0)
        .flat_map(move |size| (0..count).step_by(size).map(move |start| (start, size)))
        .map(move |(start, size)| {
            let end = (start + size).min(count);
            [&pieces[..start], &pieces[end..]].concat().concat()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_shorter_and_every_character_can_go() {
        let text = "añ\nb𝄞";
        let all: Vec<String> = smaller_texts(text).collect();
        assert!(all.iter().all(|smaller| smaller.len() < text.len()));
        for expected in ["añ\n", "b𝄞", "ñ\nb𝄞", "a\nb𝄞", "añ\nb"] {
            assert!(
                all.iter().any(|found| found == expected),
                "{expected}: {all:?}"
            );
        }
        assert_eq!(smaller_texts("").count(), 0);
    }
}
