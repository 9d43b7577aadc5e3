//! Where generators take their decisions from: bytes.

/// A stream of choices that a byte string determines.
///
/// The first eight bytes seed a pseudo-random stream; each later byte perturbs
/// one draw. So every byte string, the empty one included, leads to a full and
/// varied case, and a changed byte changes one choice: that is what a
/// coverage-guided fuzzer needs in order to climb.
#[derive(Clone, Debug)]
pub struct Choices<'a> {
    state: u64,
    rest: std::slice::Iter<'a, u8>,
}

impl<'a> Choices<'a> {
    /// The choices that `bytes` determine.
    pub fn new(bytes: &'a [u8]) -> Self {
        let (seed, rest) = bytes.split_at(bytes.len().min(8));
        let state = seed.iter().fold(0xCEDA_0000_0000_0001, |state, byte| {
            mix(state ^ u64::from(*byte))
        });
        Choices {
            state,
            rest: rest.iter(),
        }
    }

    /// A number below `n`; 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.draw()) * n as u128) >> 64) as usize
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// True in about `percent` of 100 cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of `items`; `None` if there is none.
    pub fn pick<'b, T>(&mut self, items: &'b [T]) -> Option<&'b T> {
        items.get(self.below(items.len()))
    }

    /// One of `items`, each as often as its weight says. The weights must not
    /// all be 0.
    pub fn weighted<T: Copy>(&mut self, items: &[(usize, T)]) -> T {
        let total = items.iter().map(|(weight, _)| weight).sum();
        let mut at = self.below(total);
        for (weight, item) in items {
            match at.checked_sub(*weight) {
                Some(less) => at = less,
                None => return *item,
            }
        }
        items[0].1
    }

    /// 64 bits.
    pub fn draw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let byte = self.rest.next().copied().unwrap_or(0);
        // A zero byte leaves the stream as it is; any other byte adds its
        // share to the top, which `below` looks at first.
        mix(self.state).wrapping_add(u64::from(byte) << 56)
    }
}

/// The finalizer of SplitMix64.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(bytes: &[u8]) -> Vec<usize> {
        let mut choices = Choices::new(bytes);
        (0..16).map(|_| choices.below(1000)).collect()
    }

    #[test]
    fn bytes_determine_everything() {
        assert_eq!(drawn(b"some bytes"), drawn(b"some bytes"));
        assert_ne!(drawn(b"some bytes"), drawn(b"other bytes"));
    }

    #[test]
    fn one_later_byte_changes_one_choice() {
        let (a, b) = (drawn(b"12345678\0\0\0\0"), drawn(b"12345678\0\0\x70\0"));
        let changed = a.iter().zip(&b).filter(|(a, b)| a != b).count();
        assert_eq!(changed, 1);
    }

    #[test]
    fn exhausted_bytes_still_vary() {
        let distinct: std::collections::BTreeSet<usize> = drawn(b"").into_iter().collect();
        assert!(distinct.len() > 10, "{distinct:?}");
    }
}
