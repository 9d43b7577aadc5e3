//! What is written must be read as what it was: policies as text, laid out anew
//! and as JSON; entities and contexts as JSON; schemas in both forms.
//!
//! Where the forms keep more or less than the tree, as text does with numbers,
//! decisions are compared instead.

use super::{Comparison, Difference, conformance};
use crate::case::{Case, SchemaCase};
use crate::minimize;
use crate::question::Question;
use crate::report;
use cedar_core::ast::PolicyBody;
use cedar_core::{
    Authorizer, Context, Entities, Entity, EntityUid, Policy, PolicyId, PolicySet, Template,
};
use cedar_parser::{
    FormatOptions, ParsedPolicy, format_policies, parse_policies, parse_policy, parse_template,
    print_policy, print_policy_body, print_policy_set, print_template,
};
use cedar_validator::{Schema, SchemaFragment, ValidationMode, Validator};
use reference_model::Answer;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::sync::Arc;

/// What is written and read.
#[derive(Clone, Debug)]
pub enum RoundTrip {
    /// The policies and entities of a case.
    Case(Box<Case>),
    /// A text of policies, which may be wrong.
    Text(String),
    /// Policies in JSON, which may be wrong.
    Json(String),
    /// A schema with the same in JSON, and data for it.
    Schema(Box<SchemaCase>, String),
}

/// Writes and reads.
pub fn compare(what: &RoundTrip) -> Comparison {
    let mut trips = Trips::default();
    match what {
        RoundTrip::Case(case) => {
            trips.policies(case);
            trips.entities(&case.entities);
        }
        RoundTrip::Text(text) => trips.text(text),
        RoundTrip::Json(source) => trips.json(source),
        RoundTrip::Schema(case, json) => {
            trips.schema(case, json);
            trips.data(case);
        }
    }
    trips.0
}

#[derive(Default)]
struct Trips(Comparison);

impl Trips {
    /// Records what came back beside what was written.
    fn same<T: PartialEq>(
        &mut self,
        what: impl FnOnce() -> String,
        back: Result<T, impl Display>,
        written: &T,
        show: impl Fn(&T) -> String,
    ) {
        match back {
            Ok(back) if back == *written => self.0.agreements += 1,
            back => self.0.differences.push(Difference {
                question: what(),
                sides: ["read again", "written"],
                engine: match back {
                    Ok(back) => show(&back),
                    Err(error) => format!("refused: {error}"),
                },
                model: show(written),
            }),
        }
    }

    fn policies(&mut self, case: &Case) {
        let decide = |policies: &PolicySet| -> Vec<Answer> {
            let requests = case.requests.iter();
            let decide =
                |request| Authorizer::new().is_authorized(request, policies, &case.entities);
            requests
                .map(|request| Answer::from(&decide(request)))
                .collect()
        };
        let wanted = decide(&case.policies);
        let show = |answers: &Vec<Answer>| {
            let lines = answers.iter().map(|answer| format!("{answer:?}\n"));
            lines.collect::<String>()
        };
        let by_text = from_text(&case.policies).map(|policies| decide(&policies));
        self.same(|| "policies as text".to_owned(), by_text, &wanted, show);
        let linked = linked_from_text(&case.policies).map(|policies| decide(&policies));
        self.same(|| "links as policies".to_owned(), linked, &wanted, show);
        let written = json(case.policies.to_json());
        let read = written
            .as_ref()
            .map_err(Clone::clone)
            .and_then(|source| PolicySet::from_json_str(source).map_err(|error| error.to_string()));
        let by_json = read.as_ref().map(decide);
        self.same(|| "policies as JSON".to_owned(), by_json, &wanted, show);
        if let (Ok(written), Ok(read)) = (written, read) {
            let again = json(read.to_json());
            self.same(|| "JSON again".to_owned(), again, &written, String::clone);
        }
        self.text(&print_policy_set(&case.policies));
    }

