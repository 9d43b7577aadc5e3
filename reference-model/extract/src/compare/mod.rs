//! Compares the extracted Rust with what Dafny's own compiler makes of the model.
//!
//! Random calls of every function of the model (see `generate` and `select`) are
//! answered by the extracted Rust, printed as a Dafny program, compiled by Dafny
//! to C#, run, and compared answer by answer. A call that the extracted Rust stops
//! is not compared: it has no verdict.

mod dafny;
mod generate;
mod rng;
mod select;
mod value;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, mpsc};

use crate::compare::dafny::Case;
use crate::compare::generate::Generator;
use crate::emit::{Fault, Options};
use crate::load::{LoadError, load_directory};
use crate::program::Program;
use crate::scratch::{self, Answer, ScratchError, Server, normalize};

/// How many cases go into one Dafny program.
const BATCH: usize = 500;

/// What to compare.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The directory of the model.
    pub model: PathBuf,
    /// Where `Cargo.lock` and `reference-model/src/runtime` are.
    pub workspace: PathBuf,
    /// Where to put generated programs.
    pub work: PathBuf,
    /// Texts worth trying, beside those that the model mentions.
    pub texts: Vec<String>,
    /// About how many cases.
    pub cases: usize,
    /// Where the random numbers start.
    pub seed: u64,
    /// How many of Dafny's programs are compiled and run at a time.
    pub jobs: usize,
    /// A mistake for the extractor to make, which must be noticed.
    pub fault: Option<Fault>,
}

/// What a comparison found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Functions and constants of the model.
    pub functions: usize,
    /// Names of those for which no call was found.
    pub unexercised: Vec<String>,
    /// Branches of the model.
    pub branches: usize,
    /// Branches that some compared call takes.
    pub branches_taken: usize,
    /// Calls with the same answer.
    pub agreements: usize,
    /// Calls with different answers, described.
    pub differences: Vec<String>,
    /// Calls that the extracted Rust stopped, by reason: they were not compared.
    pub stops: Vec<(String, usize)>,
    /// Calls that were left out after another call of the same function ended
    /// Dafny's program.
    pub unasked: usize,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// The model cannot be read.
    #[error("{0}")]
    Load(#[from] LoadError),
    /// The extracted Rust cannot be run.
    #[error("{0}")]
    Scratch(#[from] ScratchError),
    /// A file or a program.
    #[error("cannot {action} `{}`: {error}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// With which file or program.
        path: PathBuf,
        /// Why it failed.
        error: io::Error,
    },
    /// Dafny does not compile the generated program.
    #[error("dafny does not compile `{}`:\n{message}", file.display())]
    Dafny {
        /// The generated program.
        file: PathBuf,
        /// What Dafny said.
        message: String,
    },
}

impl CompareError {
    fn io(action: &'static str, path: &Path, error: io::Error) -> Self {
        Self::Io {
            action,
            path: path.to_owned(),
            error,
        }
    }
}

/// Compares, and tells the progress to `progress`.
///
/// # Errors
///
/// See [`CompareError`]; a difference is not an error but part of the report.
pub fn compare(plan: &Plan, progress: &mut dyn FnMut(&str)) -> Result<Report, CompareError> {
    let model = load_directory(&plan.model)?;
    let program = &model.program;
    let mut files = Vec::new();
    for source in &model.sources {
        let path = Path::new(&source.path);
        files.push(fs::canonicalize(path).map_err(|e| CompareError::io("find", path, e))?);
    }
    fs::create_dir_all(&plan.work).map_err(|e| CompareError::io("create", &plan.work, e))?;
    let work = fs::canonicalize(&plan.work).map_err(|e| CompareError::io("find", &plan.work, e))?;
    let crate_directory = work.join("extracted");
    // One variant counts branches and guides the choice of cases; the other is
    // exactly what the reference model is built from, and answers.
    let plain = Options {
        fault: plan.fault,
        ..Options::default()
    };
    let counting = Options {
        branches: true,
        ..plain.clone()
    };
    let variants = [("extracted", plain), ("counting", counting)];
    progress("compiling the extracted Rust");
    let executable = scratch::build(&crate_directory, &plan.workspace, &model, &variants)?;
    let text = fs::read_to_string(crate_directory.join("src/counting.rs")).unwrap_or_default();

    progress("choosing calls");
    let mut generator = Generator::new(program, plan.seed, &plan.texts);
    let mut counting = Server::new(&executable, "counting");
    let mut selection = select::select(program, &mut generator, &mut counting, plan.cases)?;
    let mut extracted = Server::new(&executable, "extracted");
    for case in &mut selection.cases {
        let answer = extracted.ask(case.function, &case.wire(program))?.answer;
        case.answer = match answer {
            Answer::Value(answer) => answer,
            other => format!("{other:?}"),
        };
    }
    let mut report = Report {
        functions: program.functions().count(),
        branches: branches(&text),
        branches_taken: selection.branches,
        stops: selection.stops.into_iter().collect(),
        ..Report::default()
    };
    for (number, (_, function)) in program.functions().enumerate() {
        if !selection.cases.iter().any(|case| case.function == number) {
            let module = &program.module(function.module).name;
            report
                .unexercised
                .push(format!("{module}.{}", function.name));
        }
    }
    let asker = Asker {
        program,
        files: &files,
        work: &work,
    };
    asker.all(&selection.cases, plan.jobs, &mut report, progress)?;
    Ok(report)
}

