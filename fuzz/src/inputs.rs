//! What the bytes of an input are, and how a fuzzer is to treat them.

use crate::campaign::seeded_bytes;
use crate::dictionary;
use crate::generators::documents;

/// Longer inputs would perturb draws that no generator makes, or hold documents that
/// say nothing that shorter ones do not.
const MAX_INPUT_BYTES: usize = 4096;

/// What the inputs of a target are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Inputs {
    /// Streams of choices: none of their bytes occurs in a comparison, and no token
    /// means anything.
    Choices,
    /// Documents as they are, after a byte that says in which language.
    Documents,
}

impl Inputs {
    /// The arguments of `cargo fuzz build` beside the target.
    pub fn build_arguments(self) -> &'static [&'static str] {
        match self {
            Inputs::Choices => &["--no-trace-compares"],
            // What is compared with a byte of a document tells what should stand there.
            Inputs::Documents => &[],
        }
    }

    /// Options of libFuzzer.
    pub fn options(self) -> Vec<(&'static str, usize)> {
        let common = [("max_len", MAX_INPUT_BYTES), ("timeout", 30)];
        let own: &[(&str, usize)] = match self {
            // Short inputs are as good as long ones; and each is equally rich, so that
            // choosing among them costs more than it brings.
            Inputs::Choices => &[("len_control", 0), ("entropic", 0)],
            Inputs::Documents => &[("entropic", 1)],
        };
        common.into_iter().chain(own.iter().copied()).collect()
    }

    /// Inputs to start from, at most `count`, the same each time.
    pub fn seeds(self, count: usize) -> Vec<Vec<u8>> {
        match self {
            Inputs::Choices => (0..count).map(choices).collect(),
            Inputs::Documents => documents::accepted(count, MAX_INPUT_BYTES)
                .iter()
                .map(documents::to_raw)
                .collect(),
        }
    }

    /// Whether a night starts from seeds: choices are as good from the first byte on,
    /// but no document comes about from nothing.
    pub fn needs_seeds(self) -> bool {
        self == Inputs::Documents
    }

    /// A dictionary in libFuzzer's form, if tokens mean something.
    pub fn dictionary(self) -> Option<String> {
        match self {
            Inputs::Choices => None,
            Inputs::Documents => Some(dictionary::write(&dictionary::tokens())),
        }
    }
}

/// Zeros leave the stream as it is and show the fuzzer where to perturb it.
fn choices(number: usize) -> Vec<u8> {
    let mut bytes = seeded_bytes(number as u64).to_vec();
    bytes.resize(8 + 64 * (number % 8), 0);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn seeds_are_distinct_and_short_enough() {
        for inputs in [Inputs::Choices, Inputs::Documents] {
            let seeds = inputs.seeds(60);
            let distinct: BTreeSet<&Vec<u8>> = seeds.iter().collect();
            assert_eq!(distinct.len(), 60, "{inputs:?}");
            assert!(seeds.iter().all(|seed| seed.len() <= MAX_INPUT_BYTES));
        }
    }
}