    fn text(&mut self, text: &str) {
        let Ok(parsed) = parse_policies(text) else {
            self.refused_text(text);
            return;
        };
        let bodies: Vec<&PolicyBody> = parsed.iter().map(body).collect();
        for body in &bodies {
            let printed = print_policy_body(body);
            let back = parse_policies(&printed).map(|parsed| owned(&parsed));
            let wanted = vec![(*body).clone()];
            self.same(
                || format!("printed: {printed}"),
                back,
                &wanted,
                |b| shown(b),
            );
        }
        let formatted = format_policies(text, FormatOptions::default());
        let back = match &formatted {
            Ok(formatted) => parse_policies(formatted)
                .map(|parsed| owned(&parsed))
                .map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        self.same(
            || "formatted".to_owned(),
            back,
            &owned(&parsed),
            |b| shown(b),
        );
        if let Ok(formatted) = formatted {
            let again = format_policies(&formatted, FormatOptions::default());
            self.same(
                || "formatted again".to_owned(),
                again,
                &formatted,
                String::clone,
            );
        }
        let mut set = PolicySet::new();
        for policy in parsed {
            let added = match policy {
                ParsedPolicy::Static(policy) => set.add(policy),
                ParsedPolicy::Template(template) => set.add_template(template),
            };
            added.expect("the ids are numbers");
        }
        if let Ok(source) = json(set.to_json()) {
            self.json(&source);
        }
    }

    /// What the parser refuses, the formatter must refuse.
    fn refused_text(&mut self, text: &str) {
        let formats = format_policies(text, FormatOptions::default()).is_ok();
        let back = Ok::<bool, &str>(formats);
        self.same(
            || "formatting what is refused".to_owned(),
            back,
            &false,
            bool::to_string,
        );
    }

    fn json(&mut self, source: &str) {
        let Ok(policies) = PolicySet::from_json_str(source) else {
            self.0.agreements += 1;
            return;
        };
        let written = match json(policies.to_json()) {
            Ok(written) => written,
            // What JSON says need not be sayable in it again, but by text.
            Err(_) => return self.0.agreements += 1,
        };
        let again = PolicySet::from_json_str(&written)
            .map_err(|error| error.to_string())
            .and_then(|again| json(again.to_json()));
        self.same(
            || "JSON written again".to_owned(),
            again,
            &written,
            String::clone,
        );
    }

    fn entities(&mut self, entities: &Entities) {
        let back = json(entities.to_json())
            .and_then(|source| Entities::from_json_str(&source).map_err(|error| error.to_string()));
        let back = back.map(|back| listed(&back));
        self.same(
            || "entities".to_owned(),
            back,
            &listed(entities),
            String::clone,
        );
    }

    fn schema(&mut self, case: &SchemaCase, source: &str) {
        let wanted = facts(&case.schema, &case.case.policies);
        let about = |fragment: Result<SchemaFragment, String>| {
            let fragment = fragment?;
            let schema = Schema::from_fragments([&fragment]).map_err(|error| error.to_string())?;
            Ok::<_, String>(facts(&Arc::new(schema), &case.case.policies))
        };
        let by_json = SchemaFragment::from_json_str(source).map_err(|error| error.to_string());
        let by_text =
            SchemaFragment::from_cedar_str(&case.schema_text).map_err(|error| error.to_string());
        let text_again = |fragment: &Result<SchemaFragment, String>| {
            let text = fragment
                .clone()?
                .to_cedar()
                .map_err(|error| error.to_string())?;
            SchemaFragment::from_cedar_str(&text).map_err(|error| error.to_string())
        };
        let json_again = |fragment: &Result<SchemaFragment, String>| {
            let text = serde_json::to_string(&fragment.clone()?.to_json());
            let text = text.map_err(|error| error.to_string())?;
            SchemaFragment::from_json_str(&text).map_err(|error| error.to_string())
        };
        let ways = [
            ("text as JSON", json_again(&by_text)),
            ("text as text", text_again(&by_text)),
            ("JSON as JSON", json_again(&by_json)),
            ("JSON as text", text_again(&by_json)),
            ("JSON", by_json),
        ];
        for (way, fragment) in ways {
            self.same(
                || format!("schema: {way}"),
                about(fragment),
                &wanted,
                String::clone,
            );
        }
    }

    /// Entities and contexts that the schema reads are what they were.
    fn data(&mut self, case: &SchemaCase) {
        let entities = &case.case.entities;
        if conformance::conforms(&case.schema, entities) {
            let back = json(entities.to_json()).and_then(|source| {
                let read = case.schema.parse_entities(&source);
                read.map_err(|error| error.to_string())
            });
            let back = back.map(|back| listed(&back));
            self.same(
                || "entities".to_owned(),
                back,
                &listed(entities),
                String::clone,
            );
        }
        for (index, request) in case.case.requests.iter().enumerate() {
            if case.schema.validate_request(request).is_err() {
                continue;
            }
            let written = json(request.context.to_json());
            let of_schema = written.clone().and_then(|source| {
                let read = case.schema.parse_context(&request.action, &source);
                read.map_err(|error| error.to_string())
            });
            let plain = written.and_then(|source| {
                Context::from_json_str(&source).map_err(|error| error.to_string())
            });
            for back in [of_schema, plain] {
                let what = || format!("context of request {index}");
                self.same(what, back, &request.context, |c| format!("{c:?}"));
            }
        }
    }
}

/// The same policies and links, from their texts.
fn from_text(policies: &PolicySet) -> Result<PolicySet, String> {
    let mut read = PolicySet::new();
    for template in policies.templates() {
        let parsed = parse_template(template.id().clone(), &print_template(template));
        let parsed = parsed.map_err(|error| error.to_string())?;
        read.add_template(parsed)
            .map_err(|error| error.to_string())?;
    }
    for policy in policies.policies() {
        match policy.link() {
            Some(link) => {
                let values = link.values.clone();
                read.link(&link.template_id, policy.id().clone(), values)
                    .map_err(|error| error.to_string())?;
            }
            None => add_from_text(&mut read, policy.id(), policy)?,
        }
    }
    Ok(read)
}

/// The same policies, links among them as the static policies that say the same.
fn linked_from_text(policies: &PolicySet) -> Result<PolicySet, String> {
    let mut read = PolicySet::new();
    for policy in policies.policies() {
        add_from_text(&mut read, policy.id(), policy)?;
    }
    Ok(read)
}

fn add_from_text(set: &mut PolicySet, id: &PolicyId, policy: &Policy) -> Result<(), String> {
    let parsed = parse_policy(id.clone(), &print_policy(policy));
    let parsed = parsed.map_err(|error| error.to_string())?;
    set.add(parsed).map_err(|error| error.to_string())
}

fn json<T: serde::Serialize, E: Display>(written: Result<T, E>) -> Result<String, String> {
    let written = written.map_err(|error| error.to_string())?;
    serde_json::to_string(&written).map_err(|error| error.to_string())
}

/// The entities with their ancestors: JSON has these as parents.
fn listed(entities: &Entities) -> String {
    let line = |entity: &Entity| {
        let (uid, attributes, tags) = (entity.uid(), entity.attributes(), entity.tags());
        let ancestors: BTreeSet<&EntityUid> = entities.ancestors(uid).collect();
        format!("{uid} {attributes:?} {tags:?} in {ancestors:?}\n")
    };
    let mut lines: Vec<String> = entities.iter().map(line).collect();
    lines.sort();
    lines.concat()
}

fn body(parsed: &ParsedPolicy) -> &PolicyBody {
    match parsed {
        ParsedPolicy::Static(policy) => policy.body(),
        ParsedPolicy::Template(template) => Template::body(template),
    }
}

fn owned(parsed: &[ParsedPolicy]) -> Vec<PolicyBody> {
    parsed.iter().map(|parsed| body(parsed).clone()).collect()
}

/// As text and as JSON: a printer that drops something hides in its own text what it
/// dropped.
fn shown(bodies: &[PolicyBody]) -> String {
    let lines = bodies.iter().map(|body| {
        let json = body.to_json().map_err(|error| error.to_string());
        let json = json.and_then(|json| {
            serde_json::to_string_pretty(&json).map_err(|error| error.to_string())
        });
        let json = json.unwrap_or_else(|error| format!("(no JSON: {error})"));
        format!("{}\n{json}\n", print_policy_body(body))
    });
    lines.collect()
}

/// What the schema says of itself, and of the policies.
fn facts(schema: &Arc<Schema>, policies: &PolicySet) -> String {
    let mut lines: Vec<String> = Vec::new();
    for declared in schema.entity_types() {
        let ancestors = schema.ancestors(declared.name()).into_iter().flatten();
        let mut ancestors: Vec<String> = ancestors.map(ToString::to_string).collect();
        ancestors.sort();
        lines.push(format!(
            "{} in {ancestors:?}, ids {:?}, tags {}, {}",
            declared.name(),
            declared.enum_ids(),
            declared
                .tags()
                .map_or("none".to_owned(), |tags| schema.describe(tags)),
            described(schema, declared.attributes())
        ));
    }
    for id in schema.action_ids() {
        let action = schema.action(id);
        let mut groups: Vec<String> = schema
            .action_ancestors(id)
            .map(|group| schema.action(group).uid().to_string())
            .collect();
        groups.sort();
        let context = described(schema, action.context());
        lines.push(format!("{} in {groups:?}, {context}", action.uid()));
    }
    for environment in schema.request_environments() {
        let (principal, resource) = (environment.principal_type, environment.resource_type);
        lines.push(format!("{principal} {} {resource}", environment.action));
    }
    let validator = Validator::new(Arc::clone(schema));
    for mode in [ValidationMode::Strict, ValidationMode::Permissive] {
        let result = validator.validate(policies, mode);
        let errors = result.errors().iter().map(|error| error.policy.to_string());
        lines.extend(errors.map(|policy| format!("{mode:?} {policy}")));
    }
    lines.sort();
    lines.dedup();
    lines.join("\n") + "\n"
}

fn described(schema: &Schema, record: &cedar_validator::types::RecordType) -> String {
    let attributes = record.attributes().iter().map(|(name, attribute)| {
        let mark = if attribute.required { "" } else { "?" };
        format!("{name:?}{mark}: {}", schema.describe(&attribute.value))
    });
    attributes.collect::<Vec<_>>().join(", ")
}

impl Question for RoundTrip {
    fn ask(&self) -> Comparison {
        compare(self)
    }