/// The next batch; none if another thread failed.
fn next<'a>(
    batches: &Mutex<impl Iterator<Item = (usize, &'a [Case])>>,
) -> Option<(usize, &'a [Case])> {
    batches.lock().ok()?.next()
}

/// Asks Dafny's own program.
struct Asker<'a> {
    program: &'a Program,
    files: &'a [PathBuf],
    work: &'a Path,
}

impl Asker<'_> {
    /// Compares the answers to all cases, several programs at a time.
    fn all(
        &self,
        cases: &[Case],
        jobs: usize,
        report: &mut Report,
        progress: &mut dyn FnMut(&str),
    ) -> Result<(), CompareError> {
        let batches: Mutex<_> = Mutex::new(cases.chunks(BATCH).enumerate());
        let (sender, receiver) = mpsc::channel();
        std::thread::scope(|scope| {
            for _ in 0..jobs.max(1) {
                let (sender, batches) = (sender.clone(), &batches);
                scope.spawn(move || {
                    while let Some((index, batch)) = next(batches) {
                        let mut part = Report::default();
                        let asked = self.batch(&format!("batch{index}"), batch, &mut part);
                        // Nobody listens after an error.
                        if sender.send(asked.map(|()| (batch.len(), part))).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            let mut asked = 0;
            for answer in receiver {
                let (count, part) = answer?;
                asked += count;
                report.agreements += part.agreements;
                report.differences.extend(part.differences);
                report.unasked += part.unasked;
                progress(&format!("asked Dafny: {asked} of {}", cases.len()));
            }
            Ok(())
        })
    }

    /// Compares the answers to some cases.
    fn batch(&self, name: &str, batch: &[Case], report: &mut Report) -> Result<(), CompareError> {
        let mut open = batch.to_vec();
        while !open.is_empty() {
            let answers = dafny::answers(self.program, self.files, &open, self.work, name)?;
            let reached = (0..open.len())
                .take_while(|place| answers.contains_key(place))
                .count();
            let mut rest = open.split_off(reached).into_iter();
            for (place, case) in open.iter().enumerate() {
                let dafny = answers.get(&place).map_or("", String::as_str);
                let ours = normalize(&case.answer);
                if ours.is_some() && normalize(dafny) == ours {
                    report.agreements += 1;
                } else {
                    report.differences.push(describe(self.program, case, dafny));
                }
            }
            let Some(crash) = rest.next() else {
                return Ok(());
            };
            let dafny = "nothing: its program ended here";
            report
                .differences
                .push(describe(self.program, &crash, dafny));
            // Other calls of the same function may well end it again.
            let (unasked, others): (Vec<Case>, Vec<Case>) =
                rest.partition(|case| case.function == crash.function);
            report.unasked += unasked.len();
            open = others;
        }
        Ok(())
    }
}

/// How many branches an instrumented text counts.
fn branches(text: &str) -> usize {
    let calls = text.split("crate::cover(").skip(1);
    let covers: usize = calls
        // The two outcomes of a map update are counted by one call.
        .map(|call| if call.starts_with("if ") { 2 } else { 1 })
        .sum();
    covers + text.matches("crate::compared(").count()
}

fn describe(program: &Program, case: &Case, dafny: &str) -> String {
    let Some((_, function)) = program.functions().nth(case.function) else {
        return String::new();
    };
    let arguments: Vec<String> = case
        .arguments
        .iter()
        .map(|argument| argument.literal(program))
        .collect();
    format!(
        "{}.{}({})\n  extracted Rust: {}\n  Dafny:          {dafny}",
        program.module(function.module).name,
        function.name,
        arguments.join(", "),
        case.answer
    )
}
