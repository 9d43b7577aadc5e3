//! Findings as SARIF 2.1.0, the Static Analysis Results Interchange Format
//! (an OASIS standard), which code hosts and editors show beside the source.

use crate::finding::{Finding, Report};
use crate::lint::{Level, Lint};
use cedar_core::{PolicyId, Span};
use cedar_parser::Source;
use serde::Serialize;

/// Where the format is defined.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A SARIF log with one run.
///
/// Suppressed findings are in it, marked as suppressed in the source. Columns
/// count Unicode code points.
#[derive(Serialize, Debug)]
pub struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

/// The log of `report`, which is about the policies in `source`.
pub fn log<'a>(report: &'a Report, source: &'a Source<'a>) -> Log<'a> {
    let counted = report.findings().iter().map(|f| result(f, false, source));
    let suppressed = report.suppressed().iter().map(|f| result(f, true, source));
    Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "cedar lint",
                    version: env!("CARGO_PKG_VERSION"),
                    rules: Lint::ALL.map(rule),
                },
            },
            column_kind: "unicodeCodePoints",
            results: counted.chain(suppressed).collect(),
        }],
    }
}

#[derive(Serialize, Debug)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<SarifResult<'a>>,
}

#[derive(Serialize, Debug)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize, Debug)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: [Rule; Lint::ALL.len()],
}

#[derive(Serialize, Debug)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Message<'static>,
    help: Help,
    default_configuration: Configuration,
}

#[derive(Serialize, Debug)]
struct Help {
    text: &'static str,
    markdown: &'static str,
}

#[derive(Serialize, Debug)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize, Debug)]
struct Message<'a> {
    text: std::borrow::Cow<'a, str>,
}

#[derive(Serialize, Debug)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'static str,
    /// The place of the rule among those of the tool.
    rule_index: usize,
    level: &'static str,
    message: Message<'a>,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    related_locations: Option<[Location<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<[Suppression; 1]>,
}

#[derive(Serialize, Debug)]
struct Suppression {
    kind: &'static str,
}

#[derive(Serialize, Debug)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message<'a>>,
    physical_location: PhysicalLocation,
    logical_locations: [LogicalLocation<'a>; 1],
}

#[derive(Serialize, Debug)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize, Debug)]
struct Artifact {
    uri: String,
}

/// INVARIANT: lines and columns count from 1; the end is just after the part.
#[derive(Serialize, Debug)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

/// The policy.
#[derive(Serialize, Debug)]
struct LogicalLocation<'a> {
    name: &'a str,
    kind: &'static str,
}

fn rule(lint: Lint) -> Rule {
    Rule {
        id: lint.code(),
        short_description: Message {
            text: lint.summary().into(),
        },
        help: Help {
            text: lint.explanation(),
            markdown: lint.explanation(),
        },
        default_configuration: Configuration {
            level: level(lint.level()),
        },
    }
}

fn result<'a>(finding: &'a Finding, is_suppressed: bool, source: &Source<'_>) -> SarifResult<'a> {
    let text = match &finding.help {
        None => finding.to_string(),
        Some(help) => format!("{finding}. Help: {help}"),
    };
    let rule_index = Lint::ALL.iter().position(|lint| *lint == finding.lint);
    SarifResult {
        rule_id: finding.lint.code(),
        rule_index: rule_index.unwrap_or_default(),
        level: level(finding.level()),
        message: Message { text: text.into() },
        locations: [location(&finding.policy, finding.span, None, source)],
        related_locations: finding.related.as_ref().map(|related| {
            let message = Some(related.message.as_str());
            [location(&related.policy, related.span, message, source)]
        }),
        suppressions: is_suppressed.then_some([Suppression { kind: "inSource" }]),
    }
}

fn location<'a>(
    policy: &'a PolicyId,
    span: Span,
    message: Option<&'a str>,
    source: &Source<'_>,
) -> Location<'a> {
    Location {
        id: message.map(|_| 0),
        message: message.map(|text| Message { text: text.into() }),
        physical_location: PhysicalLocation {
            artifact_location: Artifact {
                uri: uri(source.name()),
            },
            region: span.range().map(|range| {
                let (start, end) = (source.location(range.start), source.location(range.end));
                Region {
                    start_line: start.line,
                    start_column: start.column,
                    end_line: end.line,
                    end_column: end.column,
                }
            }),
        },
        logical_locations: [LogicalLocation {
            name: policy.as_str(),
            kind: "declaration",
        }],
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Note => "note",
        Level::Warning => "warning",
    }
}

/// A path as a relative or absolute URI reference (RFC 3986): what is not
/// allowed in one is escaped.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(byte.into());
            }
            b'\\' if cfg!(windows) => uri.push('/'),
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("a/b-c.cedar"), "a/b-c.cedar");
        assert_eq!(uri("a b%é:.cedar"), "a%20b%25%C3%A9%3A.cedar");
    }
}
