//! `cedar test`: run integration tests.

use crate::console::Console;
use crate::exit::Outcome;
use crate::report::{Failure, Printable, Problem};
use crate::suite::{self, Asked, Check, Discovered, EngineKind, Root, Subject, Verdict};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Run integration tests
///
/// A test is a JSON file that names `policies`, `entities` and a `schema`, says
/// whether the policies validate (`shouldValidate`), and lists `requests` with
/// the `decision`, the `reason` and the `errors` that the answer must have.
/// Failures are printed a line each, the result last.
#[derive(Args, Debug)]
pub(crate) struct TestArgs {
    /// Test files, and folders that are searched for them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Folder where the paths in tests start. What is not there is looked for
    /// in the working folder, then in the folders above the test
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,

    /// Who answers
    #[arg(long, value_enum, default_value_t = EngineKind::Production)]
    engine: EngineKind,

    /// Ask the verified model as well: a request fails if it does not answer
    /// the same, kinds of errors included
    #[arg(long)]
    check_model: bool,

    /// Print a line for what passes, too
    #[arg(short, long)]
    verbose: bool,

    /// Print JSON: an object for each line, the summary last
    #[arg(long)]
    json: bool,
}

/// How many checks passed and failed.
#[derive(Default)]
struct Count {
    passed: usize,
    failed: usize,
}

impl TestArgs {
    /// Exit codes: 0 if something passed and nothing failed, else 1.
    pub(crate) fn run(self, console: &mut Console) -> Result<Outcome, Failure> {
        let tests = suite::discover(&self.paths)?;
        if tests.is_empty() {
            return Err(Problem::new("there is no test in the given folders").into());
        }
        let root = Root::new(self.root.clone());
        let bar = progress_bar(tests.len());
        let mut count = Count::default();
        for test in tests {
            let lines = self.run_one(test, &root, &mut count);
            if !lines.is_empty() {
                bar.suspend(|| self.show(console, &lines));
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        self.show_summary(console, &count);
        Ok(match count.failed {
            0 => Outcome::Success,
            _ => Outcome::Failure,
        })
    }

    fn asked(&self) -> Asked {
        Asked {
            engine: self.engine,
            check_model: self.check_model,
        }
    }

    /// Runs a test, counts its checks and says what there is to say of them.
    fn run_one(&self, test: Discovered, root: &Root, count: &mut Count) -> Vec<Line> {
        let (path, result) = match test {
            Discovered::Test(path) => {
                let result = suite::run(&path, root, self.asked());
                (path, result)
            }
            Discovered::Unreadable(path, failure) => (path, Err(failure)),
        };
        let checks = match result {
            Ok(checks) => checks,
            Err(failure) => {
                count.failed += 1;
                return vec![Line::of_failure(&path, &failure)];
            }
        };
        let mut lines = Vec::new();
        for check in &checks {
            let passed = matches!(check.verdict, Verdict::Passed);
            match passed {
                true => count.passed += 1,
                false => count.failed += 1,
            }
            if !passed || self.verbose {
                lines.push(Line::of_check(&path, check));
            }
        }
        lines
    }

    fn show(&self, console: &mut Console, lines: &[Line]) {
        for line in lines {
            match self.json {
                true => console.json(line),
                false => console.line(line.text()),
            }
        }
        console.flush();
    }

    fn show_summary(&self, console: &mut Console, count: &Count) {
        let Count { passed, failed } = *count;
        if self.json {
            console.json(&Summary { passed, failed });
        } else {
            console.line(format_args!("{passed} passed, {failed} failed"));
        }
    }
}

/// What is said of a check, or of a test that could not be run.
#[derive(Serialize)]
struct Line {
    result: &'static str,
    test: String,
    /// `validation` or `request`; nothing if the test could not be run.
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<&'static str>,
    /// From 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    differences: Vec<String>,
}

#[derive(Serialize)]
struct Summary {
    passed: usize,
    failed: usize,
}

impl Line {
    fn of_check(path: &Path, check: &Check) -> Self {
        let (result, differences) = match &check.verdict {
            Verdict::Passed => ("passed", Vec::new()),
            Verdict::Different(differences) => ("failed", differences.clone()),
            Verdict::Invalid(failure) => ("failed", one_line_each(failure)),
        };
        let (kind, request, description) = match &check.subject {
            Subject::Validation => ("validation", None, None),
            Subject::Request {
                number,
                description,
            } => ("request", Some(*number), Some(description.clone())),
        };
        Line {
            result,
            test: path.display().to_string(),
            check: Some(kind),
            request,
            description,
            differences,
        }
    }

    fn of_failure(path: &Path, failure: &Failure) -> Self {
        Line {
            result: "failed",
            test: path.display().to_string(),
            check: None,
            request: None,
            description: None,
            differences: one_line_each(failure),
        }
    }

    fn text(&self) -> String {
        let mut text = format!("{} {}", self.result, self.test);
        if let Some(check) = self.check {
            text.push_str(&format!(", {check}"));
        }
        if let (Some(request), Some(description)) = (self.request, &self.description) {
            text.push_str(&format!(" {request} ({})", Printable(description)));
        }
        if !self.differences.is_empty() {
            text.push_str(": ");
            text.push_str(&self.differences.join("; "));
        }
        text
    }
}

fn one_line_each(failure: &Failure) -> Vec<String> {
    failure.problems().iter().map(Problem::one_line).collect()
}

/// A bar on standard error if that is a terminal.
fn progress_bar(tests: usize) -> ProgressBar {
    let bar = ProgressBar::new(tests.try_into().unwrap_or(u64::MAX));
    match ProgressStyle::with_template("{bar:40} {pos}/{len} tests, {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
