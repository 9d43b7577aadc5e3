//! What has been read lately, by its text.
//!
//! The same types and the same actions occur in policy after policy. Finding
//! them again is quicker than building them again, and what is shared takes no
//! further memory.

/// How many values are kept. A power of two.
const SLOTS: usize = 64;
/// Longer texts are not looked up; they hardly ever occur again.
const LONGEST: usize = 64;

/// Values by the text that they were read from. A new value takes the place of
/// another one, so the size is fixed and so is the cost of a look-up.
pub(super) struct Recent<'s, T> {
    slots: Vec<Option<(&'s str, T)>>,
}

impl<'s, T: Clone> Recent<'s, T> {
    pub(super) fn new() -> Self {
        Recent { slots: Vec::new() }
    }

    /// The value that was read from `text`, if that was lately.
    #[inline]
    pub(super) fn get(&self, text: &str) -> Option<T> {
        if text.len() > LONGEST {
            return None;
        }
        match self.slots.get(slot(text)) {
            Some(Some((known, value))) if *known == text => Some(value.clone()),
            _ => None,
        }
    }

    /// Keeps the value that was read from `text`.
    #[inline]
    pub(super) fn insert(&mut self, text: &'s str, value: T) {
        if text.len() > LONGEST {
            return;
        }
        if self.slots.is_empty() {
            self.slots.resize_with(SLOTS, || None);
        }
        if let Some(slot) = self.slots.get_mut(slot(text)) {
            *slot = Some((text, value));
        }
    }
}

/// Where the value of a text is kept. Texts that share a slot cost time only.
#[inline]
fn slot(text: &str) -> usize {
    let mix = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let hash = text.bytes().fold(0x811c_9dc5, mix);
    (hash ^ (hash >> 15)) as usize & (SLOTS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_equal_texts_are_found() {
        let texts: Vec<String> = (0..1_000).map(|i| format!("Type{i}")).collect();
        let mut recent = Recent::new();
        for (i, text) in texts.iter().enumerate() {
            assert_eq!(recent.get(text), None);
            recent.insert(text, i);
            assert_eq!(recent.get(text), Some(i));
        }
        let kept = texts.iter().enumerate().filter(|(i, text)| {
            let found = recent.get(text);
            assert!(found.is_none_or(|found| found == *i), "{text}");
            found.is_some()
        });
        assert!((SLOTS / 2..=SLOTS).contains(&kept.count()));
        let long = "x".repeat(LONGEST + 1);
        recent.insert(&long, 0);
        assert_eq!(recent.get(&long), None);
    }
}
