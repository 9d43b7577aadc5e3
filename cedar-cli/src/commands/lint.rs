//! `cedar lint`: what policies may say and probably do not mean.

use crate::args::{PoliciesArgs, SchemaArgs};
use crate::console::Console;
use crate::exit::Outcome;
use crate::input::policies::LoadedPolicies;
use crate::report::{Failure, Label, Place, Problem};
use cedar_core::Span;
use cedar_lint::{Finding, Level, Lint, Linter, Report, UnknownLint, sarif};
use clap::Args;
use serde::Serialize;

/// Look for mistakes in policies that validation accepts
///
/// With a schema, more is known. `@allow("CODE")` in a policy, with one code or several apart by
/// commas, keeps findings in it from counting.
#[derive(Args, Debug)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct LintArgs {
    #[command(flatten)]
    policies: PoliciesArgs,

    #[command(flatten)]
    schema: SchemaArgs,

    /// Do not look for this
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = parse_lint)]
    allow: Vec<Lint>,

    /// Let this count even if it is only a note
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = parse_lint)]
    deny: Vec<Lint>,

    /// Print the findings as one JSON object
    #[arg(long, conflicts_with = "sarif")]
    json: bool,

    /// Print the findings as SARIF 2.1.0
    #[arg(long)]
    sarif: bool,

    /// Say what a lint finds and why, and do nothing else
    #[arg(long, value_name = "CODE", value_parser = parse_lint, exclusive = true)]
    explain: Option<Lint>,

    /// List the codes of all lints, and do nothing else
    #[arg(long, exclusive = true)]
    list: bool,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  nothing is found, or notes only
  1  failure: bad usage or bad input
  3  something is found that counts: a warning, or what `--deny` names";

impl LintArgs {
    /// Exit codes: 0 if nothing that counts is found, else 3.
    pub(crate) fn run(self, console: &mut Console) -> Result<Outcome, Failure> {
        if self.list {
            list(console);
            return Ok(Outcome::Success);
        }
        if let Some(lint) = self.explain {
            console.print(lint.explanation());
            return Ok(Outcome::Success);
        }
        let linter = match self.schema.load(console)? {
            None => Linter::new(),
            Some(schema) => {
                Linter::with_schema(schema).map_err(|error| Problem::new(error.to_string()))?
            }
        };
        let policies = self.policies.load()?;
        let mut report = linter.lint(&policies.policies);
        report.retain(|finding| !self.allow.contains(&finding.lint));
        if self.json {
            console.json(&JsonReport::new(&report, &policies));
        } else if self.sarif {
            let source = &policies.source;
            let source = cedar_parser::Source::new(source.name(), source.text());
            console.json(&sarif::log(&report, &source));
        } else {
            let findings = report.findings().iter();
            let problems: Vec<Problem> = findings.map(|found| problem(found, &policies)).collect();
            console.problems(&problems);
            console.line(summary(&report));
        }
        let counts = |finding: &Finding| {
            finding.level() == Level::Warning || self.deny.contains(&finding.lint)
        };
        Ok(match report.findings().iter().any(counts) {
            true => Outcome::ValidationFailed,
            false => Outcome::Success,
        })
    }
}

fn parse_lint(code: &str) -> Result<Lint, String> {
    code.parse().map_err(|unknown: UnknownLint| {
        let hint = match unknown.suggestion() {
            Some(lint) => format!("did you mean `{lint}`?"),
            None => "`cedar lint --list` lists them".to_owned(),
        };
        format!("{unknown}; {hint}")
    })
}

fn list(console: &mut Console) {
    let width = Lint::ALL.map(|lint| lint.code().len()).into_iter().max();
    let width = width.unwrap_or_default();
    for lint in Lint::ALL {
        console.line(format_args!(
            "{:width$}  {:7}  {}",
            lint.code(),
            level(lint.level()),
            lint.summary()
        ));
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Note => "note",
        Level::Warning => "warning",
    }
}

fn problem(finding: &Finding, policies: &LoadedPolicies) -> Problem {
    let message = format!("{}: {finding}", finding.lint);
    let problem = Problem::new(message).help(finding.help.clone());
    let problem = match finding.level() {
        Level::Note => problem.note(),
        Level::Warning => problem.warning(),
    };
    let label = |span: Span, text: Option<String>| span.range().map(|range| Label { range, text });
    let Some(first) = label(finding.span, None) else {
        return problem;
    };
    let related = finding.related.as_ref();
    let related = related.and_then(|related| label(related.span, Some(related.message.clone())));
    problem.at(Place::labelled(&policies.source, first, related))
}

fn summary(report: &Report) -> String {
    let count = |level: Level| {
        report
            .findings()
            .iter()
            .filter(|f| f.level() == level)
            .count()
    };
    let plural = |n: usize, what: &str| match n {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    };
    let mut parts = vec![
        plural(count(Level::Warning), "warning"),
        plural(count(Level::Note), "note"),
    ];
    if !report.suppressed().is_empty() {
        parts.push(format!("{} allowed", report.suppressed().len()));
    }
    parts.join(", ")
}

#[derive(Serialize)]
struct JsonReport<'a> {
    findings: Vec<JsonFinding<'a>>,
    /// What `@allow` keeps from counting.
    allowed: Vec<JsonFinding<'a>>,
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    code: &'static str,
    level: &'static str,
    policy: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(flatten)]
    place: Option<JsonPlace<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    related: Option<JsonRelated<'a>>,
}

#[derive(Serialize)]
struct JsonRelated<'a> {
    policy: &'a str,
    message: &'a str,
    #[serde(flatten)]
    place: Option<JsonPlace<'a>>,
}

/// Absent if the policies were not read from text.
#[derive(Serialize)]
struct JsonPlace<'a> {
    filename: &'a str,
    /// In bytes.
    span: JsonSpan,
    /// From 1.
    line: usize,
    /// In characters, from 1.
    column: usize,
}

#[derive(Serialize)]
struct JsonSpan {
    offset: usize,
    length: usize,
}

impl<'a> JsonReport<'a> {
    fn new(report: &'a Report, policies: &'a LoadedPolicies) -> Self {
        let all = |findings: &'a [Finding]| {
            let json = |finding| JsonFinding::new(finding, policies);
            findings.iter().map(json).collect()
        };
        JsonReport {
            findings: all(report.findings()),
            allowed: all(report.suppressed()),
        }
    }
}

impl<'a> JsonFinding<'a> {
    fn new(finding: &'a Finding, policies: &'a LoadedPolicies) -> Self {
        JsonFinding {
            code: finding.lint.code(),
            level: level(finding.level()),
            policy: finding.policy.as_str(),
            message: &finding.message,
            help: finding.help.as_deref(),
            place: JsonPlace::new(finding.span, policies),
            related: finding.related.as_ref().map(|related| JsonRelated {
                policy: related.policy.as_str(),
                message: &related.message,
                place: JsonPlace::new(related.span, policies),
            }),
        }
    }
}

impl<'a> JsonPlace<'a> {
    fn new(span: Span, policies: &'a LoadedPolicies) -> Option<Self> {
        let range = span.range()?;
        let (line, column) = policies.source.line_and_column(range.start);
        Some(JsonPlace {
            filename: policies.source.name(),
            span: JsonSpan {
                offset: range.start,
                length: range.len(),
            },
            line,
            column,
        })
    }
}