    fn describe(&self, comparison: &Comparison) -> String {
        let text = match self {
            RoundTrip::Case(case) => report::describe(case),
            RoundTrip::Text(text) => format!("== policies as text\n{text}\n"),
            RoundTrip::Json(text) => format!("== policies in JSON\n{text}\n"),
            RoundTrip::Schema(case, json) => {
                format!(
                    "{}\n== the schema in JSON\n{json}\n",
                    report::describe_with_schema(case)
                )
            }
        };
        text + &report::differences(comparison)
    }

    fn smaller(&self) -> Box<dyn Iterator<Item = Box<dyn Question>> + '_> {
        let boxed = |trip: RoundTrip| Box::new(trip) as Box<dyn Question>;
        match self {
            RoundTrip::Case(case) => Box::new(
                minimize::case::smaller(case)
                    .map(|case| RoundTrip::Case(Box::new(case)))
                    .map(boxed),
            ),
            RoundTrip::Text(text) => Box::new(
                minimize::smaller_texts(text)
                    .map(RoundTrip::Text)
                    .map(boxed),
            ),
            RoundTrip::Json(text) => Box::new(
                minimize::smaller_texts(text)
                    .map(RoundTrip::Json)
                    .map(boxed),
            ),
            RoundTrip::Schema(case, json) => {
                Box::new(minimize::case::smaller(&case.case).map(move |smaller| {
                    let case = SchemaCase {
                        schema_text: case.schema_text.clone(),
                        schema: Arc::clone(&case.schema),
                        case: smaller,
                    };
                    boxed(RoundTrip::Schema(Box::new(case), json.clone()))
                }))
            }
        }
    }
}
