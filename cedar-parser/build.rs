//! Generates the parsers from their grammars.

use std::process::ExitCode;

fn main() -> ExitCode {
    match lalrpop::process_src() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot generate the parsers: {error}");
            ExitCode::FAILURE
        }
    }
}
