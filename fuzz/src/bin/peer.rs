//! Puts a question from standard input to the engine and to the official crate.

use clap::{Parser, ValueEnum};
use fuzz::peer::{Comparison, entities_json, policy_json, policy_text, world::World};
use std::io::Read;
use std::process::ExitCode;

/// Ask the engine and the official cedar-policy crate, and compare the answers
///
/// The question is read from standard input. Exit code 1 if the answers differ.
#[derive(Parser)]
struct Arguments {
    /// What the question is
    kind: Kind,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// Policies in Cedar's syntax
    PolicyText,
    /// A policy set in JSON
    PolicyJson,
    /// Entities in JSON
    EntitiesJson,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut question = String::new();
    if let Err(error) = std::io::stdin().read_to_string(&mut question) {
        eprintln!("error: the question cannot be read: {error}");
        return ExitCode::FAILURE;
    }
    let comparison = match arguments.kind {
        Kind::PolicyText => policy_text::compare(&World::new(), &question),
        Kind::PolicyJson => policy_json::compare(&question),
        Kind::EntitiesJson => entities_json::compare(&question),
    };
    print(&comparison);
    match comparison.differences.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

fn print(comparison: &Comparison) {
    for difference in &comparison.differences {
        println!("{difference}\n");
    }
    println!("{comparison}");
}
