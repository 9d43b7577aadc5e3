//! Extracts the Dafny model to Rust: `../dafny/model/*.dfy` to `OUT_DIR/model.rs`.
//!
//! There is no other source of the semantics: without the model there is no
//! build.

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use reference_model_extract::emit::{Options, emit};
use reference_model_extract::load_directory;

const MODEL: &str = "../dafny/model";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed={MODEL}");
    println!("cargo::rerun-if-changed=build.rs");
    match extract() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot extract the model from `{MODEL}`:\n{error}");
            ExitCode::FAILURE
        }
    }
}

fn extract() -> Result<(), Box<dyn Error>> {
    let output = env::var_os("OUT_DIR").ok_or("`OUT_DIR` is not set")?;
    let model = load_directory(Path::new(MODEL))?;
    let text = emit(&model, &Options::default())?;
    fs::write(PathBuf::from(output).join("model.rs"), text)?;
    Ok(())
}
