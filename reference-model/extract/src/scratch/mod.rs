//! A small crate, made on the spot, that answers calls of extracted functions.
//!
//! Tests and the comparison with Dafny's own compiler use it: they need the
//! emitted Rust compiled, several variants of it side by side, and every function
//! callable by number with arguments as text (see `wire.rs` for the format).

use std::fmt::Write as _;
use std::fs;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::emit::{Options, calls, emit};
use crate::load::Model;
use crate::source::Refusal;

mod answer;

pub use answer::normalize;

const WIRE: &str = include_str!("wire.rs");
const MAIN: &str = include_str!("main.rs");
const MANIFEST: &str = r#"[package]
name = "scratch"
version = "0.0.0"
edition = "2024"

[dependencies]
stacker = "0.1.25"

[profile.dev]
debug = false

[workspace]
"#;

/// Why there is no scratch crate.
#[derive(Debug, thiserror::Error)]
pub enum ScratchError {
    /// A file could not be written or a program not be run.
    #[error("cannot {action} `{}`: {error}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// With which file.
        path: PathBuf,
        /// Why it failed.
        error: io::Error,
    },
    /// The model cannot be emitted.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// The emitted Rust does not compile.
    #[error("the extracted Rust does not compile:\n{0}")]
    Compile(String),
}

/// Writes the crate to a directory and compiles it.
///
/// Each variant has a name and its options; preconditions are always emitted. `workspace` is where `Cargo.lock`
/// and `reference-model/src/runtime` are; no network is used.
///
/// # Errors
///
/// See [`ScratchError`].
pub fn build(
    directory: &Path,
    workspace: &Path,
    model: &Model,
    variants: &[(&str, Options)],
) -> Result<PathBuf, ScratchError> {
    let source = directory.join("src");
    fs::create_dir_all(&source).map_err(|error| failed("create", &source, error))?;
    let write = |name: &str, text: &str| {
        let path = directory.join(name);
        // An unchanged file keeps its time, so nothing is compiled again.
        if fs::read_to_string(&path).is_ok_and(|old| old == text) {
            return Ok(());
        }
        fs::write(&path, text).map_err(|error| failed("write", &path, error))
    };
    let lock = workspace.join("Cargo.lock");
    let lock_text = fs::read_to_string(&lock).map_err(|error| failed("read", &lock, error))?;
    if !directory.join("Cargo.lock").exists() {
        write("Cargo.lock", &lock_text)?;
    }
    write("Cargo.toml", MANIFEST)?;
    write("src/wire.rs", WIRE)?;
    let calls = calls(&model.program);
    let (mut modules, mut table) = (String::new(), String::new());
    for (name, options) in variants {
        let options = Options {
            preconditions: true,
            ..options.clone()
        };
        let text =
            emit(model, &options).map_err(|refusal| ScratchError::Refused(Box::new(refusal)))?;
        let module = name.replace('-', "_");
        let text = format!(
            "#![allow(dead_code, unused_imports, unused_mut)]\npub mod model {{\n{text}\n}}\npub mod calls {{\n{calls}\n}}\n"
        );
        write(&format!("src/{module}.rs"), &text)?;
        let _ = writeln!(modules, "mod {module};");
        let _ = writeln!(table, "        {name:?} => {module}::calls::call,");
    }
    let runtime = workspace.join("reference-model/src/runtime/mod.rs");
    let runtime = fs::canonicalize(&runtime).map_err(|error| failed("find", &runtime, error))?;
    let main = MAIN.replace(
        "RUNTIME",
        &runtime.display().to_string().escape_default().to_string(),
    );
    let main = main
        .replace("MODULES", &modules)
        .replace("VARIANTS", &table);
    write("src/main.rs", &main)?;
    compile(directory)
}

fn compile(directory: &Path) -> Result<PathBuf, ScratchError> {
    let target = directory.join("target");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(&cargo)
        .args(["build", "--quiet", "--offline", "--target-dir"])
        .arg(&target)
        .current_dir(directory)
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .output()
        .map_err(|error| failed("run", Path::new(&cargo), error))?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(ScratchError::Compile(message));
    }
    Ok(target.join("debug/scratch"))
}

fn failed(action: &'static str, path: &Path, error: io::Error) -> ScratchError {
    ScratchError::Io {
        action,
        path: path.to_owned(),
        error,
    }
}

/// What an extracted function answered, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// What it answered.
    pub answer: Answer,
    /// The branches of the model that were taken.
    pub branches: Vec<usize>,
}

/// What an extracted function answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A value, as text.
    Value(String),
    /// A stop, by its name, or `Timeout`.
    Stop(String),
    /// The precondition does not hold.
    Unmet,
}

/// A running scratch program.
pub struct Server {
    program: PathBuf,
    variant: String,
    running: Option<Running>,
}

struct Running {
    child: Child,
    questions: ChildStdin,
    answers: Receiver<String>,
}

/// How long one call may take.
const PATIENCE: Duration = Duration::from_secs(2);

impl Server {
    /// A program that is started when it is asked.
    pub fn new(program: &Path, variant: &str) -> Self {
        Self {
            program: program.to_owned(),
            variant: variant.to_owned(),
            running: None,
        }
    }

    /// Calls a function by its number, with arguments as text.
    ///
    /// # Errors
    ///
    /// The program cannot be run, or does not understand the arguments.
    pub fn ask(&mut self, number: usize, arguments: &str) -> Result<Reply, ScratchError> {
        let program = self.program.clone();
        let broken = |error| failed("talk to", &program, error);
        let mut running = match self.running.take() {
            Some(running) => running,
            None => self.start().map_err(broken)?,
        };
        writeln!(running.questions, "{number} {arguments}")
            .and_then(|()| running.questions.flush())
            .map_err(broken)?;
        let Ok(line) = running.answers.recv_timeout(PATIENCE) else {
            let _ = running.child.kill();
            let _ = running.child.wait();
            return Ok(Reply {
                answer: Answer::Stop("Timeout".into()),
                branches: Vec::new(),
            });
        };
        self.running = Some(running);
        let (answer, branches) = line.split_once('\t').unwrap_or((&line, ""));
        let branches = branches
            .split(' ')
            .filter_map(|number| number.parse().ok())
            .collect();
        let answer = match answer.split_at_checked(1) {
            Some(("=", value)) => Answer::Value(value.trim().to_owned()),
            Some(("!", stop)) => Answer::Stop(stop.to_owned()),
            Some(("?", _)) => Answer::Unmet,
            _ => {
                let message = format!("malformed call {number} {arguments}");
                return Err(broken(io::Error::other(message)));
            }
        };
        Ok(Reply { answer, branches })
    }

    fn start(&self) -> io::Result<Running> {
        let mut child = Command::new(&self.program)
            .arg(&self.variant)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let missing = || io::Error::other("no pipe");
        let questions = child.stdin.take().ok_or_else(missing)?;
        let output = BufReader::new(child.stdout.take().ok_or_else(missing)?);
        let (sender, answers) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Ok(Running {
            child,
            questions,
            answers,
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut running) = self.running.take() {
            let _ = running.child.kill();
            let _ = running.child.wait();
        }
    }
}
