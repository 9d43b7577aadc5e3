//! `cedar run-tests`: test cases of one's own policies.

use crate::args::{PoliciesArgs, SchemaArgs};
use crate::console::Console;
use crate::exit::Outcome;
use crate::files;
use crate::input::policies::LoadedPolicies;
use crate::input::policy_tests::{self, PolicyTest, PolicyTests, TestsFormat};
use crate::policy_test::coverage::{html, lcov, table};
use crate::policy_test::{Answer, Snapshot, differences};
use crate::report::{Failure, Problem, both};
use cedar_core::Authorizer;
use cedar_core::coverage::Coverage;
use clap::Args;
use std::collections::HashSet;
use std::path::PathBuf;

/// Run test cases on policies
///
/// The cases are a JSON array of objects with a `request` as `--request-json` takes it,
/// `entities`, the `decision` (`allow` or `deny`), the `reason` (ids of policies that must be among
/// the determining ones) or the `exact_reason`, `num_errors` (how many policies fail) or the
/// `errors` (which ones), and perhaps a `name`. YAML will do as well, and an object with `tests`,
/// `policies` and `entities` for all of them.
#[derive(Args, Debug)]
pub(crate) struct RunTestsArgs {
    #[command(flatten)]
    policies: PoliciesArgs,

    #[command(flatten)]
    schema: SchemaArgs,

    /// File that holds the cases; `-` for standard input
    #[arg(long, value_name = "FILE")]
    tests: PathBuf,

    /// How the cases are written; if absent, as the name of the file says, else JSON
    #[arg(long, value_enum)]
    tests_format: Option<TestsFormat>,

    #[command(flatten)]
    snapshot: SnapshotArgs,

    #[command(flatten)]
    coverage: CoverageArgs,
}

/// `--snapshot`, `--update-snapshot`.
#[derive(Args, Debug)]
struct SnapshotArgs {
    /// JSON file with the answers of an earlier run; they must be the same. Cases need not say what
    /// they expect then, but need names
    #[arg(long, value_name = "FILE")]
    snapshot: Option<PathBuf>,

    /// Write the answers to the file of `--snapshot`
    #[arg(long, requires = "snapshot")]
    update_snapshot: bool,
}

/// `--coverage`, `--coverage-lcov`, `--coverage-html`, `--fail-under`.
#[derive(Args, Debug)]
struct CoverageArgs {
    /// Show which policies, scope constraints and operands have been true and false
    #[arg(long)]
    coverage: bool,

    /// Write the coverage to a file in the format of `lcov`
    #[arg(long, value_name = "FILE")]
    coverage_lcov: Option<PathBuf>,

    /// Write the coverage to a file as HTML
    #[arg(long, value_name = "FILE")]
    coverage_html: Option<PathBuf>,

    /// Fail if less than this share of what can be shown has been
    #[arg(long, value_name = "PERCENT", value_parser = parse_percent)]
    fail_under: Option<f64>,
}

impl RunTestsArgs {
    /// Exit codes: 0 if no case failed and the coverage suffices, else 1.
    pub(crate) fn run(self, console: &mut Console) -> Result<Outcome, Failure> {
        let schema = self.schema.load(console)?;
        let format = self
            .tests_format
            .unwrap_or_else(|| TestsFormat::of(&self.tests));
        let is_snapshot = self.snapshot.snapshot.is_some();
        let tests = policy_tests::read(&self.tests, format, schema.as_ref(), is_snapshot);
        let (tests, policies) = self.policies_for(tests)?;
        let snapshot = self.snapshot.load(&tests)?;
        let mut run = Run {
            policies: &policies,
            snapshot,
            coverage: self
                .coverage
                .is_wanted()
                .then(|| Coverage::new(&policies.policies)),
            answers: Vec::new(),
            passed: 0,
            failed: 0,
        };
        console.line(format_args!("running {} test(s)", tests.len()));
        for test in &tests {
            run.test(console, test);
        }
        run.check_names(console, &tests);
        console.line(format_args!(
            "results: {} passed, {} failed",
            run.passed, run.failed
        ));
        self.snapshot.save(&run.answers)?;
        let suffices = match &run.coverage {
            Some(coverage) => self.coverage.report(console, coverage, &policies)?,
            None => true,
        };
        Ok(match suffices && run.failed == 0 {
            true => Outcome::Success,
            false => Outcome::Failure,
        })
    }

