//! The command: extracts Dafny files to Rust text.

use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use reference_model_extract::emit::{Options, emit};
use reference_model_extract::{load_directory, load_files};

const HELP: &str = "\
Translates the Dafny subset of the reference model to Rust.

Usage: reference-model-extract [OPTIONS] PATH…

Arguments:
  PATH…            Dafny files, with what they include, or one directory

Options:
  -o, --output FILE  write the Rust text there; `-`, the default, is standard output
      --check        only check that the files are accepted; print nothing
  -h, --help         print this text

The text expects the run-time library as `crate::runtime`. Exit status: 0 if the
files are accepted, 1 if they are refused or cannot be read, 2 for wrong usage.
";

// The arguments are parsed by hand: this crate is built before every build of the
// model, and an argument parser would double that time.
struct Arguments {
    paths: Vec<PathBuf>,
    output: Option<PathBuf>,
    check: bool,
}

fn main() -> ExitCode {
    let arguments = match parse(std::env::args_os().skip(1)) {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("{message}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// `None` asks for help.
fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Option<Arguments>, String> {
    let mut parsed = Arguments {
        paths: Vec::new(),
        output: None,
        check: false,
    };
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("-h" | "--help") => return Ok(None),
            Some("--check") => parsed.check = true,
            Some("-o" | "--output") => {
                let file = arguments.next().ok_or("`--output` needs a file")?;
                parsed.output = (file != "-").then(|| file.into());
            }
            Some(option) if option.starts_with('-') => {
                return Err(format!("unknown option `{option}`"));
            }
            _ => parsed.paths.push(argument.into()),
        }
    }
    if parsed.paths.is_empty() {
        return Err("no file is given".into());
    }
    Ok(Some(parsed))
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let model = match arguments.paths.as_slice() {
        [directory] if directory.is_dir() => load_directory(directory)?,
        files => load_files(files)?,
    };
    let text = emit(&model, &Options::default())?;
    if arguments.check {
        return Ok(());
    }
    match &arguments.output {
        Some(file) => fs::write(file, text)
            .map_err(|error| format!("cannot write `{}`: {error}", file.display()))?,
        None => std::io::stdout().write_all(text.as_bytes())?,
    }
    Ok(())
}
