//! `cedar run-tests`: test cases of one's own policies.

use crate::args::{PoliciesArgs, SchemaArgs};
use crate::console::Console;
use crate::exit::Outcome;
use crate::input::policies::LoadedPolicies;
use crate::input::policy_tests::{self, PolicyTest, TestCase};
use crate::report::{Failure, both};
use cedar_core::{Authorizer, Decision, Response};
use clap::Args;
use std::path::PathBuf;

/// Run test cases on policies
///
/// The cases are a JSON array of objects with a `request` as `--request-json`
/// takes it, `entities`, the `decision` (`allow` or `deny`), the `reason` (ids
/// of policies that must be among the determining ones), `num_errors` (how many
/// policies fail), and perhaps a `name`.
#[derive(Args, Debug)]
pub(crate) struct RunTestsArgs {
    #[command(flatten)]
    policies: PoliciesArgs,

    #[command(flatten)]
    schema: SchemaArgs,

    /// JSON file that holds the cases; `-` for standard input
    #[arg(long, value_name = "FILE")]
    tests: PathBuf,
}

impl RunTestsArgs {
    /// Exit codes: 0 if no case failed, else 1.
    pub(crate) fn run(self, console: &mut Console) -> Result<Outcome, Failure> {
        let schema = self.schema.load(console)?;
        let tests = policy_tests::read(&self.tests, schema.as_ref());
        let (policies, tests) = both(self.policies.load(), tests)?;
        console.line(format_args!("running {} test(s)", tests.len()));
        let mut passed = 0_usize;
        let mut failed = 0_usize;
        for test in &tests {
            if run(console, &policies, test) {
                passed += 1;
            } else {
                failed += 1;
            }
        }
        console.line(format_args!("results: {passed} passed, {failed} failed"));
        Ok(match failed {
            0 => Outcome::Success,
            _ => Outcome::Failure,
        })
    }
}

/// Runs a test, says how it went, and whether it passed.
fn run(console: &mut Console, policies: &LoadedPolicies, test: &PolicyTest) -> bool {
    console.print(format_args!("  test {} ... ", test.name));
    match &test.case {
        Err(failure) => {
            console.line("error:");
            console.problems(failure.problems());
            false
        }
        Ok(case) => {
            let authorizer = Authorizer::new();
            let response =
                authorizer.is_authorized(&case.request, &policies.policies, &case.entities);
            let differences = differences(case, &response);
            match differences.is_empty() {
                true => console.line("ok"),
                false => console.line(format_args!("fail: {}", differences.join("; "))),
            }
            differences.is_empty()
        }
    }
}

fn differences(case: &TestCase, response: &Response) -> Vec<String> {
    let mut differences = Vec::new();
    if response.decision() != case.decision {
        differences.push(format!(
            "expected {}, got {}",
            name(case.decision),
            name(response.decision())
        ));
    }
    let diagnostics = response.diagnostics();
    let missing: Vec<String> = case
        .reason
        .iter()
        .filter(|id| !diagnostics.reason().any(|reason| reason == *id))
        .map(|id| format!("`{id}`"))
        .collect();
    if !missing.is_empty() {
        differences.push(format!("missing reason(s): {}", missing.join(", ")));
    }
    if diagnostics.errors().len() != case.errors {
        let errors: Vec<String> = diagnostics.errors().map(ToString::to_string).collect();
        let separator = if errors.is_empty() { "" } else { ": " };
        differences.push(format!(
            "expected {} error(s), but got {} runtime error(s){separator}{}",
            case.errors,
            errors.len(),
            errors.join(", ")
        ));
    }
    differences
}

fn name(decision: Decision) -> &'static str {
    match decision {
        Decision::Allow => "Allow",
        Decision::Deny => "Deny",
    }
}
