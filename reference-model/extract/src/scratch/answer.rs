//! Answers as text, compared as values.

/// The text of an answer with sets and maps in one order.
///
/// `None` if the text is malformed, or lists an element or a key twice.
pub fn normalize(text: &str) -> Option<String> {
    let mut tokens = text.split_whitespace();
    let first = tokens.next()?;
    let value = item(first, &mut tokens)?;
    tokens.next().is_none().then_some(value)
}

fn item<'a>(first: &str, rest: &mut impl Iterator<Item = &'a str>) -> Option<String> {
    let close = match first {
        "[" => "]",
        "{" => "}",
        "<" => ">",
        _ if first.ends_with('(') => ")",
        "]" | "}" | ">" | ")" => return None,
        _ => return Some(first.to_owned()),
    };
    let mut items = Vec::new();
    loop {
        let next = rest.next()?;
        if next == close {
            break;
        }
        items.push(crate::grow(|| item(next, rest))?);
    }
    match first {
        "{" => items = sorted(items)?,
        "<" => {
            let pairs = items.chunks(2);
            let pairs = pairs.map(|pair| <&[String; 2]>::try_from(pair).ok().cloned());
            items = sorted(pairs.collect::<Option<Vec<_>>>()?)?.concat();
        }
        _ => {}
    }
    items.insert(0, first.to_owned());
    items.push(close.to_owned());
    Some(items.join(" "))
}

/// `None` if two are the same.
fn sorted<T: Ord>(mut items: Vec<T>) -> Option<Vec<T>> {
    let count = items.len();
    items.sort();
    items.dedup();
    (items.len() == count).then_some(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_does_not_matter_and_content_does() {
        for (text, expected) in [
            ("{ 2 1 }", Some("{ 1 2 }")),
            ("< 2 b 1 a >", Some("< 1 a 2 b >")),
            ("[ 2 1 ]", Some("[ 2 1 ]")),
            ("Ok( { ( 2 ) ( 1 ) } )", Some("Ok( { ( 1 ) ( 2 ) } )")),
            ("{ 1 1 }", None),
            ("< 1 a 2 >", None),
            ("[ 1", None),
            ("1 ]", None),
            ("", None),
        ] {
            assert_eq!(normalize(text).as_deref(), expected, "{text}");
        }
    }
}
