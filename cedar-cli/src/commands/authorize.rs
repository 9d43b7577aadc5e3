//! `cedar authorize`: decide a request.

use crate::args::{EntitiesArgs, PoliciesArgs, RequestArgs, SchemaArgs};
use crate::console::Console;
use crate::exit::Outcome;
use crate::input::policies::LoadedPolicies;
use crate::report::{Failure, Problem, both};
use cedar_core::{AuthorizationError, Authorizer, Decision, Response};
use clap::Args;
use serde::Serialize;
use std::time::{Duration, Instant};

/// Decide a request: `ALLOW` or `DENY`
///
/// The answer follows an empty line. A policy whose evaluation fails is reported and does not count.
#[derive(Args, Debug)]
pub(crate) struct AuthorizeArgs {
    #[command(flatten)]
    request: RequestArgs,

    #[command(flatten)]
    policies: PoliciesArgs,

    #[command(flatten)]
    schema: SchemaArgs,

    #[command(flatten)]
    entities: EntitiesArgs,

    /// Say which policies decided, and where those that could not be evaluated failed
    #[arg(short, long)]
    verbose: bool,

    /// Say how long the decision took, in microseconds, without reading the input
    #[arg(short, long)]
    timing: bool,

    /// Print the answer as JSON
    #[arg(long, conflicts_with_all = ["verbose", "timing"])]
    json: bool,
}

impl AuthorizeArgs {
    /// Exit codes: 0 allow, 2 deny.
    pub(crate) fn run(self, console: &mut Console) -> Result<Outcome, Failure> {
        let schema = self.schema.load(console)?;
        let schema = schema.as_ref();
        let data = both(self.policies.load(), self.entities.load(schema));
        let (request, (policies, entities)) = both(self.request.load(schema), data)?;
        let authorizer = Authorizer::new();
        let start = Instant::now();
        let response = authorizer.is_authorized(&request, &policies.policies, &entities);
        let elapsed = start.elapsed();
        if self.json {
            console.json(&JsonAnswer::from(&response));
        } else {
            self.print(console, &response, &policies, elapsed);
        }
        Ok(match response.decision() {
            Decision::Allow => Outcome::Success,
            Decision::Deny => Outcome::Deny,
        })
    }

    fn print(
        &self,
        console: &mut Console,
        response: &Response,
        policies: &LoadedPolicies,
        elapsed: Duration,
    ) {
        console.line("");
        if self.timing {
            console.line(format_args!(
                "Authorization Time (micro seconds) : {}",
                elapsed.as_micros()
            ));
        }
        console.line(match response.decision() {
            Decision::Allow => "ALLOW",
            Decision::Deny => "DENY",
        });
        let mut errors = response.diagnostics().errors().peekable();
        if errors.peek().is_some() {
            console.line("");
            errors.for_each(|error| console.line(error));
        }
        if self.verbose {
            console.line("");
            print_reason(console, response);
            let errors = response.diagnostics().errors();
            let problems: Vec<Problem> = errors.map(|error| problem(error, policies)).collect();
            console.problems(&problems);
        }
    }
}

fn print_reason(console: &mut Console, response: &Response) {
    let mut reason = response.diagnostics().reason().peekable();
    if reason.peek().is_none() {
        console.line("note: no policies applied to this request");
        return;
    }
    console.line("note: this decision was due to the following policies:");
    reason.for_each(|policy| console.line(format_args!("  {policy}")));
    console.line("");
}

/// The error at the expression that raised it.
fn problem(error: &AuthorizationError, policies: &LoadedPolicies) -> Problem {
    let message = error.error.to_string();
    let problem = Problem::new(format!(
        "the policy `{}` could not be evaluated, so it did not count",
        error.policy
    ))
    .warning()
    .help(error.error.kind().hint());
    match policies.place_labelled(error.error.span(), &message) {
        Some(place) => problem.at(place),
        None => problem.because(message),
    }
}

#[derive(Serialize)]
struct JsonAnswer<'a> {
    decision: &'static str,
    reason: Vec<&'a str>,
    errors: Vec<JsonError<'a>>,
}

#[derive(Serialize)]
struct JsonError<'a> {
    policy: &'a str,
    message: String,
}

impl<'a> From<&'a Response> for JsonAnswer<'a> {
    fn from(response: &'a Response) -> Self {
        let diagnostics = response.diagnostics();
        JsonAnswer {
            decision: response.decision().as_str(),
            reason: diagnostics.reason().map(|id| id.as_str()).collect(),
            errors: diagnostics
                .errors()
                .map(|error| JsonError {
                    policy: error.policy.as_str(),
                    message: error.error.to_string(),
                })
                .collect(),
        }
    }
}
