//! The command: compares the extracted model with Dafny's own C# build of it.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use reference_model_extract::compare::{Plan, Report, compare};
use reference_model_extract::emit::Fault;

const HELP: &str = "\
Compares the extracted model with Dafny's own C# build of it.

Usage: compare-with-dafny [OPTIONS]

Options:
  --cases N        about how many calls to compare [500]
  --seed N         where the random numbers start [1]
  --jobs N         how many Dafny programs at a time [one per core]
  --model DIR      the Dafny model [dafny/model]
  --texts FILE     texts worth trying, one a line [reference-model/compare-texts.txt]
  --work DIR       where generated programs go [target/compare-with-dafny]
  --workspace DIR  the root of the workspace [.]
  --plant FAULT    make the extractor err on purpose: see that it is noticed
  --help           print this text

Exit status: 0 if all answers agree, 1 if some differ, a function has no case, or
the comparison fails, 2 for wrong usage. Needs `dafny` and `mono`.
";

fn main() -> ExitCode {
    let plan = match parse(std::env::args_os().skip(1)) {
        Ok(Some(plan)) => plan,
        Ok(None) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("{message}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match compare(&plan, &mut |step| eprintln!("{step}")) {
        Ok(report) => {
            print(&report);
            if report.differences.is_empty() && report.unexercised.is_empty() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// `None` asks for help.
fn parse(mut arguments: impl Iterator<Item = OsString>) -> Result<Option<Plan>, String> {
    let mut plan = Plan {
        model: PathBuf::from("dafny/model"),
        workspace: PathBuf::from("."),
        work: PathBuf::from("target/compare-with-dafny"),
        texts: Vec::new(),
        cases: 500,
        seed: 1,
        jobs: std::thread::available_parallelism().map_or(1, usize::from),
        fault: None,
    };
    let mut texts = PathBuf::from("reference-model/compare-texts.txt");
    while let Some(option) = arguments.next() {
        let option = option.to_string_lossy().into_owned();
        if option == "--help" || option == "-h" {
            return Ok(None);
        }
        let mut value = || {
            let value = arguments
                .next()
                .ok_or(format!("`{option}` needs a value"))?;
            value
                .into_string()
                .map_err(|_| format!("value of `{option}` is not text"))
        };
        let number = |text: String| {
            text.parse::<u64>()
                .map_err(|_| format!("`{text}` is not a number"))
        };
        match option.as_str() {
            "--cases" => {
                let count = number(value()?)?;
                plan.cases = usize::try_from(count).map_err(|error| error.to_string())?;
            }
            "--seed" => plan.seed = number(value()?)?,
            "--jobs" => {
                let count = number(value()?)?;
                plan.jobs = usize::try_from(count).map_err(|error| error.to_string())?;
            }
            "--model" => plan.model = value()?.into(),
            "--texts" => texts = value()?.into(),
            "--work" => plan.work = value()?.into(),
            "--workspace" => plan.workspace = value()?.into(),
            "--plant" => plan.fault = Some(fault(&value()?)?),
            _ => return Err(format!("unknown option `{option}`")),
        }
    }
    let lines = fs::read_to_string(&texts)
        .map_err(|error| format!("cannot read `{}`: {error}", texts.display()))?;
    plan.texts = lines.lines().map(str::to_owned).collect();
    Ok(Some(plan))
}

fn fault(name: &str) -> Result<Fault, String> {
    let found = Fault::ALL.iter().find(|(other, _)| *other == name);
    found.map(|(_, fault)| *fault).ok_or_else(|| {
        let names: Vec<&str> = Fault::ALL.iter().map(|(name, _)| *name).collect();
        format!("unknown fault `{name}`: known are {}", names.join(", "))
    })
}

fn print(report: &Report) {
    const SHOWN: usize = 10;
    for difference in report.differences.iter().take(SHOWN) {
        println!("DIFFERENT: {difference}");
    }
    if report.differences.len() > SHOWN {
        println!("and {} more", report.differences.len() - SHOWN);
    }
    for name in &report.unexercised {
        println!("NO CASE for {name}");
    }
    for (reason, count) in &report.stops {
        println!("not compared: {count} calls that the extracted Rust stops, {reason}");
    }
    if report.unasked > 0 {
        println!(
            "not compared: {} calls of functions that end Dafny's program",
            report.unasked
        );
    }
    println!(
        "{} functions, {} of {} branches taken; {} agree, {} differ",
        report.functions,
        report.branches_taken,
        report.branches,
        report.agreements,
        report.differences.len()
    );
}
