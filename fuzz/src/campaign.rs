//! Runs without a fuzzer, and the running count of a run with one.

use crate::oracles::Comparison;
use crate::targets::{self, Target};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// The environment variable that names the folder for running counts.
pub const COUNTS_FOLDER: &str = "FUZZ_COUNTS";

/// After how many inputs a running count is written.
const INPUTS_BETWEEN_WRITES: u64 = 64;

/// How many comparisons were made and how they came out.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Count {
    /// Inputs.
    pub inputs: u64,
    /// Requests answered by both sides, or refused by one.
    pub comparisons: u64,
    /// Both sides gave the same answer.
    pub agreements: u64,
    /// The sides gave different answers.
    pub differences: u64,
    /// A side gave no answer.
    pub no_verdicts: u64,
}

impl Count {
    /// Adds the comparisons of one input.
    pub fn add(&mut self, comparison: &Comparison) {
        self.inputs += 1;
        self.comparisons += comparison.total();
        self.agreements += comparison.agreements;
        self.differences += comparison.differences.len() as u64;
        self.no_verdicts += comparison.no_verdicts.len() as u64;
    }

    /// Adds another count.
    pub fn merge(&mut self, other: Count) {
        self.inputs += other.inputs;
        self.comparisons += other.comparisons;
        self.agreements += other.agreements;
        self.differences += other.differences;
        self.no_verdicts += other.no_verdicts;
    }
}

/// The input bytes for a seed.
pub fn seeded_bytes(seed: u64) -> [u8; 8] {
    seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes()
}

/// The result of a seeded run.
#[derive(Clone, Default, Debug)]
pub struct Run {
    /// The counts.
    pub count: Count,
    /// The first seed with a difference, and the comparison.
    pub first_difference: Option<(u64, Comparison)>,
}

/// Compares both sides of a target on the cases of consecutive seeds until
/// `goes_on` says no or a difference is found.
pub fn run(target: &Target, first_seed: u64, mut goes_on: impl FnMut(&Count) -> bool) -> Run {
    let mut run = Run::default();
    let mut seed = first_seed;
    while goes_on(&run.count) {
        let comparison = (target.question)(&seeded_bytes(seed)).ask();
        run.count.add(&comparison);
        if !comparison.differences.is_empty() {
            run.first_difference = Some((seed, comparison));
            break;
        }
        seed += 1;
    }
    run
}

/// Asks what the bytes stand for in the target of this name; then as [`count`].
///
/// # Panics
/// When there is a difference, or no such target.
pub fn ask(target: &str, bytes: &[u8]) {
    let target = targets::by_name(target).expect("the program is one of the targets");
    count((target.question)(bytes).ask());
}

/// Takes the comparisons of one input of a fuzz target: counts them where
/// [`COUNTS_FOLDER`] says, and stops the program at a difference.
///
/// # Panics
/// When there is a difference.
pub fn count(comparison: Comparison) {
    RUNNING.with_count(|running| running.add(&comparison));
    comparison.assert_agreement();
}

/// The sum of the counts that the processes of a run have written.
pub fn read_counts(folder: &Path) -> std::io::Result<Count> {
    let mut sum = Count::default();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "json") {
            let text = std::fs::read_to_string(path)?;
            sum.merge(serde_json::from_str(&text)?);
        }
    }
    Ok(sum)
}

/// The count of this process. Only fuzz targets use it, and only to report.
static RUNNING: Running = Running(Mutex::new(None));

struct Running(Mutex<Option<State>>);

struct State {
    count: Count,
    file: Option<PathBuf>,
}

impl Running {
    fn with_count(&self, change: impl FnOnce(&mut Count)) {
        let Ok(mut guard) = self.0.lock() else {
            return;
        };
        let state = guard.get_or_insert_with(|| State {
            count: Count::default(),
            file: std::env::var_os(COUNTS_FOLDER)
                .map(|folder| Path::new(&folder).join(format!("{}.json", std::process::id()))),
        });
        change(&mut state.count);
        let due = state.count.inputs % INPUTS_BETWEEN_WRITES == 0 || state.count.differences > 0;
        if due && let Some(file) = &state.file {
            write_atomically(file, &state.count);
        }
    }
}

/// A count that cannot be written is not worth a false alarm: the run goes on.
fn write_atomically(file: &Path, count: &Count) {
    let next = file.with_extension("next");
    if let Ok(text) = serde_json::to_string(count)
        && std::fs::write(&next, text).is_ok()
    {
        let _ = std::fs::rename(&next, file);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::targets;

    /// Compares as many cases as the target says. Each case must compare something
    /// on average, and nothing may be without a verdict.
    fn agree_on_fixed_seeds(target: &Target) {
        let run = run(target, 1, |count| count.inputs < target.test_cases);
        if let Some((seed, comparison)) = run.first_difference {
            let question = (target.question)(&seeded_bytes(seed));
            panic!(
                "seed {seed}
{}",
                question.describe(&comparison)
            );
        }
        assert!(
            run.count.comparisons >= target.test_cases,
            "{:?}",
            run.count
        );
        assert_eq!(
            run.count.agreements, run.count.comparisons,
            "{:?}",
            run.count
        );
    }

    // The planted faults are looked for with the prefix `both_sides_agree`.
    macro_rules! both_sides_agree {
        ($($test:ident: $target:literal;)*) => {
            $(
                #[test]
                fn $test() {
                    agree_on_fixed_seeds(&targets::by_name($target).unwrap());
                }
            )*

            #[test]
            fn every_target_is_tested() {
                let tested = [$($target),*];
                for target in targets::TARGETS {
                    assert!(tested.contains(&target.name), "{}", target.name);
                }
            }
        };
    }

    both_sides_agree! {
        both_sides_agree_on_decisions: "authorizer";
        both_sides_agree_on_explanations: "explain";
        both_sides_agree_on_index: "index";
        both_sides_agree_on_layers: "layers";
        both_sides_agree_on_values: "evaluator";
        both_sides_agree_on_validation: "validator";
        both_sides_agree_on_conformance: "conformance";
        both_sides_agree_on_soundness: "soundness";
        both_sides_agree_on_hierarchies: "hierarchy";
        both_sides_agree_on_links: "linking";
        both_sides_agree_on_policy_sets: "policy_sets";
        both_sides_agree_on_round_trips: "round_trips";
        both_sides_agree_on_extension_texts: "extension_texts";
        both_sides_agree_on_documents: "documents";
        both_sides_agree_on_spellings: "spellings";
        both_sides_agree_on_raw_bytes: "raw_bytes";
    }

    #[test]
    fn a_count_survives_the_way_through_a_file() {
        let folder = std::env::temp_dir().join(format!("fuzz-counts-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let count = Count {
            inputs: 1,
            comparisons: 8,
            agreements: 6,
            differences: 1,
            no_verdicts: 1,
        };
        for name in ["1.json", "2.json"] {
            write_atomically(&folder.join(name), &count);
        }
        let sum = read_counts(&folder).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!((sum.inputs, sum.comparisons, sum.differences), (2, 16, 2));
    }
}
