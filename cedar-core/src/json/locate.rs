//! From a path to the place in the source.
//!
//! Trees carry no places, which keeps reading fast. Only when there is an error
//! to show is the source read again along the error's path.

use super::path::{JsonPath, JsonStep};
use serde::de::{Deserializer as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;
use std::ops::Range;

/// The place of the value at `path`, or of the last key of the path.
///
/// `None` when the source has no such path. Linear in the source for each step.
pub(super) fn locate(source: &str, path: &JsonPath, on_key: bool) -> Option<Range<usize>> {
    let mut place = source.trim();
    let mut key = None;
    for step in path.steps() {
        let found = find(place, step)?;
        (place, key) = (found.value, found.key);
    }
    let text = if on_key { key.unwrap_or(place) } else { place };
    // `text` is a slice of `source`, so its address says where.
    let start = (text.as_ptr() as usize).checked_sub(source.as_ptr() as usize)?;
    Some(start..start + text.len())
}

/// A value, and its key in the object that holds it, as slices of the source.
#[derive(Clone, Copy)]
struct Found<'s> {
    key: Option<&'s str>,
    value: &'s str,
}

/// The value one step into `source`. What follows it may be malformed.
fn find<'s>(source: &'s str, step: &JsonStep) -> Option<Found<'s>> {
    let mut found = None;
    let mut deserializer = serde_json::Deserializer::from_str(source);
    let finder = Finder {
        step,
        found: &mut found,
    };
    // The value may have been found even when the rest cannot be read.
    let _ = deserializer.deserialize_any(finder);
    found
}

struct Finder<'f, 's> {
    step: &'f JsonStep,
    found: &'f mut Option<Found<'s>>,
}

impl<'s> Visitor<'s> for Finder<'_, 's> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array or object")
    }

    fn visit_seq<A: SeqAccess<'s>>(self, mut elements: A) -> Result<(), A::Error> {
        let mut index = 0;
        while let Some(value) = elements.next_element::<&RawValue>()? {
            if *self.step == JsonStep::Index(index) {
                let value = value.get();
                *self.found = Some(Found { key: None, value });
                return Ok(());
            }
            index += 1;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'s>>(self, mut entries: A) -> Result<(), A::Error> {
        while let Some(key) = entries.next_key::<&RawValue>()? {
            let value = entries.next_value::<&RawValue>()?.get();
            let name: Option<String> = serde_json::from_str(key.get()).ok();
            if let (JsonStep::Key(wanted), Some(name)) = (self.step, name)
                && *wanted == name
            {
                let key = Some(key.get());
                *self.found = Some(Found { key, value });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        let source = r#" [1, {"a b": [true , "x"], "é\n": {"k": 1, "k" : 22}}] "#;
        let index = JsonStep::Index;
        let key = |key: &str| JsonStep::Key(key.into());
        let whole = source.trim();
        for (steps, on_key, expected) in [
            (vec![], false, Some(whole)),
            (vec![], true, Some(whole)),
            (vec![index(0)], false, Some("1")),
            (vec![index(0)], true, Some("1")),
            (vec![index(1), key("a b"), index(0)], false, Some("true")),
            (vec![index(1), key("a b")], true, Some("\"a b\"")),
            (vec![index(1), key("é\n")], true, Some(r#""é\n""#)),
            (vec![index(1), key("é\n"), key("k")], false, Some("22")),
            (vec![index(2)], false, None),
            (vec![key("a")], false, None),
            (vec![index(0), index(0)], false, None),
        ] {
            let mut path = JsonPath::default();
            steps.into_iter().rev().for_each(|step| path.prepend(step));
            let place = locate(source, &path, on_key);
            assert_eq!(place.map(|place| &source[place]), expected, "{path}");
        }
    }

    #[test]
    fn what_follows_may_be_malformed() {
        let mut path = JsonPath::default();
        path.prepend(JsonStep::Key("a".into()));
        path.prepend(JsonStep::Index(1));
        let source = r#"[0, {"a": 5}, {"b": ]"#;
        assert_eq!(
            locate(source, &path, false).map(|place| &source[place]),
            Some("5")
        );
    }
}
