//! Puts questions to the engine and to the official crate.

use clap::{Parser, ValueEnum};
use fuzz::campaign::seeded_bytes;
use fuzz::generators;
use fuzz::peer::schema::{self, Form};
use fuzz::peer::validation::{self, Question, Read as Validated, Way};
use fuzz::peer::{Comparison, conformance, entities_json, policy_json, policy_text, world::World};
use std::io::Read;
use std::process::ExitCode;

/// Ask the engine and the official cedar-policy crate, and compare the answers
///
/// Without `--cases` the question is read from standard input. Exit code 1 if
/// answers differ.
#[derive(Parser)]
struct Arguments {
    /// What the question is
    kind: Kind,
    /// Ask about this many generated cases
    #[arg(long)]
    cases: Option<u64>,
    /// The seed of the first generated case
    #[arg(long, default_value_t = 0, requires = "cases")]
    seed: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// Policies in Cedar's syntax
    PolicyText,
    /// A policy set in JSON
    PolicyJson,
    /// Entities in JSON
    EntitiesJson,
    /// A schema in Cedar's syntax, a line `---`, and policies
    Validation,
    /// A schema in Cedar's syntax; among generated ones also in JSON
    Schema,
    /// A schema in JSON
    SchemaJson,
    /// Entities and requests for a schema, generated only
    Conformance,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let comparison = match arguments.cases {
        Some(cases) => generated(arguments.kind, arguments.seed..arguments.seed + cases),
        None => {
            let mut question = String::new();
            if let Err(error) = std::io::stdin().read_to_string(&mut question) {
                eprintln!("error: the question cannot be read: {error}");
                return ExitCode::FAILURE;
            }
            asked(arguments.kind, &question)
        }
    };
    print(&comparison);
    match comparison.differences.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

fn asked(kind: Kind, question: &str) -> Comparison {
    match kind {
        Kind::PolicyText => policy_text::compare(&World::new(), question),
        Kind::PolicyJson => policy_json::compare(question),
        Kind::EntitiesJson => entities_json::compare(question),
        Kind::Schema => schema::compare(Form::Cedar, question),
        Kind::SchemaJson => schema::compare(Form::Json, question),
        Kind::Conformance => Comparison::default(),
        Kind::Validation => {
            let (schema, policies) = question.split_once("\n---\n").unwrap_or((question, ""));
            let question = Question {
                schema,
                policies,
                links: &[],
            };
            print_findings(&question);
            validation::compare_texts(&question)
        }
    }
}

/// Compares the cases of consecutive seeds, until there are many differences.
fn generated(kind: Kind, seeds: std::ops::Range<u64>) -> Comparison {
    const ENOUGH: usize = 20;
    let world = World::new();
    let mut sum = Comparison::default();
    for seed in seeds {
        let bytes = seeded_bytes(seed);
        sum.merge(match kind {
            Kind::PolicyText => policy_text::compare_generated(&world, &bytes),
            Kind::PolicyJson => policy_json::compare(&generators::text::policies_json(&bytes)),
            Kind::EntitiesJson => entities_json::compare(&generators::text::entities_json(&bytes)),
            Kind::Validation => validation::compare(&generators::validation::case(&bytes)),
            Kind::Schema | Kind::SchemaJson => {
                let (form, source) = schema::generate(&bytes);
                schema::compare(form, &source)
            }
            Kind::Conformance => conformance::compare(&bytes),
        });
        if sum.differences.len() >= ENOUGH {
            println!("stopped at the seed {seed}");
            break;
        }
    }
    sum
}

fn print_findings(question: &Question<'_>) {
    match Validated::new(question) {
        Ok(read) => {
            for way in Way::all() {
                println!("{way:?}");
                println!("  ours:   {:?}", read.ours(way));
                println!("  theirs: {:?}", read.theirs(way));
            }
        }
        Err((ours, theirs)) => println!("ours:   {ours:?}\ntheirs: {theirs:?}"),
    }
}

fn print(comparison: &Comparison) {
    for difference in &comparison.differences {
        println!("{difference}\n");
    }
    println!("{comparison}");
}