    /// The tests, and the policies that they are about: those of the file of
    /// tests, or those that are given apart.
    fn policies_for(
        &self,
        tests: Result<PolicyTests, Failure>,
    ) -> Result<(Vec<PolicyTest>, LoadedPolicies), Failure> {
        match tests {
            Ok(PolicyTests {
                policies: Some(policies),
                tests,
            }) => {
                if self.policies.is_given() {
                    let problem = Problem::new("the policies are given twice")
                        .help("give them in the file of tests or with `--policies`".to_owned());
                    return Err(problem.into());
                }
                Ok((tests, self.policies.link(policies)?))
            }
            tests => {
                let (tests, policies) = both(tests, self.policies.load())?;
                Ok((tests.tests, policies))
            }
        }
    }
}

/// A run of tests.
struct Run<'a> {
    policies: &'a LoadedPolicies,
    snapshot: Option<Snapshot>,
    coverage: Option<Coverage>,
    answers: Vec<Answer>,
    passed: usize,
    failed: usize,
}

impl Run<'_> {
    /// Runs a test and says how it went.
    fn test(&mut self, console: &mut Console, test: &PolicyTest) {
        console.print(format_args!("  test {} ... ", test.name));
        let case = match &test.case {
            Ok(case) => case,
            Err(failure) => {
                console.line("error:");
                console.problems(failure.problems());
                self.failed += 1;
                return;
            }
        };
        let policies = &self.policies.policies;
        let response = Authorizer::new().is_authorized(&case.request, policies, &case.entities);
        if let Some(coverage) = &mut self.coverage {
            coverage.record(&case.request, policies, &case.entities);
        }
        let mut differences = differences(&case.expected, &response);
        let answer = Answer::new(&test.name, &response);
        if let Some(snapshot) = &self.snapshot {
            differences.extend(snapshot.differences(&answer));
        }
        self.answers.push(answer);
        if differences.is_empty() {
            console.line("ok");
            self.passed += 1;
        } else {
            console.line(format_args!("fail: {}", differences.join("; ")));
            self.failed += 1;
        }
    }

    /// Counts what the snapshot has and the tests have not as failed.
    fn check_names(&mut self, console: &mut Console, tests: &[PolicyTest]) {
        let names: Vec<&str> = tests.iter().map(|test| test.name.as_str()).collect();
        let Some(snapshot) = &self.snapshot else {
            return;
        };
        for name in snapshot.names_besides(&names) {
            console.line(format_args!("  test {name} ... fail: only in the snapshot"));
            self.failed += 1;
        }
    }
}

impl SnapshotArgs {
    /// The snapshot to compare with, if there is one and it is not written anew.
    fn load(&self, tests: &[PolicyTest]) -> Result<Option<Snapshot>, Failure> {
        let Some(path) = &self.snapshot else {
            return Ok(None);
        };
        let mut names = HashSet::new();
        for test in tests {
            if test.name == PolicyTest::UNNAMED || !names.insert(&test.name) {
                let problem = Problem::new("tests with a snapshot need different names");
                let help = format!("there is more than one `{}`, or it has no name", test.name);
                return Err(problem.help(help).into());
            }
        }
        match self.update_snapshot {
            true => Ok(None),
            false => Snapshot::read(path).map(Some),
        }
    }

    fn save(&self, answers: &[Answer]) -> Result<(), Failure> {
        match &self.snapshot {
            Some(path) if self.update_snapshot => Snapshot::write(path, answers),
            _ => Ok(()),
        }
    }
}

impl CoverageArgs {
    fn is_wanted(&self) -> bool {
        self.coverage
            || self.coverage_lcov.is_some()
            || self.coverage_html.is_some()
            || self.fail_under.is_some()
    }

    /// Shows and writes the coverage, and says whether it suffices.
    fn report(
        &self,
        console: &mut Console,
        coverage: &Coverage,
        policies: &LoadedPolicies,
    ) -> Result<bool, Failure> {
        let source = &policies.source;
        if self.coverage {
            console.print(table(coverage, source));
        }
        if let Some(path) = &self.coverage_lcov {
            files::replace(path, &lcov(coverage, source))?;
        }
        if let Some(path) = &self.coverage_html {
            files::replace(path, &html(coverage, source))?;
        }
        let percent = coverage.tally().percent();
        let needed = self.fail_under.unwrap_or(0.0);
        if percent < needed {
            console.problems(&[Problem::new(format!(
                "the coverage is {percent:.1} %, less than the {needed} % of `--fail-under`"
            ))]);
        }
        Ok(percent >= needed)
    }
}

fn parse_percent(text: &str) -> Result<f64, String> {
    let percent: f64 = text.parse().map_err(|_| "expected a number".to_owned())?;
    match (0.0..=100.0).contains(&percent) {
        true => Ok(percent),
        false => Err("expected a number from 0 to 100".to_owned()),
    }
}
