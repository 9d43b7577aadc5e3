//! Shows what a fuzz artifact asks and who answered what; shrinks and saves it.

use clap::Parser;
use fuzz::campaign;
use fuzz::integration::{self, Files, Format};
use fuzz::minimize::minimize;
use fuzz::question::{AsTest, Outcome, Question, ask};
use fuzz::targets::{self, TARGETS, Target};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Prints what an artifact asks, as text, and all answers side by side where
/// they differ. Exits with 1 if they do, with 2 if it cannot do what it should.
#[derive(Parser)]
#[command(name = "repro")]
struct Arguments {
    /// A file that a fuzz target left, or that is in its corpus.
    #[arg(required_unless_present = "seed", conflicts_with = "seed")]
    artifact: Option<PathBuf>,
    /// The input of a seeded run in the place of a file.
    #[arg(long)]
    seed: Option<u64>,
    /// The target; otherwise the folders above the artifact say it.
    #[arg(long)]
    target: Option<String>,
    /// Shrink it first: drop policies, entities, clauses, sub-expressions, as
    /// long as it fails in the same way.
    #[arg(long)]
    minimize: bool,
    /// Save it, shrunk, as the test NAME in Cedar's integration format, which
    /// `cargo test` runs from then on. The model's answers are the expected ones.
    #[arg(long, value_name = "NAME")]
    save: Option<String>,
    /// Where the saved test goes.
    #[arg(long, default_value = "testdata/regressions", value_name = "FOLDER")]
    folder: String,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(Outcome::Agree) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<Outcome, String> {
    let target = target(arguments)?;
    let question = (target.question)(&bytes(arguments)?);
    let (outcome, _) = silently(|| ask(&*question));
    let fails = outcome != Outcome::Agree;
    let question = if fails && (arguments.minimize || arguments.save.is_some()) {
        silently(|| minimize(question, &mut |smaller| ask(smaller).0.is_like(&outcome)))
    } else {
        question
    };
    show(&*question);
    if let Some(name) = &arguments.save {
        if !fails {
            return Err("nothing is saved: all answers agree".to_owned());
        }
        save(&*question, &outcome, &arguments.folder, name)?;
    }
    Ok(outcome)
}

fn target(arguments: &Arguments) -> Result<Target, String> {
    let named = arguments.target.as_deref().map(targets::by_name);
    let found = named.unwrap_or_else(|| match &arguments.artifact {
        Some(path) => targets::of_artifact(path),
        None => TARGETS.first().copied(),
    });
    found.ok_or_else(|| {
        let names: Vec<&str> = targets::all().map(|target| target.name).collect();
        format!(
            "say with `--target` which target it is: {} (`--features peer` adds those with \
             the official crate)",
            names.join(", ")
        )
    })
}

fn bytes(arguments: &Arguments) -> Result<Vec<u8>, String> {
    match (&arguments.artifact, arguments.seed) {
        (Some(path), _) => std::fs::read(path)
            .map_err(|error| format!("cannot read `{}`: {error}", path.display())),
        (None, seed) => Ok(campaign::seeded_bytes(seed.unwrap_or_default()).to_vec()),
    }
}

fn show(question: &dyn Question) {
    let (outcome, comparison) = silently(|| ask(question));
    print!("{}", question.describe(&comparison));
    for reason in &comparison.no_verdicts {
        println!("\n== no verdict: {reason}");
    }
    if let Outcome::Panic(message) = outcome {
        println!("\n== panic: {message}");
        return;
    }
    println!(
        "\n{} comparisons: {} agree, {} differ, {} without verdict",
        comparison.total(),
        comparison.agreements,
        comparison.differences.len(),
        comparison.no_verdicts.len()
    );
}

/// Shrinks what fails in the saved form, too: the files say a little less than
/// a case, since a schema adds the actions that it declares.
fn save(
    question: &dyn Question,
    outcome: &Outcome,
    folder: &str,
    name: &str,
) -> Result<(), String> {
    let test = question
        .as_test()
        .ok_or("only questions of policies, entities and requests can be saved")?;
    let fails = |test: &AsTest| {
        let (_, again) = written(test, folder, name)?;
        match ask(&*again).0.is_like(outcome) {
            true => Ok(()),
            false => Err("nothing is saved: the files do not show it any more".to_owned()),
        }
    };
    silently(|| fails(&test))?;
    let (_, small) = written(&test, folder, name)?;
    let small = silently(|| {
        minimize(small, &mut |smaller| {
            let smaller = smaller.as_test();
            smaller.is_some_and(|smaller| fails(&smaller).is_ok())
        })
    });
    let (files, _) = written(&small.as_test().unwrap_or(test), folder, name)?;
    files
        .write(Path::new(""))
        .map_err(|error| format!("cannot write to `{folder}`: {error}"))?;
    println!("\nsaved as {folder}/{name}.json; run it with");
    println!("  cargo test -p fuzz --test regressions {name}");
    Ok(())
}

/// The files of the test, and the same question about what is read of them.
fn written(test: &AsTest, folder: &str, name: &str) -> Result<(Files, Box<dyn Question>), String> {
    let cannot = |reason: &dyn std::fmt::Display| format!("it cannot be saved: {reason}");
    let files = match &test.schema_text {
        None => Files::of(&test.case, folder, name),
        Some(schema) => {
            let schema = (Format::Cedar, schema.clone());
            Files::with_schema(&test.case, schema, folder, name)
        }
    };
    let files = files.map_err(|error| cannot(&error))?;
    let loaded = integration::load(&files).map_err(|error| cannot(&error))?;
    let question = (test.again)(loaded, files.schema.clone());
    Ok((files, question))
}

/// Panics are outcomes here, not messages on the terminal.
fn silently<T>(act: impl FnOnce() -> T) -> T {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let result = act();
    std::panic::set_hook(hook);
    result
}
