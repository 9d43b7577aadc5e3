//! `cedar authorize`: decide a request.

use crate::args::{EntitiesArgs, PoliciesArgs, RequestArgs, SchemaArgs};
use crate::console::Console;
use crate::exit::Outcome;
use crate::input::policies::LoadedPolicies;
use crate::report::{Failure, Problem, both};
use cedar_core::{AuthorizationError, Authorizer, Decision, Response};
use clap::Args;
use reference_model::{Answer, CheckedAuthorizer, Verdict};
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

    /// Ask the verified model as well, and allow only what both allow
    #[arg(long)]
    check_model: bool,

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
        let verdict = self
            .check_model
            .then(|| CheckedAuthorizer::new(&policies.policies, &entities).is_authorized(&request))
            .map(|checked| checked.verdict().clone());
        let decision = match &verdict {
            None | Some(Verdict::Agree) => response.decision(),
            Some(Verdict::Differ(_) | Verdict::NoVerdict(_)) => Decision::Deny,
        };
        if self.json {
            console.json(&JsonAnswer::new(decision, &response, verdict.as_ref()));
        } else {
            self.print(console, decision, &response, &policies, elapsed);
        }
        if let Some(problem) = verdict.as_ref().and_then(|v| doubt(&response, v)) {
            console.problems(&[problem]);
        }
        Ok(match decision {
            Decision::Allow => Outcome::Success,
            Decision::Deny => Outcome::Deny,
        })
    }

    fn print(
        &self,
        console: &mut Console,
        decision: Decision,
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
        console.line(match decision {
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

/// Why the engine's answer is not to be relied on, if the model does not confirm it.
fn doubt(response: &Response, verdict: &Verdict) -> Option<Problem> {
    let (message, cause) = match verdict {
        Verdict::Agree => return None,
        Verdict::NoVerdict(none) => (
            "the verified model gives no answer, so the request is denied",
            none.to_string(),
        ),
        Verdict::Differ(model) => (
            "engine and verified model differ, so the request is denied",
            format!(
                "the engine answers {}\nthe model answers {model}",
                Answer::from(response)
            ),
        ),
    };
    Some(Problem::new(message).because(cause))
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
    /// What the model says of it, if it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<&'static str>,
}

#[derive(Serialize)]
struct JsonError<'a> {
    policy: &'a str,
    message: String,
}

impl<'a> JsonAnswer<'a> {
    fn new(decision: Decision, response: &'a Response, verdict: Option<&Verdict>) -> Self {
        let diagnostics = response.diagnostics();
        JsonAnswer {
            decision: decision.as_str(),
            reason: diagnostics.reason().map(|id| id.as_str()).collect(),
            errors: diagnostics
                .errors()
                .map(|error| JsonError {
                    policy: error.policy.as_str(),
                    message: error.error.to_string(),
                })
                .collect(),
            model: verdict.map(|verdict| match verdict {
                Verdict::Agree => "agrees",
                Verdict::Differ(_) => "differs",
                Verdict::NoVerdict(_) => "gives no answer",
            }),
        }
    }
}
