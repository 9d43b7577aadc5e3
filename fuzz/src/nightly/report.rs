//! What a night leaves behind.

use super::Coverage;
use crate::campaign::Count;
use crate::health::{Bound, Target};
use serde::Serialize;
use std::fmt;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

/// One core should compare so many: then two pass 100 million in six hours.
const REQUESTS_A_SECOND: f64 = 5_000.0;

/// The report of a run; `report.json` is its serialized form.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Whether everything was run and nothing failed.
    pub ok: bool,
    /// Whether the run was cut short, or is still going on.
    pub interrupted: bool,
    /// What the verifier said, if it was asked.
    pub proofs: Option<Proofs>,
    /// How the extracted model compares with Dafny's own build, if that was asked.
    pub extraction: Option<Extraction>,
    /// How long was fuzzed, all targets together.
    pub fuzz_seconds: f64,
    /// Compared requests a second and core in the target `authorizer`, if it was fuzzed.
    /// A busy machine may miss this, so it is no failure.
    pub rate: Option<Target>,
    /// Each target.
    pub targets: Vec<TargetReport>,
    /// What the corpora reach.
    pub coverage: Coverage,
    /// The generators' figures.
    pub health: Vec<Target>,
    /// What generating costs. A busy machine may miss these targets, so that is no
    /// failure.
    pub cost: Vec<Target>,
    /// What failed.
    pub failures: Vec<Failure>,
}

/// What the verifier said.
#[derive(Clone, Default, Debug, Serialize)]
pub struct Proofs {
    /// Items verified.
    pub verified: u64,
    /// Errors; at least 1 if there was no verdict.
    pub errors: u64,
    /// How long it took.
    pub seconds: f64,
}

/// How the extracted model compares with Dafny's own build of it.
#[derive(Clone, Debug, Serialize)]
pub struct Extraction {
    /// Whether all answers agree and every function was called.
    pub ok: bool,
    /// The last line that the comparison printed.
    pub summary: String,
    /// How long it took.
    pub seconds: f64,
}

/// What one target did.
#[derive(Clone, Default, Debug, Serialize)]
pub struct TargetReport {
    /// Its name.
    pub name: String,
    /// Requests answered by both sides, or refused by one.
    pub comparisons: u64,
    /// Same answer.
    pub agreements: u64,
    /// Different answers.
    pub differences: u64,
    /// A side gave no answer.
    pub no_verdicts: u64,
    /// How often it had its turn.
    pub turns: u32,
    /// How long it ran.
    pub seconds: f64,
    /// Comparisons per second, all processes together.
    pub per_second: f64,
    /// Inputs added to the corpus.
    pub new_corpus_entries: usize,
    /// Inputs that failed, as paths.
    pub artifacts: Vec<String>,
}

/// Something that failed, and the command that shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Failure {
    /// What.
    pub what: String,
    /// The command.
    pub reproduce: String,
}

impl Report {
    /// The report of a run that has just begun.
    pub(super) fn started() -> Self {
        Report {
            ok: false,
            interrupted: true,
            proofs: None,
            extraction: None,
            fuzz_seconds: 0.0,
            rate: None,
            targets: Vec::new(),
            coverage: Coverage::NotMeasured("it was not asked for".to_owned()),
            health: Vec::new(),
            cost: Vec::new(),
            failures: Vec::new(),
        }
    }

    pub(super) fn fail(&mut self, what: &str, reproduce: &str) {
        println!("FAILED: {what}\n  reproduce: {reproduce}");
        self.failures.push(Failure {
            what: what.to_owned(),
            reproduce: reproduce.to_owned(),
        });
    }

    /// A night that compared nothing has not passed.
    pub(super) fn finish(&mut self, interrupted: bool) {
        if !interrupted && self.targets.iter().all(|target| target.comparisons == 0) {
            self.fail("nothing was compared", "./nightly.sh --minutes 1");
        }
        self.interrupted = interrupted;
        self.ok = !interrupted && self.failures.is_empty();
    }

    /// Takes the rate of the target that has one to keep.
    pub(super) fn measure_rate(&mut self, cores: usize) {
        let measured = self.targets.iter().find(|t| t.name == "authorizer");
        self.rate = measured.map(|target| Target {
            name: "requests compared a second and core",
            value: target.per_second / cores.max(1) as f64,
            unit: "/s",
            bound: Bound::AtLeast(REQUESTS_A_SECOND),
        });
    }

