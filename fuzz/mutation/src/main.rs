//! The mutation score of the fuzzing: how many planted faults it notices, and
//! how fast.
//!
//! All faults of a sample are planted in one copy of the project at once, each
//! behind a switch, so that one build serves them all; then the seeded campaign
//! runs once for each, with that one switched on.
//!
//! | module | holds |
//! |---|---|
//! | [`fault`] | a fault: where, what, instead of what |
//! | [`rust`], [`dafny`] | the operators, and the places in a source where they apply |
//! | [`sample`] | which faults are planted |
//! | [`history`] | faults such as other implementations had, from files |
//! | [`equivalent`] | which of them change no answer, and why |
//! | [`plant`] | the copy of the project with all of them in it |
//! | [`run`] | one campaign for each |
//! | [`report`] | the table |

mod dafny;
mod equivalent;
mod fault;
mod history;
mod plant;
mod report;
mod run;
mod rust;
mod sample;

use clap::Parser;
use equivalent::Equivalents;
use fault::Part;
use std::path::PathBuf;
use std::process::ExitCode;

/// Plants faults in engine and model and waits for the fuzzing to notice them.
/// Prints a table and the survivors as Markdown.
#[derive(Parser)]
#[command(name = "fuzz-mutation")]
struct Arguments {
    /// How many faults to plant.
    #[arg(long, default_value_t = 120)]
    sample: usize,
    /// The seed of the sample.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How long one campaign may take, in seconds.
    #[arg(long, default_value_t = 300)]
    seconds: u64,
    /// How many campaigns run at once.
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// What faults are planted in.
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        default_value = "core,validator,model"
    )]
    parts: Vec<Part>,
    /// Plant the faults of `fuzz/planted-faults/history`, all of them or those of `--only`, instead of a sample.
    #[arg(long)]
    history: bool,
    /// Keep what the last run of this sample noticed; try the others again.
    #[arg(long)]
    retry: bool,
    /// Only files whose path contains this.
    #[arg(long, default_value = "")]
    only: String,
    /// Where the copy of the project goes.
    #[arg(long, default_value = "target/mutation")]
    folder: PathBuf,
    /// List the faults of the sample and end.
    #[arg(long)]
    list: bool,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let root = std::env::current_dir()?;
    let equivalents = Equivalents::read(&root)?;
    let (found, chosen) = if arguments.history {
        let mut all = history::faults(&root)?;
        all.retain(|fault| fault.file.to_string_lossy().contains(&arguments.only));
        (all.len(), all)
    } else {
        let all = sample::candidates(&root, &arguments.parts, &arguments.only)?;
        let chosen = |all| sample::choose(all, arguments.sample, arguments.seed);
        (all.len(), chosen(all))
    };
    if arguments.list {
        chosen.iter().for_each(|fault| println!("{fault}"));
        return Ok(());
    }
    let planted = plant::plant(&root, &arguments.folder, chosen)?;
    eprintln!("{} faults are planted", planted.faults.len());
    let results = match arguments.history {
        true => "results-history.json".to_owned(),
        false => format!("results-{}.json", arguments.seed),
    };
    let results = arguments.folder.join(results);
    let plan = run::Plan {
        seconds: arguments.seconds,
        jobs: arguments.jobs,
        equivalents: &equivalents,
        results: &root.join(results),
        retry: arguments.retry,
    };
    let verdicts = run::campaigns(&planted, &plan)?;
    let given: Vec<String> = std::env::args().skip(1).collect();
    let command = format!("cargo run -p fuzz-mutation -- {}", given.join(" "));
    print!(
        "{}",
        match arguments.history {
            true => report::history(&verdicts, &command),
            false => report::markdown(&verdicts, found, &command),
        }
    );
    Ok(())
}
