//! Choosing and shrinking tests for other implementations.

use crate::case::Case;
use crate::features::{features, is_of_answer_or_scope};
use crate::integration::{CannotWrite, Files, load};
use crate::minimize::minimize;
use crate::question::CaseOracle;
use std::collections::{BTreeMap, BTreeSet};

/// How many features one test is kept for: more make tests that nobody reads,
/// fewer make many tests.
const FEATURES_PER_TEST: usize = 8;

/// How many cases may fail to show a feature before it is given up.
const ATTEMPTS: usize = 3;

/// Tests that together reach all that was seen and can be written.
#[derive(Default)]
pub struct Export {
    covered: BTreeSet<String>,
    /// Features that a case reached and its files did not, and how often.
    lost: BTreeMap<String, usize>,
    written: BTreeSet<(String, String)>,
    tests: Vec<Files>,
}

impl Export {
    /// Adds tests for what this case reaches and none has reached before.
    ///
    /// # Errors
    /// When the model gives no answer, or a file cannot be read again.
    pub fn add(&mut self, case: &Case) -> Result<(), CannotWrite> {
        let given_up = |feature: &&String| self.lost.get(*feature).copied() >= Some(ATTEMPTS);
        let reached = features(case);
        let mut open: BTreeSet<String> = reached
            .difference(&self.covered)
            .filter(|feature| !given_up(feature))
            .cloned()
            .collect();
        while !open.is_empty() {
            let wanted: BTreeSet<String> = open.iter().take(FEATURES_PER_TEST).cloned().collect();
            if !self.add_for(case, &wanted)? {
                for feature in &wanted {
                    let alone = BTreeSet::from([feature.clone()]);
                    if !self.covered.contains(feature) && !self.add_for(case, &alone)? {
                        *self.lost.entry(feature.clone()).or_default() += 1;
                    }
                }
            }
            open.retain(|feature| !wanted.contains(feature) && !self.covered.contains(feature));
        }
        Ok(())
    }

    /// The tests so far.
    pub fn tests(&self) -> &[Files] {
        &self.tests
    }

    /// What the tests reach.
    pub fn covered(&self) -> &BTreeSet<String> {
        &self.covered
    }

    /// What was reached but no test in this format can: mostly data that fit no
    /// schema.
    pub fn lost(&self) -> impl Iterator<Item = &String> {
        self.lost
            .keys()
            .filter(|feature| !self.covered.contains(*feature))
    }

    /// Whether a test now reaches something new.
    ///
    /// Every second test also keeps how its case's answers and scopes come out,
    /// and so several policies, links and a hierarchy: parts that only meet in
    /// larger tests.
    fn add_for(&mut self, case: &Case, wanted: &BTreeSet<String>) -> Result<bool, CannotWrite> {
        let mut kept = wanted.clone();
        if self.tests.len().is_multiple_of(2) {
            let frame = features(case).into_iter();
            kept.extend(frame.filter(|feature| is_of_answer_or_scope(feature)));
        }
        let small = minimize(CaseOracle::Authorizer.about(case.clone()), &mut |smaller| {
            smaller
                .as_test()
                .is_some_and(|smaller| features(&smaller.case).is_superset(&kept))
        });
        let small = small.as_test();
        let case = small.as_ref().map_or(case, |small| &small.case);
        let name = format!("test{:04}", self.tests.len());
        let files = match Files::of(case, "", &name) {
            Ok(files) => files,
            Err(CannotWrite::Schema(_)) => return Ok(false),
            Err(error) => return Err(error),
        };
        let reached = features(&load(&files)?.case);
        if !reached.is_superset(wanted) {
            return Ok(false);
        }
        self.covered.extend(reached);
        let requests = serde_json::to_string(&files.test.requests).unwrap_or_default();
        let content = (files.policies.clone() + &files.entities, requests);
        if self.written.insert(content) {
            self.tests.push(files);
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::seeded_bytes;
    use crate::generators;

    #[test]
    fn tests_are_small_distinct_and_reach_what_they_say() {
        let mut export = Export::default();
        for seed in 0..2 {
            let mut case = generators::case(&seeded_bytes(seed));
            case.requests.truncate(2);
            export.add(&case).unwrap();
        }
        assert!(export.tests().len() > 1, "{}", export.tests().len());
        let mut reached = BTreeSet::new();
        for files in export.tests() {
            let case = load(files).unwrap().case;
            assert!(case.requests.len() <= 2);
            reached.extend(features(&case));
        }
        assert_eq!(&reached, export.covered());
        let lost = export.lost().count();
        assert!(
            lost * 10 < reached.len(),
            "{lost} lost of {}",
            reached.len()
        );
    }
}
