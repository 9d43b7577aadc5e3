//! Puts questions to the engine and to the official crate.

use clap::{Parser, ValueEnum};
use fuzz::campaign::seeded_bytes;
use fuzz::generators;
use fuzz::integration::{Files, TestFile};
use fuzz::peer::schema::{self, Form};
use fuzz::peer::validation::{self, Question, Read as Validated, Way};
use fuzz::peer::{
    Comparison, conformance, entities_json, integration, policy_json, policy_text, spellings,
    world::World,
};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Ask the engine and the official cedar-policy crate, and compare the answers
///
/// Without `--cases` the question is read from standard input, but for a corpus from
/// its folder. Exit code 1 if answers differ.
#[derive(Parser)]
struct Arguments {
    /// What the question is
    kind: Kind,
    /// The folder of a corpus
    #[arg(required_if_eq("kind", "corpus"))]
    folder: Option<PathBuf>,
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
    /// Texts in every language that were put together with their meaning, generated only
    Spellings,
    /// Tests in Cedar's integration format, as `export` writes them
    Corpus,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let comparison = match (arguments.kind, arguments.cases) {
        (Kind::Corpus, _) => match corpus(&arguments.folder.unwrap_or_default()) {
            Ok(comparison) => comparison,
            Err(reason) => {
                eprintln!("error: {reason}");
                return ExitCode::FAILURE;
            }
        },
        (_, Some(cases)) => generated(arguments.kind, arguments.seed..arguments.seed + cases),
        (_, None) => {
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
        Kind::Conformance | Kind::Spellings | Kind::Corpus => Comparison::default(),
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
            Kind::Conformance => {
                let (schema, subjects) = conformance::generate(&bytes);
                conformance::compare(&schema, &subjects)
            }
            Kind::Spellings => spellings::compare(&world, &generators::spellings::generate(&bytes)),
            Kind::Corpus => Comparison::default(),
        });
        if sum.differences.len() >= ENOUGH {
            println!("stopped at the seed {seed}");
            break;
        }
    }
    sum
}

/// Asks the official crate about every test in the folder.
fn corpus(folder: &Path) -> Result<Comparison, String> {
    let cannot = |error: &dyn std::fmt::Display| format!("`{}`: {error}", folder.display());
    let entries = std::fs::read_dir(folder).map_err(|error| cannot(&error))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut sum = Comparison::default();
    let mut tests = 0;
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        // The other files beside a test are no tests.
        if serde_json::from_str::<TestFile>(&text).is_err() {
            continue;
        }
        let files = Files::read(folder, &path).map_err(|error| cannot(&error))?;
        sum.merge(integration::compare(&files));
        tests += 1;
    }
    println!("{tests} tests");
    match tests {
        0 => Err(cannot(&"no test in Cedar's integration format")),
        _ => Ok(sum),
    }
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