    /// Writes `report.json` and `report.md`, each all at once.
    pub(super) fn write(&self, folder: &Path) -> io::Result<()> {
        let json = serde_json::to_string_pretty(self)?;
        for (name, text) in [("report.json", json), ("report.md", self.to_markdown())] {
            let next = folder.join(format!("{name}.next"));
            std::fs::write(&next, text)?;
            std::fs::rename(&next, folder.join(name))?;
        }
        Ok(())
    }

    fn to_markdown(&self) -> String {
        let verdict = match (self.ok, self.interrupted) {
            (true, _) => "passed",
            (false, true) => "not finished",
            (false, false) => "FAILED",
        };
        let mut text = format!("# Nightly run: {verdict}\n\n");
        let _ = match &self.proofs {
            Some(proofs) => writeln!(
                text,
                "Proofs: {} verified, {} errors, {:.0} s.\n",
                proofs.verified, proofs.errors, proofs.seconds
            ),
            None => writeln!(text, "Proofs: not checked.\n"),
        };
        if let Some(extraction) = &self.extraction {
            let _ = writeln!(
                text,
                "Extracted model against Dafny's own build: {}, {:.0} s.\n",
                extraction.summary, extraction.seconds
            );
        }
        text.push_str(
            "| target | comparisons | agree | differ | no verdict | turns | seconds | per second | new corpus entries |\n\
             |---|---|---|---|---|---|---|---|---|\n",
        );
        for t in &self.targets {
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} | {} | {:.0} | {:.0} | {} |",
                t.name,
                t.comparisons,
                t.agreements,
                t.differences,
                t.no_verdicts,
                t.turns,
                t.seconds,
                t.per_second,
                t.new_corpus_entries
            );
        }
        if let Some(rate) = &self.rate {
            let _ = writeln!(text, "\n`{rate}`");
        }
        text.push_str("\n## Coverage\n\n");
        self.coverage.write_markdown(&mut text);
        text.push_str("\n## Generators\n\n| figure | value | target |\n|---|---|---|\n");
        for figure in self.health.iter().chain(&self.cost) {
            let _ = writeln!(
                text,
                "| {} | {:.1} {unit} | {} {unit} |",
                figure.name,
                figure.value,
                figure.bound,
                unit = figure.unit
            );
        }
        if !self.failures.is_empty() {
            text.push_str("\n## Failures\n\n");
            for failure in &self.failures {
                let _ = writeln!(text, "* {}: `{}`", failure.what, failure.reproduce);
            }
        }
        text
    }
}

impl TargetReport {
    pub(super) fn new(name: &str) -> Self {
        TargetReport {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    pub(super) fn update(
        &mut self,
        count: Count,
        seconds: f64,
        new_corpus_entries: usize,
        artifacts: Vec<String>,
    ) {
        self.comparisons = count.comparisons;
        self.agreements = count.agreements;
        self.differences = count.differences;
        self.no_verdicts = count.no_verdicts;
        self.seconds = seconds;
        self.per_second = count.comparisons as f64 / seconds.max(0.001);
        self.new_corpus_entries = new_corpus_entries;
        self.artifacts = artifacts;
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bound::AtLeast(low) => write!(f, "≥ {low}"),
            Bound::AtMost(high) => write!(f, "≤ {high}"),
            Bound::Between(low, high) => write!(f, "{low} to {high}"),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.is_met() { "ok" } else { "MISSED" };
        write!(
            f,
            "{:<60} {:>5.1} {:<2} {:<9} {mark}",
            self.name,
            self.value,
            self.unit,
            self.bound.to_string()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(comparisons: &[u64], interrupted: bool, ok: bool) {
        let mut report = Report::started();
        report.targets = comparisons
            .iter()
            .map(|comparisons| TargetReport {
                comparisons: *comparisons,
                ..TargetReport::new("a target")
            })
            .collect();
        report.finish(interrupted);
        assert_eq!(report.ok, ok, "{comparisons:?}");
        assert_eq!(report.interrupted, interrupted);
    }

    #[test]
    fn only_a_finished_night_that_compared_something_has_passed() {
        check(&[1], false, true);
        check(&[0, 1], false, true);
        check(&[1], true, false);
        check(&[0], false, false);
        check(&[], false, false);
    }
}
