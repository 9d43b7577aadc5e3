//! The processes that fuzz one target.

use super::{Plan, process};
use crate::campaign::{COUNTS_FOLDER, Count, read_counts};
use crate::inputs::Inputs;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

/// How many seeds a corpus gets, where it needs any.
const SEEDS: usize = 256;

/// Several processes on one target, with a corpus that they share.
pub(super) struct Workers {
    running: Vec<Child>,
    crashed: bool,
    corpus: PathBuf,
    corpus_before: usize,
    artifacts: PathBuf,
    counts: PathBuf,
    log: PathBuf,
}

impl Workers {
    /// Makes room for a night.
    ///
    /// Artifacts and counts are of one night; the corpus grows from night to night.
    pub(super) fn prepare(plan: &Plan, target: &str, inputs: Inputs) -> io::Result<()> {
        let corpus = corpus(plan, target);
        super::corpus::recover(&corpus)?;
        let artifacts = artifacts(plan, target);
        if artifacts.exists() {
            fs::remove_dir_all(&artifacts)?;
        }
        // Fuzzers that a killed night left behind may still write there.
        let _ = fs::remove_dir_all(plan.output.join("counts").join(target));
        for folder in [&artifacts, &counts(plan, target), &corpus] {
            fs::create_dir_all(folder)?;
        }
        // Each night anew, since what the generators can write grows.
        if inputs.needs_seeds() {
            for (number, bytes) in inputs.seeds(SEEDS).iter().enumerate() {
                fs::write(corpus.join(format!("seed-{number:04}")), bytes)?;
            }
        }
        if let Some(text) = inputs.dictionary() {
            fs::write(dictionary(plan, target), text)?;
        }
        File::create(log(plan, target))?;
        Ok(())
    }

    /// Starts the processes after [`Workers::prepare`]; each stops by itself after
    /// `length`.
    pub(super) fn start(
        plan: &Plan,
        target: &str,
        inputs: Inputs,
        binary: &Path,
        length: Duration,
    ) -> io::Result<Self> {
        let corpus = corpus(plan, target);
        let mut workers = Workers {
            running: Vec::new(),
            crashed: false,
            corpus_before: count_files(&corpus)?,
            corpus,
            artifacts: artifacts(plan, target),
            counts: counts(plan, target),
            log: log(plan, target),
        };
        let output = File::options().append(true).open(&workers.log)?;
        for _ in 0..plan.jobs {
            let mut fuzzer = process::dying_with_us(binary);
            fuzzer
                .arg(&workers.corpus)
                .arg(format!("-artifact_prefix={}/", workers.artifacts.display()))
                .arg(format!("-max_total_time={}", length.as_secs().max(1)));
            for (option, value) in inputs.options() {
                fuzzer.arg(format!("-{option}={value}"));
            }
            let words = dictionary(plan, target);
            if words.exists() {
                fuzzer.arg(format!("-dict={}", words.display()));
            }
            let child = fuzzer
                .env(COUNTS_FOLDER, &workers.counts)
                .stdin(Stdio::null())
                .stdout(output.try_clone()?)
                .stderr(output.try_clone()?)
                .spawn()?;
            workers.running.push(child);
        }
        Ok(workers)
    }

    /// Looks after the processes; whether any still runs.
    pub(super) fn poll(&mut self) -> io::Result<bool> {
        let mut still_running = Vec::new();
        for mut child in self.running.drain(..) {
            match child.try_wait()? {
                None => still_running.push(child),
                Some(status) => self.crashed |= !status.success(),
            }
        }
        self.running = still_running;
        Ok(!self.running.is_empty())
    }

    /// Whether a process ended with a failure.
    pub(super) fn has_crashed(&self) -> bool {
        self.crashed
    }

    /// Ends all processes.
    pub(super) fn stop(&mut self) {
        for child in &mut self.running {
            let _ = child.kill();
            let _ = child.wait();
        }
        self.running.clear();
    }

    /// What the processes printed.
    pub(super) fn log(&self) -> &Path {
        &self.log
    }

    /// What the processes of this and of earlier turns have counted.
    pub(super) fn counts(&self) -> io::Result<Count> {
        read_counts(&self.counts)
    }

    /// How many inputs these processes have added to the corpus.
    pub(super) fn new_corpus_entries(&self) -> io::Result<usize> {
        Ok(count_files(&self.corpus)?.saturating_sub(self.corpus_before))
    }

    /// The inputs that made a process fail.
    pub(super) fn artifacts(&self) -> io::Result<Vec<String>> {
        let mut paths = fs::read_dir(&self.artifacts)?
            .map(|entry| entry.map(|e| e.path().display().to_string()))
            .collect::<io::Result<Vec<String>>>()?;
        paths.sort();
        Ok(paths)
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Where the inputs of a target are kept from night to night.
pub(super) fn corpus(plan: &Plan, target: &str) -> PathBuf {
    plan.root.join("fuzz/corpus").join(target)
}

fn artifacts(plan: &Plan, target: &str) -> PathBuf {
    plan.output.join("artifacts").join(target)
}

fn counts(plan: &Plan, target: &str) -> PathBuf {
    let night = std::process::id().to_string();
    plan.output.join("counts").join(target).join(night)
}

fn dictionary(plan: &Plan, target: &str) -> PathBuf {
    plan.output.join(format!("{target}.dict"))
}

fn log(plan: &Plan, target: &str) -> PathBuf {
    plan.output.join(format!("{target}.log"))
}

fn count_files(folder: &Path) -> io::Result<usize> {
    Ok(fs::read_dir(folder)?.count())
}
