//! Writes what a fuzzer starts from: seed inputs, options and dictionaries.

use clap::Parser;
use fuzz::targets::TARGETS;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Writes, for each target, the folder `TARGET_seed_corpus`, the file `TARGET.options`
/// of libFuzzer and, where tokens mean something, `TARGET.dict`. Prints a line for each
/// target: its name, and the arguments that `cargo fuzz build` needs for it.
#[derive(Parser)]
#[command(name = "seeds")]
struct Arguments {
    /// Where they go.
    folder: PathBuf,
    /// How many seeds for each target.
    #[arg(long, default_value_t = 256)]
    count: usize,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match write(&arguments.folder, arguments.count) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot write to `{}`: {error}", arguments.folder.display());
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path, count: usize) -> std::io::Result<()> {
    for target in TARGETS {
        let corpus = folder.join(format!("{}_seed_corpus", target.name));
        std::fs::create_dir_all(&corpus)?;
        for (number, bytes) in target.inputs.seeds(count).iter().enumerate() {
            std::fs::write(corpus.join(format!("{number:04}")), bytes)?;
        }
        let mut options = "[libfuzzer]\n".to_owned();
        for (option, value) in target.inputs.options() {
            options.push_str(&format!("{option} = {value}\n"));
        }
        if let Some(dictionary) = target.inputs.dictionary() {
            let name = format!("{}.dict", target.name);
            std::fs::write(folder.join(&name), dictionary)?;
            options.push_str(&format!("dict = {name}\n"));
        }
        std::fs::write(folder.join(format!("{}.options", target.name)), options)?;
        let arguments = target.inputs.build_arguments().iter();
        let line: Vec<&str> = [target.name]
            .into_iter()
            .chain(arguments.copied())
            .collect();
        println!("{}", line.join(" "));
    }
    Ok(())
}
